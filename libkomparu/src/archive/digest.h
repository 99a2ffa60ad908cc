// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_DIGEST_H_
#define KOMPARU_ARCHIVE_DIGEST_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "komparu/digest.h"

namespace komparu::archive {

// A digest by OpenSSL's libcrypto, which is loaded when the first object is made; on Windows by the
// system. Used by one thread at a time.
class Hash {
 public:
  // Throws Error (unsupported) if the library is not there, refuses, or does not know the
  // algorithm.
  explicit Hash(DigestAlgorithm algorithm);
  Hash(Hash&&) noexcept;
  Hash& operator=(Hash&&) noexcept;
  ~Hash();

  void update(std::span<const std::byte> bytes);

  // The same as `count` zero bytes; takes the time that so many bytes take.
  void update_zeros(std::uint64_t count);

  // The digest of all that was given; the object then stands at its beginning again.
  std::vector<std::byte> finish();

 private:
  struct Free {
    void operator()(void* context) const;
  };

  void start();

  DigestAlgorithm algorithm_;
  std::unique_ptr<void, Free> context_;
};

class Sha256 : public Hash {
 public:
  using Value = std::array<std::byte, 32>;

  Sha256() : Hash(DigestAlgorithm::sha256) {}

  Value finish() {
    const std::vector<std::byte> bytes = Hash::finish();
    Value value{};
    std::copy_n(bytes.begin(), value.size(), value.begin());
    return value;
  }
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_DIGEST_H_
