// SPDX-License-Identifier: MIT
#include "archive/seven_zip/header.h"

#include <string>
#include <vector>

#include "support/catch.h"
#include "unit/archive/archive_builder.h"
#include "unit/archive/member_list.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

std::string chars(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes += static_cast<char>(value);
  return bytes;
}

// A 7z file whose members are stored, each in a folder of its own. What its header counts can be
// made to disagree.
struct SevenZipFile {
  std::vector<std::string> names = {"a", "b"};
  std::vector<std::string> contents = {"alpha", "beta"};
  int more_packed = 0;
  int more_folders = 0;
  int more_files = 0;
  int more_names = 0;
  int contents_of_first = 1;
  std::string tables;  // more properties of the files
  std::string behind;  // more bytes behind the header
  int packings = 0;    // of the header
  std::string coder = chars({1, 1, 0});
  bool sums_of_folders = false;  // and none of contents

  std::string streams() const {
    const int count = static_cast<int>(contents.size());
    std::string bytes = chars({6, 0, count + more_packed, 9});
    for (const std::string& content : contents) bytes += static_cast<char>(content.size());
    bytes.append(static_cast<std::size_t>(more_packed), '\1');
    bytes += chars({0, 7, 11, count + more_folders, 0});
    for (int i = 0; i < count + more_folders; ++i) bytes += coder;
    bytes += 12;
    for (int i = 0; i < count + more_folders; ++i) {
      bytes += static_cast<char>(contents[static_cast<std::size_t>(i) % contents.size()].size());
    }
    if (sums_of_folders) return bytes + sums(count) + chars({0, 8, 0, 0});
    // As 7-Zip writes it: libarchive reads no file without this part, and takes the sums from it.
    bytes += chars({0, 8});
    if (contents_of_first != 1) {
      bytes += chars({13, contents_of_first});
      for (int i = 1; i < count + more_folders; ++i) bytes += '\1';
      if (contents_of_first > 1) bytes += chars({9, 1});
    }
    return bytes + sums(count + more_folders + contents_of_first - 1) + chars({0, 0});
  }

  std::string sums(int count) const {
    std::string bytes = chars({10, 1});
    for (int i = 0; i < count; ++i) {
      bytes += number(crc_of(contents[static_cast<std::size_t>(i) % contents.size()]), 4);
    }
    return bytes;
  }

  std::string header() const {
    std::string text;
    for (std::size_t i = 0; i < names.size() + static_cast<std::size_t>(more_names); ++i) {
      for (const char c : names[i % names.size()]) text += chars({c, 0});
      text += chars({0, 0});
    }
    const int count = static_cast<int>(names.size()) + more_files;
    return chars({1, 4}) + streams() + chars({5, count, 17, static_cast<int>(text.size()) + 1, 0}) +
           text + tables + chars({0, 0}) + behind;
  }

  std::string build() const {
    std::string data;
    for (const std::string& content : contents) data += content;
    data.append(static_cast<std::size_t>(more_packed), 'h');
    std::string record = header();
    for (int i = 0; i < packings; ++i) {
      const int at = static_cast<int>(data.size());
      data += record;
      const int length = static_cast<int>(record.size());
      record = chars({23, 6, 0x80, at, 1, 9,  0x80, length, 0,  7, 11,
                      1,  0, 1,    1,  0, 12, 0x80, length, 10, 1}) +
               number(crc_of(record), 4) + chars({0, 0});
    }
    const std::string first =
        number(data.size(), 8) + number(record.size(), 8) + number(crc_of(record), 4);
    return "7z\xbc\xaf\x27\x1c" + chars({0, 4}) + number(crc_of(first), 4) + first + data + record;
  }
};

void expect_refused(const SevenZipFile& file) {
  for (const int packings : {0, 1, 2}) {
    SevenZipFile packed = file;
    packed.packings = packings;
    const auto list = list_members(packed.build());
    CAPTURE(packings, list.detail);
    CHECK(list.error == ErrorCode::bad_archive);
    CHECK(list.members.empty());
  }
}

}  // namespace

TEST_CASE("A17: a 7z file whose counts agree is read, its header packed or not", "[archive]") {
  for (const int packings : {0, 1, 2}) {
    SevenZipFile file;
    file.packings = packings;
    const auto list = list_members(file.build());
    CAPTURE(packings, list.detail);
    // libarchive unpacks a header once.
    if (packings < 2) {
      CHECK(list.clean());
      CHECK(list.members == std::vector<Listed>{{"a", Kind::regular, "alpha", "", {}},
                                                {"b", Kind::regular, "beta", "", {}}});
    }
  }
}

TEST_CASE("A17: counts in the header of a 7z file that disagree are refused", "[archive]") {
  SevenZipFile file;
  SECTION("a packed stream that no folder unpacks") { file.more_packed = 1; }
  SECTION("a folder without a packed stream") { file.more_folders = 1; }
  SECTION("a content that no file has") { file.names = {"a"}; }
  SECTION("a file without a content") { file.more_files = file.more_names = 1; }
  SECTION("a file without a name") { file.more_files = 1; }
  SECTION("a name without a file") { file.more_names = 1; }
  SECTION("two contents in a folder for one file") { file.contents_of_first = 2; }
  SECTION("a folder without contents") {
    file.contents_of_first = 0;
    file.names = {"b"};
  }
  SECTION("a table that comes twice") { file.tables = chars({14, 1, 0, 14, 1, 0}); }
  SECTION("a table that is too long") { file.tables = chars({14, 2, 0, 0}); }
  SECTION("a table of empty files where none is empty") { file.tables = chars({15, 1, 0}); }
  SECTION("a table that is longer than the header") { file.tables = chars({25, 0x7f}); }
  SECTION("bytes behind the header") { file.behind = "x"; }
  expect_refused(file);
}

TEST_CASE("A17: a hidden member of a 7z file is refused", "[archive]") {
  SevenZipFile file;
  file.names = {"a"};
  CHECK(list_members(file.build()).detail == "x: the counts in the header of the 7z file disagree");
}

TEST_CASE("A5: a 7z file with sums of its folders alone, which nothing checks, is trouble",
          "[archive]") {
  SevenZipFile file;
  file.sums_of_folders = true;
  CHECK(list_members(file.build()).error == ErrorCode::unsupported);
}

TEST_CASE("A17: an anti-item of a 7z file is trouble, the rest is read", "[archive]") {
  SevenZipFile file;
  file.names = {"a", "gone", "b"};
  file.tables = chars({14, 1, 0x40, 15, 1, 0x80, 16, 1, 0x80});
  const auto list = list_members(file.build());
  CAPTURE(list.detail);
  CHECK(!list.error);
  REQUIRE(list.find("gone") != nullptr);
  CHECK(list.find("gone")->problem == ErrorCode::unsupported);
  REQUIRE(list.find("b") != nullptr);
  CHECK(list.find("b")->content == "beta");
}

TEST_CASE("A14: names and dictionaries of a 7z file are bounded before they are kept",
          "[archive]") {
  ArchiveOptions options;
  options.limits.entry_name_length = 3;
  SevenZipFile file;
  CHECK(list_members(file.build(), options).clean());
  file.names[1] = "beta";
  CHECK(list_members(file.build(), options).error == ErrorCode::limit_exceeded);
  // LZMA with a dictionary of 1 GiB.
  file.coder = chars({1, 0x23, 3, 1, 1, 5, 0x5d, 0, 0, 0, 0x40});
  const auto list = list_members(file.build());
  CHECK(list.error == ErrorCode::limit_exceeded);
  CHECK(list.detail.find("decoder_memory") != std::string::npos);
}

TEST_CASE("A17: no byte of a 7z header can be changed unseen", "[archive]") {
  const std::string sample = SevenZipFile().build();
  for (std::size_t at = 32; at < sample.size(); ++at) {
    std::string bytes = sample;
    bytes[at] ^= 4;
    CHECK(!list_members(bytes).clean());
  }
}

}  // namespace komparu::archive
