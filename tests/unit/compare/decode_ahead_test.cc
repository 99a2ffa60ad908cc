// SPDX-License-Identifier: MIT
#include "compare/archives/decode_ahead.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_archive.h"

using namespace komparu;
using komparu::testing::MemoryArchive;

namespace {

using Ending = MemoryArchive::Ending;

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Everything a stream gives, as text; what it throws is part of it.
std::string all_of(MemberStream& stream, std::size_t part, unsigned skip_every = 0) {
  std::string text;
  std::vector<std::byte> scratch(part);
  unsigned members = 0;
  try {
    while (const Member* const member = stream.next()) {
      text += "[" + member->path + member->hard_link + "]";
      if (member->kind != Kind::regular || !member->hard_link.empty() || member->problem) continue;
      if (skip_every > 0 && ++members % skip_every == 0) continue;
      try {
        while (true) {
          const auto bytes = stream.content().read(scratch);
          text += text_of(bytes);
          if (bytes.empty()) break;
        }
      } catch (const Error&) {
        text += "!";
      }
    }
    text += "$";
  } catch (const Error& error) {
    text += word(error.code());
  }
  return text;
}

void fill(MemoryArchive& archive, std::size_t members) {
  for (std::size_t i = 0; i < members; ++i) {
    const std::string name = std::to_string(i);
    archive.file("f" + name, std::string((i * 7919) % 3000, static_cast<char>('a' + i % 26)));
    if (i % 100 == 0) archive.file("big" + name, std::string(600'000 + i, 'B'));
    if (i % 10 == 0) archive.directory("d" + name).hard_link("h" + name, "f0").locked("l" + name);
    if (i % 50 == 0) archive.file("broken" + name, "x").ends(Ending::broken);
    if (i % 30 == 0) archive.sparse("s" + name, {{"x", 5000}, {"y", 70'000}});
  }
}

}  // namespace

TEST_CASE("decoding ahead gives what the archive gives, in parts of any size") {
  for (const std::size_t part : {100u, 4096u, 65536u, 1'000'000u}) {
    for (const std::size_t piece : {1000u, 1'000'000u}) {
      for (const unsigned skip_every : {0u, 2u}) {
        MemoryArchive plain;
        MemoryArchive ahead;
        fill(plain, 400);
        fill(ahead, 400);
        ahead.in_pieces(piece).dither(static_cast<unsigned>(part));
        const auto stream = decode_ahead(ahead, {}, nullptr);
        const std::string expected = all_of(*plain.members({}), part, skip_every);
        REQUIRE(all_of(*stream, part, skip_every) == expected);
      }
    }
  }
}

TEST_CASE("reads are as long as was asked for, up to the end") {
  MemoryArchive archive;
  archive.file("x", "12").sparse("f", {{std::string(300'000, 'a'), 50'000}, {"end", 0}});
  archive.in_pieces(777);
  const auto stream = decode_ahead(archive, {}, nullptr);
  stream->next();
  stream->next();
  std::vector<std::byte> scratch(65536);
  std::size_t left = 350'003;
  while (left > 0) {
    const std::size_t got = stream->content().read(scratch).size();
    REQUIRE(got == std::min(left, scratch.size()));
    left -= got;
  }
  CHECK(stream->content().read(scratch).empty());
  CHECK(stream->next() == nullptr);
  CHECK(stream->next() == nullptr);
}

TEST_CASE("holes pass through without being written out") {
  const std::uint64_t huge = std::uint64_t{1} << 60;
  MemoryArchive archive;
  archive.sparse("f", {{"ab", huge}, {"c", 0}});
  const auto stream = decode_ahead(archive, {}, nullptr);
  stream->next();
  Reader& content = stream->content();
  std::vector<std::byte> scratch(2);
  CHECK(content.hole_ahead() == 0);
  CHECK(text_of(content.read(scratch)) == "ab");
  CHECK(content.hole_ahead() == huge);
  content.skip(huge - 1);
  CHECK(content.hole_ahead() == 1);
  CHECK(text_of(content.read(scratch)) == std::string("\0c", 2));
  CHECK(content.read(scratch).empty());
}

TEST_CASE("what is thrown while decoding is thrown at its place, as often as asked") {
  MemoryArchive archive;
  archive.file("a", "12").ends(Ending::broken).file("b", "1").fail_after(2, ErrorCode::encrypted);
  const auto stream = decode_ahead(archive, {}, nullptr);
  stream->next();
  std::vector<std::byte> scratch(10);
  CHECK(text_of(stream->content().read(scratch)) == "12");
  CHECK_THROWS_AS(stream->content().read(scratch), Error);
  CHECK_THROWS_AS(stream->content().read(scratch), Error);
  CHECK(stream->next()->path == "b");
  CHECK_THROWS_AS(stream->next(), Error);
  CHECK_THROWS_AS(stream->next(), Error);
}

TEST_CASE("what trickles in is seen before its chunk is full") {
  StopSource stop;
  MemoryArchive archive;
  archive.file("a", "12").block_after(1);
  const auto stream = decode_ahead(archive, {stop.token(), {}}, nullptr);
  CHECK(stream->next()->path == "a");
  std::vector<std::byte> scratch(2);
  CHECK(text_of(stream->content().read(scratch)) == "12");
}

TEST_CASE("the thread ends with the stream, wherever either stands") {
  for (std::size_t taken = 0; taken < 40; ++taken) {
    MemoryArchive archive;
    fill(archive, 100);
    archive.dither(static_cast<unsigned>(taken));
    if (taken % 2 == 0) archive.block_after(taken + 3);
    const auto stream = decode_ahead(archive, {}, nullptr);
    for (std::size_t i = 0; i < taken; ++i) REQUIRE(stream->next() != nullptr);
  }
}

TEST_CASE("a deadline and a stop end the wait for what does not come") {
  MemoryArchive archive;
  archive.block_after(0);
  Until late;
  late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(10);
  CHECK_THROWS_AS(decode_ahead(archive, late, nullptr)->next(), Error);
  StopSource stop;
  const auto stream = decode_ahead(archive, {stop.token(), {}}, nullptr);
  std::thread stopper([&] { stop.request_stop(); });
  CHECK_THROWS_AS(stream->next(), Error);
  stopper.join();
}

TEST_CASE("what is read is counted while it is read") {
  MemoryArchive archive;
  fill(archive, 10);
  Progress progress;
  all_of(*decode_ahead(archive, {}, &progress), 4096);
  CHECK(progress.bytes_read == archive.bytes_read());
}
