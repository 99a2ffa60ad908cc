// SPDX-License-Identifier: MIT
// H13: which addresses a connection may reach.
#ifndef KOMPARU_HTTP_ADDRESS_POLICY_H_
#define KOMPARU_HTTP_ADDRESS_POLICY_H_

#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace komparu::http {

// True for an address that anyone may reach: for IPv4 none of the special-purpose blocks of the
// IANA registry (RFC 6890 and later); for IPv6 only 2000::/3 without its special blocks;
// IPv4-mapped and IPv4-compatible, NAT64 (64:ff9b::/96) and 6to4 addresses are judged by the IPv4
// address inside. Other families never are. The object behind the reference is as large as its
// family's.
bool is_public(const sockaddr& address);

// The same for an address in text ("127.0.0.1", "::1", also "[::1]"); none if it is no address in
// the usual notation.
std::optional<bool> is_public_text(std::string_view address);

// True for a name that no public name server answers: localhost, a single label, and what ends in
// .localhost, .local, .internal or .home.arpa. `host` is no address, and in lower case.
bool is_local_name(std::string_view host);

// Every spelling of an IPv4 address that some resolver takes for one: "127.1", "0x7f000001",
// "2130706433", "0177.0.0.1" (octal), "127.0.0.1.". Normalised to four decimals; none if the host
// is a name. Brackets around IPv6 are removed and the address normalised; one with a zone is none.
std::optional<std::string> address_of_host(std::string_view host);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_ADDRESS_POLICY_H_
