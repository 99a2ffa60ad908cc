// SPDX-License-Identifier: MIT
// One pattern over the names and paths of a tree.
#ifndef KOMPARU_TREE_GLOB_H_
#define KOMPARU_TREE_GLOB_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace komparu {

// A pattern, compiled once. It works on UTF-8 code points whatever the locale; a byte that is not
// UTF-8 is one code point, unequal to every valid one.
//
//   ?  [abc]  [a-z]  [!a]  [^a]   one code point; a `]` that comes first stands for itself
//   *                             any number of them, a leading dot included
//   **                            the same, but across `/`; as a component of its own any number
//                                 of directories, none included: `**/x`, `x/**`, `a/**/b`
//   \x                            x itself
//
// Without `/` the pattern is held against a name; with one, which may come first, against the whole
// relative path, where only `**` goes beyond a `/`. Several `/` in a row are one. A `/` at the end
// asks for a directory and is no `/` in that sense. A `[` without its `]`, a `\` at the end and
// everything else stand for themselves; in [z-a] there is nothing, and nothing matches the empty
// pattern.
//
// Matching takes time in proportion to pattern times text at worst and never recurses. All const
// members may be called from several threads at once.
class Glob {
 public:
  explicit Glob(std::string_view pattern);

  // Whether the pattern means this entry. The path leads from the operand to the entry; `name` is
  // its last component.
  bool matches(std::string_view relative_path, std::string_view name, bool is_directory) const;

  // Whether the pattern means one of the directories that the entry is below of.
  bool matches_above(std::string_view relative_path) const;

  // The same for a walk that goes down name by name: with a whole path for each directory, a deep
  // tree would cost the square of its depth. What the path of a directory has led to so far stands
  // in words, so many of them; none, if the pattern is held against names.
  std::size_t words() const { return whole_path_ ? tokens_.size() / 64 + 1 : 0; }

  // Of the operand.
  void begin(std::span<std::uint64_t> words) const;

  // From a directory to one in it. Whether the pattern means that one.
  bool go_down(std::span<const std::uint64_t> above, std::string_view name,
               std::span<std::uint64_t> below) const;

  // Whether the pattern means this entry of the directory.
  bool matches_in(std::span<const std::uint64_t> directory, std::string_view name,
                  bool is_directory) const;

  // It is held against the whole path, not against a name.
  bool whole_path() const { return whole_path_; }

  // The pattern ends with `/`.
  bool directories_only() const { return directories_only_; }

  // What a pattern is compiled to: a row of tokens, each of which takes code points of the text.
  struct Token {
    enum class Kind {
      literal,          // `value` itself; `/` is one of them
      any_one,          // `?`
      any_of,           // `[...]`: classes_[value]
      any_run,          // `*`
      any_path,         // `**`
      any_directories,  // `**/` where a component begins
    };
    Kind kind;
    char32_t value = 0;
  };
  struct Range {
    char32_t first;
    char32_t last;
  };
  struct Class {
    std::vector<Range> ranges;
    bool negated = false;
  };

 private:
  class States;
  // What run() is to find: a match of the whole text, or of what comes before one of its `/`.
  enum class Extent { whole, before_slash };

  void find_fixed_ends();
  bool could_match(std::string_view text) const;
  bool could_end(std::string_view name) const;
  bool run(std::string_view text, Extent extent) const;
  bool advance(std::string_view text, States& states) const;
  void enter(std::size_t state, States& states) const;
  void step(std::size_t state, char32_t c, States& next) const;

  std::vector<Token> tokens_;
  std::vector<Class> classes_;
  std::string prefix_;  // the bytes that every match begins with
  std::string suffix_;  // and ends with; the two do not overlap
  bool whole_path_ = false;
  bool directories_only_ = false;
};

}  // namespace komparu

#endif  // KOMPARU_TREE_GLOB_H_
