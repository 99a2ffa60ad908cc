// SPDX-License-Identifier: MIT
// Which filesystem tells the truth about what.

#include <windows.h>  // before those that build on it

#include <winternl.h>

#include <string_view>

#include "file/stamps.h"
#include "file/system.h"
#include "file/win32/handle.h"

namespace komparu::file {

namespace {

bool is_remote(HANDLE handle) {
  constexpr ULONG kRemoteDevice = 0x10;  // FILE_REMOTE_DEVICE
  FILE_FS_DEVICE_INFORMATION about{};
  IO_STATUS_BLOCK result{};
  const NTSTATUS status = ::NtQueryVolumeInformationFile(handle, &result, &about, sizeof about,
                                                         FileFsDeviceInformation);
  return status < 0 || (about.Characteristics & kRemoteDevice) != 0;
}

}  // namespace

// Only NTFS keeps the number of a file for good, and a server may say NTFS of anything.
FilesystemTraits ask_filesystem(int fd) {
  const HANDLE handle = handle_of(fd, "");
  std::wstring name(MAX_PATH + 1, L'\0');
  if (::GetVolumeInformationByHandleW(handle, nullptr, 0, nullptr, nullptr, nullptr, name.data(),
                                      static_cast<DWORD>(name.size())) == 0) {
    return {.unique_inodes = false};
  }
  const bool trusted = std::wstring_view(name.c_str()) == L"NTFS" && !is_remote(handle);
  return {.unique_inodes = trusted, .reports_holes = trusted};
}

// No stamp that Windows gives proves that a file did not change.
bool has_own_stamps(int /*fd*/) { return false; }

Moment present_moment() { return {}; }

std::optional<std::size_t> read_once(int /*fd*/, std::span<std::byte> /*buffer*/) {
  return std::nullopt;
}

}  // namespace komparu::file
