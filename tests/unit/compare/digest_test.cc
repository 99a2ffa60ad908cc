// SPDX-License-Identifier: MIT
#include "compare/digest.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::testing::bytes_of;

namespace {

using Value = archive::Sha256::Value;

Value digest_in_parts(const std::string& bytes, std::size_t part) {
  ContentDigest digest;
  for (std::size_t at = 0; at < bytes.size(); at += part) {
    digest.update(bytes_of(bytes).subspan(at, std::min(part, bytes.size() - at)));
  }
  return digest.finish();
}

}  // namespace

TEST_CASE("A7: a digest does not depend on the parts, nor on how zeros are told") {
  const std::string zeros(20'000, '\0');
  const std::string content = "a" + zeros + std::string(9'000, 'b') + zeros.substr(0, 8192) + "c";
  const Value whole = digest_in_parts(content, content.size());
  for (const std::size_t part : {1u, 7u, 4095u, 4096u, 4097u, 10'000u}) {
    CHECK(digest_in_parts(content, part) == whole);
  }
  ContentDigest told;
  told.update(bytes_of("a"));
  told.update_zeros(zeros.size() / 3);
  told.update_zeros(zeros.size() - zeros.size() / 3);
  told.update(bytes_of(std::string(9'000, 'b')));
  told.update_zeros(8192);
  told.update(bytes_of("c"));
  CHECK(told.finish() == whole);
}

TEST_CASE("A7: contents that differ have different digests") {
  std::set<Value> digests;
  std::vector<std::string> contents;
  for (const std::size_t size : {0u, 1u, 4095u, 4096u, 4097u, 8192u, 12288u}) {
    contents.push_back(std::string(size, '\0'));
    if (size > 0) contents.push_back(std::string(size, 'x'));
  }
  const std::string zeros(4096, '\0');
  const std::string data(4096, 'x');
  contents.insert(contents.end(), {zeros + data, data + zeros, zeros + data + zeros,
                                   data + zeros + data, data + data + zeros, data + "\x01"});
  for (const std::string& content : contents) {
    digests.insert(digest_in_parts(content, content.size() + 1));
  }
  CHECK(digests.size() == contents.size());
}

TEST_CASE("A10: a hole of any size costs nothing") {
  const auto with_hole = [](std::uint64_t size) {
    ContentDigest digest;
    digest.update(bytes_of("x"));
    digest.update_zeros(size);
    return digest.finish();
  };
  const std::uint64_t huge = std::uint64_t{1} << 60;
  CHECK(with_hole(huge) == with_hole(huge));
  CHECK(with_hole(huge) != with_hole(huge + 1));
  CHECK(with_hole(huge) != with_hole(huge + 4096));
}
