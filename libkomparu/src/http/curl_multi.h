// SPDX-License-Identifier: MIT
// The one door to libcurl: a thread that serves all transfers of a client through one multi handle.
#ifndef KOMPARU_HTTP_CURL_MULTI_H_
#define KOMPARU_HTTP_CURL_MULTI_H_

#include <memory>
#include <mutex>
#include <utility>

#include "http/transfer.h"

namespace komparu {

// See komparu/http.h.
class HttpClient {
 public:
  HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  // Ends the thread; transfers that are under way fail.
  ~HttpClient();

  // Sends a GET. Whoever drops the transfer must have called cancel(), which HeldTransfer does.
  // Throws Error (unsupported) without libcurl.
  std::shared_ptr<http::Transfer> start(http::Request request);

  void cancel(const std::shared_ptr<http::Transfer>& transfer);

 private:
  class Serving;
  std::mutex mutex_;  // guards the making of it
  std::unique_ptr<Serving> serving_;
};

namespace http {

// A transfer that is cancelled when nobody holds it any more. Keeps its client alive.
class HeldTransfer {
 public:
  HeldTransfer() = default;
  HeldTransfer(std::shared_ptr<HttpClient> client, Request request)
      : client_(std::move(client)), transfer_(client_->start(std::move(request))) {}
  HeldTransfer(HeldTransfer&&) noexcept = default;
  HeldTransfer& operator=(HeldTransfer&& other) noexcept {
    std::swap(client_, other.client_);
    std::swap(transfer_, other.transfer_);
    return *this;
  }
  ~HeldTransfer() {
    if (transfer_) client_->cancel(transfer_);
  }

  Transfer* operator->() const { return transfer_.get(); }
  Transfer& operator*() const { return *transfer_; }
  explicit operator bool() const { return transfer_ != nullptr; }

 private:
  std::shared_ptr<HttpClient> client_;
  std::shared_ptr<Transfer> transfer_;
};

}  // namespace http
}  // namespace komparu

#endif  // KOMPARU_HTTP_CURL_MULTI_H_
