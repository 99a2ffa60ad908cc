// SPDX-License-Identifier: MIT
#include "interrupt.h"

#include <windows.h>

#include <atomic>
#include <mutex>

namespace komparu::cli {

namespace {

// The system calls the handler on a thread of its own.
std::mutex guard;  // of the pointer
StopSource* stop_source = nullptr;
std::atomic<bool> asked = false;

bool request_stop() {
  const std::lock_guard lock(guard);
  if (stop_source == nullptr) return false;
  stop_source->request_stop();
  return true;
}

BOOL WINAPI on_control(DWORD event) {
  const bool again = asked.exchange(true);
  if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT) {
    // If the handler returns FALSE, the system ends the process.
    return !again && request_stop() ? TRUE : FALSE;
  }
  // The window is closed or the session ends: the process is ended once this returns, and some
  // seconds later if it does not.
  if (request_stop()) ::Sleep(INFINITE);
  return FALSE;
}

}  // namespace

// Nothing but the handler, which is taken away again.
struct Interrupt::Before {
  explicit Before(StopSource& stop) {
    asked = false;
    point_to(&stop);
    ::SetConsoleCtrlHandler(&on_control, TRUE);
  }
  Before(const Before&) = delete;
  Before& operator=(const Before&) = delete;
  ~Before() {
    ::SetConsoleCtrlHandler(&on_control, FALSE);
    point_to(nullptr);
  }

  static void point_to(StopSource* stop) {
    const std::lock_guard lock(guard);
    stop_source = stop;
  }
};

Interrupt::Interrupt(StopSource& stop) : before_(std::make_unique<Before>(stop)) {}

Interrupt::~Interrupt() = default;

// Windows has no numbers for it; this is the one of SIGINT.
int Interrupt::signal() const { return asked ? 2 : 0; }

std::string_view Interrupt::name() const { return "Ctrl-C"; }

void Interrupt::pass_on() const {
  if (asked) ::ExitProcess(static_cast<UINT>(STATUS_CONTROL_C_EXIT));
}

}  // namespace komparu::cli
