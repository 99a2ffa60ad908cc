// SPDX-License-Identifier: MIT
#include <string>

#include "support/catch.h"
#include "unit/archive/archive_builder.h"
#include "unit/archive/member_list.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

MemberList read(const std::string& members, const ArchiveOptions& options = asked_for()) {
  return list_members("!<arch>\n" + members, options);
}

}  // namespace

TEST_CASE("A8: names of ar as BSD writes them", "[archive]") {
  const auto list = read(ar_member("a", "alpha") + ar_member("#1/12", "long name.tobeta") +
                         ar_member("#1/8", std::string("odd\0\0\0\0\0", 8) + "gamma"));
  CAPTURE(list.detail);
  CHECK(list.clean());
  CHECK(list.members == std::vector<Listed>{{"a", Kind::regular, "alpha", "", {}},
                                            {"long name.to", Kind::regular, "beta", "", {}},
                                            {"odd", Kind::regular, "gamma", "", {}}});
}

TEST_CASE("A19: a NUL in a name of ar is trouble", "[archive]") {
  CHECK(!read(ar_member(std::string("a\0b/", 4), "alpha")).clean());
  CHECK(!read(ar_member("#1/4", std::string("a\0b\0", 4) + "alpha")).clean());
  CHECK(!read(ar_member("//", std::string("lo\0ng/\n", 7)) + ar_member("/0", "alpha")).clean());
}

TEST_CASE("A19: a slash in a name of ar is trouble", "[archive]") {
  for (const char* const name : {"a//", "a/b/", "a/b"}) {
    CHECK(read(ar_member(name, "alpha")).error == ErrorCode::bad_archive);
  }
  CHECK(read(ar_member("#1/3", "a/balpha")).error == ErrorCode::bad_archive);
}

// GNU ar reads " 3" as place 3 in the table of names, and ends "a b" at the space.
TEST_CASE("A19: a space in a name of ar that no slash ends is trouble", "[archive]") {
  const std::string table = ar_member("//", "first/\nsecond/\n");
  for (const char* const name : {" 3", "a b", "#1 1"}) {
    CHECK(read(table + ar_member(name, "alpha")).error == ErrorCode::bad_archive);
  }
  CHECK(read(ar_member("a b/", "alpha") + ar_member("__.SYMDEF SORTED", "x")).clean());
  CHECK(read(ar_member("#1/3", "a balpha")).clean());
}

TEST_CASE("A14: names of ar and their table are bounded before they are kept", "[archive]") {
  ArchiveOptions options = asked_for();
  options.limits.entry_name_length = 20;
  const std::string name(20, 'n');
  CHECK(read(ar_member("//", name + "/\n") + ar_member("/0", "x"), options).clean());
  CHECK(read(ar_member("#1/20", name + "x"), options).clean());
  CHECK(read(ar_member("//", name + "n/\n") + ar_member("/0", "x"), options).error ==
        ErrorCode::limit_exceeded);
  CHECK(read(ar_member("#1/21", name + "nx"), options).error == ErrorCode::limit_exceeded);
  options.limits.index_memory = 200;
  CHECK(read(ar_member("//", name + "/\n") + ar_member("/0", "x"), options).clean());
  const auto list = read(ar_member("//", std::string(300, 'n') + "/\n"), options);
  CHECK(list.error == ErrorCode::limit_exceeded);
  CHECK(list.detail.find("index_memory") != std::string::npos);
}

TEST_CASE("A19: a member of ar whose mode is that of no file is trouble", "[archive]") {
  const auto with_mode = [](const char* mode) {
    return read(ar_member("a", "alpha").replace(40, 8, mode));
  };
  for (const char* const mode : {"100644  ", "644     ", "0       ", "        "}) {
    CHECK(with_mode(mode).clean());
  }
  for (const char* const mode : {"10644   ", "40755   ", "120777  ", "10064/  ", "8       "}) {
    CHECK(with_mode(mode).error == ErrorCode::bad_archive);
  }
}

TEST_CASE("A4: an ar archive that is cut or damaged is trouble", "[archive]") {
  const std::string whole = ar_member("a/", "alpha!");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    CHECK(!read(whole.substr(0, length)).clean());
  }
  std::string damaged = whole;
  damaged[58] = '\'';
  CHECK(read(damaged).error == ErrorCode::bad_archive);
  damaged = whole;
  damaged.replace(48, 3, "6x ");
  CHECK(read(damaged).error == ErrorCode::bad_archive);
  CHECK(read(ar_member("", "x")).error == ErrorCode::bad_archive);
  CHECK(read("").clean());
}

}  // namespace komparu::archive
