// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_FILE_LINES_H_
#define KOMPARU_APPS_FILE_LINES_H_

#include <cstddef>
#include <optional>
#include <string>

#include "komparu/stop.h"

namespace komparu::cli {

// A file of records, read one after the other. `-` is standard input. In a file of lines, which
// people write with all kinds of editors, a byte order mark of UTF-8 and the CR of CRLF are no part
// of a line. X7: a file may be endless, so a record has at most kLongestRecord bytes, and the
// whole file at most `most`, else Error (limit_exceeded).
class FileLines {
 public:
  static constexpr std::size_t kLongestRecord = std::size_t{1} << 20;
  // For files of options, which are kept whole.
  static constexpr std::size_t kSmallFile = std::size_t{1} << 20;
  static constexpr std::size_t kNoBound = ~std::size_t{0};

  // `end` ends each record; the last may lack it. Throws Error if the file cannot be opened.
  FileLines(const std::string& file, char end, StopToken stop, std::size_t most = kNoBound);
  FileLines(const FileLines&) = delete;
  FileLines& operator=(const FileLines&) = delete;
  ~FileLines();

  // False if next() may have to wait.
  bool ready();

  // The next record without its end; none after the last. Throws Error if it cannot be read.
  std::optional<std::string> next();

 private:
  std::optional<std::string> next_record();
  bool fill();

  std::string file_;
  char end_;
  StopToken stop_;
  std::size_t most_;
  std::size_t read_ = 0;
  bool first_ = true;
  int descriptor_ = -1;
  bool ended_ = false;
  std::string buffer_;
  std::size_t used_ = 0;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_FILE_LINES_H_
