// SPDX-License-Identifier: MIT
// A GET with its redirects and retries, up to an answer whose body is content.
#ifndef KOMPARU_HTTP_EXCHANGE_H_
#define KOMPARU_HTTP_EXCHANGE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "http/curl_multi.h"
#include "http/framing.h"
#include "http/url.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/stop.h"

namespace komparu::http {

// A 200, or the 206 that was asked for.
struct Answer {
  HeldTransfer transfer;
  Head head;
  Framing framing;
  Validators validators;
};

// H17: how long to wait before another try, after `retries` of those that are allowed; none: there
// is to be no other. A Retry-After in seconds counts up to a minute. Without one it is half a
// second at most, then twice as long each time. Nobody asked for retries if `allowed` is none:
// these are two, and none of them begins when one has `waited` for 10 s, unless a Retry-After asks
// for it.
std::optional<std::chrono::milliseconds> pause_before_retry(
    std::optional<unsigned> allowed, unsigned retries, std::optional<std::uint64_t> retry_after,
    std::chrono::milliseconds waited);

// For one URL. Used by one thread at a time. Errors name the URL as it was given, without secrets.
class Exchange {
 public:
  Exchange(std::shared_ptr<HttpClient> client, Url url, std::shared_ptr<const HttpOptions> options);

  // Sends the first request and waits for nothing.
  void begin(const Until& until);

  // Waits for the answer, wherever redirects lead (H10, H11, H13), again and again as far as
  // retries are allowed (H17). Throws Error (not_found, http, tls, blocked_address ...).
  Answer finish(const Until& until);

  // Asks the place that answered for a range of the same content; waits for nothing. Only with a
  // strong ETag (H3).
  HeldTransfer begin_range(const Answer& first, std::uint64_t from, std::uint64_t to,
                           const Until& until) const;
  // The 206 to it (H1). None if the server has given no such range: 200 (H2) or a failure. Throws
  // Error: changed where the content is another one, http where the range is not the one asked for.
  std::optional<Answer> finish_range(const Answer& first, HeldTransfer transfer, std::uint64_t from,
                                     std::uint64_t to, const Until& until) const;

  // What follows `from` of a body of known length that broke off, tried as often as retries are
  // allowed (H17). None if it cannot be had as such a range. Throws as finish_range() does.
  std::optional<Answer> finish_rest(const Answer& first, std::uint64_t from, const Failure& why,
                                    const Until& until);

  Error error(ErrorCode code, std::string detail) const;
  Error error(const Failure& failure) const;

  const HttpOptions& options() const { return *options_; }
  // The URL as it was given, without secrets.
  const std::string& shown() const { return shown_; }

 private:
  Request request(const Until& until) const;
  std::vector<std::string> headers() const;
  bool may_reach_private() const;
  bool leads_to_private() const;
  void send(const Until& until);
  // True if another try may bring more and is allowed; its time has then come.
  bool may_retry(const Failure& failure, const Until& until);
  bool may_retry(const Transfer& transfer, const Head& head, const Until& until);
  bool wait_before_retry(std::optional<std::uint64_t> seconds, const Until& until);
  void follow(const Head& head);
  void check_literal_address() const;
  void check_local_name() const;

  const std::shared_ptr<HttpClient> client_;
  const Url typed_;
  const std::shared_ptr<const HttpOptions> options_;
  const std::string shown_;
  std::optional<Credentials> credentials_;  // for the typed origin
  Url url_;                                 // of the current hop
  std::set<std::string> visited_;           // the hops before it
  bool left_origin_ = false;       // a redirect led away from the typed origin, back or not
  bool typed_is_private_ = false;  // the named URL's own connection led to an address not public
  unsigned retries_ = 0;           // so far
  std::chrono::steady_clock::time_point waiting_since_;
  HeldTransfer transfer_;
};

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_EXCHANGE_H_
