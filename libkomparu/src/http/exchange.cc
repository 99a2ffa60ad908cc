// SPDX-License-Identifier: MIT
#include "http/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "base/stall_watch.h"
#include "http/address_policy.h"
#include "http/ascii.h"
#include "http/netrc.h"
#include "http/proxy.h"
#include "komparu/version.h"

namespace komparu::http {

namespace {

using std::chrono::milliseconds;

bool is_redirect(int status) {
  return (status >= 301 && status <= 303) || status == 307 || status == 308;
}

bool is_missing(int status) { return status == 404 || status == 410; }

// H17: of 408 and 500 it is less sure that they pass.
bool is_passing(int status, bool asked_for) {
  return status == 429 || (status >= 502 && status <= 504) ||
         (asked_for && (status == 408 || status == 500));
}

bool has_authorization(const std::vector<std::string>& headers) {
  return std::any_of(headers.begin(), headers.end(), [](std::string_view header) {
    return equal_ignoring_case(header.substr(0, header.find(':')), "Authorization");
  });
}

}  // namespace

std::optional<milliseconds> pause_before_retry(std::optional<unsigned> allowed, unsigned retries,
                                               std::optional<std::uint64_t> retry_after,
                                               milliseconds waited) {
  constexpr unsigned kUnasked = 2;
  constexpr std::chrono::seconds kUnaskedFor(10);
  constexpr std::uint64_t kLongest = 60'000;
  if (retries >= allowed.value_or(kUnasked)) return std::nullopt;
  if (retry_after) return milliseconds(std::min(*retry_after, kLongest / 1000) * 1000);
  // With jitter, so that many clients do not come back at once.
  std::minstd_rand random{std::random_device{}()};
  const std::uint64_t least = std::min(std::uint64_t{250} << std::min(retries, 10u), kLongest / 2);
  const milliseconds pause(least + random() % least);
  if (!allowed && waited + pause > kUnaskedFor) return std::nullopt;
  return pause;
}

Exchange::Exchange(std::shared_ptr<HttpClient> client, Url url,
                   std::shared_ptr<const HttpOptions> options)
    : client_(std::move(client)),
      typed_(std::move(url)),
      options_(std::move(options)),
      shown_(typed_.shown()),
      url_(typed_) {
  credentials_ = typed_.credentials();
  if (!credentials_ && !options_->netrc_file.empty()) {
    credentials_ = netrc_lookup(options_->netrc_file, typed_.origin().host);
  }
  if (has_authorization(options_->headers)) credentials_.reset();
}

Error Exchange::error(ErrorCode code, std::string detail) const {
  if (url_.text() != typed_.text()) detail = fmt::format("{}: {}", url_.shown(), detail);
  return Error(code, shown_, std::move(detail)).with_phase(Phase::opening);
}

Error Exchange::error(const Failure& failure) const {
  return error(failure.code, failure.detail).with_os_error(failure.os_error);
}

// H11, X8: what belongs to the typed origin goes nowhere else, and not back there from elsewhere:
// that request is another server's idea.
std::vector<std::string> Exchange::headers() const {
  std::vector<std::string> headers{"Accept-Encoding: identity"};
  if (left_origin_) return headers;
  headers.insert(headers.end(), options_->headers.begin(), options_->headers.end());
  return headers;
}

// H13
bool Exchange::may_reach_private() const {
  if (options_->public_only) return false;
  if (visited_.empty() || options_->allow_private_redirects) return true;
  return typed_is_private_ && url_.origin().host == typed_.origin().host;
}

// Behind a proxy only what the URL itself says is known.
bool Exchange::leads_to_private() const {
  if (!transfer_->request().proxy) return !is_public_text(transfer_->peer()).value_or(true);
  const std::optional<std::string> address = address_of_host(url_.origin().host);
  return address && !is_public_text(*address).value_or(true);
}

// X4: a name that means the proxy itself, or its own network, wherever it is resolved. Only a
// person may ask for such a host, no redirect.
void Exchange::check_local_name() const {
  const Origin& origin = url_.origin();
  if (origin.host == typed_.origin().host || options_->allow_private_redirects) return;
  if (!is_local_name(origin.host) || !proxy_for(origin, options_->proxies)) return;
  throw error(ErrorCode::blocked_address,
              "a redirect must not lead a proxy to a host of its own network");
}

// A name behind a proxy is the proxy's to resolve; an address is ours to judge.
void Exchange::check_literal_address() const {
  const std::optional<std::string> address = address_of_host(url_.origin().host);
  if (!address || may_reach_private() || is_public_text(*address).value_or(false)) return;
  throw error(ErrorCode::blocked_address, "the address is not public");
}

Request Exchange::request(const Until& until) const {
  Request request;
  request.url = url_.text();
  request.headers = headers();
  if (!left_origin_) request.credentials = credentials_;
  request.user_agent =
      options_->user_agent.empty() ? "komparu/" KOMPARU_VERSION_STRING : options_->user_agent;
  request.proxy = proxy_for(url_.origin(), options_->proxies);
  request.verify_tls = options_->verify_tls;
  request.ca_file = options_->ca_file;
  request.ca_directory = options_->ca_directory;
  request.connect_timeout = options_->connect_timeout;
  request.stall_timeout = options_->stall_timeout;
  request.rate_limit = options_->rate_limit;
  // libcurl's largest: fewer turns between the two threads. Where there are many, less has to do.
  constexpr unsigned kFew = 16;
  if (options_->connections <= kFew) request.receive = std::size_t{512} << 10;
  request.public_only = !request.proxy && !may_reach_private();
  request.watch = until.watch;
  return request;
}

void Exchange::send(const Until& until) {
  check_literal_address();
  check_local_name();
  transfer_ = HeldTransfer(client_, request(until));
}

void Exchange::begin(const Until& until) { send(until); }

bool Exchange::may_retry(const Failure& failure, const Until& until) {
  if (!failure.worth_retrying || (failure.connected && !options_->retries)) return false;
  return wait_before_retry(std::nullopt, until);
}

bool Exchange::may_retry(const Transfer& transfer, const Head& head, const Until& until) {
  if (!is_passing(head.status, options_->retries.has_value())) return false;
  return wait_before_retry(retry_after(head, transfer.retry_after()), until);
}

bool Exchange::wait_before_retry(std::optional<std::uint64_t> seconds, const Until& until) {
  const auto now = std::chrono::steady_clock::now();
  const std::optional<milliseconds> pause = pause_before_retry(
      options_->retries, retries_, seconds, std::chrono::ceil<milliseconds>(now - waiting_since_));
  if (!pause || (until.deadline && now + *pause >= *until.deadline)) return false;
  ++retries_;
  constexpr milliseconds kLookEvery(50);
  while (true) {
    until.check();
    if (until.watch) until.watch->advance();
    const auto left =
        std::chrono::ceil<milliseconds>(now + *pause - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) return true;
    std::this_thread::sleep_for(std::min(left, kLookEvery));
  }
}

// H10
void Exchange::follow(const Head& head) {
  if (!options_->follow_redirects) {
    throw error(ErrorCode::http,
                fmt::format("the server answered {}, and redirects are not followed", head.status))
        .with_http_status(head.status);
  }
  const std::vector<std::string_view> locations = head.values("location");
  const std::optional<std::string_view> location = head.value("location");
  if (!location) {
    throw error(ErrorCode::http, fmt::format("the server answered {} with {} Location", head.status,
                                             locations.empty() ? "no" : "more than one"))
        .with_http_status(head.status);
  }
  if (visited_.size() >= options_->max_redirects) {
    throw error(ErrorCode::http, fmt::format("more than {} redirects", options_->max_redirects));
  }
  Url next = url_;
  try {
    next = url_.resolved(*location);
  } catch (const Error& bad) {
    throw error(bad.code(), bad.detail());
  }
  visited_.insert(url_.text());
  url_ = std::move(next);
  if (url_.origin() != typed_.origin()) left_origin_ = true;
  if (visited_.contains(url_.text())) {
    throw error(ErrorCode::http, "a redirect leads back to where it came from");
  }
}

Answer Exchange::finish(const Until& until) {
  waiting_since_ = std::chrono::steady_clock::now();
  while (true) {
    const Head* const head = transfer_->wait_for_head(until);
    if (head == nullptr) {
      // Without a head there is a failure: libcurl takes no empty answer for one.
      const Failure failure = transfer_->failure().value_or(Failure{});
      if (!may_retry(failure, until)) throw error(failure);
      send(until);
      continue;
    }
    if (visited_.empty()) {
      typed_is_private_ = leads_to_private();
    }
    if (!head->fault.empty()) throw error(ErrorCode::http, head->fault);
    if (is_redirect(head->status)) {
      follow(*head);
      send(until);
      continue;
    }
    if (may_retry(*transfer_, *head, until)) {
      send(until);
      continue;
    }
    if (head->status != 200) {
      const bool missing = is_missing(head->status);
      throw error(missing ? ErrorCode::not_found : ErrorCode::http,
                  fmt::format("the server answered {}", head->status))
          .with_http_status(head->status);
    }
    Answer answer;
    try {
      answer.framing = framing_of(*head);
    } catch (const Error& bad) {
      throw error(bad.code(), bad.detail());
    }
    answer.head = *head;
    answer.validators = validators_of(*head, answer.framing);
    answer.transfer = std::move(transfer_);
    return answer;
  }
}

HeldTransfer Exchange::begin_range(const Answer& first, std::uint64_t from, std::uint64_t to,
                                   const Until& until) const {
  Request ranged = request(until);
  ranged.headers.push_back(fmt::format("Range: bytes={}-{}", from, to));
  ranged.headers.push_back(fmt::format("If-Match: {}", first.validators.etag));
  return {client_, std::move(ranged)};
}

std::optional<Answer> Exchange::finish_rest(const Answer& first, std::uint64_t from,
                                            const Failure& why, const Until& until) {
  const std::uint64_t last = *first.framing.length - 1;
  bool again = may_retry(why, until);
  while (again) {
    HeldTransfer transfer = begin_range(first, from, last, until);
    const Head* const head = transfer->wait_for_head(until);
    if (head == nullptr) {
      again = may_retry(transfer->failure().value_or(Failure{}), until);
    } else if (is_passing(head->status, true)) {
      again = may_retry(*transfer, *head, until);
    } else {
      return finish_range(first, std::move(transfer), from, last, until);
    }
  }
  return std::nullopt;
}

std::optional<Answer> Exchange::finish_range(const Answer& first, HeldTransfer transfer,
                                             std::uint64_t from, std::uint64_t to,
                                             const Until& until) const {
  constexpr int kPreconditionFailed = 412;
  const Head* const head = transfer->wait_for_head(until);
  if (head == nullptr) return std::nullopt;
  if (head->status == kPreconditionFailed) {
    throw error(ErrorCode::changed, "changed while it was read");
  }
  if (head->status != 206 && head->status != 200) return std::nullopt;
  if (!head->fault.empty()) throw error(ErrorCode::http, head->fault);
  Answer answer;
  try {
    answer.framing = framing_of(*head);
  } catch (const Error& bad) {
    throw error(bad.code(), bad.detail());
  }
  // H2: the whole body again is no range, but what it says of itself counts.
  if (head->status == 200) {
    if (validators_of(*head, answer.framing) == first.validators) return std::nullopt;
    throw error(ErrorCode::changed, "changed while it was read");
  }
  if (answer.framing.range != ContentRange{from, to, *first.framing.length} ||
      answer.framing.length.value_or(to - from + 1) != to - from + 1) {
    throw error(ErrorCode::http, "the server answered with another range than was asked for");
  }
  answer.validators = validators_of(*head, answer.framing);
  if (answer.validators != first.validators) {
    throw error(ErrorCode::changed, "changed while it was read");
  }
  answer.head = *head;
  answer.transfer = std::move(transfer);
  return answer;
}

}  // namespace komparu::http
