// SPDX-License-Identifier: MIT
#include "http/probes.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace komparu::http {

namespace {

constexpr std::uint64_t kProbeFrom = std::uint64_t{8} << 20;

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

}  // namespace

bool may_be_probed(const Answer& answer) {
  const std::optional<std::string_view> units = answer.head.value("accept-ranges");
  return answer.framing.length.value_or(0) >= kProbeFrom && answer.framing.encoding.empty() &&
         !answer.validators.etag.empty() && units == "bytes";
}

std::unique_ptr<RandomAccess> make_probes(const Exchange& exchange, const Answer& answer,
                                          const Until& until) {
  return std::make_unique<Probes>(exchange, answer, until);
}

}  // namespace komparu::http
