// SPDX-License-Identifier: MIT
#include "options/archive_options.h"

#include <cstdint>
#include <utility>

namespace komparu::cli {
namespace {

constexpr std::uint64_t kKibi = std::uint64_t{1} << 10;
constexpr std::uint64_t kMebi = std::uint64_t{1} << 20;
constexpr std::uint64_t kGibi = std::uint64_t{1} << 30;

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
