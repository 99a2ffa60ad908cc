// SPDX-License-Identifier: MIT
#include "file_lines.h"

#include <fmt/format.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "descriptors.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu::cli {
namespace {

Error unreadable(const std::string& file, int error_number) {
  const ErrorCode code = error_number == ENOENT || error_number == ENOTDIR ? ErrorCode::not_found
                                                                           : ErrorCode::unreadable;
  return Error(code, shown_name(file), std::generic_category().message(error_number))
      .with_os_error(error_number);
}

Error too_large(const std::string& file, std::string_view what) {
  return Error(ErrorCode::limit_exceeded, shown_name(file),
               fmt::format("{} is larger than 1 MiB", what));
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

FileLines::FileLines(const std::string& file, char end, StopToken stop, std::size_t most)
    : file_(file), end_(end), stop_(std::move(stop)), most_(most) {
  if (file_ == "-") {
    descriptor_ = kStandardInput;
    return;
  }
  descriptor_ = open_to_read(file_);
  if (descriptor_ < 0) throw unreadable(file_, errno);
}

FileLines::~FileLines() {
  if (descriptor_ > kStandardInput) close_descriptor(descriptor_);
}

std::optional<std::string> FileLines::next() {
  std::optional<std::string> record = next_record();
  if (!record || end_ != '\n') return record;
  if (std::exchange(first_, false) && record->starts_with(kByteOrderMark)) {
    record->erase(0, kByteOrderMark.size());
  }
  if (record->ends_with('\r')) record->pop_back();
  return record;
}

std::optional<std::string> FileLines::next_record() {
  std::size_t from = used_;
  while (true) {
    const std::size_t at = buffer_.find(end_, from);
    if (at != std::string::npos) {
      std::string record = buffer_.substr(used_, at - used_);
      used_ = at + 1;
      return record;
    }
    from = buffer_.size() - used_;
    if (from > kLongestRecord) throw too_large(file_, end_ == '\n' ? "a line" : "a record");
    buffer_.erase(0, std::exchange(used_, 0));
    if (!fill()) break;
  }
  if (buffer_.empty()) return std::nullopt;
  return std::exchange(buffer_, {});
}

bool FileLines::ready() {
  if (ended_ || buffer_.find(end_, used_) != std::string::npos) return true;
  return is_readable(descriptor_);
}

// False at the end of the file. The writer of a pipe may be slow: a request to stop ends the wait.
bool FileLines::fill() {
  constexpr std::size_t kBlock = 65536;
  while (!ended_) {
    stop_.poll();
    const Waited waited = wait_readable(descriptor_, stop_);
    if (waited == Waited::failed) throw unreadable(file_, errno);
    if (stop_.stop_requested()) {
      throw Error(ErrorCode::cancelled, shown_name(file_), "stopped before the end");
    }
    if (waited == Waited::not_yet) continue;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kBlock);
    const std::ptrdiff_t got = read_some(descriptor_, buffer_.data() + before, kBlock);
    const int error_number = errno;
    buffer_.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got > 0) {
      read_ += static_cast<std::size_t>(got);
      if (read_ > most_) throw too_large(file_, "the file");
      return true;
    }
    if (got == 0) ended_ = true;
    if (got < 0 && error_number != EINTR && error_number != EAGAIN) {
      throw unreadable(file_, error_number);
    }
  }
  return false;
}

}  // namespace komparu::cli
