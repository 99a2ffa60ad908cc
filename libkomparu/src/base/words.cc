// SPDX-License-Identifier: MIT
// The closed list of reasons, in the words that C++, JSON output and the documentation share.
#include <algorithm>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/result.h"

namespace komparu {

std::string_view word(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::unreadable:
      return "unreadable";
    case ErrorCode::changed:
      return "changed";
    case ErrorCode::vanished:
      return "vanished";
    case ErrorCode::wrong_kind:
      return "wrong_kind";
    case ErrorCode::loop:
      return "loop";
    case ErrorCode::http:
      return "http";
    case ErrorCode::tls:
      return "tls";
    case ErrorCode::blocked_address:
      return "blocked_address";
    case ErrorCode::bad_archive:
      return "bad_archive";
    case ErrorCode::duplicate:
      return "duplicate";
    case ErrorCode::weak_digest:
      return "weak_digest";
    case ErrorCode::encrypted:
      return "encrypted";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::limit_exceeded:
      return "limit_exceeded";
    case ErrorCode::timed_out:
      return "timed_out";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::nothing_compared:
      return "nothing_compared";
    case ErrorCode::output:
      return "output";
    case ErrorCode::bad_option:
      return "bad_option";
  }
  return "unknown";
}

std::string_view word(Reason reason) noexcept {
  switch (reason) {
    case Reason::content:
      return "content";
    case Reason::size:
      return "size";
    case Reason::kind:
      return "kind";
    case Reason::link:
      return "link";
  }
  return "unknown";
}

std::string_view word(Status status) noexcept {
  switch (status) {
    case Status::same:
      return "same";
    case Status::differ:
      return "differ";
    case Status::only_left:
      return "only_left";
    case Status::only_right:
      return "only_right";
    case Status::error:
      return "error";
  }
  return "unknown";
}

Verdict worse(Verdict a, Verdict b) noexcept { return std::max(a, b); }

}  // namespace komparu
