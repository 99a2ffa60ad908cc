// SPDX-License-Identifier: MIT
// What a worker may say, and what it may not: the process that it works for believes nothing.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

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

std::string said(const Head& head) { return written(write_head, head); }

std::string part(const std::string& bytes) {
  return written(write_part, std::as_bytes(std::span(bytes.data(), bytes.size())));
}

std::string status(const std::optional<Failure>& failure = {}) {
  return written(write_status, failure);
}

std::string end(std::uint64_t used = 10) { return written(write_end, used); }

// A record of any type and body: a status with both exchanged.
std::string record(char type, const std::string& body, std::optional<std::uint64_t> size = {}) {
  std::string bytes = status().substr(0, kRecordBlock);
  bytes[156] = type;
  bytes.replace(124, 11, fmt::format("{:011o}", size.value_or(body.size())));
  bytes.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
  bytes.replace(148, 7, fmt::format("{:06o}", sum) + std::string(1, '\0'));
  return bytes + body + std::string(padded(body.size()) - body.size(), '\0');
}

// One field of the records, of the right length.
std::string field(const std::string& key, const std::string& value) {
  std::size_t length = key.size() + value.size() + 4;
  while (length != key.size() + value.size() + 3 + std::to_string(length).size()) ++length;
  return std::to_string(length) + " " + key + "=" + value + "\n";
}

// A head with these records.
std::string head_with(const std::string& records, char type = '0') {
  return record('x', records) + record(type, "");
}

const std::string kNul(1, '\0');

}  // namespace

TEST_CASE("A1: what a worker says comes through whole", "[archive]") {
  Head link = head_of("l");
  link.kind = Kind::symbolic_link;
  link.size.reset();
  link.link_text = "to\nand = fro";
  link.encrypted = true;
  link.warning = "odd";
  Head hard = head_of("h");
  hard.hard_link = "a";
  Head device = head_of(std::string(300, 'd'));
  device.kind = Kind::block_device;
  device.device = 7;
  Head nameless = head_of("");
  nameless.name.reset();
  WorkerRig rig(hello() + said(head_of("a")) + part("he") + part("llo") + status() + said(link) +
                    status() + said(hard) + status() + said(device) + status() + said(nameless) +
                    status() + end(),
                asked(2, 3) + asked(9, 1));
  FormatReader& format = rig.format();
  const auto first = format.next();
  REQUIRE(first);
  CHECK(first->name == "a");
  CHECK(first->size == 5u);
  std::string content;
  while (const auto block = format.next_block()) {
    CHECK(block->offset == content.size());
    CHECK(format.broken());
    content += text_of(block->bytes);
  }
  CHECK(content == "hello");
  CHECK_FALSE(format.broken());
  const auto second = format.next();
  REQUIRE(second);
  CHECK(second->kind == Kind::symbolic_link);
  CHECK_FALSE(second->size);
  CHECK(second->link_text == link.link_text);
  CHECK(second->encrypted);
  CHECK(second->warning == "odd");
  CHECK(format.next()->hard_link == "a");
  const auto fourth = format.next();
  CHECK(fourth->name == device.name);
  CHECK(fourth->kind == Kind::block_device);
  CHECK(fourth->device == 7u);
  CHECK_FALSE(format.next()->name);
  CHECK_FALSE(format.next());
  CHECK(format.position() == 10u);
}

TEST_CASE("A1: a worker gets its task, and the bytes that it asks for", "[archive]") {
  WorkerLimits limits;
  limits.silence = std::chrono::milliseconds(20);
  WorkerRig rig(hello(), asked(2, 3) + asked(9, 1), limits);
  error_of([&] { rig.format().next(); });  // it says nothing
  const std::string task = number(static_cast<std::uint64_t>(ExtraFormat::iso), 8) + number(10, 8) +
                           number(limits.memory, 8) + number(limits.seconds, 8);
  CHECK(rig.heard() == task + "234" + "9");
}

TEST_CASE("A1: a program that is no worker is told from one", "[archive]") {
  const std::string text = field("comment", "komparu archive worker 2");
  for (const std::string& begin :
       {std::string(), std::string("V"), hello().substr(0, 20), hello().substr(0, 600),
        record('g', ""), record('g', text + "x"),
        record('g', field("comment", "komparu archive worker 1")), record('x', text),
        record('g', "", kMostRecords + 1), end(), std::string("Usage: something\n"),
        std::string(1024, '\0'), std::string(1024, '\xff')}) {
    INFO(begin);
    const Error error = error_of([&] { WorkerRig rig(begin); });
    CHECK(error.code() == ErrorCode::unsupported);
  }
}

TEST_CASE("A1: where a head is due, whatever else is said ends the pass", "[archive]") {
  std::string wrong_sum = said(head_of("a"));
  wrong_sum[148] = '7';
  const std::vector<std::string> wrong = {
      // No record, or one cut short.
      std::string(512, '\0'), std::string(512, '\xff'), wrong_sum, "x",
      said(head_of("a")).substr(0, 600), record('x', "", kMostRecords + 1),
      record('P', "", kMostPart + 1), record('\0', ""),
      // Out of turn.
      hello(), part("x"), status(), record('0', ""),
      // Heads that say what no member can be.
      head_with("x"), head_with("11 path=a\n"), head_with("9 path=ab\n"),
      head_with("9 path=a\n9 path=a\n"), head_with("99999999999999999999 path=a\n"),
      head_with(field("path", "a" + kNul)), head_with("7 path\n"), head_with("3 \n"),
      head_with("0 path=a\n"), head_with("-9 path=a\n"), head_with(field("other", "key")),
      head_with(field("linkpath", "a")), head_with("", '1'), head_with("", '2'), head_with("", '7'),
      head_with("", 'P'), head_with("", 'x'), head_with(field("KOMPARU.size", "-1")),
      head_with(field("KOMPARU.size", "")), head_with(field("KOMPARU.size", "9223372036854775808")),
      head_with(field("KOMPARU.size", "1 ")), record('x', "9 path=a\n") + record('0', "x"),
      // Ends of nothing, or behind the end.
      record('E', ""), end(11), end(std::uint64_t{1} << 63),
      record('E', field("KOMPARU.used", "1") + "x"),
      // Failures that cannot be.
      record('S', "x"),
      record('S', field("KOMPARU.code", "different") + field("KOMPARU.reason", "why")),
      record('S', field("KOMPARU.code", "bad_archive")),
      record('S', field("KOMPARU.code", "bad_archive") + field("KOMPARU.reason", "")),
      record('S', field("KOMPARU.reason", "why")),
      record('S', field("KOMPARU.code", "bad_archive") +
                      field("KOMPARU.reason", std::string(kMostReason + 1, 'x')))};
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    INFO(i << ": " << wrong[i].substr(0, 80));
    WorkerRig rig(hello() + wrong[i]);
    const Error error = error_of([&] { rig.format().next(); });
    CHECK(error.code() == ErrorCode::bad_archive);
    CHECK(error.subject().empty());
    CHECK(rig.format().broken());
  }
}

TEST_CASE("A1: bytes that the archive does not have, or too many, are not given", "[archive]") {
  constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 63;
  for (const std::string& question :
       {asked(11, 0), asked(5, 0), asked(10, 1), asked(0, 11), asked(kTooLarge, 1),
        asked(~std::uint64_t{0}, 2), asked(0, ~std::uint64_t{0}), asked(0, 65537)}) {
    WorkerLimits limits;
    limits.silence = std::chrono::milliseconds(5000);
    WorkerRig rig(hello(), question, limits);
    const Error error = error_of([&] { rig.format().next(); });
    CHECK(error.code() == ErrorCode::bad_archive);
    CHECK(error.detail() == "the program that reads it talks nonsense");
    CHECK(rig.format().broken());
  }
}

TEST_CASE("A1: where content is due, whatever else is said ends the pass", "[archive]") {
  for (const std::string& wrong :
       {std::string(), said(head_of("b")), end(), part(""), record('P', "", kMostPart + 1),
        part("hello").substr(0, 515), hello(), record('S', "x")}) {
    INFO(wrong.substr(0, 80));
    WorkerRig rig(hello() + said(head_of("a")) + wrong);
    REQUIRE(rig.format().next());
    CHECK(error_of([&] { rig.format().next_block(); }).code() == ErrorCode::bad_archive);
    CHECK(rig.format().broken());
  }
}

TEST_CASE("A1: a member whose status has not come does not count", "[archive]") {
  WorkerRig rig(hello() + said(head_of("a")) + part("hello"));
  REQUIRE(rig.format().next());
  REQUIRE(rig.format().next_block());
  CHECK(error_of([&] { rig.format().next_block(); }).detail() ==
        "the program that reads it ended too early");
  WorkerRig unread(hello() + said(head_of("a")) + part("hello") + status() + end());
  REQUIRE(unread.format().next());
  CHECK(error_of([&] { unread.format().next(); }).code() == ErrorCode::bad_archive);
}

TEST_CASE("A1: a failure of one member leaves the others", "[archive]") {
  WorkerRig rig(hello() + said(head_of("a")) + part("he") +
                status(Failure{ErrorCode::bad_archive, false, "its CRC is wrong"}) +
                said(head_of("b")) + status(Failure{ErrorCode::limit_exceeded, true, "too much"}));
  REQUIRE(rig.format().next());
  REQUIRE(rig.format().next_block());
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
  limits.silence = std::chrono::milliseconds(5000);
  std::string circles;
  for (int i = 0; i < 3; ++i) circles += asked(0, 10);
  WorkerRig rig(hello(), circles, limits);
  const Error error = error_of([&] { rig.format().next(); });
  CHECK(error.code() == ErrorCode::limit_exceeded);
  CHECK(error.detail() == "it would have to be read over and over");
}

TEST_CASE("A1: nobody waits for a silent worker for ever", "[archive]") {
  WorkerLimits limits;
  limits.silence = std::chrono::milliseconds(20);
  CHECK(error_of([&] { WorkerRig rig("", "", limits); }).code() == ErrorCode::limit_exceeded);
  WorkerRig rig(hello() + said(head_of("a")) + part("h"), asked(0, 1), limits);
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
  CHECK(error_of([&] { WorkerRig rig("", "", limits, until); }).code() == ErrorCode::timed_out);
  StopSource stop;
  stop.request_stop();
  CHECK(error_of([&] { WorkerRig rig("", "", limits, {stop.token()}); }).code() ==
        ErrorCode::cancelled);
}
