// SPDX-License-Identifier: MIT
#include "archive/tar/input.h"

#include <algorithm>
#include <utility>

namespace komparu::archive {

namespace {

// Large enough that the calls do not count, small enough to stay in the processor's cache on its
// way from the decoder to the comparison. As large as the blocks that zstd decodes, which then need
// not be put together.
constexpr std::size_t kAtOnce = 131072;

}  // namespace

void refuse_tar(std::string detail) { throw Error(ErrorCode::bad_archive, "", std::move(detail)); }

TarInput::TarInput(Reader& source, Account& account) : source_(source), account_(account) {}

std::span<const std::byte> TarInput::take(std::uint64_t most) {
  if (ahead_.empty()) {
    account_.until.check();
    ahead_ = source_.read(buffer_.get(kAtOnce));
  }
  const auto part =
      ahead_.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, ahead_.size())));
  ahead_ = ahead_.subspan(part.size());
  return part;
}

std::span<const std::byte> TarInput::require(std::uint64_t most) {
  const auto part = take(most);
  if (part.empty() && most > 0) refuse_tar("the tar archive is cut off");
  return part;
}

std::span<const std::byte> TarInput::block() {
  const auto part = take(kTarBlock);
  if (part.size() == kTarBlock || part.empty()) return part;
  joined_.assign(part.begin(), part.end());
  while (joined_.size() < kTarBlock) {
    const auto more = take(kTarBlock - joined_.size());
    if (more.empty()) break;
    joined_.insert(joined_.end(), more.begin(), more.end());
  }
  return joined_;
}

void TarInput::skip(std::uint64_t count) {
  while (count > 0) count -= require(count).size();
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
  input_.skip(padding_);
}

}  // namespace komparu::archive
