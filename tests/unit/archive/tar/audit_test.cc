// SPDX-License-Identifier: MIT
// A15: tar archives that programs read in different ways are refused; those that only look odd are
// read as GNU tar reads them.
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "unit/archive/archive_builder.h"
#include "unit/archive/member_list.h"

namespace komparu {

using namespace komparu::testing;

namespace {

using Cases = std::vector<std::pair<const char*, std::string>>;

// A member behind records as they are given, raw.
std::string behind(const std::string& records, const std::string& member = tar_member("m", "12")) {
  return tar_member("PaxHeaders/x", records, 'x') + member;
}

std::string long_name(const std::string& name, char type = 'L') {
  return tar_member("././@LongLink", name + '\0', type);
}

std::string field(std::size_t at, const std::string& bytes) {
  return with_field(tar_header("m", 2), at, bytes) + padded("12", 512);
}

std::string gnu_field(std::size_t at, const std::string& bytes) {
  return with_field(gnu_header("m", 2, '0'), at, bytes) + padded("12", 512);
}

void expect_refused(const Cases& cases, ErrorCode code = ErrorCode::bad_archive) {
  for (const auto& [what, bytes] : cases) {
    CAPTURE(what);
    for (const auto& behaviour : {Behaviour{}, stream()}) {
      const auto list = list_members(tar_member("first", "1") + bytes + tar_end(), {}, behaviour);
      CHECK(list.error == code);
      CHECK(list_members(tar_member("first", "1") + bytes + tar_end(), {}, behaviour,
                         ReadMembers::not_at_all)
                .error == code);
    }
  }
}

}  // namespace

TEST_CASE("A15: global records that matter are refused", "[archive]") {
  const std::string member = tar_member("m", "12");
  Cases cases;
  for (const auto* const key : {"path", "linkpath", "size", "GNU.sparse.name", "GNU.sparse.size",
                                "GNU.sparse.map", "GNU.sparse.anything", "SCHILY.realsize"}) {
    cases.emplace_back(key, pax(key, "1", 'g') + member);
  }
  expect_refused(cases);
  const auto list =
      list_members(pax("comment", "3f2a", 'g') + pax("mtime", "1", 'g') +
                   pax("hdrcharset", "BINARY", 'g') + pax("path", "\xff") + member + tar_end());
  CHECK(list.clean());
  CHECK(list.find("\xff") != nullptr);
}

TEST_CASE("A15: headers that contradict each other are refused", "[archive]") {
  const std::string member = tar_member("m", "12");
  const std::string link = tar_member("l", "", '2', "t");
  expect_refused({{"L and path", long_name("a") + pax("path", "b") + member},
                  {"path and L", pax("path", "b") + long_name("a") + member},
                  {"K and linkpath", long_name("a", 'K') + pax("linkpath", "b") + link},
                  {"two pax headers", pax("comment", "1") + pax("comment", "2") + member},
                  {"two L", long_name("a") + long_name("b") + member},
                  {"two K", long_name("a", 'K') + long_name("b", 'K') + link},
                  {"a global one between", pax("path", "b") + pax("comment", "1", 'g') + member},
                  {"a label between", long_name("a") + tar_member("label", "", 'V')},
                  {"no member behind pax", pax("path", "b")},
                  {"no member behind L", long_name("a")},
                  {"a link's text of a file", pax("linkpath", "b") + member},
                  {"a long text of a file", long_name("a", 'K') + member},
                  {"an empty long name", tar_member("././@LongLink", "", 'L') + member},
                  {"a long name of NULs", long_name("") + member}});
  const auto list = list_members(long_name(std::string(300, 'k'), 'K') +
                                 long_name(std::string(200, 'n')) + link + tar_end());
  CHECK(list.clean());
  CHECK(list.members.at(0).path == std::string(200, 'n'));
  CHECK(list.members.at(0).content == std::string(300, 'k'));
}

TEST_CASE("A15: damaged pax records are refused", "[archive]") {
  expect_refused(
      {{"an empty path", behind(pax_record("path", ""))},
       {"an empty linkpath", behind(pax_record("linkpath", ""), tar_member("l", "", '2', "t"))},
       {"an empty size", behind(pax_record("size", ""))},
       {"path twice", behind(pax_record("path", "a") + pax_record("path", "b"))},
       {"size twice", behind(pax_record("size", "2") + pax_record("size", "2"))},
       {"no line feed", behind("8 path=a")},
       {"a length beyond the header", behind("900 path=a\n")},
       {"a length too short", behind("9 path=ab\n")},
       {"a length too long", behind("12 path=ab\n" + pax_record("comment", "1"))},
       {"no length", behind("path=a\n")},
       {"a length of nothing", behind("2 \n")},
       {"no sign of equality", behind("9 comment\n")},
       {"no key", behind("5 =a\n")},
       {"a NUL in a key", behind(std::string("10 a\0b=cd\n", 10))},
       {"zeros behind the last", behind(pax_record("comment", "1") + '\0')},
       {"a signed size", behind(pax_record("size", "+2"))},
       {"a negative size", behind(pax_record("size", "-2"))},
       {"a size with zeros", behind(pax_record("size", "02"))},
       {"a size in hexadecimal", behind(pax_record("size", "0x2"))},
       {"a size beyond all", behind(pax_record("size", "99999999999999999999"))},
       {"star's other size", behind(pax_record("SCHILY.realsize", "3"))}});
  expect_refused({{"an unknown encoding", behind(pax_record("hdrcharset", "KOI8-R"))},
                  {"Solaris' holes", behind(pax_record("SUN.holesdata", "0 2"))},
                  {"a part of a file", behind(pax_record("GNU.volume.offset", "10240"))}},
                 ErrorCode::unsupported);
}

TEST_CASE("A15: fields that programs read in different ways are refused", "[archive]") {
  const std::string nul(1, '\0');
  expect_refused({{"no digits", field(124, "xxxxxxxxxxx")},
                  {"a digit beyond octal", field(124, "00000000008")},
                  {"two numbers", field(124, "0000 000002")},
                  {"digits behind a NUL", field(124, nul + "0000000002")},
                  {"junk behind the end", field(124, "0000002" + nul + "abcd")},
                  {"a sign", field(124, "+0000000002")},
                  {"spaces only", field(124, std::string(12, ' '))},
                  {"a negative size", field(124, std::string(12, '\xff'))},
                  {"a size beyond 63 bits", field(124, '\x80' + std::string(11, '\xff'))},
                  {"a binary form of no one", field(124, '\x81' + std::string(11, '\0'))},
                  {"a mode of letters", field(100, "rw-r--r")},
                  {"a time of letters", field(136, "yesterday..")},
                  {"a device of letters", field(329, "abcdefg")},
                  {"holes of a file", gnu_field(386, "00000000000" + nul + "00000000002" + nul)},
                  {"a prefix in a GNU header", gnu_field(345, "p")},
                  {"a real size of a file", gnu_field(483, "00000001000")}});
  const std::string old = with_field(tar_header("m", 0), 257, std::string(8, '\0'));
  expect_refused({{"a prefix in an old header", with_field(old, 345, "p")},
                  {"a prefix in a header of another", with_field(field(262, "xxx"), 345, "p")}});
  CHECK(list_members(old + tar_end()).clean());
}

TEST_CASE("A15: sizes of what has no content are refused", "[archive]") {
  Cases cases;
  for (const char type : {'1', '2', '3', '4', '5', '6', 'V'}) {
    cases.emplace_back("size", tar_member("m", "12", type, "t"));
  }
  cases.emplace_back("an old directory",
                     with_field(tar_header("m/", 2, '\0'), 0, "m/") + padded("12", 512));
  cases.emplace_back("a file called like a directory", tar_member("m/", "12"));
  cases.emplace_back("an empty one", tar_member("m/", ""));
  cases.emplace_back("an unknown one", tar_member("m/", "", 'Z'));
  cases.emplace_back("a hard link to nothing", tar_member("m", "", '1'));
  cases.emplace_back("a link to nothing", tar_member("m", "", '2'));
  expect_refused(cases);
}

TEST_CASE("A15: what honest programs write is read", "[archive]") {
  const std::string large = with_field(tar_header("large", 0), 124, tar_binary(2));
  const std::string old_directory = tar_member("old/", "", '\0');
  const std::string dumped = gnu_header("d/", 4, 'D') + padded("Ya\0\0", 512);
  const std::string timed =  // by GNU tar -g
      with_field(gnu_header("t", 2, '0'), 345,
                 "14720000000\0"
                 "14720000000\0") +
      padded("12", 512);
  const std::string vendors = pax_record("SCHILY.xattr.user.a", std::string("\0\n=", 3)) +
                              pax_record("LIBARCHIVE.creationtime", "1") +
                              pax_record("SCHILY.realsize", "2") + pax_record("size", "2") +
                              pax_record("comment", "") + pax_record("comment", "");
  const auto list =
      list_members(tar_member("label", "", 'V') + with_field(large, 136, std::string(12, '\xff')) +
                   padded("12", 512) + old_directory + dumped + timed + behind(vendors) +
                   tar_member("odd", "12", 'Z') + tar_member("contiguous", "12", '7') + tar_end());
  CAPTURE(list.detail);
  CHECK(list.clean());
  CHECK(list.members == std::vector<Listed>{{"large", Kind::regular, "12", "", {}},
                                            {"old", Kind::directory, "", "", {}},
                                            {"d", Kind::directory, "", "", {}},
                                            {"t", Kind::regular, "12", "", {}},
                                            {"m", Kind::regular, "12", "", {}},
                                            {"odd", Kind::regular, "12", "", {}},
                                            {"contiguous", Kind::regular, "12", "", {}}});
}

TEST_CASE("A15: the size of a pax header counts", "[archive]") {
  const std::string content(700, 'c');
  const auto list =
      list_members(pax("size", "700") + tar_header("m", 0) + padded(content, 512) + tar_end());
  CHECK(list.clean());
  CHECK(list.members == std::vector<Listed>{{"m", Kind::regular, content, "", {}}});
}

TEST_CASE("A15: rights, volumes and lists of names are no files", "[archive]") {
  for (const char type : {'A', 'M', 'N'}) {
    const auto list = list_members(tar_member("m", "12", type) + tar_member("b", "2") + tar_end());
    REQUIRE(list.members.size() == 2);
    CHECK(list.members[0].problem == ErrorCode::unsupported);
    CHECK(list.members[1] == Listed{"b", Kind::regular, "2", "", {}});
  }
}

TEST_CASE("A14: a name is held against its limit before it is stored", "[archive]") {
  // What they declare is not there, and is not asked for.
  constexpr std::uint64_t kHuge = 8'000'000'000;
  const std::string huge = "7999999000";
  ArchiveOptions options;
  options.limits.entry_name_length = 100;
  for (const std::string& head :
       {gnu_header("././@LongLink", kHuge, 'L'), gnu_header("././@LongLink", kHuge, 'K'),
        tar_header("x", kHuge, 'x') + padded(huge + " path=a", 512),
        tar_header("x", kHuge, 'x') + padded(huge + " linkpath=a", 512),
        tar_header("x", kHuge, 'x') + padded(huge + " GNU.sparse.name=a", 512),
        pax("path", std::string(101, 'p')), long_name(std::string(101, 'p'))}) {
    CHECK(list_members(head, options).error == ErrorCode::limit_exceeded);
  }
  const auto list =
      list_members(pax("path", std::string(100, 'p')) + tar_member("x", "") +
                       pax("comment", std::string(100'000, 'c')) + tar_member("y", "") + tar_end(),
                   options);
  CHECK(list.clean());
}

TEST_CASE("A4: a tar archive that is cut in a header is damaged", "[archive]") {
  const std::string whole = pax("path", "p") + tar_member("a", "alpha") + long_name("b") +
                            gnu_sparse("s", 1004, 1000, "data") + tar_end();
  for (std::size_t length = 0; length + 1024 < whole.size(); length += 37) {
    CAPTURE(length);
    CHECK(list_members(whole.substr(0, length)).error == ErrorCode::bad_archive);
  }
  CHECK(list_members(whole).clean());
}

}  // namespace komparu
