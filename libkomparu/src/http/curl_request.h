// SPDX-License-Identifier: MIT
// One transfer as libcurl sees it.
#ifndef KOMPARU_HTTP_CURL_REQUEST_H_
#define KOMPARU_HTTP_CURL_REQUEST_H_

#include <array>
#include <memory>

#include "http/curl_api.h"
#include "http/transfer.h"

namespace komparu::http {

// H12: a handle that has never been used for anything else. Lives on the serving thread.
class CurlRequest {
 public:
  CurlRequest(const CurlApi& api, std::shared_ptr<Transfer> transfer);
  CurlRequest(const CurlRequest&) = delete;
  CurlRequest& operator=(const CurlRequest&) = delete;
  ~CurlRequest();

  CURL* handle() const { return handle_; }
  Transfer& transfer() const { return *transfer_; }

  // Tells the transfer what its connection has received, where the system counts that.
  void count_received();

  // Tells the transfer how it ended.
  void end(CURLcode code);

 private:
  // The signatures are libcurl's.
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int before_request(void* self, char* peer, char* own, int peer_port, int own_port);

  template <typename Value>
  void set(CURLoption option, Value value);
  void set_up();
  void set_up_proxy(const Proxy& proxy);
  void set_up_tls();
  Failure failure_of(CURLcode code) const;
  std::string reason(CURLcode code) const;

  const CurlApi& api_;
  std::shared_ptr<Transfer> transfer_;
  CURL* handle_;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> message_{};
  curl_socket_t socket_ = CURL_SOCKET_BAD;  // libcurl's; the one it opened last for this request
  bool blocked_ = false;                    // an address was refused
  bool head_too_large_ = false;
};

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_CURL_REQUEST_H_
