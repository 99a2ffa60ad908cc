// SPDX-License-Identifier: MIT
// URLs and what belongs to them: addresses, proxies, netrc files, headers. A secret is planted
// where secrets stand in a URL; whatever stands around it, nothing that is shown may hold it (V6).
#include <cstdint>
#include <string>
#include <string_view>

#include "claim.h"
#include "http/address_policy.h"
#include "http/netrc.h"
#include "http/proxy.h"
#include "http/url.h"
#include "http/url_parts.h"
#include "komparu/error.h"
#include "komparu/http.h"

using namespace komparu;
using namespace komparu::http;
using komparu::fuzz::claim;
using komparu::fuzz::take_until;

namespace {

const std::string kSecret = "sEcReT42";

void parse(std::string_view text) {
  (void)is_mistyped_url(text);
  (void)is_base_url(text);
  try {
    const Url url = Url::parse(text);
    const Url again = Url::parse(url.text());
    claim(again.text() == url.text(), "the text of a URL is a fixed point");
    claim(again.origin() == url.origin(), "the origin is kept");
    claim(again.target() == url.target(), "the target is kept");
    claim(!again.credentials(), "the text of a URL has no credentials");
    for (const char c : url.text()) claim(c > 0x20 && c < 0x7f, "a URL is plain ASCII");
    claim(url.below("a b/%2e%2e/\xc3\xbc").origin() == url.origin(), "what is below stays there");
  } catch (const Error& error) {
    claim(error.code() == ErrorCode::bad_option, "what is no URL is a bad option");
  }
}

// `base` and the Location of its answer.
void redirect(std::string_view base, std::string_view location) {
  try {
    const Url from = Url::parse(base);
    const Url to = from.resolved(location);
    claim(!to.credentials(), "a redirect hands on no credentials");
    claim(from.origin().scheme != "https" || to.origin().scheme == "https", "https stays https");
    claim(Url::parse(to.text()).text() == to.text(), "what a redirect leads to is a URL");
  } catch (const Error&) {
    return;  // refused
  }
}

void hidden(std::string_view shown) {
  claim(shown.find(kSecret) == std::string_view::npos, "a secret is not shown");
}

void show(const std::string& text, std::string_view location) {
  hidden(redacted(text));
  hidden(shown_name(text));
  try {
    const Url url = Url::parse(text);
    hidden(url.shown());
    hidden(url.resolved(location).shown());
  } catch (const Error& error) {
    hidden(error.what());
  }
}

void plant_secret(std::string_view before, std::string_view behind) {
  const std::string a(before);
  const std::string b(behind);
  if ((a + b).find(kSecret) != std::string::npos) return;
  show("http://user:" + kSecret + "@" + a + b, b);
  show("http://" + kSecret + "@h/" + a + b, b);
  show("https://h/" + a + "?k=" + kSecret + "&" + b, b);
  show("http://u:" + kSecret + a + "@h/" + b, b);
  show("http://h/p?" + kSecret, b);
  show("HTTPS://h/x?a=b&" + kSecret + "=#" + a, b);
  show("http://h" + a + "?q=" + kSecret, b);
}

void surroundings(std::string_view a, std::string_view b) {
  (void)netrc_entry(b, a);
  (void)percent_decoded(a);
  (void)bypassed(a, b);
  (void)is_public_text(a);
  if (const auto address = address_of_host(a)) {
    claim(address_of_host(*address) == address, "an address is its own spelling");
  }
  HttpOptions options;
  options.headers.emplace_back(a);
  options.proxies.http = b;
  options.proxies.bypass = a;
  try {
    check_http_options(options);
  } catch (const Error& error) {
    claim(error.code() == ErrorCode::bad_option, "what is refused is a bad option");
  }
  try {
    (void)parse_proxy(a);
  } catch (const Error& error) {
    claim(error.code() == ErrorCode::bad_option, "what is no proxy is a bad option");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  parse(rest);
  const std::string_view first = take_until(rest, '\n');
  parse(first);
  redirect(first, rest);
  plant_secret(first, rest);
  surroundings(first, rest);
  return 0;
}
