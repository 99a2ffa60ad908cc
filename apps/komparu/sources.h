// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_SOURCES_H_
#define KOMPARU_APPS_SOURCES_H_

#include <memory>

#include "invocation.h"
#include "komparu/http.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "operand.h"

namespace komparu::cli {

// How the URLs of each side are fetched. All are null if the run can fetch no URL.
struct Fetching {
  std::shared_ptr<const HttpOptions> both;
  std::shared_ptr<const HttpOptions> left;
  std::shared_ptr<const HttpOptions> right;
};

// Reads the files of header lines that were named. Throws Error if it cannot, or for lines that are
// none.
Fetching fetching(const Invocation& asked, const StopToken& stop);

// What the library is to open for an operand.
Source source_of(const Operand& operand, const std::shared_ptr<const HttpOptions>& http);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_SOURCES_H_
