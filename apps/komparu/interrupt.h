// SPDX-License-Identifier: MIT
// Ctrl-C and the other signals that end a run.
#ifndef KOMPARU_APPS_INTERRUPT_H_
#define KOMPARU_APPS_INTERRUPT_H_

#include <memory>
#include <string_view>

#include "komparu/stop.h"

namespace komparu::cli {

// While it lives, the first SIGINT, SIGTERM or SIGHUP asks the work to stop; a second one of the
// same kind ends the process at once. Signals that were ignored stay ignored. SIGPIPE is ignored:
// if the reader of the report is gone, the write fails. One at a time, on the main thread.
class Interrupt {
 public:
  // `stop` must outlive it.
  explicit Interrupt(StopSource& stop);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // True once one of the signals came.
  bool caught() const { return signal() != 0; }

  // Its number, 0 while none came; and what it is called.
  int signal() const;
  std::string_view name() const;

  // Ends the process by the signal that came, so that the parent process sees it. Does nothing if
  // none came.
  void pass_on() const;

 private:
  struct Before;  // what the system did until then
  std::unique_ptr<Before> before_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_INTERRUPT_H_
