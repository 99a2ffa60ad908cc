// SPDX-License-Identifier: MIT
#include "http/ca_bundle.h"

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu::http;
using komparu::testing::TemporaryDirectory;

namespace {

// What is found, as text; "" for nothing.
std::string found(const BuiltInTrust& built_in, const std::vector<std::string>& bundles) {
  std::vector<const char*> places;
  places.reserve(bundles.size());
  for (const std::string& bundle : bundles) places.push_back(bundle.c_str());
  const char* const place = ca_bundle(built_in, places);
  return place != nullptr ? place : "";
}

}  // namespace

TEST_CASE("H19: a built-in bundle that is there is left alone", "[http]") {
  const TemporaryDirectory here;
  const std::string built_in = here.write("built-in", "x");
  const std::string other = here.write("other", "x");
  CHECK(found({"OpenSSL/3", built_in.c_str(), nullptr}, {other}).empty());
  CHECK(found({"OpenSSL/3", built_in.c_str(), "/nosuch"}, {other}).empty());
}

TEST_CASE("H19: for a built-in bundle that is missing the first known one stands in", "[http]") {
  const TemporaryDirectory here;
  const std::string missing = here.path("missing");
  const std::string empty = here.write("empty", "");
  const std::string directory = here.path(".");
  const std::string first = here.write("first", "x");
  const std::string second = here.write("second", "x");
  const std::vector<std::string> places = {missing, empty, directory, first, second};
  CHECK(found({"OpenSSL/3", missing.c_str(), nullptr}, places) == first);
  CHECK(found({"GnuTLS/3", empty.c_str(), nullptr}, places) == first);
  CHECK(found({"OpenSSL/3", directory.c_str(), nullptr}, places) == first);
  // OpenSSL fails for a file that it cannot load, whatever the directory holds.
  CHECK(found({"OpenSSL/3", missing.c_str(), directory.c_str()}, places) == first);
  CHECK(found({"OpenSSL/3", missing.c_str(), nullptr}, {missing, empty, directory}).empty());
}

TEST_CASE("H19: a directory that was built in is enough where no file was", "[http]") {
  const TemporaryDirectory here;
  const std::string directory = here.path(".");
  const std::string missing = here.path("missing");
  const std::string bundle = here.write("bundle", "x");
  CHECK(found({"OpenSSL/3", nullptr, directory.c_str()}, {bundle}).empty());
  CHECK(found({"OpenSSL/3", "", directory.c_str()}, {bundle}).empty());
  CHECK(found({"OpenSSL/3", nullptr, missing.c_str()}, {bundle}) == bundle);
}

TEST_CASE("H19: who was built to trust nothing is given a bundle, but not who asks the system",
          "[http]") {
  const TemporaryDirectory here;
  const std::string bundle = here.write("bundle", "x");
  CHECK(found({"OpenSSL/3", nullptr, nullptr}, {bundle}) == bundle);
  CHECK(found({nullptr, "", ""}, {bundle}) == bundle);
  for (const char* const tls :
       {"Schannel", "(OpenSSL/3.0) Schannel", "SecureTransport", "OpenSSL/3.5 AppleSecTrust"}) {
    CAPTURE(tls);
    CHECK(found({tls, nullptr, nullptr}, {bundle}).empty());
  }
}

TEST_CASE("H19: the bundles of the common systems are known", "[http]") {
  std::vector<std::string> known;
  for (const char* const place : well_known_ca_bundles()) known.emplace_back(place);
  for (const std::string place :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", "/usr/local/share/certs/ca-root-nss.crt"}) {
    CAPTURE(place);
    CHECK(std::find(known.begin(), known.end(), place) != known.end());
  }
}
