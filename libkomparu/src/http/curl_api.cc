// SPDX-License-Identifier: MIT
#include "http/curl_api.h"

#include <string>

#include "http/ca_bundle.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu::http {

namespace {

constexpr unsigned kOldest = 0x075500;            // 7.85.0: CURLOPT_PROTOCOLS_STR
constexpr unsigned kTrustworthyHttp2 = 0x081100;  // 8.17.0

}  // namespace

CurlApi::CurlApi() {
  const curl_version_info_data& info = *curl_version_info(CURLVERSION_NOW);
  if (info.version_num < kOldest) {
    throw Error(ErrorCode::unsupported, "", "libcurl is too old: 7.85 or newer is needed");
  }
  trustworthy_http2 = info.version_num >= kTrustworthyHttp2;
  ca_bundle =
      http::ca_bundle({info.ssl_version, info.cainfo, info.capath}, well_known_ca_bundles());
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw Error(ErrorCode::unsupported, "", "libcurl cannot be initialised");
  }
}

const CurlApi& curl_api() {
  static const CurlApi api;
  return api;
}

}  // namespace komparu::http

namespace komparu {

std::string http_library() {
  try {
    return http::curl_api().curl_version();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace komparu
