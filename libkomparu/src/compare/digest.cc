// SPDX-License-Identifier: MIT
// The one place where contents are judged by digest. How it works: lengths come first, where both
// are known for sure: unequal ones are a difference, whatever the digests say. Two digests must be
// of one algorithm; nothing follows from those of two. Against a digest the bytes of the other side
// are read to their end and hashed with its algorithm. Unequal values prove a difference under any
// algorithm, equal ones the opposite only under those for which nobody can make two contents with
// one value (rule D1); of the others a match is trouble, never "same".
//
// The digest of archive members counts zeros instead of hashing them: a hole of a sparse member may
// be larger than could ever be hashed. Blocks of 4 KiB are either zeros or not. One SHA-256 takes
// the lengths of the runs of either sort, another one the bytes of the blocks that are not zeros;
// together they are the content and nothing else is.
#include "compare/digest.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/at_side.h"
#include "compare/bytes/workplace.h"
#include "komparu/error.h"

namespace komparu {

namespace {

bool is_zeros(std::span<const std::byte> block) {
  return block.front() == std::byte{0} &&
         std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0;
}

void add_number(archive::Sha256& digest, std::uint64_t number) {
  std::array<std::byte, 8> bytes;
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(number);
    number >>= 8;
  }
  digest.update(bytes);
}

template <typename Hash>
Digest digest_of(Reader& reader, DigestAlgorithm algorithm, Hash& hash, const Until& until,
                 Scratch& scratch, Meter& meter) {
  constexpr std::size_t kPart = std::size_t{64} << 10;
  std::uint64_t length = 0;
  int empty = 0;
  while (true) {
    until.check();
    if (const std::uint64_t hole = reader.hole_ahead(); hole > 0) {
      reader.skip(hole);
      hash.update_zeros(hole);
      length += hole;
      continue;
    }
    const auto bytes = reader.read(scratch.get(kPart));
    // An empty read may be a failure that shows when more is asked for.
    if (bytes.empty() && ++empty == 2) break;
    if (bytes.empty()) continue;
    empty = 0;
    hash.update(bytes);
    meter.add(bytes.size());
    length += bytes.size();
  }
  const auto value = hash.finish();
  return {algorithm, {value.begin(), value.end()}, length};
}

Difference of_size() {
  Difference difference;
  difference.reason = Reason::size;
  return difference;
}

SideFacts facts_of(const Known& content) {
  if (content.reader) return content.reader->facts();
  SideFacts facts;
  facts.kind = Kind::regular;
  if (content.digest->length) facts.size = Size{*content.digest->length, true};
  return facts;
}

}  // namespace

std::optional<std::uint64_t> length_of(const Known& content) {
  if (content.digest) return content.digest->length;
  const std::optional<Size> size = content.reader->size();
  return size && size->proven ? std::optional(size->bytes) : std::nullopt;
}

std::string_view word(DigestAlgorithm algorithm) noexcept {
  switch (algorithm) {
    case DigestAlgorithm::sha256:
      return "sha256";
    case DigestAlgorithm::sha384:
      return "sha384";
    case DigestAlgorithm::sha512:
      return "sha512";
    case DigestAlgorithm::sha512_256:
      return "sha512_256";
    case DigestAlgorithm::sha3_256:
      return "sha3_256";
    case DigestAlgorithm::sha3_384:
      return "sha3_384";
    case DigestAlgorithm::sha3_512:
      return "sha3_512";
    case DigestAlgorithm::blake2b:
      return "blake2b";
    case DigestAlgorithm::blake3:
      return "blake3";
    case DigestAlgorithm::sparse:
      return "sparse";
    case DigestAlgorithm::md5:
      return "md5";
    case DigestAlgorithm::sha1:
      return "sha1";
    case DigestAlgorithm::crc32:
      return "crc32";
  }
  return "unknown";
}

bool proves_same(DigestAlgorithm algorithm) noexcept {
  return algorithm != DigestAlgorithm::md5 && algorithm != DigestAlgorithm::sha1 &&
         algorithm != DigestAlgorithm::crc32;
}

std::optional<Difference> difference_of(const Digest& left, const Digest& right,
                                        bool weak_digests) {
  if (left.length && right.length && left.length != right.length) return of_size();
  // Of BLAKE2b there are values of any length, and one is no part of the other.
  if (left.algorithm == DigestAlgorithm::blake2b && left.value.size() != right.value.size()) {
    throw Error(
        ErrorCode::unsupported, "",
        std::string(word(left.algorithm)) + " digests of that length cannot be computed here");
  }
  if (left.value != right.value) return Difference{};
  if (proves_same(left.algorithm) || weak_digests) return std::nullopt;
  throw Error(ErrorCode::weak_digest, "",
              "equal " + std::string(word(left.algorithm)) + " digests do not prove equal bytes");
}

ByteResult compare_by_digest(const Known& left, const Known& right, const CompareOptions& options,
                             const Until& until, Scratch& scratch) {
  Meter meter(options.progress);
  const auto digest = [&](Side side, const Known& content, const Known& other) {
    if (content.digest) return *content.digest;
    const DigestAlgorithm algorithm = other.digest->algorithm;
    const auto of = [&](auto hash) {
      return at_side(
          side, [&] { return digest_of(*content.reader, algorithm, hash, until, scratch, meter); });
    };
    return algorithm == DigestAlgorithm::sparse ? of(ContentDigest())
                                                : of(archive::Hash(algorithm));
  };
  ByteResult result;
  const auto left_length = length_of(left);
  const auto right_length = length_of(right);
  if (options.size_check && left_length && right_length && left_length != right_length) {
    result.difference = of_size();
  } else if (left.digest && right.digest && left.digest->algorithm != right.digest->algorithm) {
    throw Error(ErrorCode::unsupported, "", "the two sides are known by digests of two algorithms");
  } else {
    const Digest one = digest(Side::left, left, right);
    result.difference = difference_of(one, digest(Side::right, right, left), options.weak_digests);
  }
  result.verdict = result.difference ? Verdict::different : Verdict::same;
  if (left.reader) at_side(Side::left, [&] { left.reader->confirm(result.verdict); });
  if (right.reader) at_side(Side::right, [&] { right.reader->confirm(result.verdict); });
  result.left = facts_of(left);
  result.right = facts_of(right);
  result.bytes_read = meter.bytes();
  return result;
}

void ContentDigest::update(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (filled_ > 0) {
    const std::size_t part = std::min(kBlock - filled_, bytes.size());
    std::memcpy(block_->data() + filled_, bytes.data(), part);
    filled_ += part;
    bytes = bytes.subspan(part);
    if (filled_ < kBlock) return;
    add_blocks(*block_);
    filled_ = 0;
  }
  const std::size_t rest = bytes.size() % kBlock;
  add_blocks(bytes.first(bytes.size() - rest));
  if (rest == 0) return;
  if (!block_) block_ = std::make_unique<std::array<std::byte, kBlock>>();
  std::memcpy(block_->data(), bytes.last(rest).data(), rest);
  filled_ = rest;
}

void ContentDigest::update_zeros(std::uint64_t count) {
  static constexpr std::array<std::byte, kBlock> kZeros{};
  const std::uint64_t to_block = std::min<std::uint64_t>(count, (kBlock - filled_) % kBlock);
  update(std::span(kZeros).first(static_cast<std::size_t>(to_block)));
  count -= to_block;
  if (count >= kBlock) add_run(true, count / kBlock);
  update(std::span(kZeros).first(static_cast<std::size_t>(count % kBlock)));
}

archive::Sha256::Value ContentDigest::finish() {
  close_run();
  add_number(layout_, filled_);
  if (filled_ > 0) data_.update(std::span(*block_).first(filled_));
  const archive::Sha256::Value data = data_.finish();
  layout_.update(data);
  return layout_.finish();
}

// Runs of blocks of one sort are taken at once.
void ContentDigest::add_blocks(std::span<const std::byte> blocks) {
  while (!blocks.empty()) {
    const bool zeros = is_zeros(blocks.first(kBlock));
    std::size_t length = kBlock;
    while (length < blocks.size() && is_zeros(blocks.subspan(length, kBlock)) == zeros) {
      length += kBlock;
    }
    add_run(zeros, length / kBlock);
    if (!zeros) data_.update(blocks.first(length));
    blocks = blocks.subspan(length);
  }
}

void ContentDigest::add_run(bool zeros, std::uint64_t blocks) {
  if (run_ > 0 && zeros != zeros_) close_run();
  zeros_ = zeros;
  run_ += blocks;
}

void ContentDigest::close_run() {
  add_number(layout_, zeros_ ? 1 : 0);
  add_number(layout_, run_);
  run_ = 0;
}

}  // namespace komparu
