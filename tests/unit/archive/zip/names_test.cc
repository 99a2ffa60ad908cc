// SPDX-License-Identifier: MIT
#include "archive/member_pass.h"
#include "archive/zip/records.h"

#include <string>

#include "support/catch.h"
#include "unit/archive/member_list.h"
#include "unit/archive/zip_builder.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

constexpr unsigned kUtf8 = 0x800;

std::string unicode_path(const std::string& raw, const std::string& text, int version = 1) {
  const std::string body = static_cast<char>(version) + number(crc_of(raw), 4) + text;
  return number(0x7075, 2) + number(body.size(), 2) + body;
}

ZipFile with_names(const std::string& raw, const std::string& extra, unsigned flags,
                   unsigned host = 3) {
  ZipMember member(raw, "content");
  member.local.flags = member.central.flags = flags;
  member.local.extra = member.central.extra = extra;
  member.central.host = host;
  ZipFile file;
  file.members = {member};
  return file;
}

// The name of the only member; empty where the file is refused.
std::string name_of(const ZipFile& file) {
  const auto list = list_members(file.build());
  CAPTURE(list.detail);
  if (list.error) {
    CHECK(list.error == ErrorCode::bad_archive);
    return "";
  }
  REQUIRE(list.members.size() == 1);
  CHECK(list.members[0].content == "content");
  return list.members[0].path;
}

}  // namespace

TEST_CASE("A16: a Unicode name of a zip entry against its raw name", "[archive]") {
  struct Row {
    std::string raw;
    std::string unicode;
    unsigned flags;
    std::string name;  // empty: refused
  };
  const std::string uml = "\xc3\xa4";  // a with two dots
  const Row rows[] = {
      {"a", "a", 0, "a"},
      {uml, uml, 0, uml},
      {uml, uml, kUtf8, uml},
      {"r" + uml + "w.txt", "other.txt", kUtf8, ""},
      {"r" + uml + "w.txt", "r\xc3\xb6w.txt", kUtf8, ""},
      {"a.txt", "b.txt", 0, ""},
      {"a.txt", "a.txt2", 0, ""},
      {"a.txt2", "a.txt", 0, ""},
      {"d/a", "da", 0, ""},
      {"a/b", "a\\b", 0, ""},
      // One byte of an old code page, or two, and what writers put where nothing fits.
      {"r\x84w.txt", "r" + uml + "w.txt", 0, "r" + uml + "w.txt"},
      {"r\x84\x85w.txt", "r" + uml + "w.txt", 0, "r" + uml + "w.txt"},
      {"r_w.txt", "r" + uml + "w.txt", 0, "r" + uml + "w.txt"},
      {"r?w.txt", "r" + uml + "w.txt", 0, "r" + uml + "w.txt"},
      {"r__w_.txt", "r" + uml + "_w_.txt", 0, "r" + uml + "_w_.txt"},
      {"r_w.txt", "r" + uml + "_w.txt", 0, ""},
      {"rw.txt", "r" + uml + "w.txt", 0, ""},
      {"r\x84w.txt", "rw.txt", 0, ""},
      {"r\x84w.txt", "r_w.txt", 0, ""},
      {"r_w.txt", "r?w.txt", 0, ""},
      {"r\x84w.txt", "r" + uml + "v.txt", 0, ""},
      {"r\x84w.txt", "r\xc3w.txt", 0, ""},
      {"a", "", 0, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.raw, row.unicode, row.flags);
    CHECK(name_of(with_names(row.raw, unicode_path(row.raw, row.unicode), row.flags)) == row.name);
  }
}

TEST_CASE("A16: a Unicode name that belongs to another raw name is stale", "[archive]") {
  CHECK(name_of(with_names("new.txt", unicode_path("old.txt", "old.txt"), 0)) == "new.txt");
}

TEST_CASE("A16: a Unicode name of another version, or cut, is doubt", "[archive]") {
  CHECK(name_of(with_names("a", unicode_path("a", "b", 2), 0)).empty());
  CHECK(name_of(with_names("a", unicode_path("a", "a", 2), 0)) == "a");
  CHECK(name_of(with_names("a", number(0x7075, 2) + number(3, 2) + "\1xy", 0)).empty());
}

TEST_CASE("A16: a Unicode name in one of two headers is doubt", "[archive]") {
  for (const auto header : {&ZipMember::local, &ZipMember::central}) {
    ZipFile file = with_names("r\x84w", unicode_path("r\x84w", "r\xc3\xa4w"), 0);
    (file.members[0].*header).extra.clear();
    CHECK(name_of(file).empty());
  }
}

TEST_CASE("A16: a backslash is a separator in what was made on FAT only", "[archive]") {
  struct Row {
    unsigned host;
    std::string raw;
    std::string name;
  };
  const Row rows[] = {{0, "a\\b", "a/b"},     {0, "d/a\\b", "d/a\\b"}, {3, "a\\b", "a\\b"},
                      {10, "a\\b", "a\\b"},   {19, "a\\b", "a\\b"},    {3, "a\\", "a\\"},
                      {0, "a\\b\\c", "a/b/c"}};
  for (const Row& row : rows) {
    CAPTURE(row.host, row.raw);
    CHECK(name_of(with_names(row.raw, "", 0, row.host)) == row.name);
  }
}

TEST_CASE("A16: names that are not the UTF-8 that they should be are trouble", "[archive]") {
  const auto list = list_members(with_names("r\x84w", "", kUtf8).build());
  REQUIRE(list.members.size() == 1);
  CHECK(list.members[0].problem == ErrorCode::bad_archive);
  for (const char* const bad :
       {"\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xc3", "\xe2\x82", "\xff"}) {
    CHECK_FALSE(is_utf8(bad));
  }
  CHECK(is_utf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"));
}

TEST_CASE("A16: names that differ in case or normalization are two names", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("\xc3\xa4", "1"), ZipMember("a\xcc\x88", "2"), ZipMember("A", "3"),
                  ZipMember("a", "4")};
  for (ZipMember& member : file.members) member.local.flags = member.central.flags = kUtf8;
  const auto list = list_members(file.build());
  CHECK(list.clean());
  CHECK(list.members.size() == 4);
}

TEST_CASE("A19: a zip64 locator may count no disks", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("a", "alpha")};
  file.zip64 = true;
  std::string bytes = file.build();
  const std::size_t locator = bytes.rfind("PK\6\7");
  REQUIRE(bytes[locator + 16] == 1);
  bytes[locator + 16] = 0;
  CHECK(list_members(bytes).clean());
  bytes[locator + 16] = 2;
  CHECK(list_members(bytes).error == ErrorCode::unsupported);
}

TEST_CASE("A14: the text of a link in a zip file is bounded", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("l", std::string(300, 't'))};
  file.members[0].central.mode = 0120777;
  ArchiveOptions options;
  CHECK(list_members(file.build(), options).clean());
  options.limits.entry_name_length = 299;
  CHECK(list_members(file.build(), options).error == ErrorCode::limit_exceeded);
}

}  // namespace komparu::archive
