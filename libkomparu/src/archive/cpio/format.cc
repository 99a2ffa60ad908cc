// SPDX-License-Identifier: MIT
#include "archive/cpio/format.h"

#include <charconv>

#include "archive/byte_cursor.h"
#include "base/kind_of_mode.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kNewHeader = 110;
constexpr std::size_t kOdcHeader = 76;
constexpr std::size_t kBinaryHeader = 26;
constexpr std::string_view kTrailer = "TRAILER!!!";
constexpr const char* kCut = "the cpio archive is cut off";

// As Linux puts the two halves of a device number together.
std::uint64_t device_number(std::uint64_t major, std::uint64_t minor) {
  return (major & 0xfffU) << 8U | (major & ~std::uint64_t{0xfff}) << 32U | (minor & 0xffU) |
         (minor & ~std::uint64_t{0xff}) << 12U;
}

}  // namespace

void CpioFormat::fail(const char* detail) {
  broken_ = true;
  throw Error(ErrorCode::bad_archive, "", detail);
}

std::optional<Head> CpioFormat::next() {
  while (open_ && next_block()) continue;
  account_.until.check();
  Fields fields = read_fields();
  read_name(fields);
  if (fields.head.name == kTrailer) {
    if (!in_.only_zeros_follow()) fail("bytes follow the end of the cpio archive");
    return std::nullopt;
  }
  fields.head.kind = kind_of_mode(fields.mode);
  fields.head.size = fields.size;
  if (fields.head.kind != Kind::directory && fields.head.name->ends_with('/')) {
    fields.head.warning = "its name is that of a directory";
  }
  begin_content(fields);
  return std::move(fields.head);
}

std::optional<std::uint32_t> CpioFormat::byte_sum() const {
  if (form_ != Form::crc) return std::nullopt;
  return sum_;
}

// The form of the first header is that of all; only the two new ones may change places.
void CpioFormat::read_form() {
  std::string rest;
  in_.take(form_ == Form::little || form_ == Form::big ? 2 : 6, header_);
  if (form_ == Form::unknown && header_.starts_with("\xc7\x71")) form_ = Form::little;
  if (form_ == Form::unknown && header_.starts_with("\x71\xc7")) form_ = Form::big;
  if (form_ == Form::little || form_ == Form::big) {
    if (!header_.starts_with(form_ == Form::little ? "\xc7\x71" : "\x71\xc7")) {
      fail(header_.empty() ? kCut : "the cpio archive is damaged: there is no header");
    }
    in_.take(kBinaryHeader - header_.size(), rest);
  } else if (form_ != Form::odc && (header_ == "070701" || header_ == "070702")) {
    form_ = header_.back() == '1' ? Form::newc : Form::crc;
    in_.take(kNewHeader - header_.size(), rest);
  } else if ((form_ == Form::unknown || form_ == Form::odc) && header_ == "070707") {
    form_ = Form::odc;
    in_.take(kOdcHeader - header_.size(), rest);
  } else {
    fail(header_.size() < 6 ? kCut : "the cpio archive is damaged: there is no header");
  }
  header_ += rest;
}

CpioFormat::Fields CpioFormat::read_fields() {
  read_form();
  const std::size_t length = writes_content_once() ? kNewHeader
                             : form_ == Form::odc  ? kOdcHeader
                                                   : kBinaryHeader;
  if (header_.size() < length) fail(kCut);
  Fields fields = writes_content_once() ? new_fields()
                  : form_ == Form::odc  ? odc_fields()
                                        : binary_fields();
  sum_ = fields.sum;
  return fields;
}

std::uint64_t CpioFormat::digits(std::size_t offset, std::size_t length, unsigned base) {
  const char* const begin = header_.data() + offset;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(begin, begin + length, value, static_cast<int>(base));
  if (error != std::errc() || end != begin + length)
    fail("a header of the cpio archive is damaged");
  return value;
}

// Programs differ in what they make of a number that is none, also of one that is not used here.
//
// ino, mode, uid, gid, nlink, mtime, size, devmajor, devminor, rdevmajor, rdevminor, length of the
// name, check: eight digits each.
CpioFormat::Fields CpioFormat::new_fields() {
  const auto field = [&](std::size_t index) { return digits(6 + 8 * index, 8, 16); };
  for (const std::size_t unused : {2U, 3U, 5U}) field(unused);
  Fields fields;
  fields.head.inode = field(0);
  fields.mode = field(1);
  fields.head.links = field(4);
  fields.size = field(6);
  fields.head.inode_device = device_number(field(7), field(8));
  fields.head.device = device_number(field(9), field(10));
  fields.name_length = field(11);
  fields.sum = static_cast<std::uint32_t>(field(12));
  return fields;
}

// dev, ino, mode, uid, gid, nlink, rdev of six digits each; mtime (11), length of the name (6),
// size (11).
CpioFormat::Fields CpioFormat::odc_fields() {
  const auto field = [&](std::size_t index) { return digits(6 + 6 * index, 6, 8); };
  for (const std::size_t unused : {3U, 4U}) field(unused);
  digits(48, 11, 8);
  Fields fields;
  fields.head.inode_device = field(0);
  fields.head.inode = field(1);
  fields.mode = field(2);
  fields.head.links = field(5);
  fields.head.device = field(6);
  fields.name_length = digits(59, 6, 8);
  fields.size = digits(65, 11, 8);
  return fields;
}

// The same in words of 16 bits; of two words that make a number, the high one comes first.
CpioFormat::Fields CpioFormat::binary_fields() {
  Fields fields;
  fields.head.inode_device = binary(1);
  fields.head.inode = binary(2);
  fields.mode = binary(3);
  fields.head.links = binary(6);
  fields.head.device = binary(7);
  fields.name_length = binary(10);
  fields.size = binary(11) << 16U | binary(12);
  return fields;
}

std::uint64_t CpioFormat::binary(std::size_t index) const {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(header_[2 * index + at]));
  };
  return form_ == Form::little ? byte(0) | byte(1) << 8U : byte(1) | byte(0) << 8U;
}

// Bytes that follow so many.
std::uint64_t CpioFormat::padding(std::uint64_t length) const {
  if (form_ == Form::odc) return 0;
  return writes_content_once() ? (4 - length % 4) % 4 : length % 2;
}

void CpioFormat::read_name(Fields& fields) {
  if (fields.name_length == 0) fail("a member of the cpio archive has no name");
  account_.allowance.check_name(fields.name_length - 1);
  std::string name;
  in_.take(fields.name_length, name);
  if (name.size() < fields.name_length || !in_.skip(padding(header_.size() + fields.name_length))) {
    fail(kCut);
  }
  if (name.back() != '\0') fail("a name in the cpio archive does not end");
  name.pop_back();
  fields.head.name = std::move(name);
}

void CpioFormat::begin_content(Fields& fields) {
  size_ = left_ = fields.size;
  pad_ = padding(fields.size);
  open_ = true;
  inode_.reset();
  Head& head = fields.head;
  const bool regular = head.kind == Kind::regular;
  if (head.kind == Kind::symbolic_link) {
    read_link_text(fields);
  } else if (!regular && fields.size > 0 && head.warning.empty()) {
    head.warning = "it is no file and has content";
  }
  meet_inode(head);
  const bool brings_content = fields.size > 0 || !writes_content_once();
  if (regular && head.links >= 2 && brings_content) {
    inode_ = Inode{head.inode_device, head.inode};
    if (!hash_) hash_.emplace();
  }
}

void CpioFormat::read_link_text(Fields& fields) {
  Head& head = fields.head;
  account_.allowance.check_name(fields.size);
  in_.take(fields.size, head.link_text);
  left_ -= head.link_text.size();
  if (left_ > 0) fail(kCut);
  if (head.link_text.find('\0') != head.link_text.npos && head.warning.empty()) {
    head.warning = "its text holds a NUL byte";
  }
  std::uint32_t sum = 0;
  for (const char byte : head.link_text) sum += static_cast<unsigned char>(byte);
  // GNU cpio sums up files only, and writes 0 for a link.
  if (form_ == Form::crc && sum_ != 0 && sum_ != sum && head.warning.empty()) {
    head.warning = "the check sum of its text is wrong";
  }
}

void CpioFormat::meet_inode(Head& head) {
  if (head.links < 2) return;
  const bool device = head.kind == Kind::character_device || head.kind == Kind::block_device;
  std::string text = device ? std::to_string(head.device) : head.link_text;
  const Inode inode{head.inode_device, head.inode};
  const auto found = shared_.find(inode);
  if (found == shared_.end()) {
    constexpr std::uint64_t kNode = 160;
    memory_.grow(kNode + text.size());
    shared_.emplace(inode, Shared{head.kind, std::move(text), head.links - 1, std::nullopt});
    return;
  }
  Shared& shared = found->second;
  const bool too_many = shared.names_left == 0 && head.kind != Kind::directory;
  if (shared.names_left > 0) --shared.names_left;
  if (!head.warning.empty()) return;
  if (shared.kind != head.kind || shared.text != text) {
    head.warning = "another name of its inode is something else";
  } else if (too_many) {
    head.warning = "its inode has more names than it has links";
  }
}

std::optional<Block> CpioFormat::next_block() {
  if (!open_) return std::nullopt;
  const std::uint64_t offset = size_ - left_;
  const auto bytes = in_.some(left_);
  if (bytes.empty()) {
    if (left_ > 0) fail(kCut);
    end_content();
    return std::nullopt;
  }
  left_ -= bytes.size();
  if (inode_) hash_->update(bytes);
  return Block{offset, bytes};
}

void CpioFormat::end_content() {
  open_ = false;
  if (!in_.skip(pad_)) fail(kCut);
  if (!inode_) return;
  const Sha256::Value value = hash_->finish();
  auto& content = shared_.at(*inode_).content;
  if (!content) {
    content = value;
  } else if (*content != value) {
    throw Error(ErrorCode::bad_archive, "", "another name of its inode has other content");
  }
}

}  // namespace komparu::archive
