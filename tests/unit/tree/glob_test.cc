// SPDX-License-Identifier: MIT
#include "tree/glob.h"

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"

using namespace komparu;

namespace {

std::string_view last_component(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

bool means(const std::string& pattern, std::string_view path, bool is_directory = false) {
  return Glob(pattern).matches(path, last_component(path), is_directory);
}

struct Row {
  std::string pattern;
  std::vector<std::string> matching;
  std::vector<std::string> others;
};

void check(const std::vector<Row>& table, bool is_directory = false) {
  for (const Row& row : table) {
    for (const std::string& path : row.matching) {
      INFO("'" << row.pattern << "' and '" << path << "'");
      CHECK(means(row.pattern, path, is_directory));
    }
    for (const std::string& path : row.others) {
      INFO("'" << row.pattern << "' and '" << path << "'");
      CHECK_FALSE(means(row.pattern, path, is_directory));
    }
  }
}

}  // namespace

TEST_CASE("a pattern without a slash is held against the name alone") {
  check({
      {"a", {"a", "x/a", "x/y/a"}, {"b", "aa", "A", "a/b", "xa"}},
      {"*", {"a", ".a", "x/y", "*", "a b"}, {}},
      {"**", {"a", ".a", "x/y"}, {}},
      {"***", {"a", "x/y"}, {}},
      {"*.o", {".o", "a.o", "x.y/a.o", ".o.o"}, {"o", "a.o/b", "a.oo", "a.O"}},
      {"a*", {"a", "ab", "x/ab"}, {"b", "ba", "ab/x"}},
      {"a*b*c", {"abc", "axxbxxc", "abcbc"}, {"ac", "abcd", "acb", "xabc"}},
      {"?", {"a", ".", "/a"}, {"aa", "a/bb"}},
      {"??", {"ab"}, {"a", "abc"}},
      {"a?*", {"ab", "abc"}, {"a"}},
      {"*a?", {"ab", "aab", "aaab"}, {"a", "abc"}},
      {"aa*aa", {"aaaa", "aabaa"}, {"aa", "aaa"}},
  });
}

TEST_CASE("a pattern with a slash is held against the whole path") {
  check({
      {"/a", {"a"}, {"x/a", "a/a", "aa"}},
      {"a/b", {"a/b"}, {"x/a/b", "a/b/c", "b", "a", "a/x/b"}},
      {"/a/b", {"a/b"}, {"x/a/b", "b"}},
      {"a/*", {"a/b", "a/.b"}, {"a", "b", "a/b/c", "x/a/b"}},
      {"*/b", {"a/b", ".x/b"}, {"b", "x/a/b"}},
      {"/*", {"a"}, {"a/b"}},
      {"a/?/b", {"a/x/b"}, {"a/b", "a//b", "a/xx/b"}},
      {"a?b/c", {"axb/c"}, {"a/b/c"}},
      {"*/*.c", {"a/x.c"}, {"x.c", "a/b/x.c"}},
      {"a[/]b", {}, {"a/b", "axb"}},
      {"[a/]", {"a"}, {"x/a", "/"}},
      {"x/a[!b]c", {"x/adc"}, {"x/a/c", "x/abc"}},
  });
}

TEST_CASE("two stars go beyond slashes") {
  check({
      {"**/a", {"a", "x/a", "x/y/a"}, {"aa", "x/aa", "a/x"}},
      {"/**/a", {"a", "x/a", "x/y/a"}, {"aa"}},
      {"a/**", {"a/b", "a/b/c", "a/.b"}, {"a", "b", "x/a/b", "ab/c"}},
      {"/**", {"a", "a/b", "a/b/c"}, {}},
      {"a/**/b", {"a/b", "a/x/b", "a/x/y/b"}, {"ab", "a/xb", "a/bx", "x/a/b", "a/b/x"}},
      {"a/**/**/b", {"a/b", "a/x/b", "a/x/y/b"}, {"a/xb"}},
      {"**/**/a", {"a", "x/a", "x/y/a"}, {"xa"}},
      {"**/a/**", {"a/x", "y/a/x", "y/z/a/x/w"}, {"a", "y/a"}},
      {"**/*.c", {"x.c", "a/x.c", "a/b/x.c"}, {"x.h", "x.c/y"}},
      {"a**b/c", {"ab/c", "axb/c", "a/b/c", "a/x/yb/c"}, {"b/c", "ac", "ab/x/c"}},
      {"a/b**", {"a/b", "a/bc", "a/bc/d"}, {"a/c", "a"}},
      {"/**b", {"b", "ab", "a/b", "a/xb"}, {"a/bx"}},
      {"a**/b", {"a/b", "ax/b", "a/x/b", "ax/y/b"}, {"ab", "b"}},
      {"*/**/b", {"a/b", "a/x/b"}, {"b"}},
      {"a/***/b", {"a/b", "a/x/y/b"}, {"a/xb"}},
      {"**/a*/**/b?", {"a/bx", "x/ay/z/bx"}, {"a/b", "x/y/bx"}},
  });
}

TEST_CASE("a slash at the end asks for a directory") {
  const std::vector<Row> table = {
      {"a/", {"a", "x/a"}, {"b", "a/b"}},
      {"*/", {"a", "x/a"}, {}},
      {"/a/", {"a"}, {"x/a"}},
      {"a/b/", {"a/b"}, {"x/a/b", "b"}},
      {"a//", {"a", "x/a"}, {"b"}},
      {"**/", {"a", "x/a"}, {}},
      {"a/**/", {"a/b", "a/b/c"}, {"a", "b"}},
      {"/**/", {"a", "a/b"}, {}},
      {"a\\/", {"a", "x/a"}, {"a\\"}},
  };
  check(table, true);
  for (const Row& row : table) {
    CHECK(Glob(row.pattern).directories_only());
    for (const std::string& path : row.matching) {
      INFO("'" << row.pattern << "' and a file '" << path << "'");
      CHECK_FALSE(means(row.pattern, path, false));
    }
  }
  CHECK_FALSE(Glob("a/b").directories_only());
  CHECK(means("a", "a", true));
}

TEST_CASE("several slashes in a row are one") {
  check({
      {"//a", {"a"}, {"x/a"}},
      {"a//b", {"a/b"}, {"a/x/b"}},
      {"a/\\/b", {"a/b"}, {}},
      {"**//a", {"a", "x/a"}, {"xa"}},
      {"**\\/a", {"a", "x/a"}, {"xa"}},
      {"a/**//b", {"a/b", "a/x/b"}, {"a/xb"}},
  });
}

TEST_CASE("brackets take one of a set") {
  check({
      {"[abc]", {"a", "b", "c"}, {"d", "ab", "[abc]"}},
      {"[a-c]", {"a", "b", "c"}, {"d", "-", "B"}},
      {"[a-cx-z]", {"b", "y"}, {"d", "w", "-"}},
      {"[!a-c]", {"d", "!", "-"}, {"a", "b", "c", "dd"}},
      {"[^a-c]", {"d", "^"}, {"a", "b", "c"}},
      {"[a!]", {"a", "!"}, {"b"}},
      {"[a^]", {"a", "^"}, {"b"}},
      {"[]]", {"]"}, {"a", "[]]"}},
      {"[]a]", {"]", "a"}, {"b"}},
      {"[!]]", {"a"}, {"]"}},
      {"[^]a]", {"b"}, {"]", "a"}},
      {"[]-a]", {"]", "^", "_", "a"}, {"-", "b"}},
      {"[-a]", {"-", "a"}, {"b"}},
      {"[a-]", {"-", "a"}, {"b"}},
      {"[!-a]", {"b"}, {"-", "a"}},
      {"[a-c-e]", {"b", "-", "e"}, {"d"}},
      {"[--0]", {"-", ".", "0"}, {"1"}},
      {"[*?]", {"*", "?"}, {"a"}},
      {"[[]", {"["}, {"]"}},
      {"[a][b]", {"ab"}, {"a", "b", "[a][b]"}},
      {"[\\]]", {"]"}, {"\\", "a"}},
      {"[a\\-c]", {"a", "-", "c"}, {"b", "\\"}},
      {"[\\a-\\c]", {"b"}, {"\\", "-"}},
      {"[\\!a]", {"!", "a"}, {"b"}},
      {"[a-\\]]", {}, {"a", "]", "b"}},  // a range whose end comes before its beginning
      {"x[0-9]*.log", {"x1.log", "x12.log"}, {"x.log", "xa.log"}},
  });
}

TEST_CASE("a range that runs backwards has nothing in it") {
  check({
      {"[z-a]", {}, {"a", "m", "z", "-", "[z-a]"}},
      {"[z-ab]", {"b"}, {"a", "z"}},
      {"[!z-a]", {"a", "m", "z", "-"}, {"zz"}},
  });
}

TEST_CASE("brackets that are not closed stand for themselves") {
  check({
      {"[", {"["}, {"a", "[["}},
      {"[]", {"[]"}, {"", "[", "]"}},
      {"[!", {"[!"}, {"a"}},
      {"[!]", {"[!]"}, {"a", "]"}},
      {"[^]", {"[^]"}, {"a"}},
      {"[a", {"[a"}, {"a"}},
      {"[a-", {"[a-"}, {"a"}},
      {"[a-z", {"[a-z"}, {"b"}},
      {"[a\\]", {"[a]"}, {"a", "[a\\]"}},
      {"[a\\", {"[a\\"}, {"a"}},
      {"[*", {"[", "[x"}, {"x"}},
      {"[a/b", {"[a/b"}, {"a", "b"}},
      {"x[a]y[", {"xay["}, {"xby[", "xay"}},
      {"[[a]", {"[", "a"}, {"[a"}},
      {"]", {"]"}, {"["}},
      {"a]b", {"a]b"}, {}},
  });
}

TEST_CASE("a backslash takes the meaning from what follows") {
  check({
      {"\\*", {"*"}, {"a", "\\*", "\\"}},
      {"\\?", {"?"}, {"a"}},
      {"\\[a]", {"[a]"}, {"a"}},
      {"\\\\", {"\\"}, {"\\\\"}},
      {"\\a", {"a"}, {"\\a"}},
      {"a\\", {"a\\"}, {"a"}},
      {"\\", {"\\"}, {"a"}},
      {"*\\", {"\\", "a\\"}, {"a"}},
      {"\\é", {"é"}, {"\\é"}},
      {"a\\/b", {"a/b"}, {"b", "a\\/b"}},
      {"*\\**", {"*", "a*b"}, {"ab"}},
  });
}

TEST_CASE("the empty pattern and lone slashes match nothing") {
  for (const std::string pattern : {"", "/", "//", "\\/"}) {
    for (const std::string path : {"a", "a/b", "/a", "\\"}) {
      INFO("'" << pattern << "' and '" << path << "'");
      CHECK_FALSE(means(pattern, path, false));
      CHECK_FALSE(means(pattern, path, true));
      CHECK_FALSE(Glob(pattern).matches_above(path));
    }
  }
}

TEST_CASE("a code point is one, whatever its length") {
  check({
      {"?", {"é", "€", "😀"}, {"éé", "e\u0301"}},
      {"??", {"éa", "😀😀"}, {"é", "😀"}},
      {"[é]", {"é"}, {"\xC3", "\xA9", "e"}},
      {"[а-я]", {"а", "ж", "я"}, {"ё", "А", "a"}},
      {"[!а-я]", {"A", "ё", "\xD0"}, {"ж"}},
      {"[😀-😂]", {"😁"}, {"😃"}},
      {"*é*", {"é", "xéy"}, {"e", "\xC3"}},
      {"é", {"é", "x/é"}, {"É", "e\u0301"}},
  });
}

TEST_CASE("a byte that is not UTF-8 is one code point and equals no valid one") {
  check({
      {"?", {"\xFF", "\xC3", "\x80"}, {"\xC0\xAF", "\xED\xA0\x80"}},
      {"??", {"\xC0\xAF", "\xE2\x82", "\xFF\xFE"}, {"\xE2\x82\xAC"}},
      {"???", {"\xED\xA0\x80", "\xE0\x80\xAF"}, {}},
      {"????", {"\xF0\x80\x80\xAF", "\xF4\x90\x80\x80"}, {}},
      {"*", {"\xFF", "\xC3/\xC3"}, {}},
      {"\xFF", {"\xFF"}, {"\xFE", "ÿ"}},
      {"ÿ", {"ÿ"}, {"\xFF"}},
      {"\xC3*", {"\xC3", "\xC3x", "\xC3\xC3\xA9"}, {"é", "\xC3\xA9x"}},
      {"*\xA9", {"\xA9", "x\xA9"}, {"é", "xé"}},
      {"\xC3\\\xA9", {}, {"é"}},
      {"[\xC3]", {"\xC3"}, {"é", "Ã"}},
      {"[\x80-\xFF]", {"\x80", "\xC3", "\xFF"}, {"a", "é", "\xFF\xFF"}},
      {"[!a]", {"\xFF"}, {}},
      {"\xED\xA0\x80", {"\xED\xA0\x80"}, {"\xED\xA0\x81"}},
      // An overlong slash is no slash.
      {"a\xC0\xAF"
       "b",
       {"a\xC0\xAF"
        "b",
        "x/a\xC0\xAF"
        "b"},
       {"a/b"}},
      {"a?\?b",
       {"a\xC0\xAF"
        "b"},
       {"a/b"}},
  });
}

TEST_CASE("what looks special elsewhere is not here") {
  check({
      {"!a", {"!a"}, {"a", "b"}},
      {"#a", {"#a"}, {"a"}},
      {"{a,b}", {"{a,b}"}, {"a", "b"}},
      {"a.c", {"a.c"}, {"abc"}},
      {"a+(b)", {"a+(b)"}, {"ab"}},
      {" a ", {" a "}, {"a"}},
      {"$a|^", {"$a|^"}, {"a"}},
      {"a\nb", {"a\nb"}, {"a"}},
      {"[[:alpha:]]", {":]", "a]"}, {"a", "b"}},
  });
}

TEST_CASE("an entry is below of a directory that the pattern means") {
  const auto above = [](const std::string& pattern, std::string_view path) {
    return Glob(pattern).matches_above(path);
  };
  CHECK(above("a", "a/x"));
  CHECK(above("a", "x/a/y/z"));
  CHECK(above("a/", "x/a/y"));
  CHECK(above("*.d", "x/a.d/y"));
  CHECK(above("/a", "a/x/y"));
  CHECK(above("a/b", "a/b/c/d"));
  CHECK(above("a/*", "a/b/c"));
  CHECK(above("**/b", "b/c"));
  CHECK(above("**/b", "a/b/c"));
  CHECK(above("a/**", "a/b/c"));
  CHECK_FALSE(above("a", "a"));
  CHECK_FALSE(above("a", "x/a"));
  CHECK_FALSE(above("a", "aa/x"));
  CHECK_FALSE(above("/a", "x/a/y"));
  CHECK_FALSE(above("a/b", "a/b"));
  CHECK_FALSE(above("a/b", "x/a/b/c"));
  CHECK_FALSE(above("a/*", "a/b"));
  CHECK_FALSE(above("a/**", "a/b"));
  CHECK_FALSE(above("a/bc", "a/b/c"));
  // A path that begins with a slash has no component before it.
  CHECK_FALSE(above("*", "/a"));
  CHECK_FALSE(above("/**", "/a"));
}

// Any of these would not come to an end if ways to match were tried one after the other.
TEST_CASE("patterns made to take long are matched all the same") {
  const std::string many(10'000, 'a');
  CHECK_FALSE(means("*a*a*a*a*a*b", many));
  CHECK(means("*a*a*a*a*a*b", many + "b"));
  CHECK_FALSE(means("**a**a**a**a**a**b/c", many + "/c"));
  CHECK_FALSE(means("/*a*a*a**a*a*b", many));

  std::string stars;
  for (int i = 0; i < 300; ++i) stars += "*a";  // more states than fit the small set
  CHECK_FALSE(means(stars + "*b?", many));
  CHECK(means(stars, many));
  CHECK_FALSE(means(stars, many.substr(0, 299)));
  CHECK(means(stars, many.substr(0, 300)));

  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "a/";
  CHECK(means("**/a/**/a/**/a/**/a/**/b", deep + "b"));
  CHECK_FALSE(means("**/a/**/a/**/a/**/a/**/b", deep + "a"));
  CHECK_FALSE(Glob("**/a/**/a/**/a/**/a/**/b").matches_above(deep + "b"));
  CHECK_FALSE(Glob("*a*a*b").matches_above(deep + "b"));
}

TEST_CASE("patterns made to take long are compiled all the same") {
  const std::size_t many = 2'000'000;
  CHECK_FALSE(means(std::string(many, '['), "["));
  CHECK_FALSE(means(std::string(many, '\\'), "\\"));
  CHECK(means(std::string(many, '*'), "a"));
  CHECK(means(std::string(many, '/') + "a", "a"));
  CHECK(means("[" + std::string(many, '-') + "a]", "a"));
  std::string directories;
  for (int i = 0; i < 50'000; ++i) directories += "**/";
  CHECK(means(directories + "a", "x/y/a"));
}
