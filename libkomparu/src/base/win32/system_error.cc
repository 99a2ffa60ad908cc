// SPDX-License-Identifier: MIT
#include "base/win32/system_error.h"

#include <fmt/format.h>
#include <windows.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/errors.h"

namespace komparu {

int errno_of_system_error(unsigned long code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_INVALID_DRIVE:
    case ERROR_BAD_PATHNAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_DELETE_PENDING:
      return ENOENT;
    case ERROR_DIRECTORY:
      return ENOTDIR;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return EACCES;
    case ERROR_TOO_MANY_OPEN_FILES:
    case ERROR_NO_SYSTEM_RESOURCES:
      return EMFILE;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
      return ENOMEM;
    case ERROR_INVALID_HANDLE:
      return EBADF;
    case ERROR_FILENAME_EXCED_RANGE:
      return ENAMETOOLONG;
    case ERROR_CANT_RESOLVE_FILENAME:
      return ELOOP;
    default:
      return EIO;
  }
}

std::string text_of_system_error(unsigned long code) {
  switch (errno_of_system_error(code)) {
    case ENOENT:
      return std::strerror(ENOENT);
    case ENOTDIR:
      return std::strerror(ENOTDIR);
    case ELOOP:
      return "Too many levels of symbolic links";
    default:
      break;
  }
  char text[512];
  const DWORD length = ::FormatMessageA(
      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
      nullptr, code, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), text, sizeof text, nullptr);
  std::string said(text, length);
  said.erase(said.find_last_not_of(" .\r\n") + 1);
  return said.empty() ? fmt::format("Windows error {}", code) : said;
}

Error system_error(unsigned long code, std::string subject) {
  const Error known = os_error(errno_of_system_error(code), "");
  return Error(known.code(), std::move(subject), text_of_system_error(code))
      .with_os_error(known.os_error());
}

}  // namespace komparu
