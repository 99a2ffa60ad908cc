// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_FILE_LINES_H_
#define KOMPARU_APPS_FILE_LINES_H_

#include <cstddef>
#include <optional>
#include <string>

#include "komparu/stop.h"

namespace komparu::cli {

// A file of records, read one after the other. `-` is standard input.
class FileLines {
 public:
  // `end` ends each record; the last may lack it. Throws Error if the file cannot be opened.
  FileLines(const std::string& file, char end, StopToken stop);
  FileLines(const FileLines&) = delete;
  FileLines& operator=(const FileLines&) = delete;
  ~FileLines();

  // False if next() may have to wait.
  bool ready();

  // The next record without its end; none after the last. Throws Error if it cannot be read.
  std::optional<std::string> next();

 private:
  bool fill();

  std::string file_;
  char end_;
  StopToken stop_;
  int descriptor_ = -1;
  bool ended_ = false;
  std::string buffer_;
  std::size_t used_ = 0;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_FILE_LINES_H_
