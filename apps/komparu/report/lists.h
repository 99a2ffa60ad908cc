// SPDX-License-Identifier: MIT
// The lists of rclone check: one path per line, in files of their own.
#ifndef KOMPARU_APPS_REPORT_LISTS_H_
#define KOMPARU_APPS_REPORT_LISTS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "komparu/findings.h"
#include "output.h"

namespace komparu::cli {

enum class ListKind { combined, match, differ, missing_on_left, missing_on_right, error };

// A list to write; the file `-` is standard output.
struct ListRequest {
  ListKind kind = ListKind::combined;
  std::string file;
  bool ended_by_nul = false;  // names as they are, each ended by NUL; else lines, escaped
};

// The line of an entry in the combined list begins with this: = same, * differ, + only on the left,
// - only on the right, ! could not be judged.
char sigil(Status status);

// Writes the lists while findings come, none later than Output::tick() promises. The constructor
// creates the files. finish() throws what could not be written.
class Lists {
 public:
  // Throws Error (output) if a file cannot be made. `output` takes the lists that go to standard
  // output, and must outlive the object.
  Lists(const std::vector<ListRequest>& requests, Output& output);
  Lists(const Lists&) = delete;
  Lists& operator=(const Lists&) = delete;
  // Writes what is left, also after a run that was cut short.
  ~Lists();

  void add(Status status, std::string_view path);

  // Writes what is left. Throws Error (output) if any of it was lost.
  void finish();

  // True if a list takes the place of the text on standard output.
  static bool to_standard_output(const std::vector<ListRequest>& requests);

 private:
  struct List {
    ListRequest request;
    std::unique_ptr<BufferedWriter> file;  // null: standard output
  };

  // errno of what was lost, 0 if nothing was.
  int close(List& list);

  std::vector<List> lists_;
  Output& output_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_LISTS_H_
