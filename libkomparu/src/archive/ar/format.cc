// SPDX-License-Identifier: MIT
#include "archive/ar/format.h"

#include <charconv>
#include <utility>

#include "archive/members.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::string_view kMagic = "!<arch>\n";
constexpr std::size_t kHeader = 60;
constexpr const char* kCut = "the ar archive is cut off";
constexpr const char* kNowhere = "a name of the ar archive is none";

std::string_view without_spaces(std::string_view field) {
  while (field.ends_with(' ')) field.remove_suffix(1);
  return field;
}

class ArPass final : public OrderedPass {
 public:
  ArPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
         std::uint64_t strip_components)
      : OrderedPass(std::move(path), std::move(account), strip_components) {
    start(std::make_unique<ArFormat>(feed(), this->account()));
  }

 protected:
  // The table of symbols is called "/".
  bool has_paths() const override { return false; }

  // Headers are read up to the end of the file.
  void check_end() override {}
};

}  // namespace

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
    field = without_spaces(std::string_view(header_).substr(0, 16));
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
  head_position_ = in_.position();
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
  if (field.ends_with('/')) field.remove_suffix(1);
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

std::unique_ptr<MemberStream> read_ar(std::unique_ptr<BytePath> path,
                                      std::shared_ptr<Account> account,
                                      std::uint64_t strip_components) {
  return std::make_unique<ArPass>(std::move(path), std::move(account), strip_components);
}

}  // namespace komparu::archive
