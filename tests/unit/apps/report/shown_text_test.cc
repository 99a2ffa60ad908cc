// SPDX-License-Identifier: MIT
#include "report/shown_text.h"

#include <string>

#include "report/shown_byte.h"
#include "support/catch.h"

using namespace komparu::cli;

namespace {

std::string shown(int value) {
  const ShownByte byte(static_cast<std::byte>(value));
  return std::string(byte.octal()) + std::string(byte.text());
}

}  // namespace

TEST_CASE("V5: control bytes are escaped, all others stay") {
  CHECK(escape_controls("a b") == "a b");
  CHECK(escape_controls(std::string_view("\0\n\x1b\x7f", 4)) == "\\x00\\x0a\\x1b\\x7f");
  CHECK(escape_controls("\x80\xff\xC3\xBC\\") == "\x80\xff\xC3\xBC\\");
}

TEST_CASE("X3: what steers a terminal or turns a line around is escaped, and can be turned back") {
  CHECK(escape("plain \xC3\xBC \xF0\x9F\x98\x80") == "plain \xC3\xBC \xF0\x9F\x98\x80");
  CHECK(escape("a\\x0a") == "a\\\\x0a");
  CHECK(escape(std::string_view("\0\n\x1b\x7f", 4)) == "\\x00\\x0a\\x1b\\x7f");
  struct Line {
    const char* raw;
    const char* shown;
    const char* json;
  };
  for (const Line& line : {
           Line{"\xC2\x80", "\\xc2\\x80", "\\u0080"},
           Line{"\xC2\x9B", "\\xc2\\x9b", "\\u009b"},
           Line{"\xC2\x9F", "\\xc2\\x9f", "\\u009f"},
           Line{"\xC2\xA0", "\xC2\xA0", "\xC2\xA0"},
           Line{"\xE2\x80\x8D", "\xE2\x80\x8D", "\xE2\x80\x8D"},
           Line{"\xE2\x80\x8E", "\\xe2\\x80\\x8e", "\\u200e"},
           Line{"\xE2\x80\x8F", "\\xe2\\x80\\x8f", "\\u200f"},
           Line{"\xE2\x80\xA8", "\\xe2\\x80\\xa8", "\\u2028"},
           Line{"\xE2\x80\xAA", "\\xe2\\x80\\xaa", "\\u202a"},
           Line{"\xE2\x80\xAE", "\\xe2\\x80\\xae", "\\u202e"},
           Line{"\xE2\x80\xAF", "\xE2\x80\xAF", "\xE2\x80\xAF"},
           Line{"\xE2\x81\xA5", "\xE2\x81\xA5", "\xE2\x81\xA5"},
           Line{"\xE2\x81\xA6", "\\xe2\\x81\\xa6", "\\u2066"},
           Line{"\xE2\x81\xA9", "\\xe2\\x81\\xa9", "\\u2069"},
           Line{"\x9B", "\\x9b", "\xEF\xBF\xBD"},
           Line{"\xE2\x80", "\\xe2\\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
       }) {
    CHECK(escape(line.raw) == line.shown);
    CHECK(json_string(line.raw) == '"' + std::string(line.json) + '"');
  }
}

TEST_CASE("UTF-8 is what RFC 3629 says") {
  for (const char* const good :
       {"", "a", "\x7f", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CAPTURE(good);
    CHECK(is_utf8(good));
  }
  for (const char* const bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2 ", "\xE0\x9F\xBF", "\xE2\x82",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "a\xE9z"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("V5: JSON strings hold every name") {
  CHECK(json_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_string("\n\t\x01\x1f\x7f") == R"("\n\t\u0001\u001f\u007f")");
  CHECK(json_string("\xC3\xBC") == "\"\xC3\xBC\"");
  CHECK(json_string("\xF0\x9F\x98\x80") == "\"\xF0\x9F\x98\x80\"");
  CHECK(json_string("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(json_string("\xC3(") == "\"\xEF\xBF\xBD(\"");
  CHECK(json_string("") == "\"\"");
}

TEST_CASE("base64 is that of RFC 4648") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFF\xFE\xFB") == "//77");
}

TEST_CASE("bytes are shown as cmp shows them") {
  CHECK(shown(0) == "  0^@");
  CHECK(shown(7) == "  7^G");
  CHECK(shown(8) == " 10^H");
  CHECK(shown(032) == " 32^Z");
  CHECK(shown(037) == " 37^_");
  CHECK(shown(' ') == " 40 ");
  CHECK(shown('A') == "101A");
  CHECK(shown('~') == "176~");
  CHECK(shown(0177) == "177^?");
  CHECK(shown(0200) == "200M-^@");
  CHECK(shown(0240) == "240M- ");
  CHECK(shown(0341) == "341M-a");
  CHECK(shown(0377) == "377M-^?");
}
