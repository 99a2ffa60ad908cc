// SPDX-License-Identifier: MIT
// What the user asked for, as far as the typed words tell.
#ifndef KOMPARU_APPS_INVOCATION_H_
#define KOMPARU_APPS_INVOCATION_H_

#include "komparu/options.h"
#include "operand.h"

namespace komparu::cli {

enum class Form { text, json, null };

enum class When { automatic, always, never };

struct Invocation {
  Operand left;
  Operand right;
  // Extent, reading, jobs, checks and time limit; who runs it adds detail, stop and progress.
  CompareOptions compare;
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
