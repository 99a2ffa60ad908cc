// SPDX-License-Identifier: MIT
// The compiled matcher against one that is too simple to be wrong.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"
#include "tree/glob.h"
#include "tree/name_filter.h"

using namespace komparu;

namespace {

std::string_view last_component(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

// The obvious matcher: a pattern as a list of pieces, tried by recursion.
using Pieces = std::vector<std::string>;

bool takes(const std::string& piece, char c) {
  if (piece == "?") return c != '/';
  if (piece == "[ab]") return c == 'a' || c == 'b';
  if (piece == "[!a]") return c != 'a' && c != '/';
  if (piece[0] == '\\') return c == piece[1];
  return c == piece[0];
}

bool reference_match(const Pieces& pieces, std::size_t i, std::string_view text) {
  if (i == pieces.size()) return text.empty();
  const std::string& piece = pieces[i];
  const bool component = piece == "**" && (i == 0 || pieces[i - 1] == "/") &&
                         i + 1 < pieces.size() && pieces[i + 1] == "/";
  if (component) {
    if (reference_match(pieces, i + 2, text)) return true;
    for (std::size_t k = 0; k < text.size(); ++k) {
      if (text[k] == '/' && reference_match(pieces, i + 2, text.substr(k + 1))) return true;
    }
    return false;
  }
  if (piece == "*" || piece == "**") {
    for (std::size_t k = 0; k <= text.size(); ++k) {
      if (reference_match(pieces, i + 1, text.substr(k))) return true;
      if (k < text.size() && text[k] == '/' && piece == "*") return false;
    }
    return false;
  }
  return !text.empty() && takes(piece, text[0]) && reference_match(pieces, i + 1, text.substr(1));
}

bool reference(Pieces pieces, std::string_view path, bool is_directory) {
  if (pieces.size() > 1 && pieces.back() == "/") {
    if (!is_directory) return false;
    pieces.pop_back();
  }
  bool whole_path = false;
  for (const std::string& piece : pieces) whole_path = whole_path || piece == "/";
  if (pieces[0] == "/") pieces.erase(pieces.begin());
  return !pieces.empty() && reference_match(pieces, 0, whole_path ? path : last_component(path));
}

bool reference_above(const Pieces& pieces, std::string_view path) {
  for (std::size_t k = 0; k < path.size(); ++k) {
    if (path[k] == '/' && reference(pieces, path.substr(0, k), true)) return true;
  }
  return false;
}

// All rows of up to `most` pieces; stars and slashes never stand side by side, which would be
// another piece.
std::vector<Pieces> all_patterns(std::size_t most) {
  const std::vector<std::string> alphabet = {"a", "/", "*", "**", "?", "[ab]", "[!a]", "\\b"};
  std::vector<Pieces> result = {{}};
  for (std::size_t begin = 0, length = 0; length < most; ++length) {
    const std::size_t end = result.size();
    for (; begin < end; ++begin) {
      for (const std::string& piece : alphabet) {
        const std::string before = result[begin].empty() ? "" : result[begin].back();
        if (piece == "/" && before == "/") continue;
        if (piece[0] == '*' && !before.empty() && before[0] == '*') continue;
        result.push_back(result[begin]);
        result.back().push_back(piece);
      }
    }
  }
  result.erase(result.begin());
  return result;
}

std::vector<std::string> all_paths(std::size_t most) {
  std::vector<std::string> result;
  std::vector<std::string> texts = {""};
  for (std::size_t begin = 0, length = 0; length < most; ++length) {
    const std::size_t end = texts.size();
    for (; begin < end; ++begin) {
      for (const char c : {'a', 'b', '/'}) {
        if (c == '/' && (texts[begin].empty() || texts[begin].back() == '/')) continue;
        texts.push_back(texts[begin] + c);
        if (c != '/') result.push_back(texts.back());
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("every short pattern agrees with the obvious matcher on every short path") {
  const std::vector<std::string> paths = all_paths(5);
  std::size_t matches = 0;
  std::size_t others = 0;
  for (const Pieces& pieces : all_patterns(4)) {
    std::string pattern;
    for (const std::string& piece : pieces) pattern += piece;
    const Glob glob(pattern);
    for (const std::string& path : paths) {
      for (const bool is_directory : {false, true}) {
        const bool expected = reference(pieces, path, is_directory);
        ++(expected ? matches : others);
        if (glob.matches(path, last_component(path), is_directory) != expected) {
          FAIL_CHECK("'" << pattern << "' and '" << path << "', directory: " << is_directory);
        }
      }
      if (glob.matches_above(path) != reference_above(pieces, path)) {
        FAIL_CHECK("'" << pattern << "' above '" << path << "'");
      }
    }
  }
  CHECK(matches > 10'000);
  CHECK(others > 10'000);
}

TEST_CASE("a walk that goes down name by name filters as whole paths do") {
  const std::vector<std::string> paths = all_paths(5);
  std::size_t excluded = 0;
  for (const Pieces& pieces : all_patterns(3)) {
    std::string pattern;
    for (const std::string& piece : pieces) pattern += piece;
    const NameFilter filters[] = {NameFilter({{pattern}, {}}), NameFilter({{}, {pattern}}),
                                  NameFilter({{"b/", pattern, "**/a/a"}, {"*b", pattern, "a/"}})};
    for (const NameFilter& filter : filters) {
      std::map<std::string_view, NameFilter::Place> places{{"", filter.root()}};
      for (const std::string& path : paths) {
        // Shorter paths come first.
        const std::string_view name = last_component(path);
        const std::size_t slash = path.size() - name.size();
        const std::string_view above = std::string_view(path).substr(0, slash > 0 ? slash - 1 : 0);
        REQUIRE(places.contains(above));
        const NameFilter::Place& place = places.at(above);
        for (const bool is_directory : {false, true}) {
          const bool expected = filter.excludes(path, name, is_directory);
          excluded += expected ? 1 : 0;
          if (filter.excludes(place, name, is_directory) != expected) {
            FAIL_CHECK("'" << pattern << "' and '" << path << "', directory: " << is_directory);
          }
        }
        places.emplace(path, filter.below(place, name));
      }
    }
  }
  CHECK(excluded > 10'000);
}

TEST_CASE("long patterns of many slashes and stars agree with the obvious matcher") {
  const std::vector<Pieces> blocks = {{"**", "/"}, {"*", "/"}, {"a", "/"}, {"**", "a"}, {"*", "b"}};
  const std::vector<std::string> paths = all_paths(7);
  std::size_t matches = 0;
  for (std::size_t code = 0; code < 5 * 5 * 5 * 5; ++code) {
    Pieces pieces;
    std::string pattern;
    for (std::size_t i = 0, rest = code; i < 4; ++i, rest /= 5) {
      for (const std::string& piece : blocks[rest % 5]) {
        pieces.push_back(piece);
        pattern += piece;
      }
    }
    const Glob glob(pattern);
    for (const std::string& path : paths) {
      const bool expected = reference(pieces, path, true);
      matches += expected ? 1 : 0;
      if (glob.matches(path, last_component(path), true) != expected) {
        FAIL_CHECK("'" << pattern << "' and '" << path << "'");
      }
    }
  }
  CHECK(matches > 1'000);
}
