// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_UNIT_COMPARE_GROUPS_BENCH_H_
#define KOMPARU_TESTS_UNIT_COMPARE_GROUPS_BENCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compare/bytes/workplace.h"
#include "compare/many/groups.h"
#include "pool/thread_pool.h"
#include "support/memory_reader.h"

namespace komparu::testing {

inline constexpr std::size_t kMebi = std::size_t{1} << 20;

using Groups = std::vector<std::vector<std::size_t>>;

// What a reader was asked, which is to be known after the engine has closed it.
struct Asked {
  std::uint64_t bytes = 0;
  std::size_t largest = 0;
  std::vector<Verdict> confirmed;
  bool closed = false;
};

class WatchedReader final : public Reader {
 public:
  WatchedReader(std::unique_ptr<MemoryReader> reader, Asked& asked)
      : reader_(std::move(reader)), asked_(asked) {}
  WatchedReader(const WatchedReader&) = delete;
  WatchedReader& operator=(const WatchedReader&) = delete;
  ~WatchedReader() override {
    asked_ = {reader_->bytes_given(), reader_->largest_asked(), reader_->confirmed(), true};
  }

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    return reader_->read(scratch);
  }
  std::optional<Size> size() const override { return reader_->size(); }
  RandomAccess* random_access() override { return reader_->random_access(); }
  std::optional<Identity> identity() const override { return reader_->identity(); }
  std::size_t largest_read() const override { return reader_->largest_read(); }
  void confirm(Verdict verdict) override { reader_->confirm(verdict); }

 private:
  std::unique_ptr<MemoryReader> reader_;
  Asked& asked_;
};

// Readers to be grouped, and what became of them.
class Bench {
 public:
  explicit Bench(unsigned helpers = 0) : pool(helpers) {}

  void add(std::string bytes, Behaviour behaviour = {}) {
    contents_.emplace_back(std::move(bytes), std::move(behaviour));
  }
  void add_stream(std::string bytes, Behaviour behaviour = {}) {
    behaviour.random_access = false;
    add(std::move(bytes), std::move(behaviour));
  }

  Grouping run() {
    asked.assign(contents_.size(), {});
    std::vector<std::unique_ptr<Reader>> readers;
    for (std::size_t index = 0; index < contents_.size(); ++index) {
      auto reader = std::make_unique<MemoryReader>(contents_[index].first, contents_[index].second);
      readers.push_back(std::make_unique<WatchedReader>(std::move(reader), asked[index]));
    }
    Meter meter(&progress);
    Grouping grouping = group_streams(std::move(readers), options, until, meter, {pool, scratch});
    bytes_read = meter.bytes();
    return grouping;
  }

  Groups groups() { return run().groups; }

  GroupOptions options;
  Until until;
  Progress progress;
  ThreadPool pool;
  Scratch scratch;
  std::vector<Asked> asked;
  std::uint64_t bytes_read = 0;

 private:
  std::vector<std::pair<std::string, Behaviour>> contents_;
};

inline Behaviour known_as(std::uint64_t number, bool repeatable) {
  Behaviour behaviour;
  behaviour.identity = Identity{{number}, repeatable};
  return behaviour;
}

inline Behaviour failing_from(std::uint64_t offset) {
  Behaviour behaviour;
  behaviour.fails_from = offset;
  return behaviour;
}

inline Behaviour refusing(Verdict verdict) {
  Behaviour behaviour;
  behaviour.refuses = {verdict};
  return behaviour;
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_COMPARE_GROUPS_BENCH_H_
