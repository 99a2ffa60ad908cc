// SPDX-License-Identifier: MIT
#include "archive/zip/audit.h"

#include <atomic>
#include <string>

#include "support/catch.h"
#include "unit/archive/member_list.h"
#include "unit/archive/zip_builder.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

// What the audit says; empty if nothing.
std::string complaint(const std::string& bytes) {
  MemoryReader reader(bytes);
  std::atomic<std::uint64_t> counter{0};
  Account account({}, "x", counter, {});
  try {
    audit_zip(*reader.random_access(), account);
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_archive);
    return error.detail();
  }
}

// What the audit finds must end the reading, too.
void expect_refused(const ZipFile& file, const std::string& reason) {
  CAPTURE(reason);
  CHECK(complaint(file.build()) == reason);
  CHECK(list_members(file.build(), asked_for()).error == ErrorCode::bad_archive);
}

void expect_read(const ZipFile& file) {
  CHECK(complaint(file.build()).empty());
  const auto list = list_members(file.build(), asked_for());
  CAPTURE(list.detail);
  CHECK(list.clean());
  for (const ZipMember& member : file.members) {
    const Listed* const found = list.find(member.central.name);
    REQUIRE(found != nullptr);
    CHECK(found->content == member.data);
  }
}

ZipFile two_members() {
  ZipFile file;
  file.members = {ZipMember("a", "alpha"), ZipMember("b", "beta")};
  return file;
}

// As writers do that cannot go back: nothing in the local header, a descriptor behind the data.
ZipMember streamed(const std::string& name, const std::string& content, bool signature,
                   std::size_t width) {
  ZipMember member(name, content);
  member.local.flags = member.central.flags = 8;
  member.local.crc = member.local.size = member.local.packed_size = 0;
  member.descriptor = (signature ? "PK\7\10" : "") + number(member.central.crc, 4) +
                      number(content.size(), width) + number(content.size(), width);
  return member;
}

}  // namespace

TEST_CASE("A6: honest zip files pass", "[archive]") {
  expect_read(two_members());
  expect_read(ZipFile{});

  ZipFile commented = two_members();
  commented.comment = "a comment";
  expect_read(commented);
  commented.comment.assign(60'000, 'c');
  expect_read(commented);

  ZipFile prefixed = two_members();
  prefixed.prefix = "#!/bin/sh\n";
  expect_read(prefixed);

  ZipFile gap = two_members();
  gap.gap = "signed by somebody";
  expect_read(gap);

  ZipFile zip64 = two_members();
  zip64.zip64 = true;
  expect_read(zip64);
  zip64.prefix = "#!/bin/sh\n";
  expect_read(zip64);
}

TEST_CASE("A6: descriptors come in four forms", "[archive]") {
  for (const bool signature : {true, false}) {
    for (const std::size_t width : {4U, 8U}) {
      ZipFile file;
      file.members = {streamed("a", "alpha", signature, width),
                      streamed("b", "beta", signature, width)};
      expect_read(file);
      file.members[0].descriptor.back() ^= 1;
      expect_refused(file, "a member of the zip file lacks its data descriptor");
    }
  }
}

TEST_CASE("A6: there is one end record, and its comment ends the file", "[archive]") {
  const std::string good = two_members().build();
  CHECK(complaint(good + "x") == "the zip file has no end record, or bytes follow it");
  CHECK(complaint(good.substr(0, good.size() - 1)) ==
        "the zip file has no end record, or bytes follow it");

  ZipFile nested = two_members();
  nested.comment = "PK\5\6" + std::string(18, '\0');
  expect_refused(nested, "the zip file has two end records");

  ZipFile hidden = two_members();
  hidden.comment = "PK\5\6 and more";
  expect_refused(hidden, "the zip file's comment holds an end record");
}

TEST_CASE("A6: count and length of the directory are exact", "[archive]") {
  ZipFile more = two_members();
  more.extra_entries = 1;
  CHECK(!complaint(more.build()).empty());

  ZipFile fewer = two_members();
  fewer.extra_entries = static_cast<std::uint64_t>(-1) & 0xffffU;
  CHECK(complaint(fewer.build()) == "the zip file's directory is longer or shorter than recorded");

  ZipFile longer = two_members();
  longer.behind = "xxxx";
  CHECK(!complaint(longer.build()).empty());

  ZipFile bomb = two_members();
  bomb.zip64 = true;
  bomb.extra_entries = 90'000;
  expect_refused(bomb, "the zip file's directory is too short for its entries");
}

TEST_CASE("A6: a local header says what the directory says", "[archive]") {
  const std::string reason = "a local header of the zip file contradicts its directory";
  const auto changed = [&](auto&& change) {
    ZipFile file = two_members();
    change(file.members[1].local);
    expect_refused(file, reason);
  };
  changed([](ZipFields& local) { local.name = "c"; });
  changed([](ZipFields& local) { local.name = "b2"; });
  changed([](ZipFields& local) { local.method = 8; });
  changed([](ZipFields& local) { local.flags = 0x800; });
  changed([](ZipFields& local) { local.crc ^= 1U; });
  changed([](ZipFields& local) { local.size = 3; });
  changed([](ZipFields& local) { local.packed_size = 3; });
  changed([](ZipFields& local) { local.crc = 0; });
  changed([](ZipFields& local) { local.extra = number(0x7075, 2) + number(6, 2) + "\1crc!n"; });
}

TEST_CASE("A6: with flag 3 local values may be zero, but not something else", "[archive]") {
  ZipFile file;
  file.members = {streamed("a", "alpha", true, 4)};
  file.members[0].local.size = 4;
  expect_refused(file, "a local header of the zip file contradicts its directory");
  file.members[0].local.size = 5;
  expect_read(file);
}

TEST_CASE("A6: members neither overlap nor hide", "[archive]") {
  ZipFile twice = two_members();
  twice.members[1].central.name = "a";
  // The second entry stands for the first member again.
  twice.members[1].central = twice.members[0].central;
  twice.members[1].central.offset -= zip_local(twice.members[0].local).size() + 5;
  CHECK(complaint(twice.build()) == "members of the zip file overlap");

  ZipFile hidden = two_members();
  hidden.members[0].listed = false;
  expect_refused(hidden, "the zip file holds a local header that its directory does not know");

  for (const auto part : {&ZipFile::prefix, &ZipFile::gap, &ZipFile::comment}) {
    ZipFile file = two_members();
    file.*part = "xPK\3\4x";
    expect_refused(file, "the zip file holds a local header that its directory does not know");
  }

  ZipFile inside = two_members();
  inside.members[0] = ZipMember("a", "PK\3\4 is content here");
  expect_read(inside);
}

TEST_CASE("A6: members end before the directory", "[archive]") {
  ZipFile file = two_members();
  for (auto* const fields : {&file.members[1].local, &file.members[1].central}) {
    fields->size = fields->packed_size = 400;
  }
  expect_refused(file, "a member of the zip file reaches into its directory");
  ZipFile behind = two_members();
  behind.members[1].central.offset = 5000;
  expect_refused(behind, "a member of the zip file begins behind its directory");
  ZipFile stored = two_members();
  stored.members[0].local.size = stored.members[0].central.size = 6;
  expect_refused(stored, "a stored member of the zip file has two sizes");
}

TEST_CASE("A6: sizes of 64 bits come from their extra field", "[archive]") {
  ZipFile file = two_members();
  ZipMember& member = file.members[0];
  for (auto* const fields : {&member.local, &member.central}) {
    fields->size = fields->packed_size = 0xffffffff;
    fields->extra = number(1, 2) + number(16, 2) + number(5, 8) + number(5, 8);
  }
  expect_read(file);
  member.central.extra += member.central.extra;
  expect_refused(file, "a zip header has two zip64 fields");
  member.central.extra = number(1, 2) + number(8, 2) + number(5, 8);
  expect_refused(file, "a zip64 field is too short");
  member.central.extra = number(1, 2) + number(99, 2) + "x";
  expect_refused(file, "a zip header's extra field is too long");
}

TEST_CASE("A12: a zip file in several volumes is not read", "[archive]") {
  std::string bytes = two_members().build();
  bytes[bytes.size() - 22 + 4] = 1;
  const auto list = list_members(bytes);
  CHECK(list.error == ErrorCode::unsupported);
  CHECK(list.detail == "x: a zip file in several volumes is not read");
}

}  // namespace komparu::archive
