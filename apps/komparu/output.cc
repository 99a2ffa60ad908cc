// SPDX-License-Identifier: MIT
#include "output.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "exit_code.h"
#include "shown_text.h"

namespace komparu::cli {
namespace {

// A piece of this size costs no more per byte than a larger one.
constexpr std::size_t kPiece = 64 * 1024;

// Waits until a descriptor that somebody made non-blocking takes bytes again, or it is time to
// stop.
void wait_writable(int descriptor, const StopToken& stop) {
  pollfd waiting{descriptor, POLLOUT, 0};
  while (!stop.stop_requested() && ::poll(&waiting, 1, 100) <= 0) {
  }
}

// The errno of a write that failed (ECANCELED: it was time to stop), 0 if all was written.
int write_all(int descriptor, std::string_view text, const StopToken& stop) {
  while (!text.empty()) {
    if (stop.stop_requested()) return ECANCELED;
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (errno == EAGAIN) {
      wait_writable(descriptor, stop);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

Output::Output(std::string_view program, StopToken stop, int report_descriptor,
               int message_descriptor)
    : program_(escape_controls(program)),
      stop_(std::move(stop)),
      report_descriptor_(report_descriptor),
      message_descriptor_(message_descriptor) {}

void Output::flush() {
  if (pending_.empty() || report_error_ != 0) return;
  if (before_write_) before_write_();
  report_error_ = write_all(report_descriptor_, pending_, stop_);
  pending_.clear();
}

void Output::write(std::string_view text) {
  pending_.append(text);
  if (pending_.size() >= kPiece) flush();
}

void Output::message(std::string_view text) {
  flush();
  if (message_error_ != 0) return;
  if (before_write_) before_write_();
  const std::string line = fmt::format("{}: {}\n", program_, escape_controls(text));
  message_error_ = write_all(message_descriptor_, line, stop_);
}

bool Output::is_null_device() const {
  struct stat report;
  struct stat null;
  return ::fstat(report_descriptor_, &report) == 0 && S_ISCHR(report.st_mode) &&
         ::stat("/dev/null", &null) == 0 && report.st_dev == null.st_dev &&
         report.st_ino == null.st_ino;
}

int Output::finish(int status) {
  flush();
  if (report_error_ != 0 && report_error_ != EPIPE && report_error_ != ECANCELED) {
    message(fmt::format("standard output: {}", std::strerror(report_error_)));
  }
  return good() ? status : kExitTrouble;
}

}  // namespace komparu::cli
