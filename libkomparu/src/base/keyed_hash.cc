// SPDX-License-Identifier: MIT
#include "base/keyed_hash.h"

#include <bit>
#include <chrono>
#include <cstring>
#include <exception>
#include <random>

namespace komparu {

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t random_word(std::random_device& device) {
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

KeyedHash::Secret KeyedHash::Secret::random() {
  try {
    std::random_device device;
    return {random_word(device), random_word(device)};
  } catch (const std::exception&) {
    // The system has no randomness to give. The hash is then easier to guess, and still right.
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    return {static_cast<std::uint64_t>(now), std::bit_cast<std::uintptr_t>(&now)};
  }
}

KeyedHash::KeyedHash(const Secret& secret)
    : v0_(secret.first ^ 0x736f6d6570736575),
      v1_(secret.second ^ 0x646f72616e646f6d),
      v2_(secret.first ^ 0x6c7967656e657261),
      v3_(secret.second ^ 0x7465646279746573) {}

void KeyedHash::add(std::span<const std::byte> bytes) {
  while (length_ % kWord != 0 && !bytes.empty()) {
    add_byte(bytes.front());
    bytes = bytes.subspan(1);
  }
  for (; bytes.size() >= kWord; bytes = bytes.subspan(kWord)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), kWord);
    compress(word);
    length_ += kWord;
  }
  for (const std::byte byte : bytes) add_byte(byte);
}

void KeyedHash::add_byte(std::byte byte) {
  tail_ |= std::to_integer<std::uint64_t>(byte) << 8 * (length_ % kWord);
  ++length_;
  if (length_ % kWord != 0) return;
  compress(tail_);
  tail_ = 0;
}

void KeyedHash::compress(std::uint64_t word) {
  v3_ ^= word;
  mix();
  v0_ ^= word;
}

void KeyedHash::mix() {
  v0_ += v1_;
  v2_ += v3_;
  v1_ = std::rotl(v1_, 13) ^ v0_;
  v3_ = std::rotl(v3_, 16) ^ v2_;
  v0_ = std::rotl(v0_, 32);
  v2_ += v1_;
  v0_ += v3_;
  v1_ = std::rotl(v1_, 17) ^ v2_;
  v3_ = std::rotl(v3_, 21) ^ v0_;
  v2_ = std::rotl(v2_, 32);
}

std::uint64_t KeyedHash::value() const {
  KeyedHash last = *this;
  last.compress(length_ << 56 | tail_);
  last.v2_ ^= 0xff;
  for (int round = 0; round < 3; ++round) last.mix();
  return last.v0_ ^ last.v1_ ^ last.v2_ ^ last.v3_;
}

std::size_t NameHash::operator()(std::string_view name) const {
  static const KeyedHash::Secret secret = KeyedHash::Secret::random();
  KeyedHash hash(secret);
  hash.add(std::as_bytes(std::span(name)));
  return static_cast<std::size_t>(hash.value());
}

}  // namespace komparu
