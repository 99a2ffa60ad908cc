// SPDX-License-Identifier: MIT
#include "http/netrc.h"

#include <windows.h>

#include <cerrno>

#include "base/errors.h"
#include "base/win32/names.h"
#include "base/win32/system_error.h"

namespace komparu::http {

namespace {

class File {
 public:
  explicit File(const std::string& path) {
    const auto name = wide_name(path);
    if (!name) throw os_error(ENOENT, path);
    constexpr DWORD kShared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    // Without the flag a directory would be a file that may not be read.
    handle_ = ::CreateFileW(name->c_str(), GENERIC_READ, kShared, nullptr, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (handle_ == INVALID_HANDLE_VALUE) throw system_error(::GetLastError(), path);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::CloseHandle(handle_); }

  HANDLE get() const { return handle_; }

  bool is_regular() const {
    BY_HANDLE_FILE_INFORMATION status;
    return ::GetFileType(handle_) == FILE_TYPE_DISK &&
           ::GetFileInformationByHandle(handle_, &status) != 0 &&
           (status.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
  }

 private:
  HANDLE handle_;
};

}  // namespace

std::string read_netrc_file(const std::string& path) {
  const File file(path);
  if (!file.is_regular()) {
    // A pipe could be read for one URL only: the next one would go without its password.
    throw Error(ErrorCode::wrong_kind, path, "not a regular file");
  }
  std::string text;
  for (char buffer[4096];;) {
    DWORD count = 0;
    if (::ReadFile(file.get(), buffer, sizeof buffer, &count, nullptr) == 0) {
      throw system_error(::GetLastError(), path);
    }
    if (count == 0) return text;
    text.append(buffer, count);
    if (text.size() > kLargestNetrcFile) {
      throw Error(ErrorCode::unreadable, path, "too large for a netrc file");
    }
  }
}

}  // namespace komparu::http
