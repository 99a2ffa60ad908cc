// SPDX-License-Identifier: MIT
// Reading what comes when it comes. Windows has no one wait for pipes and the console beside
// others: pipes are looked at again and again, with pauses that a request to stop ends.
#include <winsock2.h>

#include <algorithm>
#include <cerrno>

#include "base/stall_watch.h"
#include "base/win32/system_error.h"
#include "file/system.h"
#include "file/win32/handle.h"

namespace komparu::file {

namespace {

constexpr std::size_t kLargestRead = std::size_t{1} << 30;
constexpr int kLongestPause = 16;  // milliseconds; the clock of the system ticks no faster

void pause(int milliseconds, const Until& until) {
  const int left = until.wait_milliseconds();
  if (left >= 0) milliseconds = std::min(milliseconds, left);
  const int wake = until.stop.wait_descriptor();
  if (wake < 0) {
    ::Sleep(static_cast<DWORD>(milliseconds));
    return;
  }
  WSAPOLLFD wait{static_cast<SOCKET>(wake), POLLRDNORM, 0};
  ::WSAPoll(&wait, 1, milliseconds);
}

bool has_data_or_ended(HANDLE pipe) {
  DWORD available = 0;
  return ::PeekNamedPipe(pipe, nullptr, 0, nullptr, &available, nullptr) == 0 || available > 0;
}

bool has_ended(HANDLE pipe) {
  return ::PeekNamedPipe(pipe, nullptr, 0, nullptr, nullptr, nullptr) == 0;
}

// Returns when a pipe has data or has ended, or when `until` says that it is time to end.
void wait_for_pipe(HANDLE pipe, const Until& until) {
  if (until.watch) until.watch->advance();  // what was done until now was no wait
  for (int milliseconds = 1;; milliseconds = std::min(2 * milliseconds, kLongestPause)) {
    until.check_waiting();
    if (has_data_or_ended(pipe)) return;
    pause(milliseconds, until);
  }
}

// Returns when something was typed; the read that follows waits for the end of the line.
void wait_for_console(HANDLE console, const Until& until) {
  constexpr int kOften = 100;
  while (true) {
    until.check_waiting();
    const int left = until.wait_milliseconds();
    const int milliseconds = left < 0 ? kOften : std::min(left, kOften);
    if (::WaitForSingleObject(console, static_cast<DWORD>(milliseconds)) != WAIT_TIMEOUT) return;
  }
}

bool is_console(HANDLE handle) {
  DWORD mode = 0;
  return ::GetConsoleMode(handle, &mode) != 0;
}

// A line that begins with Ctrl-Z ends what is typed.
bool ends_typing(std::span<const std::byte> line) {
  constexpr std::byte kControlZ{26};
  return !line.empty() && line[0] == kControlZ;
}

}  // namespace

std::size_t read_stream(int fd, std::span<std::byte> buffer, Waiting waiting,
                        const std::string& subject, const Until& until) {
  const HANDLE handle = handle_of(fd, subject);
  const bool pipe = waiting == Waiting::poll && ::GetFileType(handle) == FILE_TYPE_PIPE;
  const bool console = waiting == Waiting::poll && !pipe && is_console(handle);
  std::size_t have = 0;
  while (have < buffer.size()) {
    if (pipe) wait_for_pipe(handle, until);
    if (console) wait_for_console(handle, until);
    DWORD got = 0;
    const auto wanted = static_cast<DWORD>(std::min(buffer.size() - have, kLargestRead));
    if (::ReadFile(handle, buffer.data() + have, wanted, &got, nullptr) == 0) {
      const DWORD error = ::GetLastError();
      if (error == ERROR_BROKEN_PIPE || error == ERROR_HANDLE_EOF) break;
      if (error != ERROR_OPERATION_ABORTED) throw system_error(error, subject);
      until.check();  // Ctrl-C at the console
      continue;
    }
    if (console && ends_typing(buffer.subspan(have, got))) break;
    // A pipe may be written nothing to, and goes on.
    if (got == 0 && (!pipe || has_ended(handle))) break;
    have += got;
    if (until.watch) until.watch->advance();
  }
  return have;
}

}  // namespace komparu::file
