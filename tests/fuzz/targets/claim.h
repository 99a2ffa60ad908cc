// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_FUZZ_TARGETS_CLAIM_H_
#define KOMPARU_TESTS_FUZZ_TARGETS_CLAIM_H_

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace komparu::fuzz {

// What must hold for every input. A fuzzer takes the end of the process for a failure and keeps the
// input.
inline void claim(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// The text up to the first `end`, which is taken off `rest` together with it.
inline std::string_view take_until(std::string_view& rest, char end) {
  const std::size_t at = rest.find(end);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return part;
}

}  // namespace komparu::fuzz

#endif  // KOMPARU_TESTS_FUZZ_TARGETS_CLAIM_H_
