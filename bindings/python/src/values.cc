// SPDX-License-Identifier: MIT
// Options and sources. The package checks what they may be (_table.py has each with its check);
// here one line says what each one sets.
#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/source.h"
#include "module.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

template <typename Options>
struct Setting {
  const char* name;
  void (*set)(Options& options, const py::handle& value);
};

template <typename Duration>
Duration duration_of(const py::handle& seconds) {
  constexpr double kLongest = 1e8;  // beyond this nobody waits, and no unit overflows
  const auto value = seconds.cast<double>();
  if (std::isnan(value) || value <= 0) throw py::value_error("a time must be positive");
  return std::chrono::ceil<Duration>(std::chrono::duration<double>(std::min(value, kLongest)));
}

template <typename Duration>
std::optional<Duration> limit_of(const py::handle& seconds) {
  if (seconds.is_none()) return std::nullopt;
  return duration_of<Duration>(seconds);
}

std::string bytes_of(const py::handle& text) {
  PyObject* const bytes = PyUnicode_EncodeFSDefault(text.ptr());
  if (bytes == nullptr) throw py::error_already_set();
  return std::string(py::reinterpret_steal<py::bytes>(bytes));
}

using Value = const py::handle&;
using Limit = std::optional<std::uint64_t>;
using Texts = std::vector<std::string>;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// For every call. What trees and bytes share stands in trees until all is set.
constexpr Setting<CallOptions> kCallSettings[] = {
    {"chunk_size",
     [](CallOptions& o, Value v) { o.trees.read.chunk_size = v.cast<std::size_t>(); }},
    {"size_precheck", [](CallOptions& o, Value v) { o.trees.size_check = v.cast<bool>(); }},
    {"quick_check", [](CallOptions& o, Value v) { o.trees.quick_check = v.cast<bool>(); }},
    {"max_workers", [](CallOptions& o, Value v) { o.trees.jobs = v.cast<unsigned>(); }},
    {"comparison_timeout",
     [](CallOptions& o, Value v) { o.time_limit = limit_of<nanoseconds>(v); }},
    {"follow_symlinks", [](CallOptions& o, Value v) { o.trees.follow_links = v.cast<bool>(); }},
    {"exclude", [](CallOptions& o, Value v) { o.trees.filter.exclude = v.cast<Texts>(); }},
    {"include", [](CallOptions& o, Value v) { o.trees.filter.include = v.cast<Texts>(); }},
    {"max_depth", [](CallOptions& o, Value v) { o.trees.max_depth = v.cast<Limit>(); }},
    {"max_differences", [](CallOptions& o, Value v) { o.trees.max_differences = v.cast<Limit>(); }},
    {"one_way", [](CallOptions& o, Value v) { o.trees.one_way = v.cast<bool>(); }},
    {"one_file_system", [](CallOptions& o, Value v) { o.trees.one_file_system = v.cast<bool>(); }},
    {"ignore_case", [](CallOptions& o, Value v) { o.trees.names.ignore_case = v.cast<bool>(); }},
    {"normalize_names", [](CallOptions& o, Value v) { o.trees.names.nfc = v.cast<bool>(); }},
    {"allow_empty", [](CallOptions& o, Value v) { o.trees.allow_empty = v.cast<bool>(); }},
    {"strip_components",
     [](CallOptions& o, Value v) { o.archives.strip_components = v.cast<std::uint64_t>(); }},
    {"max_decompressed_size",
     [](CallOptions& o, Value v) { o.archives.limits.decompressed_size = v.cast<Limit>(); }},
    {"max_compression_ratio",
     [](CallOptions& o, Value v) { o.archives.limits.compression_ratio = v.cast<Limit>(); }},
    {"ratio_judged_from",
     [](CallOptions& o, Value v) {
       o.archives.limits.ratio_judged_from = v.cast<std::uint64_t>();
     }},
    {"max_archive_entries",
     [](CallOptions& o, Value v) { o.archives.limits.entries = v.cast<Limit>(); }},
    {"max_entry_name_length",
     [](CallOptions& o, Value v) { o.archives.limits.entry_name_length = v.cast<Limit>(); }},
    {"max_index_memory",
     [](CallOptions& o, Value v) { o.archives.limits.index_memory = v.cast<Limit>(); }},
    {"max_decoder_memory",
     [](CallOptions& o, Value v) { o.archives.limits.decoder_memory = v.cast<Limit>(); }},
    {"hash_compare", [](CallOptions& o, Value v) { o.archives.by_digest = v.cast<bool>(); }},
};

// For the requests of one source.
constexpr Setting<HttpOptions> kHttpSettings[] = {
    {"headers", [](HttpOptions& o, Value v) { o.headers = v.cast<Texts>(); }},
    {"timeout",
     [](HttpOptions& o, Value v) {
       o.stall_timeout = limit_of<milliseconds>(v);
       o.connect_timeout = o.stall_timeout.value_or(milliseconds(100'000'000'000));
     }},
    {"follow_redirects", [](HttpOptions& o, Value v) { o.follow_redirects = v.cast<bool>(); }},
    {"verify_ssl", [](HttpOptions& o, Value v) { o.verify_tls = v.cast<bool>(); }},
    {"proxy",
     [](HttpOptions& o, Value v) {
       if (!v.is_none()) o.proxies.http = o.proxies.https = bytes_of(v);
     }},
    {"allow_private_redirects",
     [](HttpOptions& o, Value v) { o.allow_private_redirects = v.cast<bool>(); }},
    {"retries", [](HttpOptions& o, Value v) { o.retries = v.cast<unsigned>(); }},
    {"ca_file",
     [](HttpOptions& o, Value v) {
       if (v.is_none()) return;
       o.ca_file = bytes_of(v);
       o.ca_directory.clear();
     }},
    {"netrc",
     [](HttpOptions& o, Value v) {
       if (!v.is_none()) o.netrc_file = bytes_of(v);
     }},
    {"limit_rate", [](HttpOptions& o, Value v) { o.rate_limit = v.cast<Limit>().value_or(0); }},
    {"public_only", [](HttpOptions& o, Value v) { o.public_only = v.cast<bool>(); }},
    {"max_workers",
     [](HttpOptions& o, Value v) {
       if (const auto workers = v.cast<unsigned>()) o.connections = workers;
     }},
};

template <typename Options>
void set_all(Options& options, std::span<const Setting<Options>> settings, const py::dict& values) {
  for (const auto& [key, value] : values) {
    const auto name = py::cast<std::string>(key);
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [&](const auto& each) { return name == each.name; });
    if (found == settings.end()) throw py::key_error(name);
    found->set(options, value);
  }
}

std::shared_ptr<CallOptions> make_options(const py::dict& values,
                                          const std::shared_ptr<CallOptions>& base) {
  auto options = base ? std::make_shared<CallOptions>(*base) : std::make_shared<CallOptions>();
  TreeOptions& trees = options->trees;
  set_all<CallOptions>(*options, kCallSettings, values);
  trees.every_file = true;
  options->archives.asked_for = true;
  CompareOptions& bytes = options->bytes;
  bytes.detail = Detail::verdict;
  bytes.size_check = trees.size_check;
  bytes.quick_check = trees.quick_check;
  bytes.read = trees.read;
  bytes.jobs = trees.jobs;
  return options;
}

// What the library asks the environment for, taken from a mapping. Python's exceptions do not
// travel through the library: the first one is kept.
HttpOptions options_from(const py::dict& environment) {
  std::vector<std::unique_ptr<std::string>> values;
  std::exception_ptr failure;
  const auto find = [&](const char* name) -> const char* {
    if (failure || !environment.contains(name)) return nullptr;
    try {
      values.push_back(std::make_unique<std::string>(bytes_of(environment[name])));
      return values.back()->c_str();
    } catch (...) {
      failure = std::current_exception();
      return nullptr;
    }
  };
  HttpOptions options = http_options_from(find);
  if (failure) std::rethrow_exception(failure);
  return options;
}

std::shared_ptr<HttpOptions> make_http_options(const py::dict& values,
                                               const py::dict& environment) {
  auto http = std::make_shared<HttpOptions>(options_from(environment));
  set_all<HttpOptions>(*http, kHttpSettings, values);
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

}  // namespace

py::str text_of(std::string_view bytes) {
  PyObject* const text =
      PyUnicode_DecodeFSDefaultAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size()));
  if (text == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(text);
}

void add_values(py::module_& module) {
  py::class_<HttpOptions, std::shared_ptr<HttpOptions>> http(module, "HttpOptions", py::is_final(),
                                                             "How a source is fetched; immutable.");
  py::class_<Source> source(module, "Source", py::is_final(), "One operand; immutable.");
  py::class_<CallOptions, std::shared_ptr<CallOptions>> options(module, "Options", py::is_final(),
                                                                "How a call compares; immutable.");
  seal(http);
  seal(source);
  seal(options);
  module.def("http_options", &make_http_options, py::arg("values"), py::arg("environment"));
  module.def("source", &make_source, py::arg("name"), py::arg("http") = py::none());
  module.def("options", &make_options, py::arg("values"), py::arg("base") = py::none());
}

}  // namespace komparu::python
