// SPDX-License-Identifier: MIT
// A content that is known without its bytes: they have gone by, or were never here.
//
// A tree offers digests through Folder::digest(). Two digests of one algorithm are compared with
// each other; nothing follows from those of two algorithms, which is Error (unsupported). If only
// one side has a digest, the bytes of the other side are read once and hashed; an algorithm that
// the system's libraries do not compute is Error (unsupported) then. Lengths that are both known
// decide first. Unequal values prove a difference. Equal values prove "same" only with an algorithm
// for which proves_same() holds; with any other they are Error (weak_digest), unless weak_digests
// (options.h, tree_options.h) says that they will do.
#ifndef KOMPARU_DIGEST_H_
#define KOMPARU_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace komparu {

enum class DigestAlgorithm {
  // Equal values of these prove that two contents are the same.
  sha256,
  sha384,
  sha512,
  sha512_256,
  sha3_256,
  sha3_384,
  sha3_512,
  blake2b,  // of 256 bits or more
  blake3,
  // The library's own, of members of archives: zeros are counted and not hashed. Valid inside one
  // run only, never to be kept or compared with a value from elsewhere.
  sparse,
  // Two contents with equal values of these can be made. Unequal values prove a difference all the
  // same.
  md5,
  sha1,
  crc32,
};

// The enumerator's own name, e.g. "sha256". Never fails.
std::string_view word(DigestAlgorithm algorithm) noexcept;

// Whether equal values prove that two contents are the same.
bool proves_same(DigestAlgorithm algorithm) noexcept;

struct Digest {
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  std::vector<std::byte> value;         // the digest itself, not its hexadecimal digits
  std::optional<std::uint64_t> length;  // of the content, in bytes, where it is known
};

// Takes the digests of contents that were read.
class DigestSink {
 public:
  virtual ~DigestSink() = default;

  // Called on the calling thread, in path order. What it throws ends the comparison and passes
  // through.
  virtual void add(const std::string& path, const Digest& digest) = 0;
};

}  // namespace komparu

#endif  // KOMPARU_DIGEST_H_
