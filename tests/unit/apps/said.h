// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_SAID_H_
#define KOMPARU_TESTS_SAID_H_

#include <string>

#include "captured_output.h"
#include "report/report.h"
#include "support/catch.h"

namespace komparu::testing {

// What a report writes.
struct Said {
  std::string report;
  std::string messages;
};

template <typename Action>
Said said(const cli::Invocation& asked, const Action& action) {
  CapturedOutput captured;
  action(*cli::make_report(asked, captured.output()));
  CHECK(captured.output().finish(0) == 0);
  return {captured.report(), captured.messages()};
}

inline Said said_of(const cli::Invocation& asked, const ByteResult& result) {
  return said(asked, [&result](cli::Report& report) { report.streams(result); });
}

inline Said said_of(const cli::Invocation& asked, const Error& error) {
  return said(asked, [&error](cli::Report& report) { report.trouble(error); });
}

inline Said said_of(const cli::Invocation& asked, const Finding& finding) {
  return said(asked, [&finding](cli::Report& report) { report.entry(finding); });
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SAID_H_
