// SPDX-License-Identifier: MIT
#include "compare/many/leader_index.h"

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "compare/many/leaders.h"
#include "support/catch.h"

using namespace komparu;

namespace {

// Sources as rows of numbers: a key per level, and what they hold at the end. None: no key.
using Row = std::vector<std::optional<int>>;

class Sources {
 public:
  explicit Sources(std::vector<Row> rows) : rows_(std::move(rows)) {}

  Sets groups() {
    Leaders leaders(
        [this](std::size_t leader, std::size_t newcomer, FindingSink&) {
          ++compared_;
          return rows_[leader].back() == rows_[newcomer].back() ? Verdict::same
                                                                : Verdict::different;
        },
        {[this](std::size_t source, unsigned level) -> std::optional<SourceKey> {
           ++asked_[{source, level}];
           const std::optional<int> key = rows_[source][level];
           if (!key) return std::nullopt;
           return static_cast<SourceKey>(*key);
         },
         static_cast<unsigned>(rows_.front().size()) - 1},
        false, until_);
    for (std::size_t source = 0; source < rows_.size(); ++source) leaders.place(source);
    return leaders.take_groups();
  }

  std::size_t compared() const { return compared_; }
  const std::map<std::pair<std::size_t, unsigned>, int>& asked() const { return asked_; }

 private:
  const std::vector<Row> rows_;
  std::size_t compared_ = 0;
  std::map<std::pair<std::size_t, unsigned>, int> asked_;
  Until until_;
};

Sets every_one_alone(std::size_t count) {
  Sets sets;
  for (std::size_t source = 0; source < count; ++source) sets.push_back({source});
  return sets;
}

constexpr int kMany = 2000;

}  // namespace

TEST_CASE(
    "G1: unlike sources are compared with a few leaders each, whichever key tells them apart") {
  for (const std::size_t telling : {0u, 1u, 2u}) {
    std::vector<Row> rows;
    for (int number = 0; number < kMany; ++number) {
      Row row{0, 0, 0, number};
      row[telling] = number;
      rows.push_back(std::move(row));
    }
    Sources sources(rows);
    CHECK(sources.groups() == every_one_alone(kMany));
    CHECK(sources.compared() <= kMany);
    for (const auto& [key, times] : sources.asked()) CHECK(times <= 2);
  }
}

TEST_CASE("a few unlike sources cost no key") {
  std::vector<Row> rows;
  for (int number = 0; number < static_cast<int>(LeaderIndex::kFew); ++number) {
    rows.push_back({number, number});
    rows.push_back({number, number});
  }
  Sources sources(rows);
  CHECK(sources.groups().size() == LeaderIndex::kFew);
  CHECK(sources.asked().empty());
}

TEST_CASE("sources find their group with keys and without") {
  // Every third has no first key, every fifth no second one; every content comes twice.
  std::vector<Row> rows;
  Sets expected;
  for (int number = 0; number < 120; ++number) {
    const int content = number % 60;
    Row row{content / 10, content, content};
    if (number % 3 == 0) row[0].reset();
    if (number % 5 == 0) row[1].reset();
    rows.push_back(std::move(row));
    const auto index = static_cast<std::size_t>(number);
    if (number < 60) {
      expected.push_back({index});
    } else {
      expected[index - 60].push_back(index);
    }
  }
  CHECK(Sources(rows).groups() == expected);
}

TEST_CASE("what agrees in all keys is compared all the same") {
  std::vector<Row> rows;
  for (int number = 0; number < 50; ++number) rows.push_back({1, 1, number});
  Sources sources(rows);
  CHECK(sources.groups() == every_one_alone(50));
}

TEST_CASE("a leader that could not be judged is not found again") {
  Sets groups;
  LeaderIndex index({[](std::size_t source, unsigned) { return SourceKey{source % 4}; }, 1},
                    groups);
  for (std::size_t source = 0; source < 40; ++source) {
    groups.push_back({source});
    index.add(source);
  }
  groups[5].clear();
  groups[40 - 4].clear();
  CHECK(index.candidates(1) == Members{1, 9, 13, 17, 21, 25, 29, 33, 37});
  CHECK(index.candidates(0) == Members{0, 4, 8, 12, 16, 20, 24, 28, 32});
}
