// SPDX-License-Identifier: MIT
#include "compare/archives/index.h"

#include <utility>

#include "archive/account.h"
#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;

TEST_CASE("A14: a judgement for which there is no memory is not taken for the same", "[archive]") {
  archive::MemoryBudget budget("index_memory", 2000);
  const archive::MemoryShare share(budget, "A");
  MemberIndex index({}, share);
  Member member;
  member.path = "a";
  index.add(member);
  MemberEntry& entry = *index.find_match("a");
  archive::MemoryShare other(budget, "B");
  while (true) {
    try {
      other.grow(8);
    } catch (const Error&) {
      break;
    }
  }
  Judgement judgement;
  judgement.difference = Reason::content;
  CHECK_THROWS_AS(index.set_judgement(entry, std::move(judgement)), Error);
  CHECK(!entry.judged);
}
