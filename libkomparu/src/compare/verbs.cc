// SPDX-License-Identifier: MIT
// The public functions for two byte streams.
#include <memory>
#include <string>

#include "compare/call.h"
#include "compare/comparison.h"
#include "komparu/compare.h"

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
  const Until until = until_of(options.stop, options.time_limit);
  std::unique_ptr<Reader> left_reader;
  std::unique_ptr<Reader> right_reader;
  // A descriptor that was given is looked at before another one is opened, which could otherwise
  // take the number of one that is closed.
  if (right.descriptor) right_reader = open_reader(right, options.read, until);
  left_reader = open_reader(left, options.read, until);
  if (!right_reader) right_reader = open_reader(right, options.read, until);
  return compare_alone(*left_reader, *right_reader, options, until, right.name, sink);
}

ByteResult compare_opened(Reader& left, Reader& right, const CompareOptions& options,
                          ByteDifferenceSink* sink) {
  check_options(options.read, options.jobs);
  const Until until = until_of(options.stop, options.time_limit);
  return compare_alone(left, right, options, until, "", sink);
}

}  // namespace

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
