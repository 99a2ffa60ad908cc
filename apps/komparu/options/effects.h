// SPDX-License-Identifier: MIT
// What options do with an Invocation: the last column of the table in table.cc. Members are named
// by the way that leads to them: on<&Invocation::trees, &TreeOptions::one_way> sets trees.one_way.
#ifndef KOMPARU_APPS_OPTIONS_EFFECTS_H_
#define KOMPARU_APPS_OPTIONS_EFFECTS_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "invocation.h"
#include "options/table.h"
#include "options/usage_error.h"

namespace komparu::cli {

template <auto kFirst, auto... kRest, typename Object>
auto& member(Object& object) {
  if constexpr (sizeof...(kRest) == 0) {
    return object.*kFirst;
  } else {
    return member<kRest...>(object.*kFirst);
  }
}

inline void nothing(Invocation&, const Option&, std::string_view) {}

template <auto... kPath>
void on(Invocation& asked, const Option&, std::string_view) {
  member<kPath...>(asked) = true;
}

template <auto... kPath>
void off(Invocation& asked, const Option&, std::string_view) {
  member<kPath...>(asked) = false;
}

template <auto... kPath>
void text(Invocation& asked, const Option&, std::string_view value) {
  member<kPath...>(asked) = std::string(value);
}

// A text that must not be empty, as the name of a file.
template <auto... kPath>
void name(Invocation& asked, const Option& option, std::string_view value) {
  if (value.empty()) refuse_value(option, value);
  member<kPath...>(asked) = std::string(value);
}

template <auto... kPath>
void append(Invocation& asked, const Option&, std::string_view value) {
  member<kPath...>(asked).emplace_back(value);
}

// Values of options, read; refused if they are none.
std::uint64_t count(const Option& option, std::string_view value);
std::uint64_t size(const Option& option, std::string_view value);
unsigned small_count(const Option& option, std::string_view value);
std::chrono::milliseconds duration(const Option& option, std::string_view value);
When when(std::string_view value);

template <auto... kPath>
void when(Invocation& asked, const Option&, std::string_view value) {
  member<kPath...>(asked) = when(value);
}

// If the option is given again, the smallest number counts.
template <auto... kPath>
void lowest(Invocation& asked, const Option& option, std::string_view value) {
  std::optional<std::uint64_t>& limit = member<kPath...>(asked);
  const std::uint64_t number = count(option, value);
  limit = std::min(number, limit.value_or(number));
}

// "none" lifts a limit. 0 is refused: it would leave nothing to compare.
std::optional<std::uint64_t> limit(const Option& option, std::string_view value,
                                   std::uint64_t (*read)(const Option&, std::string_view));

template <auto kRead, auto kLimit>
void archive_limit(Invocation& asked, const Option& option, std::string_view value) {
  asked.archives.limits.*kLimit = limit(option, value, kRead);
}

template <auto kMember, auto kRead>
void http(Invocation& asked, const Option& option, std::string_view value) {
  asked.web.http.*kMember = kRead(option, value);
}

void check_header(const Option& option, std::string_view value);

template <auto kHeaders>
void header(Invocation& asked, const Option& option, std::string_view value) {
  check_header(option, value);
  (asked.web.*kHeaders).emplace_back(value);
}

template <ListKind kKind>
void list(Invocation& asked, const Option& option, std::string_view value) {
  if (value.empty()) refuse_value(option, value);
  asked.lists.push_back({kKind, std::string(value)});
}

template <Form kForm>
void form(Invocation& asked, const Option&, std::string_view) {
  if (asked.form != Form::text && asked.form != kForm) {
    throw UsageError{"options --json and -z are incompatible"};
  }
  asked.form = kForm;
}

void set_as(Invocation& asked, const Option& option, std::string_view value);
void set_as_tree(Invocation& asked, const Option& option, std::string_view value);
void set_bytes(Invocation& asked, const Option& option, std::string_view value);
void set_chunk_size(Invocation& asked, const Option& option, std::string_view value);
void set_connections(Invocation& asked, const Option& option, std::string_view value);
void set_hash(Invocation& asked, const Option& option, std::string_view value);
void set_ignore_initial(Invocation& asked, const Option& option, std::string_view value);
void set_include(Invocation& asked, const Option& option, std::string_view value);
void set_io(Invocation& asked, const Option& option, std::string_view value);
void set_jobs(Invocation& asked, const Option& option, std::string_view value);
void set_max_diffs(Invocation& asked, const Option& option, std::string_view value);
void set_no_recursive(Invocation& asked, const Option& option, std::string_view value);
void set_ratio(Invocation& asked, const Option& option, std::string_view value);
void set_stall_timeout(Invocation& asked, const Option& option, std::string_view value);
void set_strip_components(Invocation& asked, const Option& option, std::string_view value);
void set_time_limit(Invocation& asked, const Option& option, std::string_view value);
void add_archive_formats(Invocation& asked, const Option& option, std::string_view value);

// These end the command line: they throw Finished.
void print_completions(Invocation& asked, const Option& option, std::string_view value);
void print_help(Invocation& asked, const Option& option, std::string_view value);
void print_summary(Invocation& asked, const Option& option, std::string_view value);
void print_version(Invocation& asked, const Option& option, std::string_view value);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_EFFECTS_H_
