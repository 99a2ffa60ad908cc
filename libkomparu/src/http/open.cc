// SPDX-License-Identifier: MIT
#include "http/open.h"

#include <utility>

#include "http/exchange.h"
#include "http/http_reader.h"
#include "komparu/http.h"

namespace komparu::http {

namespace {

std::shared_ptr<HttpClient> client_of(const ReadOptions& options) {
  return options.client ? options.client : make_http_client();
}

}  // namespace

std::shared_ptr<const HttpOptions> options_of(const Source& source, const ReadOptions& options) {
  std::shared_ptr<const HttpOptions> http = source.http ? source.http : options.http;
  if (!http) return std::make_shared<HttpOptions>();
  check_http_options(*http);
  return http;
}

Opening::Opening(const Source& source, const ReadOptions& options, const Until& until)
    : Opening(Url::parse(source.name), options_of(source, options), options, until) {}

Opening::Opening(Url url, std::shared_ptr<const HttpOptions> http, const ReadOptions& options,
                 const Until& until)
    : exchange_(std::make_unique<Exchange>(client_of(options), std::move(url), std::move(http))),
      until_(until) {
  exchange_->begin(until_);
}

Opening::Opening(Opening&&) noexcept = default;
Opening::~Opening() = default;

std::unique_ptr<Reader> Opening::finish() {
  Answer answer = exchange_->finish(until_);
  return make_http_reader(std::move(exchange_), std::move(answer), until_);
}

}  // namespace komparu::http
