// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_WAKE_DESCRIPTOR_H_
#define KOMPARU_BASE_WAKE_DESCRIPTOR_H_

#include <atomic>

namespace komparu {

// A descriptor that is readable for good once it was rung.
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

 private:
  int waited_for_ = -1;
  std::atomic<int> rung_{-1};
};

}  // namespace komparu

#endif  // KOMPARU_BASE_WAKE_DESCRIPTOR_H_
