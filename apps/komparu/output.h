// SPDX-License-Identifier: MIT
// Standard output and standard error. It remembers whether a write has failed.
#ifndef KOMPARU_APPS_OUTPUT_H_
#define KOMPARU_APPS_OUTPUT_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "buffered_writer.h"
#include "komparu/stop.h"

namespace komparu::cli {

// Used by one thread. Reports are collected and written in pieces (buffered_writer.h); a message is
// written at once, after the reports before it. After a write has failed nothing more is written
// there.
class Output {
 public:
  // `program` is put before each message. After a request to `stop` writes wait
  // for a slow reader no longer than BufferedWriter::kGrace.
  Output(std::string_view program, StopToken stop, int report_descriptor = 1,
         int message_descriptor = 2);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Called before anything is written, so that a progress line can make room.
  void set_before_write(std::function<void()> function);

  // Adds to the report, byte for byte.
  void write(std::string_view text);

  // One line on standard error: the program's name, then `text`, escaped.
  void message(std::string_view text);

  // Writes what was added to the report so far.
  void deliver() { report_.flush(); }

  // Call it now and then during the work, so that neither the report nor the attached lists hold
  // text back for long.
  void tick();
  void attach(BufferedWriter& list) { lists_.push_back(&list); }
  void detach(BufferedWriter& list) { std::erase(lists_, &list); }

  // Writers that are attached stop by this token.
  const StopToken& stop() const { return stop_; }

  // False once a write has failed. Then the run should end.
  bool good() const { return report_.failure() == 0 && messages_.failure() == 0; }

  // True if the report goes to a terminal.
  bool at_terminal() { return report_.at_terminal(); }

  // True if the report goes to the null device. Then komparu, like cmp, prints less.
  bool is_null_device() const;

  // Writes what is left; if it cannot, says why. Returns the status to exit with: `status`, or 2 if
  // a report or a message was lost.
  int finish(int status);

 private:
  std::string program_;
  StopToken stop_;
  BufferedWriter report_;
  BufferedWriter messages_;
  std::vector<BufferedWriter*> lists_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OUTPUT_H_
