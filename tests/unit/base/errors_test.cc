// SPDX-License-Identifier: MIT
#include "base/errors.h"

#include <cerrno>
#include <set>
#include <string>

#include "komparu/result.h"
#include "support/catch.h"

using namespace komparu;

TEST_CASE("an error tells its code, subject, detail and number") {
  const Error error = os_error(ENOENT, "a/b");
  CHECK(error.code() == ErrorCode::not_found);
  CHECK(error.os_error() == ENOENT);
  CHECK(error.http_status() == 0);
  CHECK(error.subject() == "a/b");
  CHECK(std::string(error.what()) == "a/b: No such file or directory");
  CHECK(error.phase() == Phase::reading);
  CHECK(std::string(Error(ErrorCode::timed_out, "", "late").what()) == "late");
}

TEST_CASE("system errors become the documented codes") {
  CHECK(os_error(ENOTDIR, "").code() == ErrorCode::not_found);
  CHECK(os_error(EISDIR, "").code() == ErrorCode::wrong_kind);
  CHECK(os_error(ENXIO, "").code() == ErrorCode::wrong_kind);
  CHECK(os_error(EACCES, "").code() == ErrorCode::unreadable);
  CHECK(os_error(EIO, "").code() == ErrorCode::unreadable);
}

TEST_CASE("every code has a word of its own") {
  std::set<std::string_view> words;
  int codes = 0;
  for (int i = 0; i <= static_cast<int>(ErrorCode::bad_option); ++i, ++codes) {
    words.insert(word(static_cast<ErrorCode>(i)));
  }
  CHECK(words.size() == static_cast<std::size_t>(codes));
  CHECK(words.count("unknown") == 0);
  CHECK(word(ErrorCode::not_found) == "not_found");
  CHECK(word(Reason::content) == "content");
  CHECK(word(Reason::link) == "link");
}
