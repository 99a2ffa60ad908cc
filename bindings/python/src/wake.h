// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_WAKE_H_
#define KOMPARU_BINDINGS_WAKE_H_

namespace komparu::python {

// A descriptor that an event loop can watch: readable from ring() to silence(). The calls need a
// lock of the caller's.
class Wake {
 public:
  // Throws Error (unreadable) if the system has no descriptor left.
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  int descriptor() const { return read_end_; }
  void ring() noexcept;
  void silence() noexcept;

 private:
  int read_end_ = -1;
  int write_end_ = -1;  // the same where one descriptor has both
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_WAKE_H_
