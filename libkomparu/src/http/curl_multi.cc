// SPDX-License-Identifier: MIT
#include "http/curl_multi.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/signal_mask.h"
#include "http/curl_api.h"
#include "http/curl_request.h"
#include "komparu/http.h"

namespace komparu {

using http::curl_api;
using http::CurlApi;
using http::CurlRequest;
using http::Failure;
using http::Request;
using http::Transfer;

// What the serving thread works on. Orders reach it through a list; it alone touches the handles.
class HttpClient::Serving {
 public:
  Serving() : api_(curl_api()), multi_(api_.curl_multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
    // Connections that are kept for the next request to the same server.
    constexpr long kKept = 64;
    api_.curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kKept);
    const SignalsBlocked blocked;
    try {
      thread_ = std::thread([this] { serve(); });
    } catch (const std::system_error& refused) {
      api_.curl_multi_cleanup(multi_);
      throw os_error(refused.code().value(), "");
    }
  }

  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  ~Serving() {
    order([this] { ending_ = true; });
    thread_.join();
    requests_.clear();
    api_.curl_multi_cleanup(multi_);
  }

  void start(std::shared_ptr<Transfer> transfer) {
    order([&] { starting_.push_back(std::move(transfer)); });
  }

  void cancel(const std::shared_ptr<Transfer>& transfer) {
    transfer->abandon();
    order([&] { cancelled_.push_back(transfer); });
  }

  void resume(const Transfer* transfer) {
    order([&] { resumed_.push_back(transfer); });
  }

 private:
  template <typename Order>
  void order(Order&& give) {
    {
      const std::lock_guard lock(mutex_);
      give();
    }
    ordered_.notify_one();
    // Without a descriptor for it this fails; a wait with requests is a short one anyway.
    api_.curl_multi_wakeup(multi_);
  }

  void serve() {
    while (take_orders()) {
      int running = 0;
      api_.curl_multi_perform(multi_, &running);
      finish();
      watch();
      wait();
    }
    for (auto& [transfer, request] : requests_) {
      api_.curl_multi_remove_handle(multi_, request->handle());
      request->transfer().end(Failure{ErrorCode::http, "the client was closed", 0, false});
    }
  }

  // For what servers send, or for an order. Without requests only an order matters: the condition
  // variable cannot fail, which multi_wakeup() can.
  void wait() {
    if (!requests_.empty()) {
      api_.curl_multi_poll(multi_, nullptr, 0, kWatchEvery, nullptr);
      return;
    }
    std::unique_lock lock(mutex_);
    ordered_.wait(lock, [this] {
      return ending_ || !starting_.empty() || !cancelled_.empty() || !resumed_.empty();
    });
  }

  // False once the thread is to end.
  bool take_orders() {
    std::vector<std::shared_ptr<Transfer>> starting;
    std::vector<std::shared_ptr<Transfer>> cancelled;
    std::vector<const Transfer*> resumed;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return false;
      starting.swap(starting_);
      cancelled.swap(cancelled_);
      resumed.swap(resumed_);
    }
    for (const std::shared_ptr<Transfer>& transfer : starting) begin(transfer);
    for (const Transfer* const transfer : resumed) {
      // It may have ended meanwhile.
      const auto found = requests_.find(transfer);
      if (found != requests_.end()) api_.curl_easy_pause(found->second->handle(), CURLPAUSE_CONT);
    }
    for (const std::shared_ptr<Transfer>& transfer : cancelled) remove(transfer.get());
    return true;
  }

  void begin(const std::shared_ptr<Transfer>& transfer) {
    try {
      auto request = std::make_unique<CurlRequest>(api_, transfer);
      if (api_.curl_multi_add_handle(multi_, request->handle()) != CURLM_OK) throw std::bad_alloc();
      requests_.emplace(transfer.get(), std::move(request));
    } catch (const std::bad_alloc&) {
      transfer->end(Failure{ErrorCode::http, "out of memory", 0, false});
    }
  }

  void remove(const Transfer* transfer) {
    const auto found = requests_.find(transfer);
    if (found == requests_.end()) return;
    api_.curl_multi_remove_handle(multi_, found->second->handle());
    requests_.erase(found);
  }

  void finish() {
    int left = 0;
    while (const CURLMsg* const message = api_.curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      char* data = nullptr;
      api_.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data);
      auto* const request = reinterpret_cast<CurlRequest*>(data);
      request->end(code);
      remove(&request->transfer());
    }
  }

  // H15
  void watch() {
    const auto now = std::chrono::steady_clock::now();
    std::vector<const Transfer*> stalled;
    for (const auto& [transfer, request] : requests_) {
      request->count_received();
      if (request->transfer().stalled(now)) stalled.push_back(transfer);
    }
    for (const Transfer* const transfer : stalled) {
      Transfer& given_up = requests_.find(transfer)->second->transfer();
      const std::chrono::duration<double> seconds = *given_up.request().stall_timeout;
      given_up.end(Failure{ErrorCode::http,
                           fmt::format("nothing has arrived for {:g} s", seconds.count()), 0,
                           true});
      remove(transfer);
    }
  }

  static constexpr int kWatchEvery = 50;  // milliseconds

  const CurlApi& api_;
  CURLM* multi_;
  std::mutex mutex_;  // guards the orders
  std::condition_variable ordered_;
  std::vector<std::shared_ptr<Transfer>> starting_;
  std::vector<std::shared_ptr<Transfer>> cancelled_;
  std::vector<const Transfer*> resumed_;
  bool ending_ = false;
  std::map<const Transfer*, std::unique_ptr<CurlRequest>> requests_;
  std::thread thread_;
};

HttpClient::HttpClient() = default;
HttpClient::~HttpClient() = default;

std::shared_ptr<Transfer> HttpClient::start(Request request) {
  {
    const std::lock_guard lock(mutex_);
    if (!serving_) serving_ = std::make_unique<Serving>();
  }
  // Whoever empties a transfer holds its client.
  auto transfer = std::make_shared<Transfer>(
      std::move(request), [this](const Transfer& paused) { serving_->resume(&paused); });
  serving_->start(transfer);
  return transfer;
}

void HttpClient::cancel(const std::shared_ptr<Transfer>& transfer) { serving_->cancel(transfer); }

std::shared_ptr<HttpClient> make_http_client() { return std::make_shared<HttpClient>(); }

}  // namespace komparu
