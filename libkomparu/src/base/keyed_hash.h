// SPDX-License-Identifier: MIT
// SipHash-1-3 (Aumasson, Bernstein 2012): a hash for tables whose keys others choose, as the tables
// of Python and Rust have it. Without the secret nobody can make inputs that collide, so nobody can
// make a table slow. It proves nothing about equality: 64 bits are few, and the secret is in this
// process's memory.
#ifndef KOMPARU_BASE_KEYED_HASH_H_
#define KOMPARU_BASE_KEYED_HASH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace komparu {

// For one thread. Values are for comparing within one run.
class KeyedHash {
 public:
  struct Secret {
    std::uint64_t first = 0;
    std::uint64_t second = 0;

    static Secret random();
  };

  explicit KeyedHash(const Secret& secret);

  void add(std::span<const std::byte> bytes);
  void add(std::uint64_t number) { add(std::as_bytes(std::span(&number, 1))); }

  // Of all that was added so far. More may be added afterwards.
  std::uint64_t value() const;

 private:
  void add_byte(std::byte byte);
  void compress(std::uint64_t word);
  void mix();

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t tail_ = 0;    // bytes that fill no word yet
  std::uint64_t length_ = 0;  // of all bytes
};

// The same for names, in tables of the standard library and others. The process has one secret for
// all of them. Safe to use from several threads at once.
struct NameHash {
  std::size_t operator()(std::string_view name) const;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_KEYED_HASH_H_
