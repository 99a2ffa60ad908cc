// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_RUN_TREES_H_
#define KOMPARU_APPS_RUN_TREES_H_

#include "invocation.h"
#include "komparu/error.h"
#include "komparu/options.h"
#include "komparu/tree.h"
#include "output.h"
#include "report.h"

namespace komparu::cli {

// What the library is to know about trees. Reads the files of patterns; throws Error if it cannot.
// `options` are those for two byte streams.
TreeOptions tree_options(const Invocation& asked, const CompareOptions& options);

// Two trees of which neither can be asked for its names.
Error neither_listed(const Operand& left);

// Hands the findings of trees to the report and to the lists.
class FindingPrinter final : public FindingSink {
 public:
  // All must outlive it; `lists` may be null.
  FindingPrinter(Report& report, Lists* lists, const Output& output)
      : report_(report), lists_(lists), output_(output) {}

  // Throws Error (output) once nobody can read the report any more.
  void add(const Finding& finding) override;

 private:
  Report& report_;
  Lists* lists_;
  const Output& output_;
};

// Compares two opened trees and reports. `options` are those for two byte streams.
Outcome run_trees(Tree& left, Tree& right, const Invocation& asked, const CompareOptions& options,
                  Report& report, Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_TREES_H_
