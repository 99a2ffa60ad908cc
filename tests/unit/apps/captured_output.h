// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_CAPTURED_OUTPUT_H_
#define KOMPARU_TESTS_CAPTURED_OUTPUT_H_

#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "output.h"

namespace komparu::testing {

// An Output named "komparu" whose two streams end in unnamed files.
class CapturedOutput {
 public:
  CapturedOutput() : output_("komparu", StopToken(), ::fileno(report_), ::fileno(messages_)) {}
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;
  ~CapturedOutput() {
    std::fclose(report_);
    std::fclose(messages_);
  }

  cli::Output& output() { return output_; }

  // What was written so far, once finish() has been called or a message came.
  std::string report() const { return content(report_); }
  std::string messages() const { return content(messages_); }

 private:
  static std::FILE* file() {
    std::FILE* const opened = std::tmpfile();
    if (opened == nullptr) throw std::runtime_error("tmpfile failed");
    return opened;
  }

  static std::string content(std::FILE* file) {
    const int descriptor = ::fileno(file);
    std::string text(static_cast<std::size_t>(::lseek(descriptor, 0, SEEK_END)), '\0');
    ::lseek(descriptor, 0, SEEK_SET);
    const auto got = ::read(descriptor, text.data(), static_cast<unsigned>(text.size()));
    if (static_cast<std::size_t>(got) != text.size()) throw std::runtime_error("read failed");
    return text;
  }

  std::FILE* report_ = file();
  std::FILE* messages_ = file();
  cli::Output output_;
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_CAPTURED_OUTPUT_H_
