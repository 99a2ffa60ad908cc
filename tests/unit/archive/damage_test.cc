// SPDX-License-Identifier: MIT
// Archives cut at every byte and with every bit turned: never a crash, never a clean end with other
// content than the original.
#include <string>

#include "archive_builder.h"
#include "archive_samples.h"
#include "member_list.h"
#include "support/catch.h"

namespace komparu {

using namespace komparu::testing;

namespace {

std::string turned(std::string bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ static_cast<char>(1U << bit % 8));
  return bytes;
}

// The bytes in which some turned bit still gives a clean end with another list of members.
std::vector<std::size_t> silent_bytes(const std::string& good) {
  const auto original = list_members(good, asked_for());
  REQUIRE(original.clean());
  std::vector<std::size_t> silent;
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    const auto list = list_members(turned(good, bit), asked_for());
    if (!list.clean() || list.members == original.members) continue;
    if (silent.empty() || silent.back() != bit / 8) silent.push_back(bit / 8);
  }
  return silent;
}

void expect_no_clean_cut(const std::string& good, std::size_t padding) {
  for (std::size_t length = 0; length + padding < good.size(); ++length) {
    const auto list = list_members(good.substr(0, length), asked_for());
    CAPTURE(length);
    CHECK(!list.clean());
    // Nobody reads the members, and still it is noticed.
    CHECK(!list_members(good.substr(0, length), asked_for(), stream(), ReadMembers::not_at_all)
               .clean());
  }
}

std::string small_cpio() {
  return cpio_member({"a", "alpha"}, true) + cpio_member({"b", "beta"}, true) + cpio_end(true);
}

}  // namespace

TEST_CASE("A4: no archive that is cut ends cleanly", "[archive]") {
  expect_no_clean_cut(kTarGzip, 0);
  expect_no_clean_cut(kTarBzip2, 0);
  expect_no_clean_cut(kTarXz, 0);
  expect_no_clean_cut(kTarZstd, 0);
  expect_no_clean_cut(kTarLz4, 0);
  expect_no_clean_cut(kZip, 0);
  expect_no_clean_cut(kSevenZip, 0);
  // Padding behind the one zero block that ends a tar, and behind the last record of a cpio.
  expect_no_clean_cut(tar_member("a", "alpha") + tar_member("b", "beta") + tar_end(), 512);
  const std::string cpio = small_cpio();
  expect_no_clean_cut(cpio, cpio.size() - cpio.find("TRAILER!!!") - 11);
}

TEST_CASE("A5: a turned bit in a compressed archive is noticed", "[archive]") {
  CHECK(silent_bytes(kTarGzip).empty());
  CHECK(silent_bytes(kTarBzip2).empty());
  CHECK(silent_bytes(kTarXz).empty());
  CHECK(silent_bytes(kTarZstd).empty());
  CHECK(silent_bytes(kTarLz4).empty());
  CHECK(silent_bytes(kSevenZip).empty());
}

TEST_CASE("A6: a turned bit in a zip file is noticed where it matters", "[archive]") {
  // Nothing but the directory says what kind of thing a member is: its mode and who wrote it.
  std::vector<std::size_t> allowed;
  for (std::size_t at = kZip.find("PK\1\2"); at != std::string::npos;
       at = kZip.find("PK\1\2", at + 1)) {
    allowed.insert(allowed.end(), {at + 5, at + 38, at + 39, at + 40, at + 41});
  }
  for (const std::size_t byte : silent_bytes(kZip)) {
    CAPTURE(byte);
    CHECK(std::find(allowed.begin(), allowed.end(), byte) != allowed.end());
  }
}

TEST_CASE("A turned bit in a plain archive crashes nothing", "[archive]") {
  // A tar header has a sum, its contents have none.
  const std::string tar = tar_member("a", "alpha") + tar_end();
  for (const std::size_t byte : silent_bytes(tar)) {
    CAPTURE(byte);
    CHECK((byte >= 512 && byte < 517));
  }
  const std::string cpio = small_cpio();
  for (const std::size_t byte : silent_bytes(cpio)) {
    CAPTURE(byte);
    for (const auto* const content : {"alpha", "beta"}) {
      const std::size_t at = cpio.find(content);
      CHECK((byte < at || byte >= at + std::string(content).size()));
    }
  }
}

}  // namespace komparu
