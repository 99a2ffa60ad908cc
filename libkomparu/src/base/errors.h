// SPDX-License-Identifier: MIT
// The one place where an operating system's errno becomes an Error.
#ifndef KOMPARU_BASE_ERRORS_H_
#define KOMPARU_BASE_ERRORS_H_

#include <string>

#include "komparu/error.h"

namespace komparu {

// The Error for a failed system call on `subject`: ENOENT and ENOTDIR mean not_found, EISDIR and
// ENXIO wrong_kind, ELOOP loop, everything else unreadable; the detail is the system's own text.
Error os_error(int error_number, std::string subject);

}  // namespace komparu

#endif  // KOMPARU_BASE_ERRORS_H_
