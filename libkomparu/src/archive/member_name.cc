// SPDX-License-Identifier: MIT
#include "archive/member_name.h"

#include <algorithm>

namespace komparu::archive {

std::string normalised_name(std::string_view name) {
  std::string path;
  const bool absolute = name.starts_with('/');
  bool leading = !absolute;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view component = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    if (component.empty() || (leading && component == ".")) continue;
    leading = false;
    if (absolute || !path.empty()) path += '/';
    path += component;
  }
  return path;
}

std::string stripped_name(std::string_view name, std::uint64_t count) {
  if (count == 0) return std::string(name);
  if (name.starts_with('/')) name.remove_prefix(1);
  for (; count > 0; --count) {
    const std::size_t end = name.find('/');
    if (end == name.npos) return {};
    name.remove_prefix(end + 1);
  }
  return std::string(name);
}

}  // namespace komparu::archive
