// SPDX-License-Identifier: MIT
#include "archive/digest.h"

#include <string>

#include "support/catch.h"
#include "support/memory_reader.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

std::string hex(const Sha256::Value& value) {
  std::string text;
  for (const std::byte byte : value) {
    text += "0123456789abcdef"[std::to_integer<unsigned>(byte) >> 4U];
    text += "0123456789abcdef"[std::to_integer<unsigned>(byte) & 15U];
  }
  return text;
}

}  // namespace

TEST_CASE("A7: the digest is SHA-256", "[archive]") {
  Sha256 digest;
  CHECK(hex(digest.finish()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  digest.update(bytes_of("a"));
  digest.update(bytes_of("bc"));
  CHECK(hex(digest.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("A7: zeros count like the bytes they are", "[archive]") {
  Sha256 one;
  Sha256 other;
  const std::string zeros(50'000, '\0');
  one.update(bytes_of(zeros));
  other.update_zeros(zeros.size());
  CHECK(one.finish() == other.finish());
}

}  // namespace komparu::archive
