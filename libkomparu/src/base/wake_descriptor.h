// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_WAKE_DESCRIPTOR_H_
#define KOMPARU_BASE_WAKE_DESCRIPTOR_H_

#include <atomic>

namespace komparu {

// A descriptor that becomes readable when it is rung, and stays so until it is silenced.
class WakeDescriptor {
 public:
  WakeDescriptor() = default;
  WakeDescriptor(const WakeDescriptor&) = delete;
  WakeDescriptor& operator=(const WakeDescriptor&) = delete;
  ~WakeDescriptor();

  // To be called once, before descriptor(). Throws Error (unreadable) if the system has none left.
  void make();
  bool made() const { return waited_for_ >= 0; }
  // For poll(2); on Windows a socket, for WSAPoll().
  int descriptor() const { return waited_for_; }

  // Nothing happens before it is made. Safe to call from any thread and from a signal handler.
  void ring() noexcept;

  // Not at the same time as ring(), unless that may be lost. One thread at a time.
  void silence() noexcept;

 private:
  int waited_for_ = -1;
  std::atomic<int> rung_{-1};  // the same where one descriptor has both ends
};

}  // namespace komparu

#endif  // KOMPARU_BASE_WAKE_DESCRIPTOR_H_
