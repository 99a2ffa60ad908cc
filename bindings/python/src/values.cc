// SPDX-License-Identifier: MIT
#include "values.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/http.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

using SharedHttp = std::shared_ptr<const HttpOptions>;

// Beyond this nobody waits, and no unit of the library overflows.
constexpr double kLongestSeconds = 1e8;

template <typename Duration>
Duration duration_of(double seconds, const char* name) {
  if (std::isnan(seconds) || seconds <= 0) {
    throw Error(ErrorCode::bad_option, "", std::string(name) + " must be positive");
  }
  return std::chrono::ceil<Duration>(
      std::chrono::duration<double>(std::min(seconds, kLongestSeconds)));
}

std::string bytes_of(py::handle text) {
  PyObject* const bytes = PyUnicode_EncodeFSDefault(text.ptr());
  if (bytes == nullptr) throw py::error_already_set();
  return std::string(py::reinterpret_steal<py::bytes>(bytes));
}

// What the library asks the environment for, taken from a mapping. Python's exceptions do not
// travel through the library: the first one is kept.
class Environment {
 public:
  explicit Environment(py::object mapping) : mapping_(std::move(mapping)) {}

  HttpOptions options() {
    HttpOptions result =
        http_options_from([this](const char* name) -> const char* { return find(name); });
    if (failure_) std::rethrow_exception(failure_);
    return result;
  }

 private:
  const char* find(const char* name) {
    if (failure_) return nullptr;
    try {
      const py::object value = mapping_.attr("get")(name);
      if (value.is_none()) return nullptr;
      values_.push_back(std::make_unique<std::string>(bytes_of(value)));
      return values_.back()->c_str();
    } catch (...) {
      failure_ = std::current_exception();
      return nullptr;
    }
  }

  const py::object mapping_;
  std::vector<std::unique_ptr<std::string>> values_;
  std::exception_ptr failure_;
};

std::shared_ptr<HttpOptions> make_http_options(const py::iterable& headers,
                                               std::optional<double> timeout, bool follow_redirects,
                                               bool verify_ssl, const py::object& proxy,
                                               bool allow_private_redirects, unsigned connections,
                                               const py::object& environment) {
  auto http = std::make_shared<HttpOptions>(Environment(environment).options());
  for (const py::handle header : headers) http->headers.push_back(bytes_of(header));
  if (timeout) {
    const auto limit = duration_of<std::chrono::milliseconds>(*timeout, "timeout");
    http->connect_timeout = limit;
    http->stall_timeout = limit;
  } else {
    http->connect_timeout = duration_of<std::chrono::milliseconds>(kLongestSeconds, "timeout");
    http->stall_timeout.reset();
  }
  http->follow_redirects = follow_redirects;
  http->verify_tls = verify_ssl;
  http->allow_private_redirects = allow_private_redirects;
  http->connections = connections;
  if (!proxy.is_none()) http->proxies.http = http->proxies.https = bytes_of(proxy);
  check_http_options(*http);
  return http;
}

Source make_source(const py::bytes& name, const std::shared_ptr<HttpOptions>& http) {
  Source source((std::string(name)));
  if (source.name.find('\0') != std::string::npos) {
    throw Error(ErrorCode::bad_option, "", "embedded null byte");
  }
  if (http) {
    if (!is_url(source.name)) {
      throw Error(ErrorCode::bad_option, shown_name(source.name), "is no URL");
    }
    check_url(source.name);
    source.http = http;
  } else if (is_url(source.name)) {
    source.name.insert(0, "./");
  }
  return source;
}

std::vector<std::string> patterns_of(const std::vector<py::bytes>& patterns) {
  return {patterns.begin(), patterns.end()};
}

using Limit = std::optional<std::uint64_t>;

std::shared_ptr<CallOptions> make_options(std::size_t chunk_size, bool size_check, bool quick_check,
                                          unsigned jobs, std::optional<double> time_limit,
                                          bool follow_links, const std::vector<py::bytes>& exclude,
                                          Limit max_decompressed_size, Limit max_compression_ratio,
                                          std::uint64_t ratio_judged_from,
                                          Limit max_archive_entries, Limit max_entry_name_length,
                                          bool by_digest) {
  auto options = std::make_shared<CallOptions>();
  CompareOptions& bytes = options->bytes;
  bytes.detail = Detail::verdict;
  bytes.size_check = size_check;
  bytes.quick_check = quick_check;
  bytes.read.chunk_size = chunk_size;
  bytes.jobs = jobs;
  if (time_limit) {
    options->time_limit = duration_of<std::chrono::nanoseconds>(*time_limit, "time_limit");
  }
  TreeOptions& trees = options->trees;
  trees.filter.exclude = patterns_of(exclude);
  trees.detail = Detail::verdict;
  trees.size_check = size_check;
  trees.quick_check = quick_check;
  trees.read = bytes.read;
  trees.jobs = jobs;
  trees.every_file = true;
  trees.follow_links = follow_links;
  ArchiveOptions& archives = options->archives;
  archives.asked_for = true;
  archives.limits.decompressed_size = max_decompressed_size;
  archives.limits.compression_ratio = max_compression_ratio;
  archives.limits.ratio_judged_from = ratio_judged_from;
  archives.limits.entries = max_archive_entries;
  archives.limits.entry_name_length = max_entry_name_length;
  archives.by_digest = by_digest;
  return options;
}

}  // namespace

bool may_wait(const Source& source) {
  if (source.http) return false;
  namespace fs = std::filesystem;
  std::error_code ignored;  // whoever opens it meets the reason
  const fs::file_type type = fs::status(source.name, ignored).type();
  return type == fs::file_type::fifo || type == fs::file_type::character ||
         type == fs::file_type::socket;
}

py::str text_of(std::string_view bytes) {
  PyObject* const text =
      PyUnicode_DecodeFSDefaultAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size()));
  if (text == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(text);
}

void add_values(py::module_& module) {
  py::class_<HttpOptions, std::shared_ptr<HttpOptions>>(module, "HttpOptions", py::is_final(),
                                                        "How one source is fetched; immutable.")
      .def(py::init(&make_http_options), py::kw_only(), py::arg("headers"), py::arg("timeout"),
           py::arg("follow_redirects"), py::arg("verify_ssl"), py::arg("proxy"),
           py::arg("allow_private_redirects"), py::arg("connections"), py::arg("environment"));
  py::class_<Source>(module, "Source", py::is_final(),
                     "One operand: a path in the system's bytes, or a URL; immutable.")
      .def(py::init(&make_source), py::arg("name"), py::arg("http") = py::none());
  py::class_<CallOptions, std::shared_ptr<CallOptions>>(module, "Options", py::is_final(),
                                                        "How a call compares; immutable.")
      .def(py::init(&make_options), py::kw_only(), py::arg("chunk_size"), py::arg("size_check"),
           py::arg("quick_check"), py::arg("jobs"), py::arg("time_limit"),
           py::arg("follow_links") = true, py::arg("exclude") = py::tuple(),
           py::arg("max_decompressed_size") = py::none(),
           py::arg("max_compression_ratio") = py::none(),
           py::arg("ratio_judged_from") = ArchiveLimits().ratio_judged_from,
           py::arg("max_archive_entries") = py::none(),
           py::arg("max_entry_name_length") = py::none(), py::arg("by_digest") = false);
}

}  // namespace komparu::python
