// SPDX-License-Identifier: MIT
// Collects text and writes it to a descriptor. A report is written in large pieces, because a
// system call for each line is slow. But no result may wait for long (G3): a terminal gets each
// line at once; elsewhere no text waits longer than kLongestWait, as long as tick() is called now
// and then. That needs no thread: the comparison polls anyway (stop.h). After a request to stop,
// collected text is still written, but a reader that does not read cannot hold up the end: all
// writes together then have kGrace.
#ifndef KOMPARU_APPS_BUFFERED_WRITER_H_
#define KOMPARU_APPS_BUFFERED_WRITER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "komparu/stop.h"

namespace komparu::cli {

// Used by one thread. After a write has failed nothing more is written.
class BufferedWriter {
 public:
  static constexpr std::chrono::milliseconds kLongestWait{500};
  static constexpr std::chrono::milliseconds kGrace{500};

  // The descriptor stays the caller's.
  BufferedWriter(int descriptor, StopToken stop)
      : descriptor_(descriptor), stop_(std::move(stop)) {}

  // Called before anything is written.
  void set_before_write(std::function<void()> function) { before_write_ = std::move(function); }

  void write(std::string_view text);

  // Writes it without collecting.
  void write_at_once(std::string_view text);

  // Writes the text that has waited for kLongestWait.
  void tick();

  // Writes all that was collected.
  void flush();

  bool at_terminal();

  int descriptor() const { return descriptor_; }

  // errno of the first failed write, 0 if there was none; ECANCELED if a request to stop ended it.
  int failure() const { return failure_; }

 private:
  using Clock = std::chrono::steady_clock;

  // The errno of the failure, 0 if all was written.
  int write_out(std::string_view text);
  bool reader_is_ready();

  int descriptor_;
  StopToken stop_;
  int failure_ = 0;
  std::optional<bool> is_terminal_;  // looked up at the first write
  std::optional<Clock::time_point> end_of_grace_;
  std::string pending_;
  Clock::time_point oldest_;  // when the first of what is pending came
  std::function<void()> before_write_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_BUFFERED_WRITER_H_
