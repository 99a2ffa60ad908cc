// SPDX-License-Identifier: MIT
#include "http/curl_api.h"

#include <string>

#ifdef KOMPARU_LOAD_DLOPEN
#include "base/library_names.h"
#include "base/shared_library.h"
#endif
#include "http/ca_bundle.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu::http {

namespace {

constexpr unsigned kOldest = 0x075500;            // 7.85.0: CURLOPT_PROTOCOLS_STR
constexpr unsigned kTrustworthyHttp2 = 0x081100;  // 8.17.0

#ifdef KOMPARU_LOAD_DLOPEN
#define KOMPARU_BIND(member, name) library.bind(member, #name)
#else
#define KOMPARU_BIND(member, name) member = &::name
#endif

CurlApi load() {
#ifdef KOMPARU_LOAD_DLOPEN
  const SharedLibrary library("libcurl", kCurlNames);
#endif
  CurlApi api;
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_version_info) version_info = nullptr;
  KOMPARU_BIND(global_init, curl_global_init);
  KOMPARU_BIND(version_info, curl_version_info);
  KOMPARU_BIND(api.easy_cleanup, curl_easy_cleanup);
  KOMPARU_BIND(api.easy_getinfo, curl_easy_getinfo);
  KOMPARU_BIND(api.easy_init, curl_easy_init);
  KOMPARU_BIND(api.easy_pause, curl_easy_pause);
  KOMPARU_BIND(api.easy_setopt, curl_easy_setopt);
  KOMPARU_BIND(api.easy_strerror, curl_easy_strerror);
  KOMPARU_BIND(api.multi_add_handle, curl_multi_add_handle);
  KOMPARU_BIND(api.multi_cleanup, curl_multi_cleanup);
  KOMPARU_BIND(api.multi_info_read, curl_multi_info_read);
  KOMPARU_BIND(api.multi_init, curl_multi_init);
  KOMPARU_BIND(api.multi_perform, curl_multi_perform);
  KOMPARU_BIND(api.multi_poll, curl_multi_poll);
  KOMPARU_BIND(api.multi_remove_handle, curl_multi_remove_handle);
  KOMPARU_BIND(api.multi_setopt, curl_multi_setopt);
  KOMPARU_BIND(api.multi_wakeup, curl_multi_wakeup);
  KOMPARU_BIND(api.slist_append, curl_slist_append);
  KOMPARU_BIND(api.slist_free_all, curl_slist_free_all);
  KOMPARU_BIND(api.version, curl_version);
  const curl_version_info_data& info = *version_info(CURLVERSION_NOW);
  if (info.version_num < kOldest) {
    throw Error(ErrorCode::unsupported, "", "libcurl is too old: 7.85 or newer is needed");
  }
  api.trustworthy_http2 = info.version_num >= kTrustworthyHttp2;
  api.ca_bundle = ca_bundle({info.ssl_version, info.cainfo, info.capath}, well_known_ca_bundles());
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw Error(ErrorCode::unsupported, "", "libcurl cannot be initialised");
  }
  return api;
}

#undef KOMPARU_BIND

}  // namespace

const CurlApi& curl_api() {
  static const CurlApi api = load();
  return api;
}

}  // namespace komparu::http

namespace komparu {

std::string http_library() {
  try {
    return http::curl_api().version();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace komparu
