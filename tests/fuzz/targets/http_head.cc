// SPDX-License-Identifier: MIT
// The head of an HTTP answer: lines as they arrive -> what they prove about the body (H1, H5, H9).
#include <cstdint>
#include <string_view>

#include "claim.h"
#include "http/framing.h"
#include "komparu/error.h"

using namespace komparu;
using namespace komparu::http;
using komparu::fuzz::claim;

namespace {

Head parsed(std::string_view text) {
  HeadParser parser;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    text.remove_prefix(line.size());
    if (first) {
      parser.begin(line);
    } else {
      parser.add(line);
    }
    first = false;
  }
  return parser.head();
}

void look_at(const Head& head, const Framing& framing) {
  constexpr std::uint64_t kLongest = INT64_MAX;
  claim(head.fault.empty(), "a faulty head has no framing");
  claim(!framing.length || *framing.length <= kLongest, "a length fits");
  claim(!framing.length || !framing.chunked || head.major == 2, "a length or chunks");
  claim((head.status == 206) == framing.range.has_value(), "206 and a range go together");
  if (framing.range) {
    const ContentRange& range = *framing.range;
    claim(range.first <= range.last && range.last < range.total, "a range is in order");
    claim(!framing.length || *framing.length == range.last - range.first + 1,
          "range and length agree");
  }
  const Validators once = validators_of(head, framing);
  claim(once == validators_of(head, framing), "validators are those of the head");
  claim(once.etag.rfind("W/", 0) != 0, "a weak ETag validates nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Head head = parsed({reinterpret_cast<const char*>(data), size});
  try {
    look_at(head, framing_of(head));
  } catch (const Error& error) {
    claim(error.code() == ErrorCode::http, "a head that is refused is trouble of HTTP");
  }
  (void)retry_after(head, 0);
  return 0;
}
