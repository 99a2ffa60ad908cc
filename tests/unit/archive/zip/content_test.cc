// SPDX-License-Identifier: MIT
#include "archive/zip/content.h"

#include <string>

#include "support/catch.h"
#include "unit/archive/member_list.h"
#include "unit/archive/zip_builder.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

constexpr std::uint64_t kManyRuns = 5000;  // more than a block of content, in a few KiB

ZipMember packed(const std::string& name, const std::string& content, const std::string& data) {
  ZipMember member(name, content);
  member.data = data;
  member.local.method = member.central.method = 8;
  member.local.packed_size = member.central.packed_size = data.size();
  return member;
}

// Longer than a block, each byte other than its neighbours.
std::string long_content() {
  std::string content;
  for (int i = 0; content.size() < 700'000; ++i) content += std::to_string(i) + '\n';
  return content;
}

// A good member on either side: neither may suffer from the one between them.
MemberList list_between(const ZipMember& member, ReadMembers how = ReadMembers::fully) {
  ZipFile file;
  file.members = {packed("a", "alpha", deflate_stored("alpha")), member, ZipMember("z", "omega")};
  auto list = list_members(file.build(), asked_for(), {}, how);
  CHECK_FALSE(list.error);
  REQUIRE(list.members.size() == 3);
  CHECK_FALSE(list.members[0].problem);
  CHECK_FALSE(list.members[2].problem);
  if (how == ReadMembers::fully) {
    CHECK(list.members[0].content == "alpha");
    CHECK(list.members[2].content == "omega");
  }
  return list;
}

void expect_content(const ZipMember& member, const std::string& content) {
  const auto list = list_between(member);
  CHECK_FALSE(list.members[1].problem);
  CHECK(list.members[1].content == content);
  CHECK(list_between(member, ReadMembers::first_byte).clean());
  CHECK(list_between(member, ReadMembers::not_at_all).clean());
}

void expect_damaged(const ZipMember& member) {
  CHECK(list_between(member).members[1].problem == ErrorCode::bad_archive);
}

}  // namespace

TEST_CASE("A6: stored and deflated members of zip files of any length", "[archive]") {
  expect_content(ZipMember("m", ""), "");
  expect_content(packed("m", "", deflate_stored("")), "");
  expect_content(packed("m", "beta", deflate_stored("beta")), "beta");
  const std::string content = long_content();
  expect_content(ZipMember("m", content), content);
  const std::string zeros(1 + 258 * kManyRuns, '\0');
  expect_content(packed("m", zeros, deflate_zeros(kManyRuns)), zeros);
}

TEST_CASE("A6: a member of a zip file is what its directory says to the last byte", "[archive]") {
  const std::string zeros(1 + 258 * kManyRuns, '\0');
  const ZipMember good = packed("m", zeros, deflate_zeros(kManyRuns));

  SECTION("another check sum") {
    ZipMember member = good;
    member.local.crc = member.central.crc = good.central.crc ^ 1U;
    expect_damaged(member);
    member = ZipMember("m", "beta");
    member.local.crc = member.central.crc = 1;
    expect_damaged(member);
  }
  SECTION("another length") {
    for (const std::uint64_t size : {zeros.size() - 1, zeros.size() + 1}) {
      ZipMember member = good;
      member.local.size = member.central.size = size;
      expect_damaged(member);
    }
  }
  SECTION("bytes behind the end of the packed data") {
    expect_damaged(packed("m", "beta", deflate_stored("beta") + "x"));
    expect_damaged(packed("m", "", deflate_stored("") + deflate_stored("")));
  }
  SECTION("cut") {
    const std::string data = deflate_zeros(kManyRuns);
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, data.size() - 1}) {
      expect_damaged(packed("m", zeros, data.substr(0, length)));
    }
  }
  SECTION("no deflate at all") { expect_damaged(packed("m", "beta", "\x07 nonsense")); }
}

}  // namespace komparu::archive
