// SPDX-License-Identifier: MIT
#include "archive/digest.h"

#include <algorithm>
#include <new>
#include <string>

#include "base/shared_library.h"
#include "komparu/error.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace komparu::archive {

namespace {

// 1.1 has the same ones.
#define KOMPARU_CRYPTO_FUNCTIONS(F) \
  F(EVP_MD_CTX_new)                 \
  F(EVP_MD_CTX_free)                \
  F(EVP_md5)                        \
  F(EVP_sha1)                       \
  F(EVP_sha256)                     \
  F(EVP_sha384)                     \
  F(EVP_sha512)                     \
  F(EVP_sha512_256)                 \
  F(EVP_sha3_256)                   \
  F(EVP_sha3_384)                   \
  F(EVP_sha3_512)                   \
  F(EVP_blake2b512)                 \
  F(EVP_DigestInit_ex)              \
  F(EVP_DigestUpdate)               \
  F(EVP_DigestFinal_ex)
KOMPARU_FUNCTION_TABLE(Functions, "libcrypto", kCryptoNames, KOMPARU_CRYPTO_FUNCTIONS);
#undef KOMPARU_CRYPTO_FUNCTIONS

// Whether libcrypto has what it begins with. Where a request for memory fails while it makes that,
// the other functions of 3.0 follow null pointers. 1.1 has nothing of the kind.
bool has_begun() {
#ifdef KOMPARU_LOAD_DLOPEN
  const SharedLibrary library("libcrypto", kCryptoNames);
  using Begin = void* (*)();
  const auto begin = reinterpret_cast<Begin>(library.find("OSSL_LIB_CTX_get0_global_default"));
  return begin == nullptr || begin() != nullptr;
#elif OPENSSL_VERSION_NUMBER >= 0x30000000L
  return OSSL_LIB_CTX_get0_global_default() != nullptr;
#else
  return true;
#endif
}

const Functions& crypto() {
  static const Functions functions = [] {
    Functions found;
    if (!has_begun()) throw std::bad_alloc();
    return found;
  }();
  return functions;
}

EVP_MD_CTX* context_of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

// A provider that is restricted by the system's configuration may refuse.
void require(int status, DigestAlgorithm algorithm) {
  if (status == 1) return;
  throw Error(ErrorCode::unsupported, "", "libcrypto refuses " + std::string(word(algorithm)));
}

const EVP_MD* function_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
      return crypto().EVP_md5();
    case DigestAlgorithm::sha1:
      return crypto().EVP_sha1();
    case DigestAlgorithm::sha256:
      return crypto().EVP_sha256();
    case DigestAlgorithm::sha384:
      return crypto().EVP_sha384();
    case DigestAlgorithm::sha512:
      return crypto().EVP_sha512();
    case DigestAlgorithm::sha512_256:
      return crypto().EVP_sha512_256();
    case DigestAlgorithm::sha3_256:
      return crypto().EVP_sha3_256();
    case DigestAlgorithm::sha3_384:
      return crypto().EVP_sha3_384();
    case DigestAlgorithm::sha3_512:
      return crypto().EVP_sha3_512();
    case DigestAlgorithm::blake2b:
      return crypto().EVP_blake2b512();
    default:
      return nullptr;
  }
}

}  // namespace

void Hash::Free::operator()(void* context) const { crypto().EVP_MD_CTX_free(context_of(context)); }

Hash::Hash(DigestAlgorithm algorithm) : algorithm_(algorithm), context_(crypto().EVP_MD_CTX_new()) {
  start();
}
Hash::Hash(Hash&&) noexcept = default;
Hash& Hash::operator=(Hash&&) noexcept = default;
Hash::~Hash() = default;

void Hash::start() {
  const EVP_MD* const function = function_of(algorithm_);
  if (function == nullptr) {
    throw Error(ErrorCode::unsupported, "",
                std::string(word(algorithm_)) + " digests cannot be computed here");
  }
  require(context_ ? 1 : 0, algorithm_);
  require(crypto().EVP_DigestInit_ex(context_of(context_.get()), function, nullptr), algorithm_);
}

void Hash::update(std::span<const std::byte> bytes) {
  require(crypto().EVP_DigestUpdate(context_of(context_.get()), bytes.data(), bytes.size()),
          algorithm_);
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
  std::vector<std::byte> value(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  require(crypto().EVP_DigestFinal_ex(context_of(context_.get()),
                                      reinterpret_cast<unsigned char*>(value.data()), &length),
          algorithm_);
  value.resize(length);
  start();
  return value;
}

}  // namespace komparu::archive
