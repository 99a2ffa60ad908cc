// SPDX-License-Identifier: MIT
#include "checksum_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>
#include <system_error>
#include <utility>

#include "descriptors.h"
#include "komparu/checksums.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "local_file.h"
#include "outputs.h"

namespace komparu::cli {
namespace {

Error not_written(const std::string& file, int error_number) {
  return Error(ErrorCode::output, shown_name(file), std::generic_category().message(error_number))
      .with_os_error(error_number);
}

}  // namespace

ChecksumFile::ChecksumFile(const std::string& file, bool ended_by_nul)
    : file_(file), ended_by_nul_(ended_by_nul), place_(place_of(file)) {
  const std::optional<LocalFile> there = look_at(place_, true);
  if (there && there->kind != Kind::regular) {
    throw Error(ErrorCode::output, shown_name(file), "is there and no regular file");
  }
  constexpr int kTries = 100;
  std::random_device random;
  for (int tries = 0; descriptor_ < 0 && tries < kTries; ++tries) {
    const std::uint64_t number = std::uint64_t{random()} << 32U | random();
    temporary_ = fmt::format("{}/.komparu-{:016x}", directory_of(place_), number);
    descriptor_ = create_to_write(temporary_);
    if (descriptor_ < 0 && errno != EEXIST) throw not_written(file_, errno);
  }
  if (descriptor_ < 0) throw not_written(file_, EEXIST);
}

ChecksumFile::~ChecksumFile() {
  if (descriptor_ >= 0) close_descriptor(descriptor_);
  if (!temporary_.empty()) remove_file(temporary_);
}

void ChecksumFile::add(const std::string& path, const Digest& digest) {
  constexpr std::size_t kBlock = std::size_t{64} << 10;
  buffer_ += checksum_line(digest, path, ended_by_nul_);
  if (buffer_.size() >= kBlock) flush();
}

void ChecksumFile::flush() {
  for (std::string_view rest = buffer_; !rest.empty();) {
    const std::ptrdiff_t written = write_some(descriptor_, rest);
    if (written > 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      throw not_written(file_, errno);
    }
  }
  buffer_.clear();
}

void ChecksumFile::commit() {
  flush();
  if (!sync_descriptor(descriptor_)) throw not_written(file_, errno);
  if (!close_descriptor(std::exchange(descriptor_, -1))) throw not_written(file_, errno);
  if (!replace_file(temporary_, place_)) throw not_written(file_, errno);
  temporary_.clear();
}

}  // namespace komparu::cli
