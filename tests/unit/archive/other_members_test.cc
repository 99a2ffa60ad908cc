// SPDX-License-Identifier: MIT
// cpio, ar, 7z and zip.
#include <string>

#include "archive_builder.h"
#include "archive_samples.h"
#include "member_list.h"
#include "support/catch.h"
#include "zip_builder.h"

namespace komparu {

using namespace komparu::testing;

TEST_CASE("A cpio archive is listed and read", "[archive]") {
  for (const bool with_sum : {false, true}) {
    const auto list = list_members(
        cpio_member({".", "", 040755}, with_sum) + cpio_member({"d", "", 040755}, with_sum) +
        cpio_member({"./d/a", "alpha"}, with_sum) + cpio_member({"l", "d/a", 0120777}, with_sum) +
        cpio_end(with_sum));
    CHECK(list.clean());
    CHECK(list.members == std::vector<Listed>{{"d", Kind::directory, "", "", {}},
                                              {"d/a", Kind::regular, "alpha", "", {}},
                                              {"l", Kind::symbolic_link, "d/a", "", {}}});
  }
}

TEST_CASE("A4: a cpio archive has an end marker, and only zeros behind it", "[archive]") {
  const std::string member = cpio_member({"a", "alpha"});
  CHECK(list_members(member).error == ErrorCode::bad_archive);
  CHECK(list_members(member + cpio_end() + std::string(5000, '\0')).clean());
  CHECK(list_members(member + cpio_end() + member + cpio_end()).error == ErrorCode::bad_archive);
  CHECK(list_members(member + "xyz!" + cpio_end()).error == ErrorCode::bad_archive);
}

TEST_CASE("A5: the check sum of a cpio member is checked", "[archive]") {
  std::string member = cpio_member({"a", "alpha"}, true);
  member[member.find("alpha")] = 'A';
  for (const auto how : {ReadMembers::fully, ReadMembers::not_at_all}) {
    CHECK(!list_members(member + cpio_end(true), {}, {}, how).clean());
  }
  std::string link = cpio_member({"l", "target", 0120777}, true);
  link[link.find("target")] = 'T';
  CHECK(!list_members(link + cpio_end(true)).clean());
}

TEST_CASE("A9: of hard links in cpio the last one carries the content", "[archive]") {
  const auto list = list_members(
      cpio_member({"a", "", 0100644, 7, 4}) + cpio_member({"x", "", 0100644, 8, 1}) +
      cpio_member({"b", "", 0100644, 7, 4}) + cpio_member({"c", "gamma", 0100644, 7, 4}) +
      cpio_member({"d", "", 0100644, 7, 4}) + cpio_member({"e", "", 0100644, 9, 2}) + cpio_end());
  CHECK(list.clean());
  CHECK(list.members == std::vector<Listed>{{"x", Kind::regular, "", "", {}},
                                            {"c", Kind::regular, "gamma", "", {}},
                                            {"a", Kind::regular, "", "c", {}},
                                            {"b", Kind::regular, "", "c", {}},
                                            {"d", Kind::regular, "", "c", {}},
                                            {"e", Kind::regular, "", "", {}}});
}

TEST_CASE("A9: a hard link in cpio to a member that is stripped away is a problem", "[archive]") {
  ArchiveOptions options;
  options.strip_components = 1;
  const auto list = list_members(
      cpio_member({"d/a", "", 0100644, 7, 3}) + cpio_member({"top", "gamma", 0100644, 7, 3}) +
          cpio_member({"d/b", "", 0100644, 7, 3}) + cpio_member({"void", "", 0100644, 8, 2}) +
          cpio_member({"d/c", "1", 0100644, 9, 1}) + cpio_end(),
      options);
  CHECK(list.members == std::vector<Listed>{{"a", Kind::regular, "", "", ErrorCode::bad_archive},
                                            {"b", Kind::regular, "", "", ErrorCode::bad_archive},
                                            {"c", Kind::regular, "1", "", {}}});
}

TEST_CASE("A5: a member that is stripped away is checked, too", "[archive]") {
  ArchiveOptions options;
  options.strip_components = 1;
  ZipFile file;
  file.members = {ZipMember("top", "alpha"), ZipMember("d/b", "beta")};
  CHECK(list_members(file.build(), options).clean());
  file.members[0].data[0] = 'A';
  CHECK(list_members(file.build(), options).error == ErrorCode::bad_archive);
}

TEST_CASE("A8: a NUL in a cpio name is a problem", "[archive]") {
  const auto list = list_members(cpio_member({std::string("a\0b", 3), "alpha"}) + cpio_end());
  CHECK(list.members.at(0).problem == ErrorCode::bad_archive);
}

TEST_CASE("A8: ar names are literal, and the table of long ones is no member", "[archive]") {
  const std::string bytes =
      "!<arch>\n" + ar_member("/", "table") + ar_member("//", "long.name/\nother.name/\n") +
      ar_member("a/", "alpha") + ar_member("/11", "other") + ar_member("/0", "long");
  const auto list = list_members(bytes, asked_for());
  CAPTURE(list.detail);
  CHECK(list.clean());
  CHECK(list.members == std::vector<Listed>{{"/", Kind::regular, "table", "", {}},
                                            {"a", Kind::regular, "alpha", "", {}},
                                            {"other.name", Kind::regular, "other", "", {}},
                                            {"long.name", Kind::regular, "long", "", {}}});
  CHECK(list_members(bytes + "cut", asked_for()).error == ErrorCode::bad_archive);
}

TEST_CASE("A8: a long name of ar that cannot be told is trouble", "[archive]") {
  const auto with_table = [](const std::string& tables, const std::string& name) {
    return list_members("!<arch>\n" + tables + ar_member(name, "alpha"), asked_for());
  };
  const std::string table = ar_member("//", "long.name/\n");
  REQUIRE(with_table(table, "/0").clean());
  CHECK(with_table("", "/0").error == ErrorCode::bad_archive);             // no table
  CHECK(with_table(table, "/99").error == ErrorCode::bad_archive);         // behind its end
  CHECK(with_table(table, "/-1").error == ErrorCode::bad_archive);         // no place in it
  CHECK(with_table(table, "/x").error == ErrorCode::bad_archive);          // no place in it
  CHECK(with_table(table + table, "/0").error == ErrorCode::bad_archive);  // two tables
  CHECK(with_table(ar_member("//", "long/name"), "/0").error == ErrorCode::bad_archive);
  std::string longer = table;
  longer.replace(longer.find("11 "), 3, "999");
  CHECK(with_table(longer, "/0").error == ErrorCode::bad_archive);
}

TEST_CASE("A 7z archive is listed and read", "[archive]") {
  for (const auto& behaviour : {Behaviour{}, stream()}) {
    const auto list = list_members(kSevenZip, {}, behaviour);
    CHECK(list.clean());
    REQUIRE(list.find("t/a") != nullptr);
    CHECK(list.find("t/a")->content == "alpha alpha alpha\n");
    REQUIRE(list.find("t/s/b") != nullptr);
    CHECK(list.find("t/s/b")->content == "beta");
  }
  CHECK(list_members(kSevenZip + "x").detail == "x: bytes follow the end of the 7z file");
}

TEST_CASE("A5: the check sum of the first record of a 7z file is checked", "[archive]") {
  for (std::size_t byte = 8; byte < 12; ++byte) {
    std::string bytes = kSevenZip;
    bytes[byte] ^= 1;
    const auto list = list_members(bytes);
    CHECK(list.error == ErrorCode::bad_archive);
    CHECK(list.detail == "x: the first record of the 7z file is damaged");
  }
  // It is about what the record says, which is then wrong in any case.
  for (std::size_t byte = 12; byte < 32; ++byte) {
    std::string bytes = kSevenZip;
    bytes[byte] ^= 1;
    CHECK(list_members(bytes).detail == "x: the first record of the 7z file is damaged");
    bytes.replace(8, 4, number(crc_of(bytes.substr(12, 20)), 4));
    CHECK(list_members(bytes).error == ErrorCode::bad_archive);
  }
}

TEST_CASE("A 7z file of another major version is not read", "[archive]") {
  std::string bytes = kSevenZip;
  REQUIRE(bytes[6] == 0);
  bytes[7] = 99;  // the minor one
  CHECK(list_members(bytes).clean());
  bytes[6] = 1;
  CHECK(list_members(bytes).error == ErrorCode::unsupported);
}

TEST_CASE("A8: 7z names are read whatever the locale", "[archive]") {
  const auto list = list_members(kSevenZipUnicode);
  CHECK(list.clean());
  CHECK(list.find("u/\xc3\xa4") != nullptr);
}

TEST_CASE("A12: encrypted content is trouble that says so", "[archive]") {
  for (const auto* const sample : {&kSevenZipLocked, &kZipLocked}) {
    const auto list = list_members(*sample);
    CHECK(!list.error);
    REQUIRE(list.find("t/a") != nullptr);
    CHECK(list.find("t/a")->problem == ErrorCode::encrypted);
    CHECK(list.find("t")->problem == std::nullopt);
  }
  CHECK(list_members(kSevenZipLockedHeader).error == ErrorCode::encrypted);
}

TEST_CASE("A zip archive is listed and read", "[archive]") {
  for (const auto& behaviour : {Behaviour{}, stream()}) {
    const auto list = list_members(kZip, {}, behaviour);
    CHECK(list.clean());
    CHECK(list.members == std::vector<Listed>{{"t/a", Kind::regular, "alpha alpha alpha\n", "", {}},
                                              {"t/s/\xc3\xbc", Kind::regular, "beta", "", {}}});
  }
}

TEST_CASE("A5: a wrong CRC in a zip file is trouble, whoever reads it", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("a", "alpha"), ZipMember("b", "beta")};
  file.members[0].data[4] = 'A';
  const auto fully = list_members(file.build());
  CHECK(fully.members.at(0).problem == ErrorCode::bad_archive);
  CHECK(!fully.error);
  CHECK(fully.find("b")->content == "beta");
  for (const auto how : {ReadMembers::first_byte, ReadMembers::not_at_all}) {
    CHECK(list_members(file.build(), {}, {}, how).error == ErrorCode::bad_archive);
  }
}

TEST_CASE("A5: the text of a link in a zip file is checked", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("l", "target")};
  file.members[0].central.mode = 0120777;
  CHECK(list_members(file.build()).members.at(0) ==
        Listed{"l", Kind::symbolic_link, "target", "", {}});
  file.members[0].data[0] = 'T';
  CHECK(list_members(file.build()).members.at(0).problem == ErrorCode::bad_archive);
}

TEST_CASE("A zip directory with content is a problem", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("d/", "content")};
  file.members[0].central.mode = 040755;
  CHECK(list_members(file.build()).members.at(0).problem == ErrorCode::bad_archive);
}

TEST_CASE("A16: a zip entry that programs make an empty file of is a problem", "[archive]") {
  for (const unsigned mode : {0120777U, 010644U, 0140644U, 020644U, 060644U}) {
    ZipFile file;
    file.members = {ZipMember("a", "alpha"), ZipMember("b", "")};
    file.members[1].central.mode = mode;
    const auto list = list_members(file.build());
    REQUIRE(list.members.size() == 2);
    CHECK(!list.error);
    CHECK(list.members[0].problem == std::nullopt);
    CHECK(list.members[1].problem == ErrorCode::bad_archive);
  }
}

TEST_CASE("A16: a zip entry whose mode is said not to count is a file", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("a", "alpha")};
  file.members[0].central.internal = 4;
  CHECK(list_members(file.build()).clean());
  file.members[0].central.mode = 0120777;
  CHECK(list_members(file.build()).error == ErrorCode::bad_archive);
}

TEST_CASE("A8: a NUL in a zip name is a problem", "[archive]") {
  ZipFile file;
  file.members = {ZipMember(std::string("a\0b", 3), "alpha")};
  CHECK(list_members(file.build()).members.at(0).problem == ErrorCode::bad_archive);
}

TEST_CASE("A12: an unknown method of a zip member is named", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("a", "alpha"), ZipMember("b", "beta")};
  file.members[0].local.method = file.members[0].central.method = 77;
  const auto list = list_members(file.build());
  CHECK(list.members.at(0).problem == ErrorCode::unsupported);
  CHECK(list.find("b")->content == "beta");
}

}  // namespace komparu
