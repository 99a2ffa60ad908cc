// SPDX-License-Identifier: MIT
// There is nothing to guard: see mapping.cc.
#include "file/bus_guard.h"

#include <atomic>

#include "komparu/signal_guard.h"

namespace komparu {

namespace {

std::atomic<bool> installed{false};

}  // namespace

void install_signal_guard() { installed.store(true); }

bool signal_guard_installed() noexcept { return installed.load(); }

namespace file {

GuardedRegion::GuardedRegion(void* /*begin*/, std::size_t /*length*/) {}

GuardedRegion::~GuardedRegion() = default;

bool GuardedRegion::lost() const { return false; }

}  // namespace file

}  // namespace komparu
