// SPDX-License-Identifier: MIT
// What the user typed, as options and operands.
#ifndef KOMPARU_APPS_INVOCATION_H_
#define KOMPARU_APPS_INVOCATION_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "komparu/digest.h"
#include "komparu/operand.h"
#include "komparu/options.h"
#include "komparu/tree_options.h"
#include "operand.h"
#include "options/archive_options.h"
#include "options/web_options.h"
#include "report/lists.h"

namespace komparu::cli {

enum class Form { text, json, null };

enum class When { automatic, always, never };

struct Invocation {
  std::string_view program;  // the name that komparu was started as
  Operand left;
  Operand right;
  // All of them; left and right are the first two. Sorted into groups if there are more, or if
  // `groups` says so.
  std::vector<Operand> operands;
  bool groups = false;
  bool alone = false;  // only LEFT was typed: RIGHT is standard input
  std::string guess;   // which option may have taken an operand as its value, in words; or empty
  std::optional<std::string> pairs;  // the list of pairs to compare, in the place of operands
  bool ended_by_nul = false;  // the names in lists, those that are read and those that are written
  std::optional<std::string> url_map;  // the map that LEFT, then alone, is compared with
  // True if the run may fetch a URL. Otherwise `web` is not used.
  bool meets_urls = false;
  WebOptions web;
  As as = As::automatic;
  // Extent, reading, jobs and checks. library_options() adds detail and progress.
  CompareOptions compare;
  bool ignore_initial = false;  // it was typed, perhaps as 0
  std::optional<std::chrono::nanoseconds> time_limit;
  // The options of trees alone. library_options() adds the rest.
  TreeOptions trees;
  ArchiveOptions archives = archive_defaults();
  std::vector<std::string> exclude_from;       // files of patterns
  std::optional<std::string> files_from;       // a list of the paths that are compared
  std::optional<std::string> checksums;        // the list that is LEFT
  std::optional<std::string> write_checksums;  // the list that is written
  bool only_write = false;                     // with one operand: it is compared with nothing
  std::optional<DigestAlgorithm> hash;         // of --hash
  std::vector<ListRequest> lists;
  Form form = Form::text;
  bool quiet = false;        // no output at all but trouble
  bool brief = false;        // whether, not where
  bool list = false;         // every differing byte
  bool print_bytes = false;  // with their characters
  bool report_identical = false;
  bool stats = false;
  When progress = When::automatic;
  When color = When::automatic;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_INVOCATION_H_
