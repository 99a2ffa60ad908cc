// SPDX-License-Identifier: MIT
#include "compare/call.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "base/stall_watch.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu {

void check_options(const ReadOptions& read, unsigned jobs) {
  if (read.chunk_size > kMaximumChunkSize) {
    throw Error(ErrorCode::bad_option, "", "chunk_size must be <= 1GB");
  }
  if (jobs > kMaximumJobs) throw Error(ErrorCode::bad_option, "", "jobs must be <= 256");
}

void check_options(const TreeOptions& options) {
  check_options(options.read, options.jobs);
  if (!options.paths) return;
  if (!options.max_depth && !options.names.ignore_case && !options.names.nfc) return;
  throw Error(ErrorCode::bad_option, "", "max_depth and names do not go with paths");
}

ReadOptions with_client(ReadOptions read) {
  if (!read.client) read.client = make_http_client();
  return read;
}

void watch_for_stalls(Until& until, std::span<const Source> sources, const ReadOptions& read) {
  std::optional<std::chrono::milliseconds> longest;
  for (const Source& source : sources) {
    if (source.map || source.checksums || source.descriptor || !is_url(source.name)) continue;
    const HttpOptions defaults;
    const HttpOptions& http = source.http ? *source.http : read.http ? *read.http : defaults;
    if (!http.stall_timeout) return;
    longest = std::max(longest.value_or(*http.stall_timeout), *http.stall_timeout);
  }
  if (longest) until.watch = std::make_shared<internal::StallWatch>(*longest);
}

unsigned threads_of(unsigned jobs) {
  constexpr unsigned kDefaultMost = 8;
  if (jobs > 0) return jobs;
  // Asked for once: it takes as long as opening a small file.
  static const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, kDefaultMost);
  return cores;
}

}  // namespace komparu
