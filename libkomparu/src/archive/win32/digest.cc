// SPDX-License-Identifier: MIT
// SHA-256 by the system's own bcrypt.dll: nothing else is loaded.
#include "archive/digest.h"

#include <windows.h>  // before those that build on it

#include <bcrypt.h>

#include <algorithm>
#include <limits>

#include "komparu/error.h"

namespace komparu::archive {

namespace {

void require(NTSTATUS status) {
  if (status < 0) throw Error(ErrorCode::unsupported, "", "bcrypt refuses SHA-256");
}

BCRYPT_ALG_HANDLE open_provider() {
  BCRYPT_ALG_HANDLE provider = nullptr;
  require(::BCryptOpenAlgorithmProvider(&provider, BCRYPT_SHA256_ALGORITHM, nullptr, 0));
  return provider;
}

// Open until the process ends, as a library that is loaded stays.
BCRYPT_ALG_HANDLE sha256() {
  static const BCRYPT_ALG_HANDLE provider = open_provider();
  return provider;
}

}  // namespace

void Sha256::Free::operator()(void* context) const { ::BCryptDestroyHash(context); }

Sha256::Sha256() { start(); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::start() {
  BCRYPT_HASH_HANDLE hash = nullptr;
  require(::BCryptCreateHash(sha256(), &hash, nullptr, 0, nullptr, 0, 0));
  context_.reset(hash);
}

void Sha256::update(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t part =
        std::min<std::size_t>(bytes.size(), std::numeric_limits<std::int32_t>::max());
    // It takes what it only reads as something that it could write to.
    auto* const data = reinterpret_cast<UCHAR*>(const_cast<std::byte*>(bytes.data()));
    require(::BCryptHashData(context_.get(), data, static_cast<ULONG>(part), 0));
    bytes = bytes.subspan(part);
  }
}

void Sha256::update_zeros(std::uint64_t count) {
  static constexpr std::array<std::byte, 16384> kZeros{};
  while (count > 0) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(count, kZeros.size()));
    update(std::span(kZeros).first(part));
    count -= part;
  }
}

Sha256::Value Sha256::finish() {
  Value value{};
  require(::BCryptFinishHash(context_.get(), reinterpret_cast<UCHAR*>(value.data()),
                             static_cast<ULONG>(value.size()), 0));
  start();
  return value;
}

}  // namespace komparu::archive
