// SPDX-License-Identifier: MIT
#include "archive/digest.h"

#include <algorithm>
#include <new>

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
  F(EVP_sha256)                     \
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
void require(int status) {
  if (status != 1) throw Error(ErrorCode::unsupported, "", "libcrypto refuses SHA-256");
}

}  // namespace

void Sha256::Free::operator()(void* context) const {
  crypto().EVP_MD_CTX_free(context_of(context));
}

Sha256::Sha256() : context_(crypto().EVP_MD_CTX_new()) { start(); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::start() {
  require(context_ ? 1 : 0);
  require(crypto().EVP_DigestInit_ex(context_of(context_.get()), crypto().EVP_sha256(), nullptr));
}

void Sha256::update(std::span<const std::byte> bytes) {
  require(crypto().EVP_DigestUpdate(context_of(context_.get()), bytes.data(), bytes.size()));
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
  unsigned length = 0;
  require(crypto().EVP_DigestFinal_ex(context_of(context_.get()),
                                      reinterpret_cast<unsigned char*>(value.data()), &length));
  start();
  return value;
}

}  // namespace komparu::archive
