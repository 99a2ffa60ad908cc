// SPDX-License-Identifier: MIT
#include "archive/digest.h"

#include <algorithm>

#include "base/library_names.h"
#include "base/shared_library.h"
#include "komparu/error.h"

#include <openssl/evp.h>

namespace komparu::archive {

namespace {

struct Functions {
  decltype(&::EVP_MD_CTX_new) make = nullptr;
  decltype(&::EVP_MD_CTX_free) free = nullptr;
  decltype(&::EVP_sha256) sha256 = nullptr;
  decltype(&::EVP_DigestInit_ex) start = nullptr;
  decltype(&::EVP_DigestUpdate) update = nullptr;
  decltype(&::EVP_DigestFinal_ex) finish = nullptr;

  Functions() {
#ifdef KOMPARU_LOAD_DLOPEN
    // 1.1 has the same functions.
    const SharedLibrary library("libcrypto", kCryptoNames);
    library.bind(make, "EVP_MD_CTX_new");
    library.bind(free, "EVP_MD_CTX_free");
    library.bind(sha256, "EVP_sha256");
    library.bind(start, "EVP_DigestInit_ex");
    library.bind(update, "EVP_DigestUpdate");
    library.bind(finish, "EVP_DigestFinal_ex");
#else
    make = &::EVP_MD_CTX_new;
    free = &::EVP_MD_CTX_free;
    sha256 = &::EVP_sha256;
    start = &::EVP_DigestInit_ex;
    update = &::EVP_DigestUpdate;
    finish = &::EVP_DigestFinal_ex;
#endif
  }
};

const Functions& crypto() {
  static const Functions functions;
  return functions;
}

EVP_MD_CTX* context_of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

// A provider that is restricted by the system's configuration may refuse.
void require(int status) {
  if (status != 1) throw Error(ErrorCode::unsupported, "", "libcrypto refuses SHA-256");
}

}  // namespace

void Sha256::Free::operator()(void* context) const { crypto().free(context_of(context)); }

Sha256::Sha256() : context_(crypto().make()) { start(); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::start() {
  require(context_ ? 1 : 0);
  require(crypto().start(context_of(context_.get()), crypto().sha256(), nullptr));
}

void Sha256::update(std::span<const std::byte> bytes) {
  require(crypto().update(context_of(context_.get()), bytes.data(), bytes.size()));
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
  require(crypto().finish(context_of(context_.get()),
                          reinterpret_cast<unsigned char*>(value.data()), &length));
  start();
  return value;
}

}  // namespace komparu::archive
