// SPDX-License-Identifier: MIT
#include "http/curl_request.h"

#include <new>
#include <string>
#include <utility>

#include "http/address_policy.h"
#include "http/ascii.h"
#include "http/sockets.h"
#include "http/url_parts.h"

namespace komparu::http {

namespace {

// libcurl's own words about a server's answer may hold bytes that came from there.
std::string without_control_bytes(std::string text) {
  for (char& byte : text) {
    if (is_control(byte)) byte = '?';
  }
  return text;
}

bool is_tls(CURLcode code) {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return true;
    default:
      return false;
  }
}

// H17: another try may bring more. Of libcurl's limits on time only that on connecting is set.
bool never_connected(CURLcode code) {
  return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
         code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT;
}

bool was_cut(CURLcode code) {
  switch (code) {
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
      return true;
    default:
      return false;
  }
}

}  // namespace

CurlRequest::CurlRequest(const CurlApi& api, std::shared_ptr<Transfer> transfer)
    : api_(api), transfer_(std::move(transfer)), handle_(api.curl_easy_init()) {
  if (handle_ == nullptr) throw std::bad_alloc();
  set_up();
}

CurlRequest::~CurlRequest() {
  api_.curl_easy_cleanup(handle_);
  api_.curl_slist_free_all(headers_);
}

// An option that an older libcurl lacks is only ever one that makes a newer one safer.
template <typename Value>
void CurlRequest::set(CURLoption option, Value value) {
  api_.curl_easy_setopt(handle_, option, value);
}

void CurlRequest::set_up() {
  const Request& request = transfer_->request();
  set(CURLOPT_ERRORBUFFER, message_.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_HTTP_VERSION,
      api_.trustworthy_http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
  set(CURLOPT_BUFFERSIZE, static_cast<long>(request.receive));
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_USERAGENT, request.user_agent.c_str());
  for (const std::string& header : request.headers) {
    // libcurl drops a header without value unless it is written with a semicolon.
    const std::size_t value = header.find_first_not_of(" \t", header.find(':') + 1);
    const std::string line =
        value == std::string::npos ? header.substr(0, header.find(':')) + ';' : header;
    curl_slist* const longer = api_.curl_slist_append(headers_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    headers_ = longer;
  }
  set(CURLOPT_HTTPHEADER, headers_);
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  if (request.credentials) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, request.credentials->user.c_str());
    set(CURLOPT_PASSWORD, request.credentials->password.c_str());
  }
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  // A resolver that hangs must not hold up the thread when its transfer is given up.
  set(CURLOPT_QUICK_EXIT, 1L);
  if (request.rate_limit > 0) {
    set(CURLOPT_MAX_RECV_SPEED_LARGE, static_cast<curl_off_t>(request.rate_limit));
  }
  set(CURLOPT_HEADERFUNCTION, &CurlRequest::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlRequest::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlRequest::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &CurlRequest::before_request);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_PRIVATE, this);
  // Both are set, or libcurl would look into the environment.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "");
  if (request.proxy) set_up_proxy(*request.proxy);
  set_up_tls();
}

void CurlRequest::set_up_proxy(const Proxy& proxy) {
  set(CURLOPT_PROXY, proxy.url.c_str());
  if (!proxy.credentials) return;
  set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
  set(CURLOPT_PROXYUSERNAME, proxy.credentials->user.c_str());
  set(CURLOPT_PROXYPASSWORD, proxy.credentials->password.c_str());
}

// H19
void CurlRequest::set_up_tls() {
  const Request& request = transfer_->request();
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  const long verify = request.verify_tls ? 1L : 0L;
  constexpr long kNameMustMatch = 2;
  set(CURLOPT_SSL_VERIFYPEER, verify);
  set(CURLOPT_SSL_VERIFYHOST, verify * kNameMustMatch);
  set(CURLOPT_PROXY_SSL_VERIFYPEER, verify);
  set(CURLOPT_PROXY_SSL_VERIFYHOST, verify * kNameMustMatch);
  const bool is_named = !request.ca_file.empty() || !request.ca_directory.empty();
#ifdef _WIN32
  if (!is_named) {
    // OpenSSL has no certificates of its own there.
    set(CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NATIVE_CA));
    set(CURLOPT_PROXY_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NATIVE_CA));
    return;
  }
#endif
  if (!is_named && api_.ca_bundle == nullptr) return;
  const char* const file = !is_named                 ? api_.ca_bundle
                           : request.ca_file.empty() ? nullptr
                                                     : request.ca_file.c_str();
  const char* const directory =
      request.ca_directory.empty() ? nullptr : request.ca_directory.c_str();
  set(CURLOPT_CAINFO, file);
  set(CURLOPT_PROXY_CAINFO, file);
  set(CURLOPT_CAPATH, directory);
  set(CURLOPT_PROXY_CAPATH, directory);
}

std::size_t CurlRequest::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  const std::size_t length = size * count;
  constexpr std::size_t kBlank = 2;
  if (length <= kBlank) {
    curl_off_t retry_after = 0;
    request.api_.curl_easy_getinfo(request.handle_, CURLINFO_RETRY_AFTER, &retry_after);
    request.transfer_->note_retry_after(retry_after);
  }
  if (request.transfer_->add_head_line({data, length})) return length;
  request.head_too_large_ = true;
  return 0;
}

std::size_t CurlRequest::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  const auto& request = *static_cast<CurlRequest*>(self);
  const std::size_t length = size * count;
  if (request.transfer_->abandoned()) return 0;
  const bool added = request.transfer_->add_body(std::as_bytes(std::span(data, length)));
  return added ? length : CURL_WRITEFUNC_PAUSE;
}

// H13: every address that a name, whatever its spelling, resolves to comes past here.
curl_socket_t CurlRequest::open_socket(void* self, curlsocktype /*purpose*/,
                                       curl_sockaddr* address) {
  auto& request = *static_cast<CurlRequest*>(self);
  if (request.transfer_->request().public_only && !is_public(address->addr)) {
    request.blocked_ = true;
    return CURL_SOCKET_BAD;
  }
  request.socket_ = http::open_socket(address->family, address->socktype, address->protocol);
  return request.socket_;
}

// A connection that is used again was not opened for this request.
int CurlRequest::before_request(void* self, char* peer, char* /*own*/, int /*peer_port*/,
                                int /*own_port*/) {
  auto& request = *static_cast<CurlRequest*>(self);
  request.transfer_->connected_to(peer);
  if (!request.transfer_->request().public_only || is_public_text(peer).value_or(false)) {
    return CURL_PREREQFUNC_OK;
  }
  request.blocked_ = true;
  return CURL_PREREQFUNC_ABORT;
}

void CurlRequest::count_received() {
  if (socket_ == CURL_SOCKET_BAD) return;  // not connected yet, or a connection that was there
  if (const auto count = bytes_received(socket_)) transfer_->received(*count);
}

void CurlRequest::end(CURLcode code) {
  if (code == CURLE_OK) return transfer_->end(std::nullopt);
  transfer_->end(failure_of(code));
}

Failure CurlRequest::failure_of(CURLcode code) const {
  Failure failure;
  if (blocked_) {
    failure.code = ErrorCode::blocked_address;
    failure.detail = "the address is not public";
    return failure;
  }
  if (head_too_large_) {
    failure.detail = "the answer's header is too large";
    return failure;
  }
  failure.code = is_tls(code) ? ErrorCode::tls : ErrorCode::http;
  failure.connected = !never_connected(code);
  failure.worth_retrying = !failure.connected || was_cut(code);
  long os_error = 0;
  api_.curl_easy_getinfo(handle_, CURLINFO_OS_ERRNO, &os_error);
  if (code == CURLE_COULDNT_CONNECT && os_error != 0) {
    failure.os_error = errno_of_socket(static_cast<int>(os_error));
    failure.detail = text_of_socket_error(static_cast<int>(os_error));
  } else {
    failure.detail = reason(code);
  }
  return failure;
}

// X6: where '/' in a password was not encoded, the host is a user name. So a text of libcurl that
// holds the host is replaced by the name of the error, but for certificates, which exist only where
// a server of that name answered.
std::string CurlRequest::reason(CURLcode code) const {
  const std::string said = message_.data();
  const auto parts = split_url(transfer_->request().url);
  const std::string_view host =
      parts ? parts->authority.substr(0, parts->authority.rfind(':')) : std::string_view{};
  const bool holds_host = !host.empty() && said.find(host) != std::string::npos;
  const bool is_shown = !said.empty() && (is_tls(code) || !holds_host);
  return without_control_bytes(is_shown ? said : api_.curl_easy_strerror(code));
}

}  // namespace komparu::http
