// SPDX-License-Identifier: MIT
#include "base/errors.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace komparu {

Error::Error(ErrorCode code, std::string subject, std::string detail)
    : code_(code), subject_(std::move(subject)), detail_(std::move(detail)) {
  text_ = subject_.empty() ? detail_ : subject_ + ": " + detail_;
}

Error& Error::with_os_error(int value) noexcept {
  os_error_ = value;
  return *this;
}

Error& Error::with_http_status(int value) noexcept {
  http_status_ = value;
  return *this;
}

Error& Error::with_phase(Phase value) noexcept {
  phase_ = value;
  return *this;
}

Error& Error::with_side(Side value) noexcept {
  side_ = value;
  return *this;
}

namespace {

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::not_found;
    case EISDIR:
    case ENXIO:  // what open(2) says of a socket
      return ErrorCode::wrong_kind;
    case ELOOP:
      return ErrorCode::loop;
    default:
      return ErrorCode::unreadable;
  }
}

}  // namespace

Error os_error(int error_number, std::string subject) {
  return Error(code_of(error_number), std::move(subject),
               std::generic_category().message(error_number))
      .with_os_error(error_number);
}

}  // namespace komparu
