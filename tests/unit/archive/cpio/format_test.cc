// SPDX-License-Identifier: MIT
#include "archive/cpio/format.h"

#include <string>

#include "support/catch.h"
#include "unit/archive/archive_builder.h"
#include "unit/archive/member_list.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

// A member in one of the older forms: "odc", or binary with the low or the high byte first.
std::string old_member(const std::string& form, const CpioFile& file) {
  const std::string name = file.name + '\0';
  if (form == "odc") {
    std::string bytes = "070707";
    for (const std::uint64_t field : {1U, file.inode, file.mode, 0U, 0U, file.links, 0U}) {
      bytes += digits("%06llo", field);
    }
    return bytes + digits("%011llo", 0) + digits("%06llo", name.size()) +
           digits("%011llo", file.content.size()) + name + file.content;
  }
  std::string bytes;
  for (const std::uint64_t word :
       {std::uint64_t{070707}, std::uint64_t{1}, std::uint64_t{file.inode},
        std::uint64_t{file.mode}, std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{file.links},
        std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{name.size()},
        std::uint64_t{file.content.size() >> 16U}, std::uint64_t{file.content.size() & 0xffffU}}) {
    const std::string low = number(word, 2);
    bytes += form == "little" ? low : std::string{low[1], low[0]};
  }
  return padded(bytes + name, 2) + padded(file.content, 2);
}

std::string member(const std::string& form, const CpioFile& file) {
  return form == "newc" || form == "crc" ? cpio_member(file, form == "crc")
                                         : old_member(form, file);
}

std::string end(const std::string& form) { return member(form, {"TRAILER!!!", "", 0, 0}); }

const char* const kForms[] = {"newc", "crc", "odc", "little", "big"};

}  // namespace

TEST_CASE("All forms of cpio are listed and read", "[archive]") {
  const std::string long_content(70'000, 'l');
  for (const std::string form : kForms) {
    CAPTURE(form);
    const auto list = list_members(
        member(form, {"d", "", 040755}) + member(form, {"d/a", "alpha"}) +
            member(form, {"l", "d/a", 0120777}) + member(form, {"long", long_content}) + end(form),
        asked_for());
    CAPTURE(list.detail);
    CHECK(list.clean());
    CHECK(list.members == std::vector<Listed>{{"d", Kind::directory, "", "", {}},
                                              {"d/a", Kind::regular, "alpha", "", {}},
                                              {"l", Kind::symbolic_link, "d/a", "", {}},
                                              {"long", Kind::regular, long_content, "", {}}});
  }
}

TEST_CASE("A18: names of one inode bring one content, or it is trouble", "[archive]") {
  for (const std::string form : kForms) {
    CAPTURE(form);
    const auto read = [&](const CpioFile& one, const CpioFile& other) {
      return list_members(member(form, one) + member(form, other) + end(form), asked_for());
    };
    const auto equal = read({"a", "one", 0100644, 7, 2}, {"b", "one", 0100644, 7, 2});
    CHECK(equal.clean());
    CHECK(equal.members.size() == 2);
    const auto unequal = read({"a", "one", 0100644, 7, 2}, {"b", "two", 0100644, 7, 2});
    CHECK(!unequal.error);
    REQUIRE(unequal.find("b") != nullptr);
    CHECK(unequal.find("b")->problem == ErrorCode::bad_archive);
    CHECK(unequal.find("a")->problem == std::nullopt);
    // GNU cpio links those of inode 0, too.
    CHECK(!read({"a", "one", 0100644, 0, 2}, {"b", "two", 0100644, 0, 2}).clean());
    CHECK(read({"a", "one", 0100644, 0, 2}, {"b", "one", 0100644, 0, 2}).clean());
    // No other name: no link.
    CHECK(read({"a", "one", 0100644, 0, 1}, {"b", "two", 0100644, 0, 1}).clean());
    CHECK(read({"a", "one", 0100644, 7, 1}, {"b", "two", 0100644, 7, 1}).clean());
    CHECK(read({"a", "one", 0100644, 7, 2}, {"b", "two", 0100644, 8, 2}).clean());
  }
}

TEST_CASE("A18: in the older forms an empty name of an inode is a content, too", "[archive]") {
  for (const std::string form : {"odc", "little", "big"}) {
    const auto list = list_members(member(form, {"a", "one", 0100644, 7, 2}) +
                                       member(form, {"b", "", 0100644, 7, 2}) + end(form),
                                   asked_for());
    CHECK(!list.clean());
  }
}

TEST_CASE("A14: a name or a link's text in cpio is bounded before it is kept", "[archive]") {
  ArchiveOptions options = asked_for();
  options.limits.entry_name_length = 10;
  for (const std::string form : kForms) {
    CAPTURE(form);
    const auto read = [&](const CpioFile& file) {
      return list_members(member(form, file) + end(form), options);
    };
    CHECK(read({std::string(10, 'n'), ""}).clean());
    CHECK(read({std::string(11, 'n'), ""}).error == ErrorCode::limit_exceeded);
    CHECK(read({"l", std::string(10, 't'), 0120777}).clean());
    CHECK(read({"l", std::string(11, 't'), 0120777}).error == ErrorCode::limit_exceeded);
  }
  // Nothing but a header that says 4 GiB.
  std::string header = cpio_member({"a", ""});
  header.replace(94, 8, "ffffffff");
  CHECK(list_members(header, options).error == ErrorCode::limit_exceeded);
}

TEST_CASE("A4: a cpio archive that is cut or damaged anywhere is trouble", "[archive]") {
  for (const std::string form : kForms) {
    CAPTURE(form);
    const std::string whole = member(form, {"a", "alpha"}) + end(form);
    for (std::size_t length = 120; length + 1 < whole.size(); ++length) {
      CHECK(!list_members(whole.substr(0, length), asked_for()).clean());
    }
  }
  std::string nameless = cpio_member({"a", ""});
  nameless.replace(94, 8, "00000000");
  CHECK(list_members(nameless + cpio_end()).error == ErrorCode::bad_archive);
  std::string endless = cpio_member({"a", "alpha"});
  endless.replace(94, 8, "00000001");
  CHECK(list_members(endless + cpio_end()).error == ErrorCode::bad_archive);
  std::string blank = cpio_member({"a", ""});
  blank.replace(14, 8, "     1a4");
  CHECK(list_members(cpio_member({"b", ""}) + blank + cpio_end()).error == ErrorCode::bad_archive);
}

TEST_CASE("A18: a file in cpio whose name is that of a directory is trouble", "[archive]") {
  for (const std::string form : kForms) {
    CHECK(!list_members(member(form, {"a/", "alpha"}) + end(form), asked_for()).clean());
    CHECK(list_members(member(form, {"a/", "", 040755}) + end(form), asked_for()).clean());
  }
}

TEST_CASE("A18: every number in a header of cpio has to be one", "[archive]") {
  for (const std::string form : {"newc", "crc", "odc"}) {
    const std::string whole = member(form, {"a", "alpha"});
    for (std::size_t at = 6; at < (form == "odc" ? 76U : 110U); ++at) {
      std::string damaged = whole;
      damaged[at] = '\0';
      CAPTURE(form, at);
      CHECK(!list_members(damaged + end(form), asked_for()).clean());
    }
  }
}

TEST_CASE("A4: what is no file in cpio has no content", "[archive]") {
  const auto list = list_members(cpio_member({"d", "content", 040755}) + cpio_end());
  REQUIRE(list.find("d") != nullptr);
  CHECK(list.find("d")->problem == ErrorCode::bad_archive);
}

}  // namespace komparu::archive
