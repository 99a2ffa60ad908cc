// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include <string>
#include <string_view>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::http;

namespace {

Head head_of(std::string_view status_line, const std::vector<std::string>& lines = {}) {
  HeadParser parser;
  parser.begin(status_line);
  for (const std::string& line : lines) parser.add(line);
  return parser.head();
}

Framing framing(const std::vector<std::string>& lines,
                std::string_view status_line = "HTTP/1.1 200 OK") {
  return framing_of(head_of(status_line, lines));
}

void check_untrustworthy(const std::vector<std::string>& lines,
                         std::string_view status_line = "HTTP/1.1 200 OK") {
  CAPTURE(status_line, lines);
  try {
    framing(lines, status_line);
    FAIL_CHECK("was trusted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::http);
    CHECK(error.subject().empty());
    CHECK_FALSE(error.detail().empty());
  }
}

constexpr std::string_view kPartial = "HTTP/1.1 206 Partial Content";

}  // namespace

TEST_CASE("a status line is taken apart", "[http]") {
  struct Row {
    std::string line;
    int major;
    int minor;
    int status;
  };
  const std::vector<Row> table = {
      {"HTTP/1.1 200 OK\r\n", 1, 1, 200},
      {"HTTP/1.0 404 Not Found\n", 1, 0, 404},
      {"HTTP/1.1 503", 1, 1, 503},
      {"HTTP/1.1 200 ", 1, 1, 200},
      {"HTTP/2 206 \r\n", 2, 0, 206},
      {"HTTP/2.0 200", 2, 0, 200},
      {"HTTP/1.1 999 \xC3\xA9 \t x", 1, 1, 999},
  };
  for (const Row& row : table) {
    CAPTURE(row.line);
    const Head head = head_of(row.line);
    CHECK(head.major == row.major);
    CHECK(head.minor == row.minor);
    CHECK(head.status == row.status);
    CHECK(head.fault.empty());
  }
}

TEST_CASE("H18: what is no status line is not trusted", "[http]") {
  for (const std::string line : {"",
                                 "\r\n",
                                 "HTTP",
                                 "HTTP/",
                                 "HTTP/1.1",
                                 "HTTP/1.1 ",
                                 "HTTP/1.1 20",
                                 "HTTP/1.1 2000",
                                 "HTTP/1.1 20x",
                                 "HTTP/1.1  200",
                                 "HTTP/1.1 -20",
                                 "HTTP/1.1 099",
                                 "HTTP/1.1 200x",
                                 "HTTP/1.1 200\tOK",
                                 "HTTP/1 200",
                                 "HTTP/1.10 200",
                                 "HTTP/1.x 200",
                                 "HTTP/0.9 200",
                                 "HTTP/3 200",
                                 "HTTP/2.1 200",
                                 "http/1.1 200",
                                 "ICY 200 OK",
                                 " HTTP/1.1 200",
                                 "HTTP/1.1\t200",
                                 "HTTP/1.1 200 O\x01K",
                                 "HTTP/1.1 200 O\rK",
                                 "<html>"}) {
    CAPTURE(line);
    CHECK(head_of(line).major == 0);
    CHECK(head_of(line).status == 0);
    CHECK_FALSE(head_of(line).fault.empty());
    check_untrustworthy({}, line);
  }
  check_untrustworthy({}, std::string_view("HTTP/1.1 200 O\0K", 16));
  CHECK_THROWS_AS(framing_of(Head{}), Error);
}

TEST_CASE("fields are read with or without their line ends", "[http]") {
  const Head head = head_of("HTTP/1.1 200 OK\r\n",
                            {"A: 1\r\n", "b:2", "A:\t 3 \t\n", "a: 1", "Empty:", "C: x: \"y\"",
                             "D: 4", "D: 4", "E: \xC3\xA9\t\xFF", "\r\n"});
  CHECK(head.fault.empty());
  CHECK(head.values("a") == std::vector<std::string_view>{"1", "3", "1"});
  CHECK(head.value("b") == "2");
  CHECK(head.value("empty") == "");
  CHECK(head.value("c") == "x: \"y\"");
  CHECK(head.value("d") == "4");
  CHECK(head.value("e") == "\xC3\xA9\t\xFF");
  CHECK_FALSE(head.value("a").has_value());
  CHECK_FALSE(head.value("x").has_value());
  CHECK(head.values("x").empty());
}

TEST_CASE("begin() forgets the head before", "[http]") {
  HeadParser parser;
  parser.begin("HTTP/1.1 302 Found");
  parser.add("Content-Length: 3");
  parser.add("bad line");
  parser.begin("HTTP/1.0 200 OK");
  CHECK(parser.head().status == 200);
  CHECK(parser.head().minor == 0);
  CHECK(parser.head().fields.empty());
  CHECK(parser.head().fault.empty());
}

TEST_CASE("H5: a head with a line that parsers read differently is not trusted", "[http]") {
  using namespace std::string_literals;
  for (const std::string& line :
       {"no colon"s, ": no name"s, "Content-Length : 3"s, "Content-Length\t: 3"s, " folded"s,
        "\tfolded: x"s, "A B: 1"s, "A(: 1"s, "\xC3\xA9: 1"s, "A\0: 1"s, "A: 1\0"s, "A: 1\rB: 2"s,
        "A: 1\nB: 2"s, "A: \x7F"s, "A: \x1B[0m"s, "A: 1\r\r\n"s, "\"A\": 1"s, "[A]: 1"s}) {
    check_untrustworthy({"Content-Length: 3", line, "Fine: 1"});
  }
}

TEST_CASE("H5: one valid Content-Length is the length", "[http]") {
  CHECK(framing({"Content-Length: 0"}).length == 0);
  CHECK(framing({"content-length:5\r\n"}).length == 5);
  CHECK(framing({"CONTENT-LENGTH: 9223372036854775807"}).length == 9223372036854775807U);
  CHECK(framing({"Content-Length: 3", "Content-Length: 3"}).length == 3);
  CHECK(framing({"Content-Length: 3, 3"}).length == 3);
  CHECK(framing({"Content-Length: 3 ,\t3", "Content-Length: 03"}).length == 3);
  CHECK(framing({"Content-Length: 3"}, "HTTP/1.0 200 OK").length == 3);
  CHECK_FALSE(framing({"Content-Length: 3"}).chunked);
  CHECK_FALSE(framing({"Content-Length: 3"}).unframed());
}

TEST_CASE("H5: a Content-Length that lies or is malformed is an error", "[http]") {
  for (const std::string value : {"",
                                  "3abc",
                                  "abc",
                                  "3, 5",
                                  "3,",
                                  ",3",
                                  "3,,3",
                                  "-1",
                                  "+3",
                                  "3.0",
                                  "0x3",
                                  "3 3",
                                  "1e3",
                                  "9223372036854775808",
                                  "18446744073709551619",
                                  "99999999999999999999999",
                                  "\"3\"",
                                  "3;3",
                                  "\xEF\xBC\x93",
                                  "3\xC2\xA0"}) {
    check_untrustworthy({"Content-Length: " + value});
    check_untrustworthy({"Content-Length: " + value}, "HTTP/2 200");
  }
  check_untrustworthy({"Content-Length: 3", "Content-Length: 5"});
  check_untrustworthy({"Content-Length: 3", "content-length: x"});
  check_untrustworthy({"Content-Length: 3", "Content-Length:"});
}

TEST_CASE("H9: chunks are the only Transfer-Encoding", "[http]") {
  CHECK(framing({"Transfer-Encoding: chunked"}).chunked);
  CHECK(framing({"transfer-encoding:\tChunked "}).chunked);
  CHECK_FALSE(framing({"Transfer-Encoding: chunked"}).unframed());
  CHECK_FALSE(framing({"Transfer-Encoding: chunked"}).length.has_value());
  for (const std::string value :
       {"", "gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "xchunked",
        "chunked;a=b", "chunked,", ",chunked", "\"chunked\"", "chun ked", "chunked\x0B"}) {
    check_untrustworthy({"Transfer-Encoding: " + value});
  }
  check_untrustworthy({"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"});
  check_untrustworthy({"Transfer-Encoding: chunked", "Transfer-Encoding: identity"});
  check_untrustworthy({"Transfer-Encoding: chunked"}, "HTTP/1.0 200 OK");
  check_untrustworthy({"Transfer-Encoding: chunked"}, "HTTP/2 200");
}

TEST_CASE("H5: a Content-Length together with a Transfer-Encoding is an error", "[http]") {
  check_untrustworthy({"Content-Length: 3", "Transfer-Encoding: chunked"});
  check_untrustworthy({"Transfer-Encoding: chunked", "Content-Length: 3"});
  check_untrustworthy({"Transfer-Encoding: chunked", "Content-Length: x"});
}

TEST_CASE("H6: a body without length and chunks ends with the connection", "[http]") {
  CHECK(framing({}).unframed());
  CHECK(framing({"Connection: close"}, "HTTP/1.0 200 OK").unframed());
  CHECK_FALSE(framing({}, "HTTP/2 200").unframed());
  CHECK(framing({}, "HTTP/2 200").chunked);
  CHECK(framing({"Content-Length: 3"}, "HTTP/2 200").length == 3);
}

TEST_CASE("H1: a 206 has exactly one valid Content-Range", "[http]") {
  CHECK(framing({"Content-Range: bytes 0-9/10"}, kPartial).range == ContentRange{0, 9, 10});
  CHECK(framing({"content-range: Bytes 5-5/10", "Content-Length: 1"}, kPartial).range ==
        ContentRange{5, 5, 10});
  CHECK(framing({"Content-Range: bytes 0-0/9223372036854775807"}, kPartial).range ==
        ContentRange{0, 0, 9223372036854775807});
  CHECK(framing({"Content-Range: bytes 2-3/4"}, "HTTP/2 206").range == ContentRange{2, 3, 4});
  for (const std::string value : {"",
                                  "bytes",
                                  "bytes ",
                                  "bytes 0-9",
                                  "bytes 0-9/",
                                  "bytes 0-9/*",
                                  "bytes */10",
                                  "bytes -9/10",
                                  "bytes 0-/10",
                                  "bytes 9-0/10",
                                  "bytes 0-10/10",
                                  "bytes 0-9/9",
                                  "bytes 0-0/0",
                                  "0-9/10",
                                  "bytes=0-9/10",
                                  "bytes:0-9/10",
                                  "bytes  0-9/10",
                                  "bytes 0 - 9/10",
                                  "bytes 0-9 /10",
                                  "bytes 0-9/10/11",
                                  "bytes 0-9/10, bytes 0-9/10",
                                  "bytes 0-9/10,",
                                  "items 0-9/10",
                                  "bytes +0-9/10",
                                  "bytes 0--9/10",
                                  "bytes 0x0-9/10",
                                  "bytes 0-9/9223372036854775808",
                                  "bytes 0-9/18446744073709551626",
                                  "bytes 18446744073709551616-9/10",
                                  "bytes 0-9/10x"}) {
    check_untrustworthy({"Content-Range: " + value}, kPartial);
  }
  check_untrustworthy({}, kPartial);
  check_untrustworthy({"Content-Type: multipart/byteranges; boundary=x"}, kPartial);
  check_untrustworthy({"Content-Range: bytes 0-9/10", "Content-Range: bytes 0-9/10"}, kPartial);
  check_untrustworthy({"Content-Range: bytes 0-9/10", "Content-Length: 9"}, kPartial);
  check_untrustworthy({"Content-Range: bytes 0-9/10", "Content-Length: 11"}, kPartial);
}

TEST_CASE("H2: a Content-Range on another status means nothing", "[http]") {
  CHECK_FALSE(framing({"Content-Range: bytes 0-9/10"}).range.has_value());
  CHECK_FALSE(framing({"Content-Range: bytes */10"}, "HTTP/1.1 416 No").range.has_value());
}

TEST_CASE("H9: content codings other than identity are named", "[http]") {
  CHECK(framing({}).encoding.empty());
  CHECK(framing({"Content-Encoding: identity"}).encoding.empty());
  CHECK(framing({"Content-Encoding:"}).encoding.empty());
  CHECK(framing({"Content-Encoding: GZip"}).encoding == "gzip");
  CHECK(framing({"Content-Encoding: gzip, Identity ,br", "Content-Encoding: x"}).encoding ==
        "gzip, br, x");
}

TEST_CASE("H3: validators identify a representation", "[http]") {
  const auto validators = [](const std::vector<std::string>& lines,
                             std::string_view status = "HTTP/1.1 200 OK") {
    const Head head = head_of(status, lines);
    return validators_of(head, framing_of(head));
  };
  CHECK(validators({}) == Validators{});
  CHECK(validators({"ETag: \"a\"", "Last-Modified: x", "Content-Length: 3",
                    "Content-Encoding: br"}) == Validators{"\"a\"", "x", 3, "br"});
  CHECK(validators({"Content-Range: bytes 0-1/9", "Content-Length: 2"}, kPartial).total == 9);
  CHECK_FALSE(validators({"Transfer-Encoding: chunked"}).total.has_value());
  CHECK_FALSE(validators({"Content-Length: 3"}, "HTTP/1.1 404 No").total.has_value());
  CHECK(validators({"ETag: \"\""}).etag == "\"\"");
  CHECK(validators({"ETag: \"\xC3\xA9/:,\""}).etag == "\"\xC3\xA9/:,\"");
  CHECK(validators({"ETag: \"a\"", "ETag: \"a\""}).etag == "\"a\"");
  for (const std::string etag : {"W/\"a\"", "w/\"a\"", "a", "\"", "\"a", "a\"", "", "\"a\"b\"",
                                 "\"a\", \"b\"", "'a'", "\"a b\"", "\"a\tb\""}) {
    CAPTURE(etag);
    CHECK(validators({"ETag: " + etag}).etag.empty());
  }
  CHECK(validators({"ETag: \"a\"", "ETag: \"b\""}).etag.empty());
  CHECK(validators({"Last-Modified: x", "Last-Modified: y"}).last_modified.empty());
}
