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

// The numbers 0 to 63, the messages of the authors' own vectors.
const std::array<std::byte, 64>& counting() {
  static const auto bytes = [] {
    std::array<std::byte, 64> all{};
    for (std::size_t index = 0; index < all.size(); ++index) all[index] = std::byte(index);
    return all;
  }();
  return bytes;
}

constexpr KeyedHash::Secret kSecret{0x0706050403020100, 0x0f0e0d0c0b0a0908};

std::uint64_t hash_of(std::span<const std::byte> bytes) {
  KeyedHash hash(kSecret);
  hash.add(bytes);
  return hash.value();
}

}  // namespace

TEST_CASE("the hash is SipHash-2-4") {
  if (std::endian::native != std::endian::little) return;
  const std::span<const std::byte> bytes(counting());
  CHECK(hash_of(bytes.first(0)) == 0x726fdb47dd0e0e31);
  CHECK(hash_of(bytes.first(1)) == 0x74f839c593dc67fd);
  CHECK(hash_of(bytes.first(8)) == 0x93f5f5799a932462);
  CHECK(hash_of(bytes.first(15)) == 0xa129ca6149be45e5);
  CHECK(hash_of(bytes.first(63)) == 0x958a324ceb064572);
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
