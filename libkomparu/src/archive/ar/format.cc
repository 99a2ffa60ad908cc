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
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "archive/feed.h"
#include "archive/members.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::string_view kMagic = "!<arch>\n";
constexpr std::size_t kHeader = 60;
constexpr std::size_t kNameField = 16;
constexpr std::string_view kSortedSymbols = "__.SYMDEF SORTED";
constexpr const char* kCut = "the ar archive is cut off";
constexpr const char* kNowhere = "a name of the ar archive is none";

std::string_view without_spaces(std::string_view field) {
  while (field.ends_with(' ')) field.remove_suffix(1);
  return field;
}

class ArFormat final : public FormatReader {
 public:
  ArFormat(Reader& source, Account& account)
      : in_(source, account),
        account_(account),
        memory_(account.memory->index, account.allowance.name()) {}

  // Throws Error (limit_exceeded) for a name or a table of names that is too long, before it is
  // kept.
  std::optional<Head> next() override;
  std::optional<Block> next_block() override;
  std::shared_ptr<const void> owner() const override { return in_.owner(); }
  bool broken() const override { return broken_; }

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

  ByteInput in_;
  const Account& account_;
  MemoryShare memory_;  // for the table of names
  std::string header_;
  std::optional<std::string> names_;  // the table of long names
  std::uint64_t size_ = 0;            // of the content
  std::uint64_t left_ = 0;            // of it
  bool padded_ = false;               // a byte follows the content
  bool open_ = false;                 // the content has not been ended
  bool broken_ = false;
};

void ArFormat::fail(const char* detail) {
  broken_ = true;
  throw Error(ErrorCode::bad_archive, "", detail);
}

std::optional<Head> ArFormat::next() {
  while (open_ && next_block()) continue;
  account_.until.check();
  if (in_.position() == 0) {
    std::string magic;
    in_.take(kMagic.size(), magic);
    if (magic != kMagic) fail("the ar archive does not begin as one");
  }
  std::string_view field;
  do {
    if (!read_header()) return std::nullopt;
    field = without_spaces(std::string_view(header_).substr(0, kNameField));
    if (field == "//") keep_names();
  } while (field == "//");
  check_mode();
  Head head;
  head.kind = Kind::regular;
  head.name = name_of(field);
  head.size = size_;
  return head;
}

// False at the end.
bool ArFormat::read_header() {
  in_.take(kHeader, header_);
  if (header_.empty()) return false;
  if (header_.size() < kHeader) fail("the ar archive is cut off in a header");
  if (!header_.ends_with("`\n")) fail("a header of the ar archive is damaged");
  size_ = left_ = number(std::string_view(header_).substr(48, 10));
  padded_ = size_ % 2 != 0;
  open_ = true;
  return true;
}

std::uint64_t ArFormat::number(std::string_view field, int base) {
  field = without_spaces(field);
  std::uint64_t value = 0;
  const char* const end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, value, base);
  if (error != std::errc() || stop != end) fail("a header of the ar archive is damaged");
  return value;
}

// ar knows files only. bsdtar makes something else where the mode says so.
void ArFormat::check_mode() {
  constexpr std::uint64_t kType = 0170000;
  constexpr std::uint64_t kFile = 0100000;
  const std::string_view field = without_spaces(std::string_view(header_).substr(40, 8));
  const std::uint64_t mode = field.empty() ? 0 : number(field, 8);
  if ((mode & kType) != 0 && (mode & kType) != kFile) fail("a member of the ar archive is no file");
}

void ArFormat::keep_names() {
  if (names_) fail("the ar archive has two tables of names");
  memory_.grow(size_);
  std::string names;
  in_.take(size_, names);
  if (names.size() < size_) fail(kCut);
  left_ = 0;
  while (next_block()) continue;
  names_ = std::move(names);
}

std::string ArFormat::name_of(std::string_view field) {
  if (field.empty()) fail("a member of the ar archive has no name");
  if (field.starts_with("#1/")) return name_before_content(field.substr(3));
  if (field == "/" || field == "/SYM64/") return std::string(field);
  if (field.starts_with('/')) return name_in_table(field.substr(1));
  if (field.ends_with('/')) {
    field.remove_suffix(1);
  } else if (field == kSortedSymbols) {
    return std::string(field);
  } else if (field.find(' ') != field.npos) {
    // GNU ar ends it there, or takes what follows for a place in the table of names.
    fail("a name of the ar archive has a space in it and no end");
  } else if (field.size() == kNameField) {
    // GNU ar leaves out its last character.
    fail("a name of the ar archive fills its field and has no end");
  }
  return checked_name(std::string(field));
}

// Some writers pad it with NULs.
std::string ArFormat::name_before_content(std::string_view length) {
  const std::uint64_t count = number(length);
  account_.allowance.check_name(count);
  if (count == 0 || count > size_) fail(kNowhere);
  std::string name;
  in_.take(count, name);
  if (name.size() < count) fail(kCut);
  size_ -= count;
  left_ = size_;
  while (name.ends_with('\0')) name.pop_back();
  return checked_name(std::move(name));
}

// A name ends with a "/" and a newline, in the table of some writers with the newline alone.
std::string ArFormat::name_in_table(std::string_view offset) {
  const std::uint64_t at = number(offset);
  if (!names_ || at >= names_->size()) fail(kNowhere);
  std::string_view name = std::string_view(*names_).substr(static_cast<std::size_t>(at));
  const std::size_t end = name.find('\n');
  if (end == name.npos) fail(kNowhere);
  name = name.substr(0, end);
  if (name.ends_with('/')) name.remove_suffix(1);
  account_.allowance.check_name(name.size());
  return checked_name(std::string(name));
}

// Programs differ in what they make of a name with a slash in it.
std::string ArFormat::checked_name(std::string name) {
  if (name.empty() || name.find('/') != name.npos) fail(kNowhere);
  return name;
}

std::optional<Block> ArFormat::next_block() {
  if (!open_) return std::nullopt;
  const std::uint64_t offset = size_ - left_;
  const auto bytes = in_.some(left_);
  if (!bytes.empty()) {
    left_ -= bytes.size();
    return Block{offset, bytes};
  }
  if (left_ > 0) fail(kCut);
  open_ = false;
  // At the end of the file some writers leave it out.
  if (padded_) in_.skip(1);
  return std::nullopt;
}

class ArPass final : public OrderedPass {
 public:
  ArPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account)
      : OrderedPass(std::move(path), std::move(account)) {
    start(std::make_unique<ArFormat>(this->path().out(), this->account()));
  }

 protected:
  // The table of symbols is called "/".
  bool has_paths() const override { return false; }
};

}  // namespace

std::unique_ptr<MemberStream> read_ar(std::unique_ptr<BytePath> path,
                                      std::shared_ptr<Account> account) {
  return std::make_unique<ArPass>(std::move(path), std::move(account));
}

}  // namespace komparu::archive
