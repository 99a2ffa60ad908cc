// SPDX-License-Identifier: MIT
// ar by code of our own, in the forms of GNU (and SVR4) and of BSD.
//
// An ar archive is a row of headers of 60 bytes, each followed by its content and padded to an even
// length. A name of up to 15 bytes stands in the header, with a "/" behind it (GNU) or spaces
// (BSD). A longer one stands in a member called "//", to which "/NUMBER" points (GNU), or before
// the content, whose length counts it ("#1/LENGTH", BSD). The tables of symbols ("/", "/SYM64/",
// "__.SYMDEF") are members like others.
//
// libarchive keeps the table of names before anything can look at its length (up to 1 GiB), and
// ends a name at a NUL. Reading this format takes less than guarding that would.
#ifndef KOMPARU_ARCHIVE_AR_FORMAT_H_
#define KOMPARU_ARCHIVE_AR_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/account.h"
#include "archive/feed.h"
#include "archive/libarchive.h"

namespace komparu::archive {

class ArFormat final : public FormatReader {
 public:
  // Both must outlive it.
  ArFormat(StreamFeed& feed, const Account& account)
      : in_(feed), account_(account), memory_(account.memory->index, account.allowance.name()) {}

  // Throws Error (limit_exceeded) for a name or a table of names that is too long, before it is
  // kept.
  std::optional<Head> next() override;
  std::optional<Block> next_block() override;
  bool broken() const override { return broken_; }
  std::uint64_t position() const override { return in_.position(); }
  std::uint64_t head_position() const override { return head_position_; }

 private:
  [[noreturn]] void fail(const char* detail);
  bool read_header();
  std::uint64_t number(std::string_view field, int base = 10);
  void check_mode();
  void keep_names();
  std::string name_of(std::string_view field);
  std::string name_before_content(std::string_view length);
  std::string name_in_table(std::string_view offset);
  std::string checked_name(std::string name);

  StreamBytes in_;
  const Account& account_;
  MemoryShare memory_;  // for the table of names
  std::string header_;
  std::optional<std::string> names_;  // the table of long names
  std::uint64_t head_position_ = 0;
  std::uint64_t size_ = 0;  // of the content
  std::uint64_t left_ = 0;  // of it
  bool padded_ = false;     // a byte follows the content
  bool open_ = false;       // the content has not been ended
  bool broken_ = false;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_AR_FORMAT_H_
