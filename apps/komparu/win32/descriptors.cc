// SPDX-License-Identifier: MIT
#include "descriptors.h"

#include <windows.h>
// windows.h has to come first.
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <winternl.h>

#include <algorithm>
#include <cerrno>

#include "win32/utf16.h"

namespace komparu::cli {

namespace {

HANDLE handle_of(int descriptor) {
  if (descriptor < 0) return INVALID_HANDLE_VALUE;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the number is a handle
  return reinterpret_cast<HANDLE>(::_get_osfhandle(descriptor));
}

bool is_console(HANDLE handle) {
  DWORD mode = 0;
  return ::GetConsoleMode(handle, &mode) != 0;
}

// A console takes bytes for text in a code page of its own; in UTF-16 it takes what is meant.
bool write_to_console(HANDLE handle, std::string_view text) {
  constexpr std::size_t kAtOnce = 8192;
  const std::wstring units = utf16_of(text);
  for (std::wstring_view rest = units; !rest.empty();) {
    const auto count = static_cast<DWORD>(std::min(rest.size(), kAtOnce));
    DWORD written = 0;
    if (::WriteConsoleW(handle, rest.data(), count, &written, nullptr) == 0 || written == 0) {
      errno = EIO;
      return false;
    }
    rest.remove_prefix(written);
  }
  return true;
}

}  // namespace

int open_to_read(const std::string& path) {
  return ::_wopen(utf16_of(path).c_str(), _O_RDONLY | _O_BINARY | _O_NOINHERIT);
}

int open_to_write(const std::string& path) {
  return ::_wopen(utf16_of(path).c_str(),
                  _O_WRONLY | _O_CREAT | _O_TRUNC | _O_BINARY | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
}

int create_to_write(const std::string& path) {
  return ::_wopen(utf16_of(path).c_str(), _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT,
                  _S_IREAD | _S_IWRITE);
}

bool sync_descriptor(int descriptor) { return ::_commit(descriptor) == 0; }

bool replace_file(const std::string& from, const std::string& to) {
  if (::MoveFileExW(utf16_of(from).c_str(), utf16_of(to).c_str(),
                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0) {
    return true;
  }
  errno = EACCES;
  return false;
}

void remove_file(const std::string& path) { ::DeleteFileW(utf16_of(path).c_str()); }

bool close_descriptor(int descriptor) { return ::_close(descriptor) == 0; }

std::ptrdiff_t read_some(int descriptor, char* room, std::size_t size) {
  constexpr std::size_t kLargest = std::size_t{1} << 30;
  return ::_read(descriptor, room, static_cast<unsigned>(std::min(size, kLargest)));
}

std::ptrdiff_t write_some(int descriptor, std::string_view text) {
  // A write to a full pipe waits. Small writes return sooner.
  constexpr std::size_t kLargest = 64 * 1024;
  const HANDLE handle = handle_of(descriptor);
  if (is_console(handle)) {
    return write_to_console(handle, text) ? static_cast<std::ptrdiff_t>(text.size()) : -1;
  }
  return ::_write(descriptor, text.data(), static_cast<unsigned>(std::min(text.size(), kLargest)));
}

// Unlike write_some(), also to a console: the conversion to UTF-16 needs memory.
void write_without_memory(std::string_view text) {
  if (::_write(kStandardError, text.data(), static_cast<unsigned>(text.size())) < 0) return;
}

bool is_readable(int descriptor) {
  const HANDLE handle = handle_of(descriptor);
  DWORD there = 0;
  switch (::GetFileType(handle)) {
    case FILE_TYPE_PIPE:
      // It fails at the end, which is read as such.
      return ::PeekNamedPipe(handle, nullptr, 0, nullptr, &there, nullptr) == 0 || there > 0;
    case FILE_TYPE_CHAR:
      return !is_console(handle) || ::WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
    default:
      return true;
  }
}

// Nothing can be waited for together with a pipe.
Waited wait_readable(int descriptor, const StopToken& /*stop*/) {
  constexpr DWORD kLookEvery = 10;
  if (is_readable(descriptor)) return Waited::readable;
  ::Sleep(kLookEvery);
  return Waited::not_yet;
}

// Nothing tells whether a write would wait.
bool wait_writable(int /*descriptor*/, std::chrono::milliseconds /*longest*/) { return true; }

bool is_terminal(int descriptor) { return is_console(handle_of(descriptor)); }

bool is_null_device(int descriptor) {
  struct {
    ULONG type;
    ULONG characteristics;
  } device{};
  constexpr auto kFileFsDeviceInformation = static_cast<FS_INFORMATION_CLASS>(4);
  constexpr ULONG kNullDevice = 0x15;
  const HANDLE handle = handle_of(descriptor);
  IO_STATUS_BLOCK status{};
  return ::GetFileType(handle) == FILE_TYPE_CHAR &&
         ::NtQueryVolumeInformationFile(handle, &status, &device, sizeof device,
                                        kFileFsDeviceInformation) >= 0 &&
         device.type == kNullDevice;
}

}  // namespace komparu::cli
