// SPDX-License-Identifier: MIT
// Standard output and standard error, and whether what was written has arrived.
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
  // `program` is put before each message. After a request to `stop` a reader that does not read is
  // waited for no longer than BufferedWriter::kGrace.
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

  // Called now and then while the work goes on: nothing that is known waits for long, neither in
  // the report nor in the lists that are attached.
  void tick();
  void attach(BufferedWriter& list) { lists_.push_back(&list); }
  void detach(BufferedWriter& list) { std::erase(lists_, &list); }

  // Writers of its own stop when this asks for it.
  const StopToken& stop() const { return stop_; }

  // False once something could not be written: going on makes no sense.
  bool good() const { return report_.failure() == 0 && messages_.failure() == 0; }

  // True if a person looks at the report.
  bool at_terminal() { return report_.at_terminal(); }

  // True if reports go to the null device: cmp says less then, and so does komparu.
  bool is_null_device() const;

  // Writes what is left and says why if it cannot; the status to exit with, given the one that the
  // comparison earned: 2 if a report or a message was lost.
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
