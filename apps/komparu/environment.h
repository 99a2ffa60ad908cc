// SPDX-License-Identifier: MIT
// What the surroundings say that the command was started in.
#ifndef KOMPARU_APPS_ENVIRONMENT_H_
#define KOMPARU_APPS_ENVIRONMENT_H_

namespace komparu::cli {

// As std::getenv. On Windows in UTF-8, and HOME and TMPDIR have what that system calls otherwise
// where they are not set themselves.
const char* environment_variable(const char* name);

// The locale of messages, by the rules of setlocale(3), is the C locale: its name says so, or one
// of the locales that are asked for is not installed.
bool messages_are_posix();

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_ENVIRONMENT_H_
