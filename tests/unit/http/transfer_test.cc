// SPDX-License-Identifier: MIT
#include "http/transfer.h"

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/ring.h"
#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using namespace komparu::http;
using komparu::testing::bytes_of;
using namespace std::chrono_literals;

namespace {

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Bytes that tell their places apart.
std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

}  // namespace

TEST_CASE("a ring gives what was put in, also where it wraps around and when it grows") {
  Ring ring;
  const std::string text = pattern(700'000);
  std::vector<std::byte> scratch(Ring::kFirst);
  std::string got;
  std::size_t put = 0;
  const auto put_some = [&](std::size_t most) {
    const std::size_t count = std::min({most, ring.room(), text.size() - put});
    ring.add(bytes_of(std::string_view(text).substr(put, count)));
    put += count;
  };
  const auto take_some = [&](std::size_t most) {
    const std::size_t count = std::min(most, ring.size());
    got += text_of(ring.front(count, scratch));
    ring.drop(count);
  };
  put_some(200'000);
  take_some(150'000);
  put_some(200'000);  // wraps around
  take_some(100'000);
  ring.grow(2 * Ring::kFirst);
  CHECK(ring.capacity() == 2 * Ring::kFirst);
  put_some(300'000);
  while (ring.size() > 0) take_some(90'000);
  CHECK(got == text.substr(0, got.size()));
  CHECK(got.size() == put);
}

TEST_CASE("H18: interim answers are passed over, the head of the final one is told") {
  Transfer transfer({}, {});
  for (const std::string_view line :
       {"HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n",
        "HTTP/1.1 200 OK\r\n", "Content-Length: 3\r\n", "\r\n"}) {
    REQUIRE(transfer.add_head_line(line));
  }
  const Head* const head = transfer.wait_for_head({});
  REQUIRE(head != nullptr);
  CHECK(head->status == 200);
  CHECK(head->value("content-length") == "3");
  CHECK(head->values("link").empty());
}

TEST_CASE("a head without end is refused, interim answers and trailers count") {
  Transfer transfer({}, {});
  const std::string line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
  REQUIRE(transfer.add_head_line("HTTP/1.1 200 OK\r\n"));
  int lines = 0;
  while (lines < 10'000 && transfer.add_head_line(line)) ++lines;
  CHECK(lines < 300);
  CHECK(lines > 100);
}

TEST_CASE("H16: the ring stops the sender until there is room, and grows only after a first take") {
  std::vector<const Transfer*> resumed;
  Transfer transfer({}, [&](const Transfer& which) { resumed.push_back(&which); });
  const std::string piece = pattern(16'384);
  std::size_t sent = 0;
  const auto fill = [&] {
    while (transfer.add_body(bytes_of(piece))) sent += piece.size();
  };
  fill();
  CHECK(sent == Ring::kFirst);
  std::vector<std::byte> scratch(Ring::kFirst);
  CHECK(transfer.take(std::span(scratch).first(16'384), {}).size() == 16'384);
  CHECK(resumed.empty());  // nothing was given back yet: the view is still looked at
  for (int i = 0; i < 8; ++i) transfer.take(std::span(scratch).first(16'384), {});
  REQUIRE(resumed.size() == 1);
  CHECK(resumed[0] == &transfer);
  fill();
  CHECK(sent > Ring::kFirst);
  CHECK(sent <= 3 * Ring::kFirst);
}

TEST_CASE("H16: the ring never grows beyond its most") {
  Transfer transfer({}, [](const Transfer&) {});
  const std::string piece = pattern(16'384);
  std::vector<std::byte> scratch(std::size_t{8} << 20);
  std::size_t waiting = 0;
  std::size_t most = 0;
  for (int i = 0; i < 20; ++i) {
    while (transfer.add_body(bytes_of(piece))) waiting += piece.size();
    most = std::max(most, waiting);
    // All that is there: whoever asks for more would wait for it.
    waiting -= transfer.take(std::span(scratch).first(waiting), {}).size();
    REQUIRE(waiting == 0);
  }
  CHECK(most <= Ring::kMost);
  CHECK(most > Ring::kMost / 2);
}

TEST_CASE("bytes come out as they went in, between two threads, whatever is asked for at once") {
  const std::string text = pattern(3'000'000);
  for (const std::size_t asked : {std::size_t{1000}, std::size_t{262'144}, std::size_t{900'000}}) {
    std::atomic<int> resumed{0};
    Transfer transfer({}, [&](const Transfer&) { ++resumed; });
    std::thread sender([&] {
      std::size_t at = 0;
      while (at < text.size()) {
        const std::string_view piece = std::string_view(text).substr(at, 16'000);
        if (transfer.add_body(bytes_of(piece))) {
          at += piece.size();
        } else {
          std::this_thread::yield();
        }
      }
      transfer.end(std::nullopt);
    });
    std::vector<std::byte> scratch(asked);
    std::string got;
    while (true) {
      const auto bytes = transfer.take(scratch, {});
      got += text_of(bytes);
      if (bytes.size() < asked) break;
    }
    sender.join();
    CHECK(got == text);
    CHECK_FALSE(transfer.failure());
  }
}

TEST_CASE("a server that filled the ring and then falters is waited for no longer than asked") {
  Transfer transfer({}, [](const Transfer&) {});
  // Smaller than the ring: what was taken last stays in it, and must leave room.
  std::vector<std::byte> scratch(Ring::kFirst / 4);
  const std::string piece = pattern(16'384);
  std::size_t most = 0;
  for (int i = 0; i < 40; ++i) {
    std::size_t waiting = 0;
    while (transfer.add_body(bytes_of(piece))) waiting += piece.size();
    most = std::max(most, waiting);
    for (; waiting >= scratch.size(); waiting -= scratch.size()) transfer.take(scratch, {});
    REQUIRE(waiting == 0);
  }
  REQUIRE(most > Ring::kMost / 2);
  // No more than this ever comes, and the transfer does not end.
  bool added = false;
  std::thread sender([&] { added = transfer.add_body(bytes_of(pattern(scratch.size()))); });
  const Until until{{}, std::chrono::steady_clock::now() + 60s};
  CHECK(transfer.take(scratch, until).size() == scratch.size());
  sender.join();
  CHECK(added);
}

TEST_CASE("what arrived before a failure is given first") {
  Transfer transfer({}, {});
  REQUIRE(transfer.add_body(bytes_of("abc")));
  transfer.end(Failure{ErrorCode::http, "cut", 0, true});
  std::vector<std::byte> scratch(100);
  CHECK(text_of(transfer.peek(std::span(scratch).first(2), {})) == "ab");
  CHECK(text_of(transfer.take(scratch, {})) == "abc");
  CHECK(transfer.take(scratch, {}).empty());
  REQUIRE(transfer.failure());
  CHECK(transfer.failure()->detail == "cut");
}

TEST_CASE("H15: less than a byte a second is a stall, a paused transfer is none") {
  Request request;
  request.stall_timeout = 10s;
  Transfer transfer(std::move(request), {});
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(transfer.stalled(start));
  CHECK_FALSE(transfer.stalled(start + 9s));
  REQUIRE(transfer.add_body(bytes_of("nine byte")));
  CHECK(transfer.stalled(start + 10s));

  Request another;
  another.stall_timeout = 10s;
  Transfer trickling(std::move(another), {});
  CHECK_FALSE(trickling.stalled(start));
  REQUIRE(trickling.add_body(bytes_of("ten bytes.")));
  CHECK_FALSE(trickling.stalled(start + 10s));
  CHECK_FALSE(trickling.stalled(start + 19s));
  const std::string piece = pattern(16'384);
  while (trickling.add_body(bytes_of(piece))) {
  }
  CHECK_FALSE(trickling.stalled(start + 500s));
}

TEST_CASE("waiting ends when the run is told to stop") {
  Transfer transfer({}, {});
  StopSource stop;
  std::thread stopper([&] { stop.request_stop(); });
  Until until;
  until.stop = stop.token();
  CHECK_THROWS_AS(transfer.wait_for_head(until), Error);
  stopper.join();
}
