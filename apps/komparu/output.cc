// SPDX-License-Identifier: MIT
#include "output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "descriptors.h"
#include "exit_code.h"
#include "shown_text.h"

namespace komparu::cli {
namespace {

// A piece of this size costs no more per byte than a larger one.
constexpr std::size_t kPiece = 64 * 1024;

// The errno of a write that failed (ECANCELED: it was time to stop), 0 if all was written.
int write_all(int descriptor, std::string_view text, const StopToken& stop) {
  while (!text.empty()) {
    if (stop.stop_requested()) return ECANCELED;
    const std::ptrdiff_t written = write_some(descriptor, text);
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (errno == EAGAIN) {
      wait_writable(descriptor);
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

bool Output::is_null_device() const { return cli::is_null_device(report_descriptor_); }

int Output::finish(int status) {
  flush();
  if (report_error_ != 0 && report_error_ != EPIPE && report_error_ != ECANCELED) {
    message(fmt::format("standard output: {}", std::strerror(report_error_)));
  }
  return good() ? status : kExitTrouble;
}

}  // namespace komparu::cli
