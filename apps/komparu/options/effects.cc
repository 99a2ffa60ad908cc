// SPDX-License-Identifier: MIT
#include "options/effects.h"

#include <fmt/format.h>

#include <cstddef>
#include <limits>
#include <utility>

#include "komparu/checksums.h"
#include "options/completions.h"
#include "options/help.h"
#include "options/sizes.h"

namespace komparu::cli {
namespace {

constexpr std::pair<std::string_view, ExtraFormat> kFormats[] = {
    {"rar", ExtraFormat::rar}, {"iso", ExtraFormat::iso}, {"cab", ExtraFormat::cab},
    {"xar", ExtraFormat::xar}, {"lha", ExtraFormat::lha}, {"warc", ExtraFormat::warc},
};

bool is_zero(std::string_view value) {
  return value.find('0') != std::string_view::npos &&
         value.find_first_not_of("0.") == std::string_view::npos &&
         std::count(value.begin(), value.end(), '.') < 2;
}

std::uint64_t count_up_to(std::uint64_t most, const Option& option, std::string_view value) {
  const std::uint64_t number = count(option, value);
  if (number > most) refuse_value(option, value);
  return number;
}

}  // namespace

std::uint64_t count(const Option& option, std::string_view value) {
  const std::optional<std::uint64_t> number = read_count(value);
  if (!number) refuse_value(option, value);
  return *number;
}

std::uint64_t size(const Option& option, std::string_view value) {
  const std::optional<std::uint64_t> number = read_number(value);
  if (!number) refuse_value(option, value);
  return *number;
}

unsigned small_count(const Option& option, std::string_view value) {
  return static_cast<unsigned>(count_up_to(std::numeric_limits<unsigned>::max(), option, value));
}

std::chrono::milliseconds duration(const Option& option, std::string_view value) {
  const auto time = read_seconds(value);
  if (!time) refuse_value(option, value);
  return std::chrono::ceil<std::chrono::milliseconds>(*time);
}

When when(std::string_view value) {
  if (value == "always") return When::always;
  return value == "never" ? When::never : When::automatic;
}

std::optional<std::uint64_t> limit(const Option& option, std::string_view value,
                                   std::uint64_t (*read)(const Option&, std::string_view)) {
  if (value == "none") return std::nullopt;
  const std::uint64_t number = read(option, value);
  if (number == 0) refuse_value(option, value);
  return number;
}

// The value is not shown: it may hold a token.
void check_header(const Option& option, std::string_view value) {
  if (value.empty()) throw UsageError{fmt::format("--{} needs a header line", option.name)};
  if (value == "@") throw UsageError{fmt::format("--{}=@ needs the name of a file", option.name)};
}

void set_as(Invocation& asked, const Option&, std::string_view value) {
  asked.as = value == "bytes" ? As::bytes : value == "tree" ? As::tree : As::automatic;
}

void set_as_tree(Invocation& asked, const Option&, std::string_view) { asked.as = As::tree; }

void set_bytes(Invocation& asked, const Option& option, std::string_view value) {
  std::optional<std::uint64_t>& limit = asked.compare.extent.limit;
  const std::uint64_t number = size(option, value);
  limit = std::min(number, limit.value_or(number));
}

void set_chunk_size(Invocation& asked, const Option& option, std::string_view value) {
  const std::uint64_t number = size(option, value);
  if (number > kMaximumChunkSize) refuse_value(option, value);
  asked.compare.read.chunk_size = static_cast<std::size_t>(number);
}

void set_connections(Invocation& asked, const Option& option, std::string_view value) {
  asked.web.http.connections =
      static_cast<unsigned>(count_up_to(kMaximumConnections, option, value));
  if (asked.web.http.connections == 0) refuse_value(option, value);
}

void set_hash(Invocation& asked, const Option& option, std::string_view value) {
  asked.hash = find_algorithm(value);
  if (!asked.hash) refuse_value(option, value);
}

void set_ignore_initial(Invocation& asked, const Option& option, std::string_view value) {
  const std::optional<LeadingNumber> left = read_leading_number(value);
  if (!left) refuse_value(option, value);
  const std::string_view rest = value.substr(left->length);
  if (!rest.empty() && rest[0] != ':') refuse_value(option, value);
  Extent& extent = asked.compare.extent;
  extent.skip_left = std::max(extent.skip_left, left->value);
  const std::uint64_t right = rest.empty() ? extent.skip_left : size(option, rest.substr(1));
  extent.skip_right = std::max(extent.skip_right, right);
  asked.ignore_initial = true;
}

void set_include(Invocation& asked, const Option& option, std::string_view value) {
  // An empty pattern would leave nothing to compare.
  if (value.empty()) refuse_value(option, value);
  asked.trees.filter.include.emplace_back(value);
}

void set_io(Invocation& asked, const Option&, std::string_view value) {
  asked.compare.read.io = value == "read" ? Io::read : value == "mmap" ? Io::mmap : Io::automatic;
}

void set_jobs(Invocation& asked, const Option& option, std::string_view value) {
  asked.compare.jobs = static_cast<unsigned>(count_up_to(kMaximumJobs, option, value));
}

void set_max_diffs(Invocation& asked, const Option& option, std::string_view value) {
  lowest<&Invocation::trees, &TreeOptions::max_differences>(asked, option, value);
  if (asked.trees.max_differences == std::uint64_t{0}) refuse_value(option, value);
}

void set_no_recursive(Invocation& asked, const Option&, std::string_view) {
  asked.trees.max_depth = 0;
}

void set_ratio(Invocation& asked, const Option& option, std::string_view value) {
  ArchiveLimits& limits = asked.archives.limits;
  limits.compression_ratio = limit(option, value, count);
  // A ratio that was typed also holds for small archives. The smallest compress well.
  limits.ratio_judged_from = std::uint64_t{64} << 10;
}

void set_stall_timeout(Invocation& asked, const Option& option, std::string_view value) {
  asked.web.http.stall_timeout.reset();
  if (!is_zero(value)) asked.web.http.stall_timeout = duration(option, value);
}

void set_strip_components(Invocation& asked, const Option& option, std::string_view value) {
  asked.archives.strip_components = count(option, value);
}

void set_time_limit(Invocation& asked, const Option& option, std::string_view value) {
  asked.time_limit = read_seconds(value);
  if (!asked.time_limit) refuse_value(option, value);
}

void add_archive_formats(Invocation& asked, const Option& option, std::string_view value) {
  for (std::string_view rest = value;;) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view word = rest.substr(0, end);
    bool known = false;
    for (const auto& [name, format] : kFormats) {
      if (word != name && word != "all") continue;
      known = true;
      asked.archives.extra_formats.push_back(format);
    }
    if (!known) refuse_value(option, value);
    if (end == rest.size()) return;
    rest.remove_prefix(end + 1);
  }
}

void print_completions(Invocation&, const Option&, std::string_view value) {
  throw Finished{completions(value)};
}

void print_help(Invocation& asked, const Option&, std::string_view) {
  throw Finished{help_text(asked.program)};
}

void print_summary(Invocation& asked, const Option&, std::string_view) {
  throw Finished{summary_text(asked.program)};
}

void print_version(Invocation&, const Option&, std::string_view) { throw Finished{version_text()}; }

}  // namespace komparu::cli
