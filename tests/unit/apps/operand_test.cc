// SPDX-License-Identifier: MIT
#include "operand.h"

#include <string>
#include <utility>

#include "support/catch.h"

using namespace komparu::cli;

TEST_CASE("whatever is no URL is a path, byte for byte") {
  for (const char* const typed :
       {"", "a", "[ab]", "[]", "{}", "--", "./-", "a:b", "://x", "c:/x", "1a://x", "a b://x",
        "/a://b", "./http://x", "\xff\n", "%41", "file:/x"}) {
    CAPTURE(typed);
    const Operand operand = read_operand(typed);
    CHECK(operand.kind == Operand::Kind::path);
    CHECK(operand.name == typed);
    CHECK(operand.path == typed);
  }
}

TEST_CASE("a single dash is standard input") {
  CHECK(read_operand("-").kind == Operand::Kind::standard_input);
  CHECK(read_operand("-").name == "-");
}

TEST_CASE("file URLs are paths, named as they were typed") {
  const std::pair<const char*, const char*> rows[] = {{"file:///a/b", "/a/b"},
                                                      {"FILE://LOCALHOST/a", "/a"},
                                                      {"file:///a%20b%2fc", "/a b/c"},
                                                      {"file:///%C3%BC", "/\xC3\xBC"},
                                                      {"file://localhost/%25", "/%"},
                                                      {"file:///a%3fb%23c", "/a?b#c"},
                                                      {"file:///a//../b;c=d&e", "/a//../b;c=d&e"}};
  for (const auto& [typed, path] : rows) {
    CAPTURE(typed);
    const Operand operand = read_operand(typed);
    CHECK(operand.kind == Operand::Kind::path);
    CHECK(operand.path == path);
    CHECK(operand.name == typed);
  }
}

TEST_CASE("file URLs that could name something else are refused") {
  for (const char* const typed :
       {"file://host/a", "file://", "file://localhost", "file:///a?b", "file:///a#b", "file:///%",
        "file:///%4", "file:///%4x", "file:///%x4", "file:///a%00b", "file://u:p@localhost/a",
        "file://localhost:80/a"}) {
    CAPTURE(typed);
    CHECK_THROWS_AS(read_operand(typed), BadOperand);
  }
}

TEST_CASE("V6: web URLs are asked for as typed and shown without their secrets") {
  const std::pair<const char*, const char*> rows[] = {
      {"https://host/a%20b", "https://host/a%20b"},
      {"HTTP://host:8080", "HTTP://host:8080"},
      {"http://user:secret@host/a?token=secret#secret", "http://***@host/a?token=***"}};
  for (const auto& [typed, shown] : rows) {
    CAPTURE(typed);
    const Operand operand = read_operand(typed);
    CHECK(operand.kind == Operand::Kind::web);
    CHECK(operand.path == typed);
    CHECK(operand.name == shown);
  }
}

TEST_CASE("V4: web URLs that nothing can be asked for are refused, without their secrets") {
  for (const char* const typed :
       {"http://", "https:///secret", "http://host:0x/secret", "http://user:secret@ho st/",
        "http://user:secret@host:99999/", "http://host/secret\n", "http://a:secret@b@c/"}) {
    CAPTURE(typed);
    try {
      read_operand(typed);
      FAIL("accepted");
    } catch (const BadOperand& refused) {
      CHECK(refused.reason.find("http") == 0);
      CHECK(refused.reason.find("secret") == std::string::npos);
    }
  }
}

TEST_CASE(
    "V6: other schemes are refused with the supported ones, and without the rest of the URL") {
  try {
    read_operand("ftp://user:secret@host/");
    FAIL("accepted");
  } catch (const BadOperand& refused) {
    CHECK(refused.reason.starts_with(
        "unsupported scheme 'ftp://' (supported: file://, http://, https://;"));
  }
  CHECK_THROWS_AS(read_operand("x+y-z.1://a"), BadOperand);
}
