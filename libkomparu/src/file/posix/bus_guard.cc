// SPDX-License-Identifier: MIT
#include "file/bus_guard.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

#include "base/errors.h"
#include "komparu/signal_guard.h"

namespace komparu {

namespace {

// Two windows for each of the most threads a call may use.
constexpr int kSlots = 512;

// `begin` is 0 while the slot is free and 1 while it is being filled.
struct Slot {
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> lost{false};
};

std::array<Slot, kSlots> slots;
std::atomic<bool> installed{false};
std::uintptr_t page_size = 0;
struct sigaction previous;

// Called in the thread that touched the lost page. Everything here is a plain system call or a
// lock-free atomic. The slot of a region that is being touched cannot change meanwhile.
bool replace_lost_pages(std::uintptr_t address) {
  for (Slot& slot : slots) {
    const std::uintptr_t begin = slot.begin.load();
    if (begin <= 1 || address < begin || address >= slot.end.load()) continue;
    slot.lost.store(true);
    const std::uintptr_t page = address - address % page_size;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the address of a fault is a number
    return ::mmap(reinterpret_cast<void*>(page), slot.end.load() - page, PROT_READ,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
  }
  return false;
}

void on_bus_error(int signal, siginfo_t* info, void* context) {
  const bool raised_by_touch = info->si_code > 0;
  if (raised_by_touch && replace_lost_pages(reinterpret_cast<std::uintptr_t>(info->si_addr))) {
    return;
  }
  if ((previous.sa_flags & SA_SIGINFO) != 0 && previous.sa_sigaction != nullptr) {
    previous.sa_sigaction(signal, info, context);
    return;
  }
  if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
    return;
  }
  // The instruction is run again on return and meets the action that was there before.
  ::sigaction(SIGBUS, &previous, nullptr);
  if (!raised_by_touch) ::raise(SIGBUS);
}

}  // namespace

void install_signal_guard() {
  static std::mutex installing;
  const std::lock_guard lock(installing);
  if (installed.load()) return;
  page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  if (::sigaction(SIGBUS, &action, &previous) != 0) throw os_error(errno, "sigaction");
  installed.store(true);
}

bool signal_guard_installed() noexcept { return installed.load(); }

namespace file {

GuardedRegion::GuardedRegion(void* begin, std::size_t length) {
  if (!signal_guard_installed()) return;
  for (int i = 0; i < kSlots; ++i) {
    Slot& slot = slots[static_cast<std::size_t>(i)];
    std::uintptr_t free_slot = 0;
    if (!slot.begin.compare_exchange_strong(free_slot, 1)) continue;
    slot.lost.store(false);
    slot.end.store(reinterpret_cast<std::uintptr_t>(begin) + length);
    slot.begin.store(reinterpret_cast<std::uintptr_t>(begin));
    slot_ = i;
    return;
  }
}

GuardedRegion::~GuardedRegion() {
  if (slot_ >= 0) slots[static_cast<std::size_t>(slot_)].begin.store(0);
}

bool GuardedRegion::lost() const {
  return slot_ >= 0 && slots[static_cast<std::size_t>(slot_)].lost.load();
}

}  // namespace file

}  // namespace komparu
