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
#include "komparu/tree.h"
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
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

template <typename Member>
void take(Member& member, Value value) {
  member = value.cast<Member>();
}

void take(std::optional<nanoseconds>& member, Value value) {
  member = limit_of<nanoseconds>(value);
}

// None leaves what there is.
void take(std::string& member, Value text) {
  if (!text.is_none()) member = bytes_of(text);
}

#define KOMPARU_SETTING(Options, name, member)                                 \
  {                                                                            \
#name, [](Options & options, Value value) { take(options.member, value); } \
  }
#define KOMPARU_SET(name, member) KOMPARU_SETTING(CallOptions, name, pairs.member)

// For every call.
constexpr Setting<CallOptions> kCallSettings[] = {
    KOMPARU_SETTING(CallOptions, comparison_timeout, time_limit),
    KOMPARU_SET(chunk_size, bytes.read.chunk_size),
    KOMPARU_SET(size_precheck, bytes.size_check),
    KOMPARU_SET(quick_check, bytes.quick_check),
    KOMPARU_SET(max_workers, bytes.jobs),
    KOMPARU_SET(follow_symlinks, trees.follow_links),
    KOMPARU_SET(exclude, trees.filter.exclude),
    KOMPARU_SET(include, trees.filter.include),
    KOMPARU_SET(max_depth, trees.max_depth),
    KOMPARU_SET(max_differences, trees.max_differences),
    KOMPARU_SET(one_way, trees.one_way),
    KOMPARU_SET(one_file_system, trees.one_file_system),
    KOMPARU_SET(ignore_case, trees.names.ignore_case),
    KOMPARU_SET(normalize_names, trees.names.nfc),
    KOMPARU_SET(allow_empty, trees.allow_empty),
    KOMPARU_SET(strip_components, archives.strip_components),
    KOMPARU_SET(max_decompressed_size, archives.limits.decompressed_size),
    KOMPARU_SET(max_compression_ratio, archives.limits.compression_ratio),
    KOMPARU_SET(ratio_judged_from, archives.limits.ratio_judged_from),
    KOMPARU_SET(max_archive_entries, archives.limits.entries),
    KOMPARU_SET(max_entry_name_length, archives.limits.entry_name_length),
    KOMPARU_SET(max_index_memory, archives.limits.index_memory),
    KOMPARU_SET(max_decoder_memory, archives.limits.decoder_memory),
    KOMPARU_SET(hash_compare, archives.by_digest),
};

#undef KOMPARU_SET
#define KOMPARU_SET(name, member) KOMPARU_SETTING(HttpOptions, name, member)

// For the requests of one source.
constexpr Setting<HttpOptions> kHttpSettings[] = {
    KOMPARU_SET(headers, headers),
    KOMPARU_SET(follow_redirects, follow_redirects),
    KOMPARU_SET(verify_ssl, verify_tls),
    KOMPARU_SET(allow_private_redirects, allow_private_redirects),
    KOMPARU_SET(retries, retries),
    KOMPARU_SET(netrc, netrc_file),
    KOMPARU_SET(public_only, public_only),
    {"timeout",
     [](HttpOptions& o, Value v) {
       o.stall_timeout = limit_of<milliseconds>(v);
       o.connect_timeout = o.stall_timeout.value_or(milliseconds(100'000'000'000));
     }},
    {"proxy",
     [](HttpOptions& o, Value v) {
       take(o.proxies.http, v);
       take(o.proxies.https, v);
     }},
    {"ca_file",
     [](HttpOptions& o, Value v) {
       take(o.ca_file, v);
       if (!v.is_none()) o.ca_directory.clear();
     }},
    {"limit_rate",
     [](HttpOptions& o, Value v) {
       o.rate_limit = v.cast<std::optional<std::uint64_t>>().value_or(0);
     }},
    {"max_workers",
     [](HttpOptions& o, Value v) {
       if (const auto workers = v.cast<unsigned>()) o.connections = workers;
     }},
};

#undef KOMPARU_SET
#undef KOMPARU_SETTING

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
  set_all<CallOptions>(*options, kCallSettings, values);
  PairOptions& pairs = options->pairs;
  pairs.archives.asked_for = true;
  pairs.trees.every_file = true;
  // Trees of a pair go by what bytes say; those that are sorted into groups do not.
  pairs.trees.size_check = pairs.bytes.size_check;
  pairs.trees.quick_check = pairs.bytes.quick_check;
  pairs.trees.read = pairs.bytes.read;
  pairs.trees.jobs = pairs.bytes.jobs;
  return options;
}

// What the library asks the environment for is asked of `variable`, as os.environ.get. Python's
// exceptions do not travel through the library: the first one is kept.
HttpOptions options_from(const py::function& variable) {
  std::vector<std::unique_ptr<std::string>> values;
  std::exception_ptr failure;
  const auto find = [&](const char* name) -> const char* {
    if (failure) return nullptr;
    try {
      const py::object value = variable(name);
      if (value.is_none()) return nullptr;
      values.push_back(std::make_unique<std::string>(bytes_of(value)));
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
                                               const py::function& variable) {
  auto http = std::make_shared<HttpOptions>(options_from(variable));
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

// `argument` is what messages call it.
Source make_source_map(const std::string& argument, const py::dict& files) {
  std::vector<MappedSource> all;
  all.reserve(files.size());
  for (const auto& [path, source] : files) {
    all.push_back({std::string(path.cast<py::bytes>()), source.cast<const Source&>()});
  }
  try {
    return make_map(std::move(all));
  } catch (const Error& error) {  // whatever is wrong with it, it is an argument
    throw Error(ErrorCode::bad_option, argument,
                "'" + shown_name(error.subject()) + "' " + error.detail());
  }
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
  module.def("http_options", &make_http_options, py::arg("values"), py::arg("variable"));
  module.def("source", &make_source, py::arg("name"), py::arg("http") = py::none());
  module.def("source_map", &make_source_map, py::arg("argument"), py::arg("files"));
  module.def("options", &make_options, py::arg("values"), py::arg("base") = py::none());
}

}  // namespace komparu::python
