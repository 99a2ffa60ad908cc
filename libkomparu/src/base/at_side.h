// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_AT_SIDE_H_
#define KOMPARU_BASE_AT_SIDE_H_

#include <cerrno>
#include <optional>

#include "komparu/error.h"
#include "komparu/side.h"

namespace komparu {

// Calls `work`, which concerns one side only, and lets its errors tell which.
template <typename Work>
decltype(auto) at_side(Side side, Work&& work) {
  try {
    return work();
  } catch (Error& error) {
    error.with_side(side);
    throw;
  }
}

// Giving up is no finding about an entry.
inline bool concerns_everything(const Error& error) {
  return error.code() == ErrorCode::cancelled || error.code() == ErrorCode::timed_out;
}

// Want of descriptors is none either: others will give some back.
inline bool wants_descriptors(const Error& error) {
  return error.os_error() == EMFILE || error.os_error() == ENFILE;
}

// Does `work` and returns the error that says something about the entry it is about.
template <typename Work>
std::optional<Error> attempt(Work&& work) {
  try {
    work();
    return std::nullopt;
  } catch (const Error& error) {
    if (concerns_everything(error) || wants_descriptors(error)) throw;
    return error;
  }
}

}  // namespace komparu

#endif  // KOMPARU_BASE_AT_SIDE_H_
