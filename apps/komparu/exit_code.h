// SPDX-License-Identifier: MIT
// The one place that turns an answer into an exit status.
#ifndef KOMPARU_APPS_EXIT_CODE_H_
#define KOMPARU_APPS_EXIT_CODE_H_

#include "komparu/result.h"

namespace komparu::cli {

inline constexpr int kExitSame = 0;
inline constexpr int kExitDifferent = 1;
inline constexpr int kExitTrouble = 2;
// Plus the number of the signal that ended the run, as shells show it.
inline constexpr int kExitSignal = 128;

constexpr int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return kExitSame;
    case Verdict::different:
      return kExitDifferent;
    case Verdict::trouble:
      break;
  }
  return kExitTrouble;
}

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_EXIT_CODE_H_
