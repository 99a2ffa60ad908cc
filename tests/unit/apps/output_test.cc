// SPDX-License-Identifier: MIT
#include "output.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <string>

#include "captured_output.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::testing::CapturedOutput;

namespace {

class Device {
 public:
  explicit Device(const char* path) : descriptor_(::open(path, O_WRONLY | O_CLOEXEC)) {}
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device() { ::close(descriptor_); }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// A pipe whose reader can go away; writing is non-blocking if asked for.
class Pipe {
 public:
  Pipe() {
    REQUIRE(::pipe(ends_) == 0);
    before_ = ::signal(SIGPIPE, SIG_IGN);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
    ::signal(SIGPIPE, before_);
  }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }
  void fill() {
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    while (::write(ends_[1], "x", 1) == 1) {
    }
  }
  int writer() const { return ends_[1]; }

 private:
  int ends_[2] = {-1, -1};
  void (*before_)(int) = nullptr;
};

}  // namespace

TEST_CASE("reports are collected, messages bring them along and are escaped") {
  CapturedOutput captured;
  captured.output().write("one\n");
  CHECK(captured.report().empty());
  captured.output().message("two\nthree");
  CHECK(captured.report() == "one\n");
  CHECK(captured.messages() == "komparu: two\\x0athree\n");
  captured.output().write("four\n");
  CHECK(captured.output().finish(1) == 1);
  CHECK(captured.report() == "one\nfour\n");
}

TEST_CASE("a large report is written in pieces without loss") {
  CapturedOutput captured;
  std::string expected;
  for (int i = 0; i < 100000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    captured.output().write(line);
    expected += line;
  }
  CHECK(captured.report().size() > expected.size() / 2);
  CHECK(captured.output().finish(0) == 0);
  CHECK(captured.report() == expected);
}

TEST_CASE("V3: a report that is lost is trouble, with a reason") {
  const Device full("/dev/full");
  const Device null("/dev/null");
  Output output("komparu", StopToken(), full.descriptor(), null.descriptor());
  CHECK(output.finish(0) == 0);
  output.write("x");
  CHECK(output.good());
  CHECK(output.finish(1) == 2);
  CHECK_FALSE(output.good());
}

TEST_CASE("V3: a message that is lost is trouble") {
  const Device full("/dev/full");
  const Device null("/dev/null");
  Output output("komparu", StopToken(), null.descriptor(), full.descriptor());
  CHECK(output.finish(1) == 1);
  output.message("x");
  CHECK_FALSE(output.good());
  CHECK(output.finish(1) == 2);
}

TEST_CASE("V3: a reader that went away is trouble without a word") {
  Pipe pipe;
  pipe.close_reader();
  const Device full("/dev/full");
  Output output("komparu", StopToken(), pipe.writer(), full.descriptor());
  output.write("x");
  CHECK(output.finish(0) == 2);
}

TEST_CASE("V7: a request to stop ends a write that waits") {
  Pipe pipe;
  pipe.fill();
  StopSource stop;
  const Device null("/dev/null");
  Output output("komparu", stop.token(), pipe.writer(), null.descriptor());
  output.write("x");
  stop.request_stop();
  CHECK(output.finish(0) == 2);
}

TEST_CASE("the null device is known by its identity") {
  const Device null("/dev/null");
  const Device full("/dev/full");
  CHECK(Output("komparu", StopToken(), null.descriptor()).is_null_device());
  CHECK_FALSE(Output("komparu", StopToken(), full.descriptor()).is_null_device());
  CapturedOutput captured;
  CHECK_FALSE(captured.output().is_null_device());
  CHECK_FALSE(Output("komparu", StopToken(), -1).is_null_device());
}

TEST_CASE("room is made before anything is written, and only then") {
  CapturedOutput captured;
  int calls = 0;
  captured.output().set_before_write([&calls] { ++calls; });
  captured.output().write("x");
  CHECK(calls == 0);
  captured.output().message("y");
  CHECK(calls == 2);
  CHECK(captured.output().finish(0) == 0);
  CHECK(calls == 2);
}
