// SPDX-License-Identifier: MIT
#include "last_resort.h"

#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "descriptors.h"
#include "exit_code.h"

namespace komparu::cli {
namespace {

std::atomic<bool> leaving{false};

[[noreturn]] void end_in_trouble(std::string_view message) {
  write_without_memory(message);
  std::_Exit(kExitTrouble);
}

void check_exit() {
  if (!leaving.load()) end_in_trouble("komparu: a library has ended the program\n");
}

[[noreturn]] void end_after_exception() {
  try {
    if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    end_in_trouble("komparu: memory exhausted\n");
  } catch (...) {
    end_in_trouble("komparu: an unexpected error has ended the program\n");
  }
  end_in_trouble("komparu: an unexpected error has ended the program\n");
}

// Objects of static storage are made before main(), and take memory.
__attribute__((constructor(101))) void guard_before_main() {
  std::set_terminate(end_after_exception);
}

}  // namespace

void guard_exit() {
  if (std::atexit(check_exit) != 0) end_in_trouble("komparu: memory exhausted\n");
}

int leave(int status) noexcept {
  leaving.store(true);
  return status;
}

}  // namespace komparu::cli
