// SPDX-License-Identifier: MIT
#include "http/open.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/read_parts.h"
#include "http/exchange.h"
#include "komparu/http.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu::http {

namespace {

constexpr std::uint64_t kProbeFrom = std::uint64_t{8} << 20;

// Small pieces of a large body, asked for by ranges while its transfer waits.
class ProbeWindow final : public Window {
 public:
  ProbeWindow(const Exchange& exchange, const Answer& answer, const Until& until,
              std::size_t maximum)
      : exchange_(exchange), answer_(answer), until_(until), buffer_(maximum) {}

  // Sends the request, so that several are under way while the first is waited for.
  bool enter(std::uint64_t offset, std::size_t length) override {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(length, *answer_.framing.length - offset));
    if (offset > 0 && wanted > 0 && !under_way_.contains(offset)) {
      under_way_.emplace(offset,
                         exchange_.begin_range(answer_, offset, offset + wanted - 1, until_));
    }
    return true;
  }

  std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(length, *answer_.framing.length - offset));
    const std::span<std::byte> buffer = std::span(buffer_).first(wanted);
    // The beginning is on its way already.
    if (offset == 0) return answer_.transfer->peek(buffer, until_);
    enter(offset, length);
    const auto sent = under_way_.find(offset);
    HeldTransfer transfer = std::move(sent->second);
    under_way_.erase(sent);
    const std::optional<Answer> piece =
        exchange_.finish_range(answer_, std::move(transfer), offset, offset + wanted - 1, until_);
    if (!piece) return {};
    const std::span<const std::byte> got = piece->transfer->take(buffer, until_);
    if (got.size() < wanted) return {};
    if (got.data() != buffer.data()) std::copy(got.begin(), got.end(), buffer.begin());
    return buffer;
  }

 private:
  const Exchange& exchange_;
  const Answer& answer_;
  const Until& until_;
  std::vector<std::byte> buffer_;
  std::map<std::uint64_t, HeldTransfer> under_way_;
};

// The exchange and the answer must outlive it. A piece that the server does not give as a range is
// empty (H2): that says nothing. Throws Error (changed, http) as Exchange::finish_range() does.
class Probes final : public RandomAccess {
 public:
  Probes(const Exchange& exchange, const Answer& answer, const Until& until)
      : exchange_(exchange), answer_(answer), until_(until) {}

  std::uint64_t size() const override { return *answer_.framing.length; }

  std::unique_ptr<Window> window(std::size_t maximum) override {
    return std::make_unique<ProbeWindow>(exchange_, answer_, until_, maximum);
  }

 private:
  const Exchange& exchange_;
  const Answer& answer_;
  const Until& until_;
};

// Whether the answer allows it (H3), and is large enough that it pays: a probe costs a round trip.
bool may_be_probed(const Answer& answer) {
  const std::optional<std::string_view> units = answer.head.value("accept-ranges");
  return answer.framing.length.value_or(0) >= kProbeFrom && answer.framing.encoding.empty() &&
         !answer.validators.etag.empty() && units == "bytes";
}

// The body of an answer, as it comes over the wire.
class HttpReader final : public Reader {
 public:
  HttpReader(std::unique_ptr<Exchange> exchange, Answer answer, const Until& until)
      : exchange_(std::move(exchange)), answer_(std::move(answer)), until_(until) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    if (ended_) {
      conclude();
      return {};
    }
    begun_ = true;
    const auto got = read_parts(scratch, [this](std::span<std::byte> room) {
      auto part = answer_.transfer->take(room, until_);
      while (part.empty() && resume()) part = answer_.transfer->take(room, until_);
      position_ += part.size();
      return part;
    });
    ended_ = got.size() < scratch.size();
    return got;
  }

  // H5: a coded body's length says nothing of what it stands for.
  std::optional<Size> size() const override {
    if (!answer_.framing.length) return std::nullopt;
    return Size{*answer_.framing.length, answer_.framing.encoding.empty()};
  }

  RandomAccess* probes() override {
    if (begun_ || !may_be_probed(answer_)) return nullptr;
    if (!probes_) probes_ = std::make_unique<Probes>(*exchange_, answer_, until_);
    return probes_.get();
  }

  Kind kind() const override { return Kind::regular; }

  SideFacts facts() const override {
    return {kind(), size(), exchange_->shown(), answer_.framing.encoding};
  }

 private:
  // H6, H7: the end of a body counts only if it is proven.
  void conclude() {
    if (const std::optional<Failure> failure = answer_.transfer->failure()) {
      throw exchange_->error(*failure).with_phase(Phase::reading);
    }
    const std::optional<std::uint64_t>& length = answer_.framing.length;
    if (length && position_ != *length) {
      throw reading_error(fmt::format("{} bytes came instead of {}", position_, *length));
    }
    if (answer_.framing.unframed() && !exchange_->options().allow_unframed) {
      throw reading_error("the body ended with its connection, so its length is unproven");
    }
  }

  Error reading_error(std::string detail) const {
    return exchange_->error(ErrorCode::http, std::move(detail)).with_phase(Phase::reading);
  }

  // H3, H17: goes on where the body was cut. False if nothing allows that.
  bool resume() {
    const std::optional<Failure> failure = answer_.transfer->failure();
    if (!failure || answer_.validators.etag.empty() || !answer_.framing.length) return false;
    if (position_ >= *answer_.framing.length) return false;
    std::optional<Answer> rest = exchange_->finish_rest(answer_, position_, *failure, until_);
    if (!rest) return false;
    answer_.transfer = std::move(rest->transfer);
    return true;
  }

  std::unique_ptr<Exchange> exchange_;
  Answer answer_;
  const Until until_;
  std::uint64_t position_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  std::unique_ptr<RandomAccess> probes_;
};

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
  return std::make_unique<HttpReader>(std::move(exchange_), std::move(answer), until_);
}

}  // namespace komparu::http
