// SPDX-License-Identifier: MIT
#include "origins.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace komparu::cli {
namespace {

// scheme://host:port of a valid URL, without its user.
std::string origin_of(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  const std::size_t host = at == std::string_view::npos || at < begin ? begin : at + 1;
  std::string origin(url.substr(0, begin));
  origin += url.substr(host, end - host);
  std::transform(origin.begin(), origin.end(), origin.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return origin;
}

}  // namespace

void Origins::note(const Operand& operand) {
  if (!active_ || operand.kind != Operand::Kind::web || seen_.size() >= kMost) return;
  const std::string origin = origin_of(operand.path);
  if (std::find(seen_.begin(), seen_.end(), origin) != seen_.end()) return;
  seen_.push_back(origin);
  if (seen_.size() < 2) return;
  output_.message(fmt::format(
      "warning: -H sends its headers to {} and to {} (--header-left, --header-right: to one side)",
      seen_.front(), origin));
}

}  // namespace komparu::cli
