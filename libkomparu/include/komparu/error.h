// SPDX-License-Identifier: MIT
// The one exception type of the library. A difference is never an error: it is a result.
#ifndef KOMPARU_ERROR_H_
#define KOMPARU_ERROR_H_

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "komparu/side.h"

namespace komparu {

// Why something could not be judged. The enumerators are the words that JSON output uses too, a
// closed list; bad_option alone never reaches a report, because the faces check what was typed.
enum class ErrorCode {
  not_found,         // no such file, or HTTP 404/410
  unreadable,        // the system refused to open or read it; os_error() says why
  changed,           // it changed while it was read, so nothing true can be said about it
  vanished,          // it was listed but is gone
  wrong_kind,        // a directory where bytes were asked for, a socket, one pipe on both sides
  loop,              // a symbolic link leads back to a directory that is being walked
  http,              // the server's answer cannot be trusted or is not content
  tls,               // the peer could not be verified
  blocked_address,   // an address that the call may not reach
  bad_archive,       // corrupt, truncated or ambiguous
  duplicate,         // two members with one name and different content
  weak_digest,       // equal digests of an algorithm that proves nothing
  encrypted,         // content is locked
  unsupported,       // this build or this system cannot read it
  limit_exceeded,    // a limit on real work was reached
  timed_out,         // the time limit passed before there was a verdict
  cancelled,         // the StopToken asked to stop before there was a verdict
  output,            // a report could not be written
  bad_option,        // an option value outside its documented range
  nothing_compared,  // every file was left out, or a list or a map has no line
};

// The enumerator's own name, e.g. "not_found". Never fails.
std::string_view word(ErrorCode code) noexcept;

// Where in its life a source failed: grep -s and cmp -s keep quiet about sources that cannot be
// opened, and about nothing else.
enum class Phase { opening, reading };

// Thrown by every function of the library that could not do its work; nothing else is thrown but
// std::bad_alloc. Copyable; safe to move between threads. Tell errors apart by code(), os_error()
// and http_status(), never by text.
class Error : public std::exception {
 public:
  // `subject` is what the message is about, as the user named it (may be empty); `detail` is the
  // reason in words. what() is "subject: detail".
  Error(ErrorCode code, std::string subject, std::string detail);

  ErrorCode code() const noexcept { return code_; }
  Phase phase() const noexcept { return phase_; }
  const std::string& subject() const noexcept { return subject_; }
  const std::string& detail() const noexcept { return detail_; }
  // The errno value behind the error, 0 if there is none.
  int os_error() const noexcept { return os_error_; }
  // The HTTP status behind the error, 0 if there is none.
  int http_status() const noexcept { return http_status_; }
  // The side of the comparison that failed, if one of the two in particular did.
  std::optional<Side> side() const noexcept { return side_; }
  const char* what() const noexcept override { return text_.c_str(); }

  // Each returns the error itself, so that a throw can be written in one expression.
  Error& with_os_error(int value) noexcept;
  Error& with_http_status(int value) noexcept;
  Error& with_phase(Phase value) noexcept;
  Error& with_side(Side value) noexcept;

 private:
  ErrorCode code_;
  Phase phase_ = Phase::reading;
  int os_error_ = 0;
  int http_status_ = 0;
  std::optional<Side> side_;
  std::string subject_;
  std::string detail_;
  std::string text_;
};

}  // namespace komparu

#endif  // KOMPARU_ERROR_H_
