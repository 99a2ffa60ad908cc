// SPDX-License-Identifier: MIT
#include "compare/many/partition.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::testing::bytes_of;

namespace {

Sets sorted(Sets sets) {
  std::sort(sets.begin(), sets.end());
  return sets;
}

Refinement told(Members looked_at, Sets equal, std::vector<FailureAmong> failures = {}) {
  return {true, std::move(looked_at), std::move(equal), std::move(failures)};
}

FailureAmong failure(std::size_t member, Members mates) {
  return {{member, Error(ErrorCode::unreadable, "", "x")},
          std::make_shared<const Members>(std::move(mates))};
}

}  // namespace

TEST_CASE("equal chunks come together, whatever order they come in") {
  Alikes alikes;
  const std::vector<std::string> chunks{"b", "a", "", "b", "ab", "a", "c", "", "b"};
  for (std::size_t index = 0; index < chunks.size(); ++index) {
    alikes.add(index, bytes_of(chunks[index]));
  }
  CHECK(alikes.size() == 5);
  const std::vector<Alike> parts = alikes.take();
  Sets sets;
  sets.reserve(parts.size());
  for (const Alike& part : parts) sets.push_back(part.members);
  CHECK(sorted(sets) == Sets{{0, 3, 8}, {1, 5}, {2, 7}, {4}, {6}});
}

TEST_CASE("a partition begins with all together") {
  CHECK(Partition(0).groups().empty());
  CHECK(Partition(1).groups() == Sets{{0}});
  CHECK(Partition(1).sets()->empty());
  CHECK(Partition(3).groups() == Sets{{0, 1, 2}});
  CHECK_FALSE(Partition(3).split());
}

TEST_CASE("a partition keeps together what every piece keeps together") {
  Partition partition(6);
  partition.settle({false, {0, 1, 2, 3, 4, 5}, {}, {}});
  CHECK_FALSE(partition.split());
  partition.settle(told({0, 1, 2, 3, 4, 5}, {{0, 1, 2}, {3, 4}}));
  CHECK(partition.split());
  CHECK(*partition.sets() == Sets{{0, 1, 2}, {3, 4}});
  // Looked at before the piece above was settled.
  partition.settle(told({0, 1, 2, 3, 4, 5}, {{0, 1, 3, 5}, {2, 4}}));
  CHECK(*partition.sets() == Sets{{0, 1}});
  CHECK(sorted(partition.groups()) == Sets{{0, 1}, {2}, {3}, {4}, {5}});
}

TEST_CASE("what a piece did not look at stays together") {
  Partition partition(4);
  partition.settle(told({0, 1}, {{0, 1}}));
  CHECK(*partition.sets() == Sets{{0, 1}, {2, 3}});
  partition.settle(told({0, 1}, {}));
  CHECK(*partition.sets() == Sets{{2, 3}});
  CHECK(sorted(partition.groups()) == Sets{{0}, {1}, {2, 3}});
}

TEST_CASE("V1: a failure counts only among what was still equal to it") {
  Partition partition(5);
  partition.settle(told({0, 1, 2, 3, 4}, {{0, 1, 2}, {3, 4}}));
  partition.settle(told({0, 1, 2, 3, 4}, {{0, 1}},
                        {failure(2, {0, 2, 3}), failure(3, {2, 3}), failure(4, {0, 4})}));
  CHECK(sorted(partition.groups()) == Sets{{0, 1}, {3}, {4}});
  REQUIRE(partition.failures().size() == 1);
  CHECK(partition.failures()[0].member == 2);
}

TEST_CASE("what failed once is gone") {
  Partition partition(3);
  partition.settle(told({0, 1, 2}, {{0, 1}}, {failure(2, {0, 1, 2})}));
  CHECK_FALSE(partition.split());
  partition.settle(told({0, 1, 2}, {{0, 2}}, {failure(1, {0, 1, 2}), failure(2, {0, 1, 2})}));
  CHECK(partition.groups() == Sets{{0}});
  CHECK(partition.failures().size() == 2);
}
