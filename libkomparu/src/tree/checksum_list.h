// SPDX-License-Identifier: MIT
// A list of checksums as a tree: regular files whose contents are known by their digests alone.
#ifndef KOMPARU_TREE_CHECKSUM_LIST_H_
#define KOMPARU_TREE_CHECKSUM_LIST_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/account.h"
#include "archive/member_tree.h"
#include "base/name_arena.h"
#include "komparu/checksums.h"
#include "komparu/digest.h"
#include "komparu/reader.h"
#include "komparu/stop.h"
#include "tree/checksum_line.h"

namespace komparu {

namespace internal {

class ChecksumList final : public archive::MemberList {
 public:
  // `name` is what errors call the list.
  ChecksumList(std::shared_ptr<ArchiveMemory> memory, const std::string& name);

  // In any order. Throws Error (limit_exceeded).
  void add(const ChecksumLine& line);
  // Sorts what was added: lookups work then. Throws what `until` says.
  void settle(const Until& until);

  // The list of that one path, called `name` in it; null if it has none.
  std::shared_ptr<const ChecksumList> only(std::string_view path, std::string_view name) const;

  std::size_t count() const override { return lines_.size(); }
  std::string_view path(std::size_t member) const override { return lines_[member].path(); }
  Kind kind(std::size_t member) const override;
  EntryFacts look(std::size_t member) const override;
  std::string link_text(std::size_t member) const override;
  std::unique_ptr<Reader> open(std::size_t member) const override;
  std::optional<Digest> digest(std::size_t member) const override;
  archive::MemoryShare memory() const override { return memory_.another(); }

 private:
  // The value stands in the arena, the path behind it.
  struct Line {
    const char* text;
    std::uint32_t path_size;
    std::uint8_t value_size;
    std::uint8_t number;  // of the algorithm
    bool ambiguous;

    DigestAlgorithm algorithm() const { return static_cast<DigestAlgorithm>(number); }
    std::string_view value() const { return {text, value_size}; }
    std::string_view path() const { return {text + value_size, path_size}; }
  };

  void drop_repeated(const Until& until);

  const std::shared_ptr<ArchiveMemory> shared_;
  const std::string name_;
  archive::MemoryShare memory_;
  NameArena arena_;
  std::deque<Line> lines_;
};

}  // namespace internal

// Whether a list has no line.
bool is_empty(const internal::ChecksumList& list) noexcept;

// The tree that a list stands for.
std::unique_ptr<Tree> make_checksum_tree(std::shared_ptr<const internal::ChecksumList> list);

}  // namespace komparu

#endif  // KOMPARU_TREE_CHECKSUM_LIST_H_
