// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_NAME_ARENA_H_
#define KOMPARU_BASE_NAME_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace komparu {

// Keeps names in blocks, one behind the other: each costs its bytes, and stays where it is as long
// as the arena lives. Used by one thread at a time.
class NameArena {
 public:
  std::string_view keep(std::string_view name) {
    constexpr std::size_t kBlock = std::size_t{64} << 10;
    if (name.empty()) return {};
    // A block of its own wastes little of the last one.
    if (name.size() > kBlock / 16) return copy(name, new_block(name.size()));
    if (name.size() > left_) {
      at_ = new_block(kBlock);
      left_ = kBlock;
    }
    left_ -= name.size();
    at_ += name.size();
    return copy(name, at_ - name.size());
  }

 private:
  char* new_block(std::size_t size) {
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    return blocks_.back().get();
  }

  static std::string_view copy(std::string_view name, char* to) {
    std::copy(name.begin(), name.end(), to);
    return {to, name.size()};
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_NAME_ARENA_H_
