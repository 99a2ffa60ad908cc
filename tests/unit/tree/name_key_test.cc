// SPDX-License-Identifier: MIT
#include "tree/name_key.h"

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"
#include "tree/code_point.h"

using namespace komparu;

namespace {

constexpr NameMatching kExact{};
constexpr NameMatching kCase{.ignore_case = true, .nfc = false};
constexpr NameMatching kNfc{.ignore_case = false, .nfc = true};
constexpr NameMatching kBoth{.ignore_case = true, .nfc = true};

bool are_one(std::string_view a, std::string_view b, const NameMatching& matching) {
  return name_key(a, matching) == name_key(b, matching);
}

struct Row {
  std::string a;
  std::string b;
  bool with_case;
  bool with_nfc;
  bool with_both;
};

}  // namespace

TEST_CASE("T6: names are their own keys unless more is asked") {
  for (const std::string name :
       {"", "a", "A", "é", "e\u0301", "ﬁ", "\xFF", "\xC3", "a\xED\xA0\x80"}) {
    CAPTURE(name);
    CHECK(name_key(name, kExact) == name);
  }
}

TEST_CASE("T6: names that count as one") {
  const std::vector<Row> table = {
      {"readme", "README", true, false, true},
      {"a_1.TXT", "A_1.txt", true, false, true},
      {"@[`{", "@[`{", true, true, true},
      {"[", "{", false, false, false},  // as far apart as the cases of a letter
      {"@", "`", false, false, false},
      {"é", "É", true, false, true},
      {"é", "e\u0301", false, true, true},
      {"É", "e\u0301", false, false, true},
      {"e\u0301", "E\u0301", true, false, true},
      {"e", "é", false, false, false},
      {"ß", "SS", true, false, true},
      {"ß", "ẞ", true, false, true},
      {"straße", "STRASSE", true, false, true},
      {"ﬁ", "fi", true, false, true},                   // full folding, not only simple
      {"ﬁ", "FI", true, false, true},                   //
      {"①", "1", false, false, false},                  // compatibility is no reason
      {"Σ", "ς", true, false, true},                    //
      {"σ", "ς", true, false, true},                    //
      {"\u212A", "k", true, false, true},               // the Kelvin sign
      {"\u212A", "K", true, true, true},                //
      {"\u212B", "Å", true, true, true},                // the Angstrom sign
      {"I", "i", true, false, true},                    // whatever the language
      {"I", "ı", false, false, false},                  //
      {"İ", "i", false, false, false},                  //
      {"İ", "i\u0307", true, false, true},              //
      {"İ", "I\u0307", true, true, true},               //
      {"Ж", "ж", true, false, true},                    //
      {"й", "и\u0306", false, true, true},              //
      {"𐐀", "𐐨", true, false, true},                    // beyond the first plane
      {"각", "\u1100\u1161\u11A8", false, true, true},  // Hangul composes by rule
      {"각", "가\u11A8", false, true, true},            //
      {"가", "가\u11A7", false, false, false},  // no trailing consonant, though next to them
      {"가\u11A7", "\u1100\u1161\u11A7", false, true, true},
      {"\u11A7\u0323\u0307", "\u11A7\u0307\u0323", false, true, true},
      {"a\u0323\u0307", "a\u0307\u0323", false, true, true},    // marks in either order
      {"ạ\u0307", "ȧ\u0323", false, true, true},                //
      {"a\u0301\u0300", "a\u0300\u0301", false, false, false},  // of one class: the order counts
      {"\u0958", "\u0915\u093C", false, true, true},            // excluded from composition
      {"\u2126", "Ω", true, true, true},                        // the Ohm sign
      {"ᾳ", "\u1FBC", true, false, true},                       //
      // Folding makes a letter of the iota below: its place among the marks is found before.
      {"α\u0345\u0301", "α\u0301\u0345", false, true, true},
      {"α\u0345\u0301", "Α\u0301\u0399", false, false, true},
      {"ΐ", "\u1FD3", true, true, true},
      {"a\u200D", "a", false, false, false},  // ignorable is not ignored
      {"a", "b", false, false, false},
      {"", "", true, true, true},
      {"", "a", false, false, false},
  };
  for (const Row& row : table) {
    INFO("'" << row.a << "' and '" << row.b << "'");
    CHECK(are_one(row.a, row.b, kCase) == row.with_case);
    CHECK(are_one(row.a, row.b, kNfc) == row.with_nfc);
    CHECK(are_one(row.a, row.b, kBoth) == row.with_both);
    CHECK(are_one(row.a, row.b, kExact) == (row.a == row.b));
  }
}

TEST_CASE("the key of normalisation is form C itself") {
  CHECK(name_key("e\u0301", kNfc) == "é");
  CHECK(name_key("É", kNfc) == "É");
  CHECK(name_key("\u212B", kNfc) == "Å");
  CHECK(name_key("\u0958", kNfc) == "\u0915\u093C");
  CHECK(name_key("\u2ADC", kNfc) == "\u2ADD\u0338");
  CHECK(name_key("\uFB1D", kNfc) == "\u05D9\u05B4");
  CHECK(name_key("\u0344", kNfc) == "\u0308\u0301");
  CHECK(name_key("\u1100\u1161", kNfc) == "가");
  CHECK(name_key("\u0301", kNfc) == "\u0301");
  CHECK(name_key("ﬁ①", kNfc) == "ﬁ①");
}

TEST_CASE("bytes that are not UTF-8 stay, and what is around them is folded") {
  struct Folded {
    std::string name;
    std::string key;
  };
  const std::vector<Folded> table = {
      {"\xFF", "\xFF"},
      {"A\xFF"
       "B",
       "a\xFF"
       "b"},
      {"\xC3", "\xC3"},                                          // cut off
      {"É\xC3", "é\xC3"},                                        //
      {"\xC3É", "\xC3é"},                                        //
      {"\xC1\x81", "\xC1\x81"},                                  // an overlong A
      {"\xE0\x81\x81Z", "\xE0\x81\x81z"},                        //
      {"\xED\xA0\x81\xED\xB0\x80", "\xED\xA0\x81\xED\xB0\x80"},  // a letter as surrogates
      {"\xF4\x90\x80\x80", "\xF4\x90\x80\x80"},
      {"e\xFF\u0301", "e\xFF\u0301"},  // nothing is composed across them
      {"e\u0301\xFF\xFE\u212B", "é\xFF\xFEå"},
  };
  for (const auto& [name, key] : table) {
    CAPTURE(name);
    CHECK(name_key(name, kBoth) == key);
    CHECK(name_key(key, kBoth) == key);
  }
  CHECK(name_key("A\xFF", kNfc) == "A\xFF");
  CHECK_FALSE(are_one("\xC3", "\xE3", kBoth));  // cases of one letter in Latin-1
  CHECK_FALSE(are_one("\xC3\xA9\xFF", "\xC3\xFF", kBoth));
}

TEST_CASE("a key is its own key") {
  for (const NameMatching& matching : {kCase, kNfc, kBoth}) {
    for (char32_t c = 0x80; c < 0x20000; ++c) {
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      std::string name;
      append_code_point(name, c);
      const std::string key = name_key(name, matching);
      if (key.empty() || name_key(key, matching) != key) FAIL("U+" << static_cast<unsigned>(c));
    }
  }
  SUCCEED();
}

TEST_CASE("no copy is made of a name that is its own key") {
  std::string buffer = "untouched";
  const std::string name = "plain-name.txt";
  for (const NameMatching& matching : {kExact, kCase, kNfc, kBoth}) {
    CHECK(name_key(name, matching, buffer).data() == name.data());
  }
  const std::string upper = "PLAIN";
  CHECK(name_key(upper, kNfc, buffer).data() == upper.data());
  CHECK(buffer == "untouched");

  const std::string_view key = name_key(upper, kCase, buffer);
  CHECK(key == "plain");
  CHECK(key.data() == buffer.data());
  CHECK(name_key("\u212A", kBoth, buffer) == "k");
}

// Moving marks to their place one step at a time would not come to an end.
TEST_CASE("a name that is all marks has a key, and those of one class stay in order") {
  std::string name = "a";
  std::string below;
  std::string above;
  for (int i = 0; i < 250'000; ++i) {
    name += i % 3 == 0 ? "\u0300\u0323" : "\u0301\u0323";
    above += i % 3 == 0 ? "\u0300" : "\u0301";
    if (i > 0) below += "\u0323";
  }
  // The first mark below is composed with the letter.
  const bool as_expected = name_key(name, kNfc) == "ạ" + below + above;
  CHECK(as_expected);
}

TEST_CASE("T6: kinship tells what alone keeps two names apart") {
  struct Kin {
    std::string a;
    std::string b;
    NameKinship kinship;
  };
  const std::vector<Kin> table = {
      {"readme", "README", NameKinship::only_case},
      {"é", "É", NameKinship::only_case},
      {"straße", "STRASSE", NameKinship::only_case},
      {"e\u0301", "E\u0301", NameKinship::only_case},
      {"A\xFF", "a\xFF", NameKinship::only_case},
      {"é", "e\u0301", NameKinship::only_normalization},
      {"\xFFé",
       "\xFF"
       "e\u0301",
       NameKinship::only_normalization},
      {"\u212A", "K", NameKinship::only_normalization},
      {"\u212A", "k", NameKinship::only_case},
      {"É", "e\u0301", NameKinship::different},  // both
      {"a", "b", NameKinship::different},
      {"a", "", NameKinship::different},
      {"e", "é", NameKinship::different},
      {"\xE9", "é", NameKinship::different},
      {"a", "a", NameKinship::different},
      {"é", "é", NameKinship::different},
  };
  for (const Kin& row : table) {
    INFO("'" << row.a << "' and '" << row.b << "'");
    CHECK(kinship(row.a, row.b) == row.kinship);
    CHECK(kinship(row.b, row.a) == row.kinship);
  }
}
