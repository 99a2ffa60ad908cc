// SPDX-License-Identifier: MIT
// Standard output and standard error, and whether what was written has arrived.
#ifndef KOMPARU_APPS_OUTPUT_H_
#define KOMPARU_APPS_OUTPUT_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "komparu/stop.h"

namespace komparu::cli {

// Used by one thread. Reports are collected and written in large pieces; a message is written at
// once, after the reports before it. After a write has failed nothing more is written there.
class Output {
 public:
  // `program` is put before each message. A write that waits ends when `stop` asks for it; what
  // was not written by then is lost.
  Output(std::string_view program, StopToken stop, int report_descriptor = 1,
         int message_descriptor = 2);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Called before anything is written, so that a progress line can make room.
  void set_before_write(std::function<void()> function) { before_write_ = std::move(function); }

  // Adds to the report, byte for byte.
  void write(std::string_view text);

  // One line on standard error: the program's name, then `text` with control bytes escaped.
  void message(std::string_view text);

  // Writes what was added to the report so far.
  void deliver() { flush(); }

  // False once something could not be written: going on makes no sense.
  bool good() const { return report_error_ == 0 && message_error_ == 0; }

  // True if reports go to the null device: cmp says less then, and so does komparu.
  bool is_null_device() const;

  // Writes what is left and says why if it cannot; the status to exit with, given the one that the
  // comparison earned: 2 if a report or a message was lost.
  int finish(int status);

 private:
  void flush();

  std::string program_;
  StopToken stop_;
  int report_descriptor_;
  int message_descriptor_;
  int report_error_ = 0;  // errno of the first failed write
  int message_error_ = 0;
  std::string pending_;
  std::function<void()> before_write_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OUTPUT_H_
