// SPDX-License-Identifier: MIT
// H19: where the platform keeps the certificates that it trusts.
#ifndef KOMPARU_HTTP_CA_BUNDLE_H_
#define KOMPARU_HTTP_CA_BUNDLE_H_

#include <span>

namespace komparu::http {

// What a TLS library was built to trust, as libcurl tells it; null: no such place.
struct BuiltInTrust {
  const char* tls = nullptr;  // e.g. "OpenSSL/3.0.15"
  const char* file = nullptr;
  const char* directory = nullptr;
};

// The bundles of the systems that are known.
std::span<const char* const> well_known_ca_bundles();

// The first of `bundles` that holds anything, where what was built in is not there: a libcurl that
// is linked in knows the places of the system it was built on only. Null where nothing has to be
// set.
const char* ca_bundle(const BuiltInTrust& built_in, std::span<const char* const> bundles);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_CA_BUNDLE_H_
