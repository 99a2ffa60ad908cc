// SPDX-License-Identifier: MIT
// The environment variables and the locale of the process.
#ifndef KOMPARU_APPS_ENVIRONMENT_H_
#define KOMPARU_APPS_ENVIRONMENT_H_

namespace komparu::cli {

// As std::getenv. On Windows the value is UTF-8, and HOME and TMPDIR, if they are not set, have the
// values of the variables that Windows has instead.
const char* environment_variable(const char* name);

// True if the locale of messages, by the rules of setlocale(3), is the C locale: the variables name
// it, or they name a locale that is not installed.
bool messages_are_posix();

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_ENVIRONMENT_H_
