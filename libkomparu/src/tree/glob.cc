// SPDX-License-Identifier: MIT
#include "tree/glob.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "tree/code_point.h"

namespace komparu {
namespace {

using Token = Glob::Token;
using Kind = Token::Kind;

bool is_slash(const Token& token) { return token.kind == Kind::literal && token.value == U'/'; }

bool may_be_empty(const Token& token) {
  return token.kind == Kind::any_run || token.kind == Kind::any_path ||
         token.kind == Kind::any_directories;
}

bool is_in(const Glob::Class& set, char32_t c) {
  const bool found = std::any_of(set.ranges.begin(), set.ranges.end(), [c](const auto& range) {
    return range.first <= c && c <= range.last;
  });
  return found != set.negated;
}

// Reads a pattern once from left to right.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { parse(); }

  std::vector<Token> tokens;
  std::vector<Glob::Class> classes;
  bool whole_path = false;
  bool directories_only = false;

 private:
  void parse();
  void parse_stars();
  bool parse_class();
  void parse_slash();
  void parse_end();
  char32_t take_literal(std::size_t& at) const;
  bool component_begins_before(std::size_t index) const;

  std::string_view text_;
  std::size_t at_ = 0;
  bool no_class_closes_ = false;
};

void Parser::parse() {
  while (at_ < text_.size()) {
    switch (text_[at_]) {
      case '*':
        parse_stars();
        continue;
      case '?':
        tokens.push_back({Kind::any_one});
        ++at_;
        continue;
      case '[':
        if (parse_class()) continue;
        break;
      default:
        break;
    }
    const char32_t c = take_literal(at_);
    if (c == U'/') {
      parse_slash();
    } else {
      tokens.push_back({Kind::literal, c});
    }
  }
  parse_end();
}

void Parser::parse_stars() {
  const std::size_t end = std::min(text_.find_first_not_of('*', at_), text_.size());
  tokens.push_back({end - at_ == 1 ? Kind::any_run : Kind::any_path});
  at_ = end;
}

// False if no `]` ends what seems to begin here. Then none ends what begins further on either, and
// looking again each time would take quadratic time.
bool Parser::parse_class() {
  if (no_class_closes_) return false;
  Glob::Class set;
  bool slash = false;
  std::size_t at = at_ + 1;
  if (at < text_.size() && (text_[at] == '!' || text_[at] == '^')) {
    set.negated = true;
    ++at;
  }
  for (std::size_t first = at; at < text_.size();) {
    if (text_[at] == ']' && at != first) {
      tokens.push_back({Kind::any_of, static_cast<char32_t>(classes.size())});
      classes.push_back(std::move(set));
      whole_path = whole_path || slash;
      at_ = at + 1;
      return true;
    }
    Glob::Range range{};
    range.first = range.last = take_literal(at);
    if (text_.size() - at >= 2 && text_[at] == '-' && text_[at + 1] != ']') {
      range.last = take_literal(++at);
    }
    slash = slash || range.first == U'/' || range.last == U'/';
    set.ranges.push_back(range);
  }
  no_class_closes_ = true;
  return false;
}

void Parser::parse_slash() {
  if (tokens.empty()) {
    whole_path = true;  // it only says where the pattern begins
  } else if (tokens.back().kind == Kind::any_path && component_begins_before(tokens.size() - 1)) {
    tokens.back().kind = Kind::any_directories;
  } else if (!component_begins_before(tokens.size())) {
    tokens.push_back({Kind::literal, U'/'});
  }
}

void Parser::parse_end() {
  if (!tokens.empty()) {
    if (tokens.back().kind == Kind::any_directories) {
      tokens.back().kind = Kind::any_path;
      directories_only = true;
    } else if (is_slash(tokens.back())) {
      tokens.pop_back();
      directories_only = true;
    }
  }
  whole_path = whole_path || std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
                 return is_slash(token) || token.kind == Kind::any_directories;
               });
}

// The code point at `at`, or the one after a backslash there; moves `at` behind it.
char32_t Parser::take_literal(std::size_t& at) const {
  if (text_[at] == '\\' && at + 1 < text_.size()) ++at;
  const CodePoint c = code_point_at(text_, at);
  at += c.size;
  return c.value;
}

bool Parser::component_begins_before(std::size_t index) const {
  return index == 0 || is_slash(tokens[index - 1]) ||
         tokens[index - 1].kind == Kind::any_directories;
}

}  // namespace

// A set of states: state i means that the first i tokens have taken all of the text so far.
class Glob::States {
 public:
  explicit States(std::size_t count) : size_((count + 63) / 64) {
    if (size_ > few_.size()) {
      many_.resize(size_);
      words_ = many_.data();
    }
  }
  States(std::size_t count, std::span<const std::uint64_t> words) : States(count) {
    std::copy(words.begin(), words.end(), words_);
  }
  States(const States&) = delete;
  States& operator=(const States&) = delete;

  std::span<const std::uint64_t> words() const { return {words_, size_}; }

  // False if it was in already.
  bool add(std::size_t state) {
    std::uint64_t& word = words_[state / 64];
    const std::uint64_t bit = std::uint64_t{1} << state % 64;
    return (std::exchange(word, word | bit) & bit) == 0;
  }

  bool contains(std::size_t state) const { return (words_[state / 64] >> state % 64 & 1) != 0; }

  bool empty() const {
    return std::all_of(words_, words_ + size_, [](std::uint64_t word) { return word == 0; });
  }

  void clear() { std::fill_n(words_, size_, 0); }

  void take(const States& other) { std::copy_n(other.words_, size_, words_); }

  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  std::size_t size_;
  std::array<std::uint64_t, 4> few_{};  // enough for nearly every pattern
  std::vector<std::uint64_t> many_;
  std::uint64_t* words_ = few_.data();
};

Glob::Glob(std::string_view pattern) {
  Parser parser(pattern);
  tokens_ = std::move(parser.tokens);
  classes_ = std::move(parser.classes);
  whole_path_ = parser.whole_path;
  directories_only_ = parser.directories_only;
  find_fixed_ends();
}

void Glob::find_fixed_ends() {
  const auto is_literal = [](const Token& token) { return token.kind == Kind::literal; };
  const auto prefix_end = std::find_if_not(tokens_.begin(), tokens_.end(), is_literal);
  const auto suffix_begin =
      std::find_if_not(tokens_.rbegin(), std::make_reverse_iterator(prefix_end), is_literal).base();
  for (auto token = tokens_.begin(); token != prefix_end; ++token) {
    append_code_point(prefix_, token->value);
  }
  for (auto token = suffix_begin; token != tokens_.end(); ++token) {
    append_code_point(suffix_, token->value);
  }
}

// Turns most texts down at the price of comparing a few bytes.
bool Glob::could_match(std::string_view text) const {
  return text.size() >= prefix_.size() + suffix_.size() && text.starts_with(prefix_) &&
         text.ends_with(suffix_);
}

bool Glob::matches(std::string_view relative_path, std::string_view name, bool is_directory) const {
  if (directories_only_ && !is_directory) return false;
  const std::string_view text = whole_path_ ? relative_path : name;
  return could_match(text) && run(text, Extent::whole);
}

bool Glob::matches_above(std::string_view relative_path) const {
  if (relative_path.find(suffix_) == std::string_view::npos) return false;
  if (whole_path_) {
    return relative_path.starts_with(prefix_) && run(relative_path, Extent::before_slash);
  }
  if (relative_path.find(prefix_) == std::string_view::npos) return false;
  std::size_t begin = 0;
  for (std::size_t slash; (slash = relative_path.find('/', begin)) != std::string_view::npos;
       begin = slash + 1) {
    const std::string_view name = relative_path.substr(begin, slash - begin);
    if (!name.empty() && could_match(name) && run(name, Extent::whole)) return true;
  }
  return false;
}

void Glob::begin(std::span<std::uint64_t> words) const {
  if (!whole_path_) return;
  States states(tokens_.size() + 1);
  enter(0, states);
  std::copy(states.words().begin(), states.words().end(), words.begin());
}

bool Glob::go_down(std::span<const std::uint64_t> above, std::string_view name,
                   std::span<std::uint64_t> below) const {
  if (!whole_path_) return could_match(name) && run(name, Extent::whole);
  States states(tokens_.size() + 1, above);
  const bool is_meant = advance(name, states) && states.contains(tokens_.size());
  advance("/", states);
  std::copy(states.words().begin(), states.words().end(), below.begin());
  return is_meant;
}

bool Glob::matches_in(std::span<const std::uint64_t> directory, std::string_view name,
                      bool is_directory) const {
  if (directories_only_ && !is_directory) return false;
  if (!whole_path_) return could_match(name) && run(name, Extent::whole);
  if (!could_end(name)) return false;
  States states(tokens_.size() + 1, directory);
  return advance(name, states) && states.contains(tokens_.size());
}

// Turns most names down where only the end of a path is at hand.
bool Glob::could_end(std::string_view name) const {
  const std::string_view suffix = suffix_;
  const std::size_t common = std::min(name.size(), suffix.size());
  return name.substr(name.size() - common) == suffix.substr(suffix.size() - common);
}

// False if nothing can match any more; then there are no states.
bool Glob::advance(std::string_view text, States& states) const {
  States next(tokens_.size() + 1);
  for (std::size_t at = 0; at < text.size() && !states.empty();) {
    const CodePoint c = code_point_at(text, at);
    next.clear();
    states.for_each([&](std::size_t state) { step(state, c.value, next); });
    states.take(next);
    at += c.size;
  }
  return !states.empty();
}

// All ways to match advance together, one code point at a time, so that none is tried twice.
bool Glob::run(std::string_view text, Extent extent) const {
  const std::size_t end = tokens_.size();
  States first(end + 1);
  States second(end + 1);
  States* now = &first;
  States* next = &second;
  enter(0, *now);
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (extent == Extent::before_slash && c.value == U'/' && at > 0 && now->contains(end)) {
      return true;
    }
    next->clear();
    now->for_each([&](std::size_t state) { step(state, c.value, *next); });
    if (next->empty()) return false;
    std::swap(now, next);
    at += c.size;
  }
  return extent == Extent::whole && now->contains(end);
}

// Adds a state and those that are reached from it without taking anything.
void Glob::enter(std::size_t state, States& states) const {
  while (states.add(state) && state < tokens_.size() && may_be_empty(tokens_[state])) ++state;
}

// Adds what `state` leads to when the text goes on with `c`.
void Glob::step(std::size_t state, char32_t c, States& next) const {
  if (state == tokens_.size()) return;
  const Token& token = tokens_[state];
  switch (token.kind) {
    case Kind::literal:
      if (c == token.value) enter(state + 1, next);
      break;
    case Kind::any_one:
      if (c != U'/') enter(state + 1, next);
      break;
    case Kind::any_of:
      if (c != U'/' && is_in(classes_[token.value], c)) enter(state + 1, next);
      break;
    case Kind::any_run:
      if (c != U'/') enter(state, next);
      break;
    case Kind::any_path:
      enter(state, next);
      break;
    case Kind::any_directories:
      // It may end only where a component begins.
      if (c == U'/') {
        enter(state, next);
      } else {
        next.add(state);
      }
      break;
  }
}

}  // namespace komparu
