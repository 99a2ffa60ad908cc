// SPDX-License-Identifier: MIT
// The functions of libcurl that are used, found when the first URL is met.
#ifndef KOMPARU_HTTP_CURL_API_H_
#define KOMPARU_HTTP_CURL_API_H_

#include <curl/curl.h>

#include "base/shared_library.h"

namespace komparu::http {

#define KOMPARU_CURL_FUNCTIONS(F) \
  F(curl_easy_cleanup)            \
  F(curl_easy_getinfo)            \
  F(curl_easy_init)               \
  F(curl_easy_pause)              \
  F(curl_easy_setopt)             \
  F(curl_easy_strerror)           \
  F(curl_global_init)             \
  F(curl_multi_add_handle)        \
  F(curl_multi_cleanup)           \
  F(curl_multi_info_read)         \
  F(curl_multi_init)              \
  F(curl_multi_perform)           \
  F(curl_multi_poll)              \
  F(curl_multi_remove_handle)     \
  F(curl_multi_setopt)            \
  F(curl_multi_wakeup)            \
  F(curl_slist_append)            \
  F(curl_slist_free_all)          \
  F(curl_version)                 \
  F(curl_version_info)
KOMPARU_FUNCTION_TABLE(CurlFunctions, "libcurl", kCurlNames, KOMPARU_CURL_FUNCTIONS);
#undef KOMPARU_CURL_FUNCTIONS

struct CurlApi : CurlFunctions {
  CurlApi();

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
