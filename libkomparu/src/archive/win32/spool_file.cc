// SPDX-License-Identifier: MIT
#include "archive/spool.h"

#include <windows.h>
// windows.h has to come first.
#include <fcntl.h>
#include <io.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "base/errors.h"
#include "base/win32/names.h"
#include "base/win32/system_error.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kLargest = std::size_t{1} << 30;

HANDLE handle_of(const UniqueFd& file) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the number is a handle
  return reinterpret_cast<HANDLE>(::_get_osfhandle(file.get()));
}

// Who else uses the name says so, and gets another one.
HANDLE create_temporary(const std::string& directory) {
  static std::atomic<unsigned> counter{0};
  constexpr DWORD kFlags = FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE;
  for (int attempts = 100;; --attempts) {
    const std::string name = fmt::format("{}\\komparu-{}-{}-{}", directory, ::GetCurrentProcessId(),
                                         ::GetTickCount64(), ++counter);
    const auto path = wide_name(name);
    if (!path) throw os_error(ENOENT, directory);
    const HANDLE file = ::CreateFileW(path->c_str(), GENERIC_READ | GENERIC_WRITE | DELETE, 0,
                                      nullptr, CREATE_NEW, kFlags, nullptr);
    if (file != INVALID_HANDLE_VALUE) return file;
    const DWORD error = ::GetLastError();
    if (error != ERROR_FILE_EXISTS || attempts == 0) throw system_error(error, directory);
  }
}

UniqueFd temporary_file(const std::string& directory) {
  const HANDLE file = create_temporary(directory);
  UniqueFd fd(::_open_osfhandle(reinterpret_cast<std::intptr_t>(file), _O_BINARY | _O_NOINHERIT));
  if (fd) return fd;
  ::CloseHandle(file);
  throw os_error(EMFILE, directory);
}

DWORD at_once(std::size_t size) { return static_cast<DWORD>(std::min(size, kLargest)); }

}  // namespace

SpoolFile::SpoolFile(std::string directory)
    : directory_(std::move(directory)), file_(temporary_file(directory_)) {}

void SpoolFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    DWORD count = 0;
    if (::WriteFile(handle_of(file_), bytes.data(), at_once(bytes.size()), &count, nullptr) == 0) {
      throw system_error(::GetLastError(), directory_);
    }
    bytes = bytes.subspan(count);
  }
}

void SpoolFile::read_at(std::uint64_t offset, std::span<std::byte> room) const {
  while (!room.empty()) {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32);
    DWORD count = 0;
    if (::ReadFile(handle_of(file_), room.data(), at_once(room.size()), &count, &place) == 0) {
      throw system_error(::GetLastError(), directory_);
    }
    if (count == 0) throw os_error(EIO, directory_);
    room = room.subspan(count);
    offset += count;
  }
}

}  // namespace komparu::archive
