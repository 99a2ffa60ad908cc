// SPDX-License-Identifier: MIT
// The functions of libcurl that are used, found when the first URL is met.
#ifndef KOMPARU_HTTP_CURL_API_H_
#define KOMPARU_HTTP_CURL_API_H_

#include <curl/curl.h>

namespace komparu::http {

struct CurlApi {
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_pause) easy_pause = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&::curl_multi_info_read) multi_info_read = nullptr;
  decltype(&::curl_multi_init) multi_init = nullptr;
  decltype(&::curl_multi_perform) multi_perform = nullptr;
  decltype(&::curl_multi_poll) multi_poll = nullptr;
  decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&::curl_multi_setopt) multi_setopt = nullptr;
  decltype(&::curl_multi_wakeup) multi_wakeup = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
  decltype(&::curl_version) version = nullptr;
  // H8: a version before 8.17 takes a reset HTTP/2 stream without Content-Length for a success.
  bool trustworthy_http2 = false;
  // H19: the certificates to trust where nobody names any; null: libcurl finds them by itself.
  const char* ca_bundle = nullptr;
};

// Loads and initialises libcurl at the first call. Throws Error (unsupported) where it cannot be
// loaded, or is older than 7.85. Safe to call from several threads.
const CurlApi& curl_api();

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_CURL_API_H_
