// SPDX-License-Identifier: MIT
#include "local_file.h"

#include <windows.h>

#include "win32/utf16.h"

namespace komparu::cli {

// Symbolic links are followed always: few programs on Windows make any.
std::optional<LocalFile> look_at(const std::string& path, bool /*follow*/) {
  const HANDLE handle = ::CreateFileW(utf16_of(path).c_str(), 0,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                      nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return std::nullopt;
  BY_HANDLE_FILE_INFORMATION information{};
  const bool known = ::GetFileInformationByHandle(handle, &information) != 0;
  ::CloseHandle(handle);
  if (!known) return std::nullopt;
  const bool directory = (information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  LocalFile file;
  file.kind = directory ? Kind::directory : Kind::regular;
  file.size = std::uint64_t{information.nFileSizeHigh} << 32 | information.nFileSizeLow;
  file.device = information.dwVolumeSerialNumber;
  file.number = std::uint64_t{information.nFileIndexHigh} << 32 | information.nFileIndexLow;
  return file;
}

}  // namespace komparu::cli
