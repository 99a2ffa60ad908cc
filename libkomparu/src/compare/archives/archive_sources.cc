// SPDX-License-Identifier: MIT
// The public function for sources of which at least one is an archive.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "base/at_side.h"
#include "compare/archives/streamed_trees.h"
#include "compare/bytes/meter.h"
#include "compare/bytes/ranges.h"
#include "compare/bytes/sample.h"
#include "compare/call.h"
#include "compare/trees/listed_trees.h"
#include "komparu/compare.h"
#include "komparu/http.h"

namespace komparu {

namespace {

// What the sources of archives are read under: a stop of its own, which ends their waits when the
// answer is known before their end, and which hears the caller's.
class OwnStop {
 public:
  explicit OwnStop(Until callers) : callers_(std::move(callers)) {
    stop_.set_poll([this] {
      callers_.stop.poll();
      if (callers_.stop.stop_requested()) stop_.request_stop();
    });
  }

  Until until() const { return {stop_.token(), callers_.deadline, callers_.watch}; }
  void request() { stop_.request_stop(); }

 private:
  const Until callers_;
  StopSource stop_;
};

// A13: bytes that are equal need not be decoded. Reads at offsets only: where the readers stand is
// where the archives begin.
class RawBytes {
 public:
  RawBytes(const TreeOptions& options, const ArchiveOptions& archives, const Until& until)
      : options_(options), archives_(archives), until_(until), meter_(options.progress) {}

  bool equal(Reader& left, Reader& right) {
    const std::optional<Identity> identity = left.identity();
    const bool one_source = identity && identity == right.identity();
    if (one_source && !identity->repeatable) {
      throw Error(ErrorCode::wrong_kind, "", "the same stream cannot be both sides");
    }
    if (!comparable(left, right)) return false;
    try {
      if (!is_archive(left, archives_) || !is_archive(right, archives_)) return false;
      if (!one_source && differ(left, right)) return false;
    } catch (const Error& error) {
      // The archives themselves will meet it, and say where.
      if (concerns_everything(error)) throw;
      return false;
    }
    at_side(Side::left, [&] { left.confirm(Verdict::same); });
    at_side(Side::right, [&] { right.confirm(Verdict::same); });
    return true;
  }

  std::uint64_t bytes_read() const { return meter_.bytes(); }

 private:
  static bool comparable(Reader& left, Reader& right) {
    const std::optional<Size> one = left.size();
    const std::optional<Size> other = right.size();
    return left.random_access() != nullptr && right.random_access() != nullptr && one && other &&
           one->proven && other->proven && one->bytes == other->bytes;
  }

  bool differ(Reader& left, Reader& right) {
    constexpr std::size_t kChunk = std::size_t{256} << 10;
    const Part part{*left.random_access(), *right.random_access(), 0, 0,
                    left.random_access()->size()};
    if (right.random_access()->size() != part.length) return true;
    if (samples_differ(part, false, until_, meter_)) return true;
    ThreadPool pool(threads_of(options_.jobs) - 1);
    return compare_in_ranges(part, kChunk, pool, until_, meter_).has_value();
  }

  const TreeOptions& options_;
  const ArchiveOptions& archives_;
  const Until& until_;
  Meter meter_;
};

TreeSummary all_same(const TreeOptions& options, std::uint64_t bytes_read, FindingSink& sink) {
  TreeSummary summary;
  summary.counts.same = 1;
  summary.counts.bytes_read = bytes_read;
  if (options.report_same) sink.add(Finding());
  return summary;
}

using MaybeArchive = std::unique_ptr<Archive>;

// Null for a tree.
MaybeArchive archive_of(Operand& operand, const Source& source, Side side,
                        const ArchiveOptions& archives, const Until& until) {
  auto* const reader = std::get_if<std::unique_ptr<Reader>>(&operand);
  if (reader == nullptr) return nullptr;
  return at_side(side, [&] {
    return open_archive(std::move(*reader), shown_name(source.name), archives, until);
  });
}

Tree& tree_of(const Operand& operand) { return *std::get<std::unique_ptr<Tree>>(operand); }

}  // namespace

TreeSummary compare_archives(const Source& left, const Source& right, const TreeOptions& asked,
                             const ArchiveOptions& archives, FindingSink& sink) {
  check_options(asked.read, asked.jobs);
  TreeOptions options = asked;
  options.read = with_client(asked.read);
  Until until = until_of(options.stop, options.time_limit);
  const Source both[] = {left, right};
  watch_for_stalls(until, both, options.read);
  OwnStop own_stop(until);
  const Until own_until = own_stop.until();
  auto [one, other] = open_operands(left, right, options.read, own_until);

  std::uint64_t raw_bytes = 0;
  auto* const left_reader = std::get_if<std::unique_ptr<Reader>>(&one);
  auto* const right_reader = std::get_if<std::unique_ptr<Reader>>(&other);
  if (left_reader != nullptr && right_reader != nullptr) {
    RawBytes raw(options, archives, until);
    const bool equal = raw.equal(**left_reader, **right_reader);
    raw_bytes = raw.bytes_read();
    if (equal) return all_same(options, raw_bytes, sink);
  }
  const MaybeArchive left_archive = archive_of(one, left, Side::left, archives, own_until);
  const MaybeArchive right_archive = archive_of(other, right, Side::right, archives, own_until);
  const auto interrupt = [&own_stop] { own_stop.request(); };
  TreeSummary summary;
  if (left_archive && right_archive) {
    summary = compare_streamed({*left_archive, interrupt}, {*right_archive, interrupt}, options,
                               archives.by_digest, until, sink);
  } else if (left_archive) {
    summary = compare_streamed(Side::left, {*left_archive, interrupt}, tree_of(other), options,
                               until, sink);
  } else if (right_archive) {
    summary = compare_streamed(Side::right, {*right_archive, interrupt}, tree_of(one), options,
                               until, sink);
  } else {
    summary = compare_listed_trees(tree_of(one), tree_of(other), options, until, sink);
  }
  summary.counts.bytes_read += raw_bytes;
  return summary;
}

}  // namespace komparu
