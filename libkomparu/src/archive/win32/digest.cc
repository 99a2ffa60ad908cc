// SPDX-License-Identifier: MIT
// Digests by the system's own bcrypt.dll: nothing else is loaded.
#include "archive/digest.h"

#include <windows.h>  // before those that build on it

#include <bcrypt.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <string>

#include "komparu/error.h"

namespace komparu::archive {

namespace {

void require(NTSTATUS status, DigestAlgorithm algorithm) {
  if (status >= 0) return;
  throw Error(ErrorCode::unsupported, "", "bcrypt refuses " + std::string(word(algorithm)));
}

struct Provider {
  DigestAlgorithm algorithm;
  const wchar_t* name;
  std::size_t size;
};

constexpr std::array kProviders = {
    Provider{DigestAlgorithm::md5, BCRYPT_MD5_ALGORITHM, 16},
    Provider{DigestAlgorithm::sha1, BCRYPT_SHA1_ALGORITHM, 20},
    Provider{DigestAlgorithm::sha256, BCRYPT_SHA256_ALGORITHM, 32},
    Provider{DigestAlgorithm::sha384, BCRYPT_SHA384_ALGORITHM, 48},
    Provider{DigestAlgorithm::sha512, BCRYPT_SHA512_ALGORITHM, 64},
};

const Provider& provider_of(DigestAlgorithm algorithm) {
  for (const Provider& each : kProviders) {
    if (each.algorithm == algorithm) return each;
  }
  throw Error(ErrorCode::unsupported, "",
              std::string(word(algorithm)) + " digests cannot be computed here");
}

// Open until the process ends, as a library that is loaded stays.
BCRYPT_ALG_HANDLE open_provider(DigestAlgorithm algorithm) {
  static std::array<std::atomic<BCRYPT_ALG_HANDLE>, kProviders.size()> open{};
  const Provider& provider = provider_of(algorithm);
  std::atomic<BCRYPT_ALG_HANDLE>& place =
      open[static_cast<std::size_t>(&provider - kProviders.data())];
  if (place.load() != nullptr) return place.load();
  BCRYPT_ALG_HANDLE handle = nullptr;
  require(::BCryptOpenAlgorithmProvider(&handle, provider.name, nullptr, 0), algorithm);
  BCRYPT_ALG_HANDLE none = nullptr;
  if (place.compare_exchange_strong(none, handle)) return handle;
  ::BCryptCloseAlgorithmProvider(handle, 0);
  return none;
}

}  // namespace

void Hash::Free::operator()(void* context) const { ::BCryptDestroyHash(context); }

Hash::Hash(DigestAlgorithm algorithm) : algorithm_(algorithm) { start(); }
Hash::Hash(Hash&&) noexcept = default;
Hash& Hash::operator=(Hash&&) noexcept = default;
Hash::~Hash() = default;

void Hash::start() {
  BCRYPT_HASH_HANDLE hash = nullptr;
  require(::BCryptCreateHash(open_provider(algorithm_), &hash, nullptr, 0, nullptr, 0, 0),
          algorithm_);
  context_.reset(hash);
}

void Hash::update(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t part =
        std::min<std::size_t>(bytes.size(), std::numeric_limits<std::int32_t>::max());
    // It takes what it only reads as something that it could write to.
    auto* const data = reinterpret_cast<UCHAR*>(const_cast<std::byte*>(bytes.data()));
    require(::BCryptHashData(context_.get(), data, static_cast<ULONG>(part), 0), algorithm_);
    bytes = bytes.subspan(part);
  }
}

void Hash::update_zeros(std::uint64_t count) {
  static constexpr std::array<std::byte, 16384> kZeros{};
  while (count > 0) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(count, kZeros.size()));
    update(std::span(kZeros).first(part));
    count -= part;
  }
}

std::vector<std::byte> Hash::finish() {
  std::vector<std::byte> value(provider_of(algorithm_).size);
  require(::BCryptFinishHash(context_.get(), reinterpret_cast<UCHAR*>(value.data()),
                             static_cast<ULONG>(value.size()), 0),
          algorithm_);
  start();
  return value;
}

}  // namespace komparu::archive
