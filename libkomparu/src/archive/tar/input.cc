// SPDX-License-Identifier: MIT
#include "archive/tar/input.h"

#include <algorithm>

namespace komparu::archive {

std::span<const std::byte> TarInput::require(std::uint64_t most) {
  const auto part = some(most);
  if (part.empty() && most > 0) fail("the tar archive is cut off");
  return part;
}

std::span<const std::byte> TarInput::block() {
  const auto part = some(kTarBlock);
  if (part.size() == kTarBlock || part.empty()) return part;
  std::string rest;
  joined_.assign(reinterpret_cast<const char*>(part.data()), part.size());
  take(kTarBlock - joined_.size(), rest);
  joined_ += rest;
  return std::as_bytes(std::span(joined_));
}

void TarInput::pass(std::uint64_t count) {
  if (!skip(count)) fail("the tar archive is cut off");
}

TarBody::TarBody(TarInput& input, std::uint64_t size)
    : input_(input), left_(size), padding_(tar_padding(size)) {}

std::span<const std::byte> TarBody::take(std::uint64_t most) {
  if (ahead_.empty()) ahead_ = input_.require(left_);
  const auto part =
      ahead_.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, ahead_.size())));
  ahead_ = ahead_.subspan(part.size());
  left_ -= part.size();
  return part;
}

char TarBody::byte() { return static_cast<char>(take(1)[0]); }

std::string TarBody::text(std::uint64_t length) {
  std::string text;
  while (text.size() < length) {
    const auto part = take(length - text.size());
    text.append(reinterpret_cast<const char*>(part.data()), part.size());
  }
  return text;
}

void TarBody::skip(std::uint64_t length) {
  while (length > 0) length -= take(length).size();
}

void TarBody::end() {
  skip(left_);
  input_.pass(padding_);
}

}  // namespace komparu::archive
