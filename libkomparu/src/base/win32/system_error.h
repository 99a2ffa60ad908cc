// SPDX-License-Identifier: MIT
// What Windows says went wrong, as an errno like those of other systems.
#ifndef KOMPARU_BASE_WIN32_SYSTEM_ERROR_H_
#define KOMPARU_BASE_WIN32_SYSTEM_ERROR_H_

#include <string>

#include "komparu/error.h"

namespace komparu {

// `code` is one of GetLastError(). EIO stands for what no errno tells.
int errno_of_system_error(unsigned long code);

// In English, whatever language the system speaks.
std::string text_of_system_error(unsigned long code);

// As os_error() of base/errors.h.
Error system_error(unsigned long code, std::string subject);

}  // namespace komparu

#endif  // KOMPARU_BASE_WIN32_SYSTEM_ERROR_H_
