// SPDX-License-Identifier: MIT
#include "base/keyed_hash.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "support/catch.h"

using namespace komparu;

namespace {

// The numbers 0 to 63.
const std::array<std::byte, 64>& counting() {
  static const auto bytes = [] {
    std::array<std::byte, 64> all{};
    for (std::size_t index = 0; index < all.size(); ++index) all[index] = std::byte(index);
    return all;
  }();
  return bytes;
}

constexpr KeyedHash::Secret kSecret{0x0706050403020100, 0x0f0e0d0c0b0a0908};

std::uint64_t hash_of(std::span<const std::byte> bytes, const KeyedHash::Secret& secret = kSecret) {
  KeyedHash hash(secret);
  hash.add(bytes);
  return hash.value();
}

}  // namespace

// The values are those of hash() in CPython 3.11 with PYTHONHASHSEED=0, whose secret is zero.
TEST_CASE("the hash is SipHash-1-3") {
  if (std::endian::native != std::endian::little) return;
  const std::span<const std::byte> bytes(counting());
  const KeyedHash::Secret none{0, 0};
  CHECK(hash_of(bytes.first(1), none) == 0x68a914128e01e473);
  CHECK(hash_of(bytes.first(7), none) == 0x2f098ab0c751325a);
  CHECK(hash_of(bytes.first(8), none) == 0xead411e67ebe2eea);
  CHECK(hash_of(bytes.first(15), none) == 0xf30eb725bb91c9ea);
  CHECK(hash_of(bytes.first(16), none) == 0x8972188433a5c5b7);
  CHECK(hash_of(bytes.first(63), none) == 0x385d3e39e5f37359);
}

TEST_CASE("what is hashed in pieces has the hash of the whole") {
  const std::span<const std::byte> bytes(counting());
  for (std::size_t first = 0; first <= 20; ++first) {
    for (std::size_t second = 0; second <= 20; ++second) {
      KeyedHash hash(kSecret);
      hash.add(bytes.first(first));
      hash.add(bytes.subspan(first, second));
      hash.add(bytes.subspan(first + second));
      CHECK(hash.value() == hash_of(bytes));
    }
  }
}

TEST_CASE("the hash depends on its secret") {
  KeyedHash one({1, 0});
  KeyedHash other({0, 1});
  CHECK(one.value() != other.value());
  const auto secret = KeyedHash::Secret::random();
  CHECK_FALSE((secret.first == 0 && secret.second == 0));
}
