// SPDX-License-Identifier: MIT
// fmt is compiled here, once for all that links this file, and stays inside of what is linked.
// Every other file takes its declarations alone and calls one function, fmt::vformat(), whose body
// costs the compiler 5 s a file, and 20 s with sanitizers.
#define FMT_HEADER_ONLY 1
#include <string>

#include <fmt/format.h>

namespace {

// Whose address is kept is compiled.
[[gnu::used]] std::string (*const kKept)(fmt::string_view, fmt::format_args) = &fmt::vformat;

}  // namespace
