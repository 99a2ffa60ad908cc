// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_DIGEST_H_
#define KOMPARU_ARCHIVE_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace komparu::archive {

// SHA-256 by OpenSSL's libcrypto, which is loaded when the first object is made; on Windows by the
// system. Used by one thread at a time.
class Sha256 {
 public:
  using Value = std::array<std::byte, 32>;

  // Throws Error (unsupported) if the library is not there or refuses.
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::span<const std::byte> bytes);

  // The same as `count` zero bytes; takes the time that so many bytes take.
  void update_zeros(std::uint64_t count);

  // The digest of all that was given; the object then stands at its beginning again.
  Value finish();

 private:
  struct Free {
    void operator()(void* context) const;
  };

  void start();

  std::unique_ptr<void, Free> context_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_DIGEST_H_
