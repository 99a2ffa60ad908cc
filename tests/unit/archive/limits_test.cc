// SPDX-License-Identifier: MIT
#include "archive/account.h"

#include <string>

#include "archive_builder.h"
#include "archive_samples.h"
#include "member_list.h"
#include "support/catch.h"
#include "zip_builder.h"

namespace komparu {

using namespace komparu::testing;

namespace {

std::string detail(const std::string& limit, std::uint64_t value) {
  return "x: more than " + limit + " allows (" + std::to_string(value) +
         "): this may be a decompression bomb";
}

// A gzip file that holds a tar archive with one member of about `size` zeros.
std::string bomb(std::uint64_t size) {
  const std::uint64_t runs = size / 258;
  return gzip_stored(tar_header("zeros", 1 + runs * 258)) + gzip_header() + deflate_zeros(runs) +
         std::string(8, '\0');
}

}  // namespace

TEST_CASE("A11: a bomb of 1 GiB meets the ratio long before its end", "[archive]") {
  for (const auto how : {ReadMembers::fully, ReadMembers::not_at_all}) {
    const auto list = list_members(bomb(std::uint64_t{1} << 30U), {}, {}, how);
    const auto error = list.members.at(0).problem;
    CHECK((error == ErrorCode::limit_exceeded || list.error == ErrorCode::limit_exceeded));
    CHECK(list.error == ErrorCode::limit_exceeded);
    CHECK(list.detail == detail("compression_ratio", 200));
  }
}

TEST_CASE("A11: a default ratio is not judged below 16 MiB", "[archive]") {
  ArchiveOptions options;
  const std::string small = bomb(std::uint64_t{1} << 20U);
  CHECK(list_members(small, options).error == ErrorCode::bad_archive);
  options.limits.ratio_judged_from = 65536;
  CHECK(list_members(small, options).error == ErrorCode::limit_exceeded);
  options.limits.compression_ratio.reset();
  CHECK(list_members(small, options).error == ErrorCode::bad_archive);
}

TEST_CASE("A11: the limit of decompressed bytes holds for every format", "[archive]") {
  ArchiveOptions options;
  const std::string content(100'000, 'x');
  ZipFile zip;
  zip.members = {ZipMember("a", content)};
  const std::string tar = tar_member("a", content) + tar_end();
  for (const std::string& bytes :
       {tar, gzip_stored(tar), zip.build(), cpio_member({"a", content}) + cpio_end()}) {
    options.limits.decompressed_size = 99'999;
    CHECK(list_members(bytes, options).error == ErrorCode::limit_exceeded);
    CHECK(list_members(bytes, options).detail == detail("decompressed_size", 99'999));
    options.limits.decompressed_size = 102'400;
    CHECK(list_members(bytes, options).clean());
    options.limits.decompressed_size.reset();
    CHECK(list_members(bytes, options).clean());
  }
}

TEST_CASE("A11: entries are counted", "[archive]") {
  ArchiveOptions options;
  ZipFile zip;
  zip.members = {ZipMember("a", "1"), ZipMember("b", "2"), ZipMember("c", "3")};
  const std::string tar =
      tar_member("a", "1") + tar_member("b", "2") + tar_member("c", "3") + tar_end();
  for (const std::string& bytes : {tar, zip.build()}) {
    options.limits.entries = 3;
    CHECK(list_members(bytes, options).clean());
    options.limits.entries = 2;
    CHECK(list_members(bytes, options).detail == detail("entries", 2));
  }
}

TEST_CASE("A11: names have a limit", "[archive]") {
  ArchiveOptions options;
  options.limits.entry_name_length = 5;
  ZipFile zip;
  zip.members = {ZipMember("123456", "1")};
  CHECK(list_members(tar_member("12345", "1") + tar_end(), options).clean());
  for (const std::string& bytes : {tar_member("123456", "1") + tar_end(), zip.build()}) {
    CHECK(list_members(bytes, options).detail == detail("entry_name_length", 5));
  }
}

TEST_CASE("A11: what is spooled has the limit of what is decompressed", "[archive]") {
  ArchiveOptions options;
  options.limits.decompressed_size = kSevenZip.size() - 1;
  CHECK(list_members(kSevenZip, options, stream()).error == ErrorCode::limit_exceeded);
}

TEST_CASE("A11: after a limit nothing more is given", "[archive]") {
  const auto opened =
      open_archive(std::make_unique<MemoryReader>(bomb(std::uint64_t{1} << 28U)), "x");
  const auto members = opened->members({});
  REQUIRE(members->next() != nullptr);
  CHECK_THROWS_AS(members->content().skip(std::uint64_t{1} << 28U), Error);
  CHECK_THROWS_AS(members->next(), Error);
  CHECK_THROWS_AS(members->next(), Error);
}

}  // namespace komparu
