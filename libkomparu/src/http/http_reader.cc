// SPDX-License-Identifier: MIT
#include "http/http_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "http/probes.h"

namespace komparu::http {

namespace {

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
    std::span<const std::byte> got = answer_.transfer->take(scratch, until_);
    position_ += got.size();
    while (got.size() < scratch.size()) {
      // What was taken so far belongs to a transfer that may go.
      if (got.data() != scratch.data()) std::copy(got.begin(), got.end(), scratch.begin());
      got = scratch.first(got.size());
      if (!resume()) break;
      const std::span<std::byte> rest = scratch.subspan(got.size());
      const std::span<const std::byte> more = answer_.transfer->take(rest, until_);
      if (more.data() != rest.data()) std::copy(more.begin(), more.end(), rest.begin());
      position_ += more.size();
      got = scratch.first(got.size() + more.size());
    }
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
    if (!probes_) probes_ = make_probes(*exchange_, answer_, until_);
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
    std::optional<Failure> failure = answer_.transfer->failure();
    if (!failure || answer_.validators.etag.empty() || !answer_.framing.length) return false;
    const std::uint64_t length = *answer_.framing.length;
    while (position_ < length && exchange_->may_retry(*failure, until_)) {
      std::optional<Answer> rest = exchange_->finish_range(
          answer_, exchange_->begin_range(answer_, position_, length - 1, until_), position_,
          length - 1, until_);
      if (!rest) continue;
      answer_.transfer = std::move(rest->transfer);
      return true;
    }
    return false;
  }

  std::unique_ptr<Exchange> exchange_;
  Answer answer_;
  const Until until_;
  std::uint64_t position_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  std::unique_ptr<RandomAccess> probes_;
};

}  // namespace

std::unique_ptr<Reader> make_http_reader(std::unique_ptr<Exchange> exchange, Answer answer,
                                         const Until& until) {
  return std::make_unique<HttpReader>(std::move(exchange), std::move(answer), until);
}

}  // namespace komparu::http
