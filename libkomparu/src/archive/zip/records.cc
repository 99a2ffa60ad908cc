// SPDX-License-Identifier: MIT
#include "archive/zip/records.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "archive/byte_cursor.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t kLocal = 0x04034b50;
constexpr std::uint32_t kCentral = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kLocator = 0x07064b50;
constexpr std::uint32_t kDescriptor = 0x08074b50;
constexpr std::uint16_t kFull16 = 0xffff;
constexpr std::uint32_t kFull32 = 0xffffffff;

constexpr std::size_t kEndLength = 22;
constexpr std::size_t kLocatorLength = 20;
constexpr std::size_t kEnd64Length = 56;
constexpr std::size_t kLargestComment = 65535;

Bytes whole(ByteCursor& file, std::uint64_t at, std::size_t length, const char* complaint) {
  const Bytes bytes = file.at(at, length);
  if (bytes.size() < length) fail(complaint);
  return bytes;
}

// Every offset in the tail of the file where an end record's signature stands.
std::vector<std::uint64_t> end_signatures(ByteCursor& file) {
  const std::uint64_t size = file.size();
  const std::uint64_t start = size - std::min<std::uint64_t>(size, kEndLength + kLargestComment);
  const Bytes tail = file.at(start, static_cast<std::size_t>(size - start));
  std::vector<std::uint64_t> found;
  for (std::size_t i = 0; i + 4 <= tail.size(); ++i) {
    if (tail[i] == std::byte{'P'} && le32(tail, i) == kEnd) found.push_back(start + i);
  }
  return found;
}

bool comment_ends_file(ByteCursor& file, std::uint64_t at) {
  const Bytes record = file.at(at, kEndLength);
  return record.size() == kEndLength && at + kEndLength + le16(record, 20) == file.size();
}

std::uint64_t the_end_record(ByteCursor& file) {
  std::optional<std::uint64_t> found;
  for (const std::uint64_t at : end_signatures(file)) {
    if (!comment_ends_file(file, at)) continue;
    if (found) fail("the zip file has two end records");
    found = at;
  }
  if (!found) fail("the zip file has no end record, or bytes follow it");
  // Readers that look from the end would take another one for it.
  if (end_signatures(file).back() != *found) fail("the zip file's comment holds an end record");
  return *found;
}

void agree(std::uint64_t old_value, std::uint64_t full, std::uint64_t value) {
  if (old_value != full && old_value != value) fail("the zip file's two end records contradict");
}

// The zip64 end record stands right before its locator; `recorded` is where it would be in a file
// that nothing precedes.
std::uint64_t find_end64(ByteCursor& file, std::uint64_t locator, std::uint64_t recorded) {
  for (const std::uint64_t at :
       {locator - std::min<std::uint64_t>(locator, kEnd64Length), recorded}) {
    const Bytes record = file.at(at, 12);
    if (record.size() == 12 && le32(record, 0) == kEnd64 && at < locator &&
        le64(record, 4) == locator - at - 12 && locator - at >= kEnd64Length) {
      return at;
    }
  }
  fail("the zip file's zip64 end record is not where it should be");
}

void set_shift(ZipEnd& end, std::uint64_t behind_directory, std::uint64_t recorded) {
  if (end.directory_length > behind_directory) fail("the zip file's directory is too long");
  end.directory = behind_directory - end.directory_length;
  end.tail = behind_directory;
  if (recorded > end.directory) fail("the zip file's directory is not where it should be");
  end.shift = end.directory - recorded;
}

void read_end64(ByteCursor& file, std::uint64_t locator, std::uint64_t end_record, ZipEnd& end) {
  const Bytes pointer = whole(file, locator, kLocatorLength, "the zip64 locator is cut");
  const std::uint64_t recorded = le64(pointer, 8);
  if (le32(pointer, 4) != 0 || le32(pointer, 16) > 1) {
    refuse("a zip file in several volumes is not read");
  }
  const std::uint64_t at = find_end64(file, locator, recorded);
  const Bytes record = whole(file, at, kEnd64Length, "the zip64 end record is cut");
  if (le32(record, 16) != 0 || le32(record, 20) != 0) {
    refuse("a zip file in several volumes is not read");
  }
  end.entries = le64(record, 32);
  end.directory_length = le64(record, 40);
  const std::uint64_t directory = le64(record, 48);
  if (le64(record, 24) != end.entries) fail("the zip64 end record contradicts itself");
  const Bytes old = whole(file, end_record, kEndLength, "the end record is cut");
  agree(le16(old, 8), kFull16, end.entries);
  agree(le16(old, 10), kFull16, end.entries);
  agree(le32(old, 12), kFull32, end.directory_length);
  agree(le32(old, 16), kFull32, directory);
  set_shift(end, at, directory);
  if (recorded != at - end.shift) fail("the zip file's offsets contradict each other");
}

// Extra fields are (id, length, payload); what is left when no more fits is padding.
template <typename Visit>
void each_extra(Bytes extra, const Visit& visit) {
  while (extra.size() >= 4) {
    const std::size_t length = le16(extra, 2);
    if (length > extra.size() - 4) fail("a zip header's extra field is too long");
    visit(le16(extra, 0), extra.subspan(4, length));
    extra = extra.subspan(4 + length);
  }
}

std::string text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Takes the values that do not fit the header itself from extra field 1, in their fixed order.
void read_extra(Bytes extra, ZipHeader& header, std::uint64_t* offset) {
  bool seen = false;
  each_extra(extra, [&](std::uint16_t id, Bytes payload) {
    if (id == 0x7075) {
      if (!header.unicode_name.empty()) fail("a zip header has two Unicode names");
      header.unicode_name = text(payload);
    }
    if (id != 1) return;
    if (seen) fail("a zip header has two zip64 fields");
    seen = true;
    for (std::uint64_t* const value : {&header.size, &header.packed_size, offset}) {
      if (value == nullptr || *value != kFull32) continue;
      if (payload.size() < 8) fail("a zip64 field is too short");
      *value = le64(payload, 0);
      payload = payload.subspan(8);
      header.zip64 = true;
    }
  });
}

// What both kinds of header have alike: a row of flags, method, CRC, sizes and the lengths of name
// and extra field, and these two behind the header's `fixed` bytes.
void read_rest(ByteCursor& file, std::uint64_t at, std::size_t fixed, Bytes row,
               std::uint64_t* offset, const char* cut, ZipHeader& header) {
  header.flags = le16(row, 0);
  header.method = le16(row, 2);
  header.crc = le32(row, 8);
  header.packed_size = le32(row, 12);
  header.size = le32(row, 16);
  const std::size_t name_length = le16(row, 20);
  const std::size_t length = fixed + name_length + le16(row, 22);
  header.length += length;
  const Bytes bytes = whole(file, at, length, cut);
  header.name = text(bytes.subspan(fixed, name_length));
  read_extra(bytes.subspan(fixed + name_length), header, offset);
}

}  // namespace

bool has_zip_end(ByteCursor& file) {
  const auto found = end_signatures(file);
  return std::any_of(found.begin(), found.end(),
                     [&](std::uint64_t at) { return comment_ends_file(file, at); });
}

ZipEnd find_zip_end(ByteCursor& file) {
  const std::uint64_t at = the_end_record(file);
  ZipEnd end;
  end.comment = at + kEndLength;
  const Bytes record = whole(file, at, kEndLength, "the end record is cut");
  const std::uint16_t disk = le16(record, 4);
  const std::uint16_t directory_disk = le16(record, 6);
  if ((disk != 0 && disk != kFull16) || (directory_disk != 0 && directory_disk != kFull16)) {
    refuse("a zip file in several volumes is not read");
  }
  if (le16(record, 8) != le16(record, 10)) fail("the end record contradicts itself");
  end.entries = le16(record, 10);
  end.directory_length = le32(record, 12);
  const std::uint64_t recorded = le32(record, 16);
  if (at >= kLocatorLength) {
    const Bytes before = file.at(at - kLocatorLength, 4);
    if (le32(before, 0) == kLocator) {
      read_end64(file, at - kLocatorLength, at, end);
      return end;
    }
  }
  set_shift(end, at, recorded);
  return end;
}

ZipHeader read_central_header(ByteCursor& file, std::uint64_t at) {
  constexpr std::size_t kLength = 46;
  constexpr const char* kCut = "the zip file's directory is cut";
  const Bytes bytes = whole(file, at, kLength, kCut);
  if (le32(bytes, 0) != kCentral) fail("the zip file's directory is damaged");
  const std::uint16_t disk = le16(bytes, 34);
  if (disk != 0 && disk != kFull16) refuse("a zip file in several volumes is not read");
  ZipHeader header;
  header.length = le16(bytes, 32);  // of the comment, which stands last
  header.offset = le32(bytes, 42);
  header.host = std::to_integer<unsigned>(bytes[5]);
  header.attributes = le32(bytes, 38);
  header.internal_attributes = le16(bytes, 36);
  read_rest(file, at, kLength, bytes.subspan(8), &header.offset, kCut, header);
  return header;
}

ZipHeader read_local_header(ByteCursor& file, std::uint64_t at) {
  constexpr std::size_t kLength = 30;
  constexpr const char* kCut = "a local header of the zip file is cut";
  const Bytes bytes = whole(file, at, kLength, kCut);
  if (le32(bytes, 0) != kLocal) fail("the zip file has no local header where one should be");
  ZipHeader header;
  read_rest(file, at, kLength, bytes.subspan(6), nullptr, kCut, header);
  return header;
}

std::uint64_t descriptor_length(ByteCursor& file, std::uint64_t at, const ZipHeader& header) {
  const Bytes bytes = file.at(at, 24);
  for (const std::size_t start : {std::size_t{4}, std::size_t{0}}) {
    if (bytes.size() < start + 12 || (start > 0 && le32(bytes, 0) != kDescriptor)) continue;
    if (le32(bytes, start) != header.crc) continue;
    if (le32(bytes, start + 4) == header.packed_size && le32(bytes, start + 8) == header.size) {
      return start + 12;
    }
    if (bytes.size() >= start + 20 && le64(bytes, start + 4) == header.packed_size &&
        le64(bytes, start + 12) == header.size) {
      return start + 20;
    }
  }
  return 0;
}

}  // namespace komparu::archive
