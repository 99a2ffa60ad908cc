// SPDX-License-Identifier: MIT
#include "buffered_writer.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "descriptors.h"

namespace komparu::cli {
namespace {

// Larger pieces cost no less per byte.
constexpr std::size_t kPiece = std::size_t{64} * 1024;

// A pipe that is ready takes this many bytes without waiting (PIPE_BUF).
constexpr std::size_t kNeverBlocks = 4096;

}  // namespace

void BufferedWriter::write(std::string_view text) {
  if (text.empty() || failure_ != 0) return;
  if (pending_.empty()) oldest_ = Clock::now();
  pending_.append(text);
  if (at_terminal() || pending_.size() >= kPiece) {
    flush();
  } else {
    tick();
  }
}

void BufferedWriter::write_at_once(std::string_view text) {
  pending_.append(text);
  flush();
}

bool BufferedWriter::at_terminal() {
  if (!is_terminal_) is_terminal_ = is_terminal(descriptor_);
  return *is_terminal_;
}

void BufferedWriter::tick() {
  if (!pending_.empty() && Clock::now() - oldest_ >= kLongestWait) flush();
}

void BufferedWriter::flush() {
  if (pending_.empty() || failure_ != 0) return;
  if (before_write_) before_write_();
  failure_ = write_out(pending_);
  pending_.clear();
}

int BufferedWriter::write_out(std::string_view text) {
  while (!text.empty()) {
    std::string_view piece = text;
    if (stop_.stop_requested()) {
      if (!reader_is_ready()) return ECANCELED;
      piece = text.substr(0, kNeverBlocks);
    }
    const std::ptrdiff_t written = write_some(descriptor_, piece);
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      wait_writable(descriptor_, std::chrono::milliseconds(100));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// After a request to stop: waits for the reader until the grace is over.
bool BufferedWriter::reader_is_ready() {
  const Clock::time_point now = Clock::now();
  if (!end_of_grace_) end_of_grace_ = now + kGrace;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end_of_grace_ - now);
  return wait_writable(descriptor_, std::max(left, std::chrono::milliseconds(0)));
}

}  // namespace komparu::cli
