// SPDX-License-Identifier: MIT
// A10, A15: sparse members in the four ways in which GNU tar has written them.
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "unit/archive/archive_builder.h"
#include "unit/archive/member_list.h"

namespace komparu {

using namespace komparu::testing;

namespace {

using Pairs = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

std::string sparse_record(const std::string& key, std::uint64_t value) {
  return pax_record("GNU.sparse." + key, std::to_string(value));
}

std::string pax_sparse(const std::string& records, const std::string& stored, char type = '0') {
  return tar_member("PaxHeaders/x", records, 'x') + tar_member("s", stored, type);
}

std::string version_0_0(std::uint64_t size, const Pairs& pairs, const std::string& content) {
  std::string records = sparse_record("size", size) + sparse_record("numblocks", pairs.size());
  for (const auto& [offset, length] : pairs) {
    records += sparse_record("offset", offset) + sparse_record("numbytes", length);
  }
  return pax_sparse(records, content);
}

std::string version_0_1(std::uint64_t size, const Pairs& pairs, const std::string& content) {
  std::string map;
  for (const auto& [offset, length] : pairs) {
    map += (map.empty() ? "" : ",") + std::to_string(offset) + ',' + std::to_string(length);
  }
  return pax_sparse(sparse_record("size", size) + sparse_record("numblocks", pairs.size()) +
                        pax_record("GNU.sparse.name", "s") + pax_record("GNU.sparse.map", map),
                    content);
}

std::string version_1_0(std::uint64_t size, const Pairs& pairs, const std::string& content) {
  std::string map = std::to_string(pairs.size()) + '\n';
  for (const auto& [offset, length] : pairs) {
    map += std::to_string(offset) + '\n' + std::to_string(length) + '\n';
  }
  return pax_sparse(sparse_record("major", 1) + sparse_record("minor", 0) +
                        pax_record("GNU.sparse.name", "s") + sparse_record("realsize", size),
                    padded(map, 512) + content);
}

std::string gnu_map(const Pairs& pairs, std::size_t room, bool more) {
  std::string fields;
  for (const auto& [offset, length] : pairs) fields += tar_binary(offset) + tar_binary(length);
  fields.resize(room * 24);
  return fields + (more ? '\1' : '\0');
}

// Type S: four segments in the header, more in blocks behind it.
std::string old_gnu(std::uint64_t size, Pairs pairs, const std::string& content) {
  const auto take = [&](std::size_t room) {
    const std::size_t count = std::min(room, pairs.size());
    const Pairs part(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count));
    pairs.erase(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count));
    return gnu_map(part, room, !pairs.empty());
  };
  std::string header = gnu_header("s", content.size(), 'S').replace(386, 97, take(4));
  std::string bytes = with_field(header, 483, tar_binary(size));
  while (!pairs.empty()) bytes += padded(take(21), 512);
  return bytes + padded(content, 512);
}

using Version = std::string (*)(std::uint64_t, const Pairs&, const std::string&);

std::string old_version(std::uint64_t size, const Pairs& pairs, const std::string& content) {
  return old_gnu(size, pairs, content);
}

constexpr Version kVersions[] = {&old_version, &version_0_0, &version_0_1, &version_1_0};

void expect_refused(const std::string& bytes) {
  CHECK(list_members(bytes + tar_end()).error == ErrorCode::bad_archive);
}

}  // namespace

TEST_CASE("A10: holes are where the map says", "[archive]") {
  for (const Version make : kVersions) {
    Pairs pairs;
    std::string stored;
    std::string expected;
    for (std::uint64_t i = 0; i < 60; ++i) {
      expected.resize(i * 3000);
      const std::uint64_t size = i < 59 ? 512 * (1 + i % 3) : 1000;
      pairs.emplace_back(expected.size(), size);
      const std::string part(size, static_cast<char>('a' + i % 26));
      stored += part;
      expected += part;
    }
    expected.resize(200'000);
    pairs.emplace_back(200'000, 0);
    const auto list = list_members(make(200'000, pairs, stored) + tar_member("b", "2") + tar_end());
    CAPTURE(list.detail);
    CHECK(list.clean());
    REQUIRE(list.members.size() == 2);
    CHECK(list.members[0].path == "s");
    CHECK(list.members[0].content == expected);
  }
}

TEST_CASE("A10: a member of nothing but a hole of an exbibyte is read", "[archive]") {
  constexpr std::uint64_t kSize = std::uint64_t{1} << 60U;
  for (const Version make : kVersions) {
    const auto list =
        list_members(make(kSize, {{kSize, 0}}, "") + tar_end(), {}, {}, ReadMembers::not_at_all);
    CHECK(list.clean());
    CHECK(list.members.size() == 1);
  }
}

TEST_CASE("A15: maps that contradict themselves are refused", "[archive]") {
  for (const Version make : kVersions) {
    expect_refused(make(100, {{50, 2}, {10, 2}}, "1234"));                   // falling
    expect_refused(make(999, {{10, 512}, {12, 2}}, std::string(514, 'x')));  // overlapping
    expect_refused(make(100, {{99, 4}}, "1234"));                            // beyond the end
    expect_refused(make(100, {{10, 4}}, "1234"));                            // not up to it
    expect_refused(make(100, {{10, 4}, {99, 0}}, "1234"));
    expect_refused(make(100, {{10, 4}}, "12345"));  // more is stored
    expect_refused(make(100, {{10, 4}}, "123"));    // less is stored
    expect_refused(make(100, {{INT64_MAX - 1, 4}}, "1234"));
  }
}

TEST_CASE("A15: a segment that ends within a block is the last one", "[archive]") {
  const std::string content(1000, 'x');
  for (const Version make : kVersions) {
    CHECK(
        list_members(make(9000, {{0, 512}, {4096, 488}, {9000, 0}}, content) + tar_end()).clean());
    // GNU tar looks for the second one at the next block.
    expect_refused(make(9000, {{0, 500}, {4096, 500}}, content));
  }
}

TEST_CASE("A15: records of a sparse member that do not belong together are refused", "[archive]") {
  const std::string size = sparse_record("size", 4);
  const std::string one = sparse_record("numblocks", 1);
  const std::string pair = sparse_record("offset", 0) + sparse_record("numbytes", 4);
  const std::string map = pax_record("GNU.sparse.map", "0,4");
  CHECK(list_members(pax_sparse(size + one + pair, "1234") + tar_end()).clean());
  CHECK(list_members(pax_sparse(size + one + map, "1234") + tar_end()).clean());
  for (const std::string& records :
       {size + one, size + pair, one + pair, size + one + pair + map, size + one + map + map,
        size + sparse_record("numblocks", 2) + pair, size + one + sparse_record("offset", 0),
        size + one + sparse_record("numbytes", 4), size + one + map + sparse_record("realsize", 4),
        size + one + pax_record("GNU.sparse.map", "0,4,"),
        size + one + pax_record("GNU.sparse.map", "0"),
        size + one + pax_record("GNU.sparse.map", "0,,4"),
        size + one + pax_record("GNU.sparse.map", ""),
        size + one + pair + sparse_record("major", 1),
        sparse_record("major", 1) + sparse_record("minor", 0) + sparse_record("realsize", 4),
        sparse_record("major", 2) + sparse_record("minor", 0) + sparse_record("realsize", 4) +
            pax_record("GNU.sparse.name", "s"),
        pax_record("GNU.sparse.unknown", "1")}) {
    CAPTURE(records);
    expect_refused(pax_sparse(records, "1234"));
  }
  expect_refused(pax_sparse(size + one + map, "1234", 'Z'));
  expect_refused(tar_member("PaxHeaders/x", size + one + map, 'x') + gnu_sparse("s", 4, 0, "1234"));
  expect_refused(pax("size", "4") + gnu_sparse("s", 4, 0, "1234"));
}

TEST_CASE("A15: headers of type S that describe no holes are refused", "[archive]") {
  const std::string real_size = tar_binary(4);
  expect_refused(with_field(gnu_header("s", 4, 'S'), 483, real_size) + padded("1234", 512));
  expect_refused(tar_member("s", "1234", 'S'));
  const std::string header = gnu_header("s", 4, 'S');
  // Behind the end of the list there are more: in the header, and by its flag.
  const std::string pair = tar_binary(0) + tar_binary(4);
  for (const std::string& fields :
       {pair + std::string(24, '\0') + pair + std::string(25, '\0'),
        pair + std::string(72, '\0') + '\1', pair + tar_binary(4) + std::string(12, '\0')}) {
    std::string odd = header;
    expect_refused(with_field(odd.replace(386, fields.size(), fields), 483, real_size) +
                   std::string(512, '\0') + padded("1234", 512));
  }
}

TEST_CASE("A15: a map in front of the content is text of its form", "[archive]") {
  const std::string records = sparse_record("major", 1) + sparse_record("minor", 0) +
                              pax_record("GNU.sparse.name", "s") + sparse_record("realsize", 4);
  CHECK(list_members(pax_sparse(records, padded("1\n0\n4\n", 512) + "1234") + tar_end()).clean());
  for (const std::string map : {"1\n0\n", "1\n0\n4", "1 \n0\n4\n", "x\n", "", "01\n0\n4\n",
                                "123456789012345678901234567890\n", "1\n0\n4\njunk"}) {
    CAPTURE(map);
    expect_refused(pax_sparse(records, padded(map, 512) + "1234"));
  }
}

TEST_CASE("A14: the segments of a sparse member are bounded", "[archive]") {
  ArchiveOptions options;
  options.limits.entries = 20;
  Pairs pairs;
  for (std::uint64_t i = 0; i < 21; ++i) pairs.emplace_back(1024 * i, 512);
  for (const Version make : kVersions) {
    const std::string stored(std::size_t{21} * 512, 'x');
    const auto list = list_members(make(99'999, pairs, stored) + tar_end(), options);
    CHECK(list.error == ErrorCode::limit_exceeded);
  }
}

}  // namespace komparu
