// SPDX-License-Identifier: MIT
// One GET under way: the thread that serves the connections fills it, one other thread empties it.
#ifndef KOMPARU_HTTP_TRANSFER_H_
#define KOMPARU_HTTP_TRANSFER_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/framing.h"
#include "http/proxy.h"
#include "http/ring.h"
#include "http/url.h"
#include "komparu/error.h"
#include "komparu/stop.h"

namespace komparu::http {

// What goes on the wire, and the bounds of it. Everything is decided before: the transport adds
// nothing of its own.
struct Request {
  std::string url;                   // neither credentials nor fragment
  std::vector<std::string> headers;  // "Name: value"
  std::optional<Credentials> credentials;
  std::string user_agent;
  std::optional<Proxy> proxy;
  bool verify_tls = true;
  std::string ca_file;
  std::string ca_directory;
  std::chrono::milliseconds connect_timeout{0};
  std::optional<std::chrono::milliseconds> stall_timeout;
  std::uint64_t rate_limit = 0;
  std::size_t receive = std::size_t{64} << 10;  // bytes that are received at once
  // H13: addresses that are not public are refused, at the socket itself.
  bool public_only = false;
  // What watches the run that this is for; may be null.
  std::shared_ptr<internal::StallWatch> watch;
};

// Why a transfer ended before its body did.
struct Failure {
  ErrorCode code = ErrorCode::http;
  std::string detail;
  int os_error = 0;
  bool worth_retrying = false;  // the connection failed, not what was said over it
  bool connected = true;        // false: it did not even come about
};

class Transfer {
 public:
  // `resume` is called by the emptying thread when a serving thread that met a full ring may go on.
  Transfer(Request request, std::function<void(const Transfer&)> resume);

  const Request& request() const { return request_; }

  // The emptying thread's part.

  // Waits for the head of the final answer. Throws Error (cancelled, timed_out); a failure instead
  // of a head is returned as null, and failure() tells.
  const Head* wait_for_head(const Until& until);
  // Waits until `most` bytes are there, or no more will come. Either a view of the ring or, where
  // that wraps around, `scratch` filled. Valid until the next call.
  std::span<const std::byte> take(std::span<std::byte> scratch, const Until& until);
  // The first bytes, as long as nothing was taken, at most a ring's content; waits like take().
  std::span<const std::byte> peek(std::span<std::byte> scratch, const Until& until);
  // What libcurl has read in the head's Retry-After; see http::retry_after().
  std::int64_t retry_after() const;
  // Why there is no more; none: the body ended as it should (or has not ended yet).
  std::optional<Failure> failure() const;
  // The address the answer came from, in text; empty before there is one.
  std::string peer() const;
  // Nobody will take anything any more.
  void abandon();

  // The serving thread's part.

  bool abandoned() const;
  void connected_to(std::string_view peer);
  // Before the empty line that ends a head.
  void note_retry_after(std::int64_t seconds);
  // False if the head is more than anyone sends honestly.
  bool add_head_line(std::string_view line);
  // False if there is no room; the serving thread then offers the same bytes again.
  bool add_body(std::span<const std::byte> bytes);
  void end(std::optional<Failure> failure);
  // What the connection has received in all so far, as the system counts it: also what is no whole
  // line of a head yet, or the server's part in making a secure connection.
  void received(std::uint64_t bytes);
  // H15: true if too little has arrived for too long at `now`.
  bool stalled(std::chrono::steady_clock::time_point now);

 private:
  // False if nothing was told for a while.
  bool wait(std::unique_lock<std::mutex>& lock, const Until& until);
  void wait_for(std::unique_lock<std::mutex>& lock, std::size_t most, const Until& until);
  void release(std::unique_lock<std::mutex>& lock);

  const Request request_;
  const std::function<void(const Transfer&)> resume_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  HeadParser parser_;
  std::size_t head_bytes_ = 0;
  bool head_begun_ = false;
  bool head_done_ = false;
  bool ended_ = false;
  bool abandoned_ = false;
  bool paused_ = false;
  std::string peer_;
  std::int64_t retry_after_ = 0;
  std::optional<Failure> failure_;
  Ring ring_;
  std::size_t wanted_ = 0;  // bytes that the emptying thread waits for
  std::size_t held_ = 0;    // bytes at the front of the ring that it looks at
  std::uint64_t taken_ = 0;
  std::uint64_t arrived_ = 0;
  std::uint64_t received_ = 0;        // by the connection, when it was last looked at
  std::uint64_t arrived_before_ = 0;  // when the current stretch of watching began
  std::chrono::steady_clock::time_point watched_since_;
};

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_TRANSFER_H_
