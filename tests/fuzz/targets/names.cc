// SPDX-License-Identifier: MIT
// Names as code points, their keys, and patterns. A pattern stands before the first newline, the
// name it is held against behind it.
#include <cstdint>
#include <string>
#include <string_view>

#include "claim.h"
#include "tree/code_point.h"
#include "tree/glob.h"
#include "tree/name_filter.h"
#include "tree/name_key.h"

using namespace komparu;
using komparu::fuzz::claim;
using komparu::fuzz::take_until;

namespace {

std::string_view last_component(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

void split_and_join(std::string_view name) {
  std::string joined;
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint c = code_point_at(name, at);
    claim(c.size > 0 && c.size <= name.size() - at, "a code point lies within the name");
    append_code_point(joined, c.value);
    at += c.size;
  }
  claim(joined == name, "code points make up the name");
}

void make_keys(std::string_view name) {
  for (const bool ignore_case : {false, true}) {
    for (const bool nfc : {false, true}) {
      const NameMatching matching{ignore_case, nfc};
      const std::string key = name_key(name, matching);
      std::string buffer;
      claim(name_key(name, matching, buffer) == key, "both forms give one key");
      claim(name_key(key, matching) == key, "a key is its own key");
    }
  }
}

// Each character of the pattern stands for itself.
std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (std::string_view("*?[]\\!^-").find(c) != std::string_view::npos) pattern.push_back('\\');
    pattern.push_back(c);
  }
  return pattern;
}

void match(std::string_view pattern, std::string_view path) {
  const std::string_view name = last_component(path);
  const Glob glob(pattern);
  const bool as_directory = glob.matches(path, name, true);
  claim(as_directory || !glob.matches(path, name, false), "what means a file means a directory");
  (void)glob.matches_above(path);
  claim(name.empty() || Glob(escaped(name)).matches(path, name, false), "a name matches itself");
  Filter filter;
  filter.exclude.emplace_back(pattern);
  claim(!as_directory || NameFilter(filter).excludes(path, name, true), "a match is excluded");
  filter.include.swap(filter.exclude);
  (void)NameFilter(filter).excludes(path, name, false);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view name(reinterpret_cast<const char*>(data), size);
  split_and_join(name);
  make_keys(name);
  const std::string_view pattern = take_until(name, '\n');
  match(pattern, name);
  claim(kinship(pattern, name) == kinship(name, pattern), "kinship is mutual");
  return 0;
}
