// SPDX-License-Identifier: MIT
#include "interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstddef>

namespace komparu::cli {
namespace {

// The state that the handler uses. It is lock-free, so a handler may use it.
StopSource* stop_source = nullptr;
volatile sig_atomic_t signal_caught = 0;

void on_signal(int number) {
  if (signal_caught == 0) signal_caught = number;
  stop_source->request_stop();
}

constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};

}  // namespace

struct Interrupt::Before {
  std::array<struct sigaction, kSignals.size()> signals{};
  struct sigaction pipe = {};
};

Interrupt::Interrupt(StopSource& stop) : before_(std::make_unique<Before>()) {
  stop_source = &stop;
  signal_caught = 0;
  struct sigaction action = {};
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_signal;
  // No SA_RESTART: a write that waits must return.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction& before = before_->signals[i];
    ::sigaction(kSignals[i], &action, &before);
    if (before.sa_handler == SIG_IGN) ::sigaction(kSignals[i], &before, nullptr);
  }
  action.sa_handler = SIG_IGN;
  action.sa_flags = 0;
  ::sigaction(SIGPIPE, &action, &before_->pipe);
}

Interrupt::~Interrupt() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], &before_->signals[i], nullptr);
  }
  ::sigaction(SIGPIPE, &before_->pipe, nullptr);
}

int Interrupt::signal() const { return signal_caught; }

std::string_view Interrupt::name() const {
  switch (signal_caught) {
    case SIGINT:
      return "SIGINT";
    case SIGTERM:
      return "SIGTERM";
    default:
      return "SIGHUP";
  }
}

void Interrupt::pass_on() const {
  const int number = signal_caught;
  if (number == 0) return;
  struct sigaction action = {};
  sigemptyset(&action.sa_mask);
  action.sa_handler = SIG_DFL;
  ::sigaction(number, &action, nullptr);
  ::raise(number);
  // Reached only if the signal is blocked.
  ::_exit(128 + number);
}

}  // namespace komparu::cli
