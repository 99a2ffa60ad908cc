// SPDX-License-Identifier: MIT
// What a worker may say, and what it may not: the process that it works for believes nothing.
#include <chrono>
#include <string>
#include <vector>

#include "unit/archive/worker_rig.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

Head head_of(const std::string& name) {
  Head head;
  head.name = name;
  head.kind = Kind::regular;
  head.size = 5;
  return head;
}

std::string said(const Head& head) { return message(MessageKind::head, body_of(head)); }

std::string block(std::uint64_t offset, const std::string& bytes) {
  return message('B', number(offset, 8) + bytes);
}

std::string failure(const std::string& code, const std::string& of_all, const std::string& reason) {
  return message('E', code + of_all + number(reason.size(), 4) + reason);
}

std::string wanted(std::uint64_t offset, std::uint64_t length) {
  return message('R', number(offset, 8) + number(length, 4));
}

// A head's body up to its texts.
std::string facts(char kind = 0, char has_size = 1, std::uint64_t size = 5, char encrypted = 0,
                  char sparse = 0) {
  return std::string{kind, has_size} + number(size, 8) + number(0, 8) +
         std::string{encrypted, sparse};
}

std::string texts(const std::string& name = "a") {
  return "\1" + number(name.size(), 4) + name + std::string(1, '\0') + number(0, 4) + number(0, 4) +
         number(0, 4);
}

const std::string kEnd = message('Z', number(10, 8));
const std::uint64_t kTooLarge = std::uint64_t{1} << 63;

}  // namespace

TEST_CASE("A1: what a worker says comes through whole", "[archive]") {
  Head link = head_of("l");
  link.kind = Kind::symbolic_link;
  link.size.reset();
  link.link_text = "to";
  link.hard_link = "h";
  link.encrypted = true;
  link.sparse = true;
  link.device = 7;
  link.warning = "odd";
  WorkerRig rig(hello() + wanted(2, 3) + said(head_of("a")) + block(0, "he") + wanted(9, 1) +
                block(2, "llo") + message('Z', "") + said(link) + kEnd);
  FormatReader& format = rig.format();
  const auto first = format.next();
  REQUIRE(first);
  CHECK(first->name == "a");
  CHECK(first->size == 5u);
  std::string content;
  while (const auto part = format.next_block()) {
    CHECK(part->offset == content.size());
    CHECK(format.broken());
    content += text_of(part->bytes);
  }
  CHECK(content == "hello");
  CHECK_FALSE(format.broken());
  const auto second = format.next();
  REQUIRE(second);
  CHECK(second->kind == Kind::symbolic_link);
  CHECK_FALSE(second->size);
  CHECK(second->link_text == "to");
  CHECK(second->hard_link == "h");
  CHECK(second->encrypted);
  CHECK(second->sparse);
  CHECK(second->device == 7u);
  CHECK(second->warning == "odd");
  CHECK_FALSE(format.next());
  CHECK(format.position() == 10u);
  const Task task{ExtraFormat::iso, 10, WorkerLimits().memory, WorkerLimits().seconds};
  const std::string next = message('N', "");
  CHECK(rig.heard() == message(MessageKind::begin, body_of(task)) + next + message('D', "234") +
                           message('C', "") + message('D', "9") + next + next);
}

TEST_CASE("A1: a program that is no worker is told from one", "[archive]") {
  const std::string text = text_of(body_of_hello());
  for (const std::string& begin :
       {std::string(), std::string("V"), hello().substr(0, 20), message('V', "") + kEnd,
        message('V', text + "1"), message('V', text.substr(1)), message('H', text),
        message('V', std::string(65, 'x')), std::string("Usage: something\n"),
        std::string(100, '\0'), std::string(100, '\xff')}) {
    INFO(begin);
    const Error error = error_of([&] { WorkerRig rig(begin); });
    CHECK(error.code() == ErrorCode::unsupported);
  }
}

TEST_CASE("A1: where a head is due, whatever else is said ends the pass", "[archive]") {
  const std::string whole = message('H', facts() + texts());
  const std::vector<std::string> wrong = {
      // No message of any kind, or one cut short.
      message('\0', ""), message('\xff', "x"), message('h', facts() + texts()), "H",
      whole.substr(0, 5), whole.substr(0, whole.size() - 1), std::string("H\xff\xff\xff\xff", 5),
      std::string("H") + number(kMostHead + 1, 4), std::string("B") + number(0x7fffffff, 4),
      // Out of turn.
      hello(), block(0, "x"), message('N', ""), message('C', ""), message('D', "x"),
      message('O', ""),
      // Heads that say what no member can be.
      message('H', ""), message('H', facts()), message('H', facts(8) + texts()),
      message('H', facts('\xff') + texts()), message('H', facts(0, 2) + texts()),
      message('H', facts(0, 1, kTooLarge) + texts()), message('H', facts(0, 1, 5, 2) + texts()),
      message('H', facts(0, 1, 5, 0, 2) + texts()), message('H', facts() + texts() + "x"),
      message('H', facts() + texts(std::string(1, '\0'))),
      message('H', facts() + "\1" + number(0xffffffff, 4) + "a"),
      message('H', facts() + "\2" + number(1, 4) + "a" + std::string(13, '\0')),
      message('H', facts() + std::string(1, '\0') + number(1, 4) + "a" + std::string(13, '\0')),
      // Ends of nothing, or behind the end.
      message('Z', ""), message('Z', number(11, 8)), message('Z', number(kTooLarge, 8)),
      message('Z', number(10, 8) + "x"), message('Z', number(10, 7)),
      message('Z', std::string(65, 'x')),
      // Failures that cannot be.
      message('E', ""), failure("\4", "\1", "why"), failure("\xff", "\1", "why"),
      failure(std::string(1, '\0'), "\2", "why"), failure("\1", "\1", ""),
      failure("\1", "\1", std::string(1, '\0')),
      message('E', std::string("\0\1", 2) + number(9, 4) + "why"),
      message('E', std::string(kMostReason + 65, 'x')),
      // Bytes that the archive does not have, and more than one message may bring.
      wanted(11, 0), wanted(10, 1), wanted(0, 11), wanted(kTooLarge, 0), wanted(kTooLarge - 1, 1),
      wanted(0, kMostBytes + 1), wanted(0, 0xffffffff), message('R', number(0, 11)),
      message('R', number(0, 13))};
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    INFO(i << ": " << wrong[i].substr(0, 80));
    WorkerRig rig(hello() + wrong[i]);
    const Error error = error_of([&] { rig.format().next(); });
    CHECK(error.code() == ErrorCode::bad_archive);
    CHECK(error.subject().empty());
    CHECK(rig.format().broken());
  }
}

TEST_CASE("A1: where content is due, whatever else is said ends the pass", "[archive]") {
  for (const std::string& wrong :
       {std::string(), said(head_of("b")), kEnd, message('Z', "x"), message('B', ""),
        message('B', number(0, 8)), message('B', number(0, 7)), block(kTooLarge, "x"),
        block(kTooLarge - 1, "xx"), std::string("B") + number(kMostBytes + 9, 4),
        block(0, "hello").substr(0, 15), hello(), message('D', "x"), wanted(10, 1)}) {
    INFO(wrong.substr(0, 80));
    WorkerRig rig(hello() + said(head_of("a")) + wrong);
    REQUIRE(rig.format().next());
    CHECK(error_of([&] { rig.format().next_block(); }).code() == ErrorCode::bad_archive);
    CHECK(rig.format().broken());
  }
}

TEST_CASE("A1: a failure of one member leaves the others", "[archive]") {
  WorkerRig rig(hello() + said(head_of("a")) +
                failure(std::string(1, '\0'), std::string(1, '\0'), "its CRC is wrong") +
                said(head_of("b")) + failure("\3", "\1", "too much"));
  REQUIRE(rig.format().next());
  const Error first = error_of([&] { rig.format().next_block(); });
  CHECK(first.code() == ErrorCode::bad_archive);
  CHECK(first.detail() == "its CRC is wrong");
  CHECK_FALSE(rig.format().broken());
  REQUIRE(rig.format().next());
  CHECK(error_of([&] { rig.format().next_block(); }).code() == ErrorCode::limit_exceeded);
  CHECK(rig.format().broken());
}

TEST_CASE("A1: a worker cannot read in circles", "[archive]") {
  WorkerLimits limits;
  limits.readings = 2;
  limits.more_reading = 5;
  std::string circles = hello();
  for (int i = 0; i < 3; ++i) circles += wanted(0, 10);
  WorkerRig rig(circles, limits);
  const Error error = error_of([&] { rig.format().next(); });
  CHECK(error.code() == ErrorCode::limit_exceeded);
  CHECK(error.detail() == "it would have to be read over and over");
}

TEST_CASE("A1: nobody waits for a silent worker for ever", "[archive]") {
  WorkerLimits limits;
  limits.silence = std::chrono::milliseconds(20);
  CHECK(error_of([&] { WorkerRig rig("", limits); }).code() == ErrorCode::limit_exceeded);
  WorkerRig rig(hello() + said(head_of("a")) + wanted(0, 1) + block(0, "h"), limits);
  REQUIRE(rig.format().next());
  REQUIRE(rig.format().next_block());
  const Error error = error_of([&] { rig.format().next_block(); });
  CHECK(error.code() == ErrorCode::limit_exceeded);
  CHECK(error.detail() == "the program that reads it has told nothing for 0.02 s");
}

TEST_CASE("A1: waiting for a worker ends when the call has to end", "[archive]") {
  WorkerLimits limits;
  limits.silence = std::chrono::milliseconds(50'000);
  Until until;
  until.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  CHECK(error_of([&] { WorkerRig rig("", limits, until); }).code() == ErrorCode::timed_out);
  StopSource stop;
  stop.request_stop();
  CHECK(error_of([&] { WorkerRig rig("", limits, {stop.token()}); }).code() ==
        ErrorCode::cancelled);
}
