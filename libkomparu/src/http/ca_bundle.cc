// SPDX-License-Identifier: MIT
#include "http/ca_bundle.h"

#include <filesystem>
#include <string_view>
#include <system_error>

namespace komparu::http {
namespace {

constexpr const char* kWellKnown[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // newer ones of these
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // Alpine, FreeBSD, OpenBSD, macOS
    "/usr/local/share/certs/ca-root-nss.crt",             // FreeBSD's ca_root_nss
    "/etc/openssl/certs/ca-certificates.crt",             // NetBSD
};

bool is_named(const char* place) { return place != nullptr && *place != '\0'; }

// An empty bundle makes OpenSSL fail as a missing one does.
bool holds_anything(const char* file) {
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) &&
         std::filesystem::file_size(file, error) > 0 && !error;
}

bool is_there(const BuiltInTrust& built_in) {
  // These ask the system itself; no file is named, and none is needed.
  const std::string_view tls = built_in.tls != nullptr ? built_in.tls : "";
  for (const std::string_view native : {"Schannel", "SecureTransport", "AppleSecTrust"}) {
    if (tls.find(native) != std::string_view::npos) return true;
  }
  // A file that is missing is an error of its own, whatever the directory holds.
  if (is_named(built_in.file)) return holds_anything(built_in.file);
  std::error_code error;
  return is_named(built_in.directory) && std::filesystem::is_directory(built_in.directory, error);
}

}  // namespace

std::span<const char* const> well_known_ca_bundles() { return kWellKnown; }

const char* ca_bundle(const BuiltInTrust& built_in, std::span<const char* const> bundles) {
  if (is_there(built_in)) return nullptr;
  for (const char* const bundle : bundles) {
    if (holds_anything(bundle)) return bundle;
  }
  return nullptr;
}

}  // namespace komparu::http
