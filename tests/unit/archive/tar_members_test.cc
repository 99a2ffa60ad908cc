// SPDX-License-Identifier: MIT
#include <string>

#include "archive_builder.h"
#include "archive_samples.h"
#include "member_list.h"
#include "support/catch.h"

namespace komparu {

using namespace komparu::testing;

TEST_CASE("A tar archive is listed and read", "[archive]") {
  const std::string bytes = tar_member("./", "", '5') + tar_member("./d/", "", '5') +
                            tar_member("./d//a", "alpha") + tar_member("d/b", "") +
                            tar_member("l", "", '2', "d/a") + tar_member("p", "", '6') + tar_end();
  for (const auto& behaviour : {Behaviour{}, stream()}) {
    const auto list = list_members(bytes, {}, behaviour);
    CHECK(list.clean());
    CHECK(list.members == std::vector<Listed>{{"d", Kind::directory, "", "", {}},
                                              {"d/a", Kind::regular, "alpha", "", {}},
                                              {"d/b", Kind::regular, "", "", {}},
                                              {"l", Kind::symbolic_link, "d/a", "", {}},
                                              {"p", Kind::fifo, "", "", {}}});
  }
}

TEST_CASE("Every filter is undone", "[archive]") {
  const std::vector<Listed> expected = {{"t", Kind::directory, "", "", {}},
                                        {"t/a", Kind::regular, "alpha alpha alpha\n", "", {}},
                                        {"t/s", Kind::directory, "", "", {}},
                                        {"t/s/b", Kind::regular, "beta", "", {}}};
  for (const auto* const sample : {&kTarGzip, &kTarBzip2, &kTarXz, &kTarZstd, &kTarLz4}) {
    for (const auto& behaviour : {Behaviour{}, stream()}) {
      const auto list = list_members(*sample, {}, behaviour);
      CAPTURE(list.detail);
      CHECK(list.clean());
      CHECK(list.members == expected);
    }
    CHECK(list_members(*sample + "x").error == ErrorCode::bad_archive);
  }
}

TEST_CASE("A4: a tar archive ends with a zero block", "[archive]") {
  const std::string member = tar_member("a", std::string(1024, '\0'));
  CHECK(list_members(member + tar_end()).clean());
  CHECK(list_members(member + std::string(512, '\0')).clean());
  const auto cut = list_members(member);
  CHECK(cut.error == ErrorCode::bad_archive);
  CHECK(cut.detail == "x: the tar archive is cut off: it has no end marker");
  CHECK(list_members(member + std::string(511, '\0')).error == ErrorCode::bad_archive);
  CHECK(list_members(gzip_stored(member)).error == ErrorCode::bad_archive);
}

TEST_CASE("A5: zeros behind the end marker are padding, all else is trouble", "[archive]") {
  const std::string whole = tar_member("a", "alpha") + tar_end();
  CHECK(list_members(whole + std::string(300'000, '\0')).clean());
  for (const std::string& rest : {std::string("x"), std::string(9000, '\0') + "x", whole}) {
    const auto list = list_members(whole + rest);
    CHECK(list.members.size() == 1);
    CHECK(list.detail == "x: bytes follow the end of the tar archive");
  }
  const auto gzip = list_members(gzip_stored(whole) + "x");
  CHECK(gzip.members.size() == 1);
  CHECK(gzip.detail == "x: bytes that are no gzip follow its end");
}

TEST_CASE("A8: names are read whatever the locale", "[archive]") {
  const std::string name = "gr\xc3\xbc\xc3\x9f/\xe6\x97\xa5";
  const auto list = list_members(pax("path", name) + tar_member("x", "1") +
                                 tar_member("raw\xe9", "2") + tar_end());
  CHECK(list.clean());
  CHECK(list.find(name) != nullptr);
  CHECK(list.find("raw\xe9") != nullptr);
}

TEST_CASE("T6: names in a pax header are bytes: nothing composes them", "[archive]") {
  for (const std::string name : {"d/\xc3\xa9", "d/e\xcc\x81"}) {
    const auto list =
        list_members(pax("path", name) + tar_member("x", "1") + pax("linkpath", name) +
                     tar_member("l", "", '2', "x") + tar_member(name + "raw", "2") + tar_end());
    CHECK(list.clean());
    CHECK(list.find(name) != nullptr);
    CHECK(list.find(name + "raw") != nullptr);
    REQUIRE(list.find("l") != nullptr);
    CHECK(list.find("l")->content == name);
  }
}

TEST_CASE("A8: names are kept, not resolved", "[archive]") {
  const auto list = list_members(tar_member("/etc/x", "1") + tar_member("../y", "2") +
                                 tar_member("a/../z", "3") + tar_end());
  CHECK(list.clean());
  CHECK(list.find("/etc/x") != nullptr);
  CHECK(list.find("../y") != nullptr);
  CHECK(list.find("a/../z") != nullptr);
}

TEST_CASE("A8: a file without a name is a problem", "[archive]") {
  for (const auto* const name : {".", "./", "/"}) {
    const auto list = list_members(tar_member(name, "1", '0') + tar_member("b", "2") + tar_end());
    CAPTURE(name);
    CHECK(!list.clean());
  }
}

TEST_CASE("A8: a NUL in an encoded name is a problem", "[archive]") {
  const std::string nul("a\0b", 3);
  for (const std::string& head : {pax("path", nul), tar_member("././@LongLink", nul, 'L'),
                                  pax("path", std::string(2000, 'p') + nul)}) {
    const auto list =
        list_members(head + tar_member("x", "1") + tar_member("good", "2") + tar_end());
    REQUIRE(list.members.size() == 2);
    CHECK(list.members[0].problem == ErrorCode::bad_archive);
    CHECK(list.members[1] == Listed{"good", Kind::regular, "2", "", {}});
  }
  const std::string long_name(300, 'n');
  const auto list = list_members(tar_member("././@LongLink", long_name + '\0', 'L') +
                                 tar_member("x", "1") + tar_end());
  CHECK(list.clean());
  CHECK(list.find(long_name) != nullptr);
}

TEST_CASE("A3: a name that cannot be translated is its member's problem", "[archive]") {
  const auto list = list_members(pax("path", "broken\xff") + tar_member("x", "1") +
                                 tar_member("good", "2") + tar_end());
  CHECK(!list.error);
  REQUIRE(list.members.size() == 2);
  CHECK(list.members[0].problem == ErrorCode::bad_archive);
  CHECK(list.members[1] == Listed{"good", Kind::regular, "2", "", {}});
}

TEST_CASE("A9: a hard link names its target", "[archive]") {
  const auto list =
      list_members(tar_member("./d/a", "alpha") + tar_member("b", "", '1', "./d//a") + tar_end());
  CHECK(list.clean());
  REQUIRE(list.find("b") != nullptr);
  CHECK(list.find("b")->hard_link == "d/a");
  CHECK(list.find("b")->kind == Kind::regular);
}

TEST_CASE("A9: a hard link with content of its own is a problem", "[archive]") {
  const auto list = list_members(tar_member("a", "alpha") + pax("mtime", "1") +
                                 tar_member("b", "other", '1', "a") + tar_end());
  CHECK(!list.clean());
}

TEST_CASE("A10: holes cost nothing, however large", "[archive]") {
  constexpr std::uint64_t kSize = std::uint64_t{1} << 60U;
  const std::string bytes = gnu_sparse("s", kSize, kSize - 4, "tail") + tar_end();
  const auto opened = open_archive(std::make_unique<MemoryReader>(bytes), "x");
  const auto members = opened->members({});
  const Member* const member = members->next();
  REQUIRE(member != nullptr);
  CHECK(member->size == kSize);
  Reader& content = members->content();
  CHECK(content.hole_ahead() == kSize - 4);
  content.skip(kSize - 6);
  CHECK(content.hole_ahead() == 2);
  std::vector<std::byte> scratch(10);
  const auto part = content.read(scratch);
  CHECK(std::string(reinterpret_cast<const char*>(part.data()), part.size()) ==
        std::string("\0\0tail", 6));
  CHECK(content.read(scratch).empty());
  CHECK(members->next() == nullptr);
  // Nobody has to read it.
  CHECK(list_members(bytes, {}, {}, ReadMembers::not_at_all).clean());
}

TEST_CASE("A10: a hole may reach to the end", "[archive]") {
  std::string bytes = gnu_sparse("s", 3000, 0, "head");
  const std::string end = tar_binary(3000) + tar_binary(0);
  bytes = with_field(bytes.replace(410, 24, end).substr(0, 512), 483, tar_binary(3000)) +
          bytes.substr(512);
  const auto list = list_members(bytes + tar_end());
  CHECK(list.clean());
  CHECK(list.members.at(0).content == "head" + std::string(2996, '\0'));
}

TEST_CASE("A12: a part of an archive in several volumes is a problem", "[archive]") {
  const auto list = list_members(tar_member("a", "rest of it", 'M') + tar_end());
  CHECK(list.members.at(0).problem == ErrorCode::unsupported);
}

TEST_CASE("Components are stripped from names and links", "[archive]") {
  ArchiveOptions options;
  options.strip_components = 1;
  const auto list = list_members(tar_member("v1/", "", '5') + tar_member("v1/a", "1") +
                                     tar_member("top", "2") + tar_member("v1/b", "", '1', "v1/a") +
                                     tar_member("v1/l", "", '2', "v1/a") + tar_end(),
                                 options);
  CHECK(list.members == std::vector<Listed>{{"a", Kind::regular, "1", "", {}},
                                            {"b", Kind::regular, "", "a", {}},
                                            {"l", Kind::symbolic_link, "v1/a", "", {}}});
}

}  // namespace komparu
