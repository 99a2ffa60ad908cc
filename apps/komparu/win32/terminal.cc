// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <windows.h>

#include <string_view>

#include "environment.h"

namespace komparu::cli {

namespace {

bool is_console(DWORD stream) {
  DWORD mode = 0;
  return ::GetConsoleMode(::GetStdHandle(stream), &mode) != 0;
}

// Consoles take escape sequences for what they are once they were asked to.
bool enable_colors() {
  const HANDLE console = ::GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD mode = 0;
  return ::GetConsoleMode(console, &mode) != 0 &&
         ::SetConsoleMode(console,
                          mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

}  // namespace

bool use_color(When when) {
  if (when == When::never) return false;
  static const bool enabled = enable_colors();
  if (when == When::always) return true;
  const char* const no_color = environment_variable("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* const terminal = environment_variable("TERM");
  return enabled && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

bool has_terminal() { return is_console(STD_ERROR_HANDLE); }

std::size_t terminal_columns() {
  constexpr std::size_t kUnknown = 80;
  CONSOLE_SCREEN_BUFFER_INFO screen{};
  if (::GetConsoleScreenBufferInfo(::GetStdHandle(STD_ERROR_HANDLE), &screen) == 0) return kUnknown;
  const int columns = screen.srWindow.Right - screen.srWindow.Left + 1;
  return columns > 0 ? static_cast<std::size_t>(columns) : kUnknown;
}

bool in_foreground() { return true; }

}  // namespace komparu::cli
