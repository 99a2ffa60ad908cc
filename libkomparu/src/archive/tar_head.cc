// SPDX-License-Identifier: MIT
#include "archive/tar_head.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "archive/sniff.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kMost = std::size_t{1} << 20;

// One header whose content is about the member that follows.
struct Extension {
  char type = 0;
  std::size_t length = 0;  // of its content
};

std::string_view text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// None if the header is a member's own, or none at all.
std::optional<Extension> extension(std::string_view header) {
  constexpr std::string_view kTypes("xXgLK");
  const char type = header[156];
  if (kTypes.find(type) == kTypes.npos) return std::nullopt;
  const auto length = octal_number(header.substr(124, 12));
  if (!length || *length > kMost) return std::nullopt;
  return Extension{type, static_cast<std::size_t>(*length)};
}

std::size_t rounded(std::size_t length) { return (length + kBlock - 1) / kBlock * kBlock; }

// The records "LENGTH KEY=VALUE\n" of pax. What is broken in them is libarchive's to say.
bool record_has_nul(std::string_view records) {
  while (!records.empty()) {
    const std::size_t space = records.find(' ');
    std::size_t length = 0;
    for (const char digit : records.substr(0, std::min(space, std::size_t{8}))) {
      if (digit < '0' || digit > '9') return false;
      length = length * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (space == records.npos || length <= space || length > records.size()) return false;
    const std::string_view record = records.substr(space + 1, length - space - 1);
    const std::string_view key = record.substr(0, record.find('='));
    const bool is_name = key == "path" || key == "linkpath" || key == "GNU.sparse.name";
    if (is_name && record.find('\0') != record.npos) return true;
    records.remove_prefix(length);
  }
  return false;
}

// GNU's long names end with NULs.
bool long_name_has_nul(std::string_view name) {
  const std::size_t end = name.find('\0');
  return end != name.npos && name.find_first_not_of('\0', end) != name.npos;
}

}  // namespace

std::size_t tar_head_length(std::span<const std::byte> head) {
  std::size_t at = 0;
  for (;;) {
    if (at > kMost) return head.size();
    if (head.size() < at + kBlock) return at + kBlock;
    if (!is_tar_header(head.subspan(at))) return head.size();
    const auto found = extension(text(head.subspan(at, kBlock)));
    at += kBlock;
    if (!found) return at;
    at += rounded(found->length);
  }
}

bool tar_name_has_nul(std::span<const std::byte> head) {
  std::size_t at = 0;
  while (head.size() >= at + kBlock && is_tar_header(head.subspan(at))) {
    const auto found = extension(text(head.subspan(at, kBlock)));
    at += kBlock;
    if (!found || found->length > head.size() - at) return false;
    const std::string_view content = text(head.subspan(at, found->length));
    const bool gnu = found->type == 'L' || found->type == 'K';
    if (gnu ? long_name_has_nul(content) : record_has_nul(content)) return true;
    at += rounded(found->length);
  }
  return false;
}

}  // namespace komparu::archive
