// SPDX-License-Identifier: MIT
#include "compare/pair.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/at_side.h"
#include "compare/archives/streamed_trees.h"
#include "compare/bytes/part.h"
#include "compare/bytes/ranges.h"
#include "compare/bytes/workplace.h"
#include "compare/call.h"
#include "compare/digest.h"
#include "compare/hashing_reader.h"
#include "compare/trees/listed_trees.h"
#include "komparu/http.h"
#include "tree/checksum_list.h"
#include "tree/map_tree.h"
#include "tree/operands.h"

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
  RawBytes(Reader& left, Reader& right, const PairOptions& options, const Until& until,
           const Workplace& workplace)
      : left_(left), right_(right), options_(options), until_(until), workplace_(workplace) {}

  bool equal() {
    const std::optional<Identity> identity = left_.identity();
    const bool one_source = identity && identity == right_.identity();
    if (one_source && !identity->repeatable) {
      throw Error(ErrorCode::wrong_kind, "", "the same stream cannot be both sides");
    }
    try {
      if (!comparable() || (!one_source && differ())) return false;
    } catch (const Error& error) {
      // The archives themselves will meet it, and say where.
      if (concerns_everything(error)) throw;
      return false;
    }
    at_side(Side::left, [&] { left_.confirm(Verdict::same); });
    at_side(Side::right, [&] { right_.confirm(Verdict::same); });
    return true;
  }

  std::uint64_t bytes_read() const { return meter_.bytes(); }

 private:
  bool comparable() {
    const std::optional<std::uint64_t> length = length_of({nullptr, &left_});
    return left_.random_access() != nullptr && right_.random_access() != nullptr && length &&
           length == length_of({nullptr, &right_}) && is_archive(left_, options_.archives) &&
           is_archive(right_, options_.archives);
  }

  bool differ() {
    constexpr std::size_t kChunk = std::size_t{256} << 10;
    const Part part{*left_.random_access(), *right_.random_access(), 0, 0,
                    left_.random_access()->size()};
    if (right_.random_access()->size() != part.length) return true;
    if (samples_differ(part, false, until_, meter_)) return true;
    return compare_in_ranges(part, kChunk, workplace_.pool, until_, meter_).has_value();
  }

  Reader& left_;
  Reader& right_;
  const PairOptions& options_;
  const Until& until_;
  const Workplace& workplace_;
  Meter meter_{options_.bytes.progress};
};

// Calls the one file on the right by what was typed.
class NamedByOperand final : public FindingSink {
 public:
  NamedByOperand(FindingSink& sink, std::string name) : sink_(sink), name_(std::move(name)) {}

  void add(const Finding& finding) override {
    Finding named = finding;
    if (!named.right) named.right = SideFacts{Kind::regular};
    if (named.right->shown_as.empty()) named.right->shown_as = name_;
    sink_.add(named);
  }

 private:
  FindingSink& sink_;
  const std::string name_;
};

Reader& reader_of(const Operand& operand) { return *std::get<std::unique_ptr<Reader>>(operand); }

class PairComparison {
 public:
  PairComparison(const Source& left, const Source& right, const PairOptions& options, Until until,
                 const Workplace& workplace)
      : left_(left),
        right_(right),
        options_(options),
        opening_{options.every_byte != nullptr ? As::bytes : options.as, options.bytes.read,
                 options.archives},
        until_(std::move(until)),
        workplace_(workplace) {
    const Source both[] = {left, right};
    watch_for_stalls(until_, both, options.bytes.read);
  }

  std::optional<ByteResult> run_if_bytes() {
    if (asks_for_tree(opening_.as)) return std::nullopt;
    const Operands operands = open_operands(left_, right_, opening_, until_);
    if (!are_bytes(operands)) return std::nullopt;
    return compare_bytes(reader_of(operands.left), reader_of(operands.right));
  }

  Answer run(FindingSink& sink) {
    check_maps();
    if (asks_for_tree(opening_.as) || left_.checksums) return compare_as_trees(sink);
    Operands operands = open_operands(left_, right_, opening_, until_);
    if (are_bytes(operands)) {
      return compare_bytes(reader_of(operands.left), reader_of(operands.right));
    }
    if (is_hashed_alone(operands)) return hash_alone(reader_of(operands.left));
    look_inside(operands, left_, right_, opening_, until_);
    check_listed(operands);
    sink.begin();
    return compare_trees(operands, nullptr, sink);
  }

 private:
  // G4: a map or a list without a line is a mistake more often than an empty tree.
  void check_maps() const {
    if (!options_.trees.allow_empty && left_.checksums && is_empty(*left_.checksums)) {
      throw Error(ErrorCode::nothing_compared, shown_name(left_.name),
                  "nothing was compared: the list is empty");
    }
    for (const Source* const source : {&left_, &right_}) {
      if (options_.trees.allow_empty || !source->map || !is_empty(*source->map)) continue;
      throw Error(ErrorCode::nothing_compared, shown_name(source->name),
                  "nothing was compared: the map is empty");
    }
  }

  // A file that is compared with nothing at all: only its digest is wanted.
  bool is_hashed_alone(const Operands& operands) const {
    return options_.trees.digests != nullptr && right_.map && is_empty(*right_.map) &&
           std::holds_alternative<std::unique_ptr<Reader>>(operands.left);
  }

  TreeSummary hash_alone(Reader& reader) const {
    TreeSummary summary;
    summary.counts.same = 1;
    HashingReader hashed(reader, options_.trees.digest_algorithm);
    summary.counts.bytes_read = finish_hash(hashed);
    return summary;
  }

  // The number of bytes that this took.
  std::uint64_t finish_hash(HashingReader& hashed) const {
    const Digest digest =
        at_side(Side::left, [&] { return hashed.finish(until_, workplace_.scratch); });
    options_.trees.digests->add(name_of_file(left_), digest);
    Meter meter(options_.bytes.progress);
    meter.add(hashed.bytes_read_at_end());
    return meter.bytes();
  }

  // Names must come from somewhere.
  void check_listed(const Operands& operands) const {
    if (options_.trees.paths || is_listed(operands.left) || is_listed(operands.right)) return;
    throw Error(ErrorCode::wrong_kind, shown_name(left_.name),
                "neither side can be listed: one must be a directory, an archive or a map")
        .with_side(Side::left);
  }

  ByteResult compare_bytes(Reader& left, Reader& right) {
    if (options_.every_byte != nullptr) options_.every_byte->begin(left.facts(), right.facts());
    std::optional<HashingReader> hashed;
    if (options_.trees.digests != nullptr) hashed.emplace(left, options_.trees.digest_algorithm);
    Reader& first = hashed ? *hashed : left;
    ByteResult result = compare_readers(first, right, options_.bytes, until_, workplace_,
                                        shown_name(right_.name), options_.every_byte);
    if (hashed) result.bytes_read += finish_hash(*hashed);
    if (options_.spot_archives && result.verdict == Verdict::different) {
      result.both_archives = shows_to_be_archive(left, options_.archives) &&
                             shows_to_be_archive(right, options_.archives);
    }
    return result;
  }

  // An archive that comes from a stream is decoded on a thread of its own, which has to be called
  // back from its waits.
  TreeSummary compare_as_trees(FindingSink& sink) {
    OwnStop stop(until_);
    const Until until = stop.until();
    Operands operands = open_operands(left_, right_, opening_, until);
    std::uint64_t raw_bytes = 0;
    // Equal archives do not have every path that is asked for.
    if (are_bytes(operands) && !options_.trees.paths && options_.trees.digests == nullptr) {
      RawBytes raw(reader_of(operands.left), reader_of(operands.right), options_, until_,
                   workplace_);
      const bool equal = raw.equal();
      raw_bytes = raw.bytes_read();
      if (equal) return all_same(raw_bytes, sink);
    }
    if (left_.checksums && limit_to_listed_file(operands, left_, right_, opening_.as)) {
      return compare_one_file(operands, sink);
    }
    look_inside(operands, left_, right_, opening_, until);
    check_listed(operands);
    sink.begin();
    TreeSummary summary = compare_trees(
        operands, [&stop] { stop.request(); }, sink);
    summary.counts.bytes_read += raw_bytes;
    return summary;
  }

  // What was typed is compared whatever the filters say.
  TreeSummary compare_one_file(const Operands& operands, FindingSink& sink) const {
    sink.begin();
    TreeOptions trees = options_.trees;
    trees.filter = {};
    trees.paths = nullptr;
    trees.left_out.clear();
    NamedByOperand named(sink, shown_name(right_.name));
    return compare_listed_trees(*std::get<std::unique_ptr<Tree>>(operands.left),
                                *std::get<std::unique_ptr<Tree>>(operands.right), trees, until_,
                                named);
  }

  TreeSummary all_same(std::uint64_t bytes_read, FindingSink& sink) const {
    sink.begin();
    TreeSummary summary;
    summary.counts.same = 1;
    summary.counts.bytes_read = bytes_read;
    if (options_.trees.report_same) sink.add(Finding());
    return summary;
  }

  // Each is a tree or an archive. `interrupt` may be null.
  TreeSummary compare_trees(const Operands& operands, const std::function<void()>& interrupt,
                            FindingSink& sink) {
    const auto source = [&interrupt](const Operand& operand) -> MemberSource {
      const auto* const tree = std::get_if<std::unique_ptr<Tree>>(&operand);
      if (tree != nullptr) return {tree->get()};
      return {nullptr, std::get<std::unique_ptr<Archive>>(operand).get(), interrupt};
    };
    return compare_members({source(operands.left), source(operands.right)}, options_.trees,
                           options_.archives.by_digest, until_, sink);
  }

  const Source& left_;
  const Source& right_;
  const PairOptions& options_;
  const OperandOptions opening_;
  Until until_;
  const Workplace& workplace_;
};

}  // namespace

PairOptions prepared(const PairOptions& options) {
  PairOptions result = options;
  result.bytes.read = with_client(options.bytes.read);
  result.trees.read = result.bytes.read;
  result.trees.jobs = options.bytes.jobs;
  result.trees.progress = options.bytes.progress;
  check_options(result.trees);
  return result;
}

std::optional<ByteResult> compare_if_bytes(const Source& left, const Source& right,
                                           const PairOptions& options, const Until& until,
                                           const Workplace& workplace) {
  return PairComparison(left, right, options, until, workplace).run_if_bytes();
}

Answer compare_pair(const Source& left, const Source& right, const PairOptions& options,
                    const Until& until, const Workplace& workplace, FindingSink& sink) {
  return PairComparison(left, right, options, until, workplace).run(sink);
}

}  // namespace komparu
