// SPDX-License-Identifier: MIT
#include "options/archive_options.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "options/sizes.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

using Limit = std::optional<std::uint64_t>;

constexpr std::uint64_t kKibi = std::uint64_t{1} << 10;
constexpr std::uint64_t kMebi = std::uint64_t{1} << 20;
constexpr std::uint64_t kGibi = std::uint64_t{1} << 30;

enum class Numbers { sizes, counts };

// `none` lifts a limit; 0 would leave nothing to compare.
Limit read_limit(const Option& option, std::string_view value, Numbers numbers) {
  if (value == "none") return std::nullopt;
  const Limit number = numbers == Numbers::sizes ? read_number(value) : read_count(value);
  if (!number || *number == 0) refuse_value(option, value);
  return number;
}

constexpr std::pair<std::string_view, ExtraFormat> kFormats[] = {
    {"rar", ExtraFormat::rar}, {"iso", ExtraFormat::iso}, {"cab", ExtraFormat::cab},
    {"xar", ExtraFormat::xar}, {"lha", ExtraFormat::lha}, {"warc", ExtraFormat::warc},
};

// Adds the formats that a list names, separated by commas.
void add_formats(const Option& option, std::string_view list, ArchiveOptions& archives) {
  for (std::string_view rest = list;;) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view word = rest.substr(0, end);
    bool known = false;
    for (const auto& [name, format] : kFormats) {
      if (word != name && word != "all") continue;
      known = true;
      archives.extra_formats.push_back(format);
    }
    if (!known) refuse_value(option, list);
    if (end == rest.size()) return;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

ArchiveOptions archive_defaults() {
  ArchiveOptions archives;
  archives.limits.decompressed_size = 64 * kGibi;
  archives.limits.compression_ratio = 500;
  archives.limits.ratio_judged_from = 64 * kMebi;
  archives.limits.entries = 1'000'000;
  archives.limits.entry_name_length = 64 * kKibi;
  return archives;
}

bool apply_archive_option(const Option& option, std::string_view value, ArchiveOptions& archives) {
  ArchiveLimits& limits = archives.limits;
  switch (option.id) {
    case OptionId::archive_formats:
      add_formats(option, value, archives);
      return true;
    case OptionId::max_archive_entries:
      limits.entries = read_limit(option, value, Numbers::counts);
      return true;
    case OptionId::max_compression_ratio:
      limits.compression_ratio = read_limit(option, value, Numbers::counts);
      // Who names a ratio wants it kept by small archives, too; the smallest compress well.
      limits.ratio_judged_from = 64 * kKibi;
      return true;
    case OptionId::max_decompressed_size:
      limits.decompressed_size = read_limit(option, value, Numbers::sizes);
      return true;
    case OptionId::max_entry_name_length:
      limits.entry_name_length = read_limit(option, value, Numbers::sizes);
      return true;
    case OptionId::max_index_memory:
      limits.index_memory = read_limit(option, value, Numbers::sizes);
      return true;
    case OptionId::max_decoder_memory:
      limits.decoder_memory = read_limit(option, value, Numbers::sizes);
      return true;
    case OptionId::strip_components: {
      const Limit number = read_count(value);
      if (!number) refuse_value(option, value);
      archives.strip_components = *number;
      return true;
    }
    default:
      return false;
  }
}

void complete_archive_options(ArchiveOptions& archives, const Environment& environment) {
  const char* const directory = environment ? environment("TMPDIR") : nullptr;
  if (directory != nullptr && *directory != '\0') archives.spool_directory = directory;
}

std::string limit_by_option(std::string_view detail) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"than decompressed_size ", "than --max-decompressed-size "},
      {"than compression_ratio ", "than --max-compression-ratio "},
      {"than entries ", "than --max-archive-entries "},
      {"than entry_name_length ", "than --max-entry-name-length "},
      {"than index_memory ", "than --max-index-memory "},
      {"than decoder_memory ", "than --max-decoder-memory "},
  };
  std::string text(detail);
  for (const auto& [limit, option] : kNames) {
    const std::size_t at = text.find(limit);
    if (at != std::string::npos) return text.replace(at, limit.size(), option);
  }
  return text;
}

std::string request_by_option(std::string_view detail) {
  constexpr std::string_view kEnd = " archives are read only by request";
  std::string text(detail);
  if (!detail.ends_with(kEnd)) return text;
  return text.append(": --archive-formats=").append(detail.substr(0, detail.size() - kEnd.size()));
}

}  // namespace komparu::cli
