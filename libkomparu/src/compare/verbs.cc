// SPDX-License-Identifier: MIT
// The public functions for two byte streams.
#include <memory>
#include <string>

#include "compare/bytes/comparison.h"
#include "compare/call.h"
#include "komparu/compare.h"
#include "komparu/http.h"
#include "komparu/reader.h"

namespace komparu {

namespace {

ByteResult compare_alone(Reader& left, Reader& right, const CompareOptions& options,
                         const Until& until, const std::string& subject, ByteDifferenceSink* sink) {
  ThreadPool pool(threads_of(options.jobs) - 1);
  Scratch scratch;
  return compare_readers(left, right, options, until, {pool, scratch}, subject, sink);
}

ByteResult compare_sources(const Source& left, const Source& right, const CompareOptions& options,
                           ByteDifferenceSink* sink) {
  check_options(options.read, options.jobs);
  const Until until = until_of(left, right, options);
  const ReadOptions read = with_client(options.read);
  const auto readers = open_readers(left, right, read, until);
  return compare_alone(*readers.first, *readers.second, options, until, shown_name(right.name),
                       sink);
}

ByteResult compare_opened(Reader& left, Reader& right, const CompareOptions& options,
                          ByteDifferenceSink* sink) {
  check_options(options.read, options.jobs);
  const Until until = until_of(options.stop, options.time_limit);
  return compare_alone(left, right, options, until, "", sink);
}

}  // namespace

Until until_of(const Source& left, const Source& right, const CompareOptions& options) {
  Until until = until_of(options.stop, options.time_limit);
  const Source both[] = {left, right};
  watch_for_stalls(until, both, options.read);
  return until;
}

ByteResult compare(const Source& left, const Source& right, const CompareOptions& options) {
  return compare_sources(left, right, options, nullptr);
}

ByteResult compare(Reader& left, Reader& right, const CompareOptions& options) {
  return compare_opened(left, right, options, nullptr);
}

ByteResult list_differences(const Source& left, const Source& right, const CompareOptions& options,
                            ByteDifferenceSink& sink) {
  return compare_sources(left, right, options, &sink);
}

ByteResult list_differences(Reader& left, Reader& right, const CompareOptions& options,
                            ByteDifferenceSink& sink) {
  return compare_opened(left, right, options, &sink);
}

}  // namespace komparu
