// SPDX-License-Identifier: MIT
#include "base/name_arena.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.h"

using komparu::NameArena;

TEST_CASE("names stay as and where they are, of any length", "[base]") {
  NameArena arena;
  std::vector<std::pair<std::string, std::string_view>> kept;
  for (std::size_t i = 0; i < 3000; ++i) {
    const std::string name(i % 100 == 0 ? i * 100 : i % 50, static_cast<char>('a' + i % 26));
    kept.emplace_back(name, arena.keep(name));
  }
  NameArena moved = std::move(arena);
  CHECK(moved.keep("more") == "more");
  for (const auto& [name, view] : kept) REQUIRE(view == name);
}
