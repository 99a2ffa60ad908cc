// SPDX-License-Identifier: MIT
// The moving line on standard error that shows progress.
#ifndef KOMPARU_APPS_PROGRESS_LINE_H_
#define KOMPARU_APPS_PROGRESS_LINE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "invocation.h"
#include "komparu/progress.h"
#include "output.h"

namespace komparu::cli {

// "42%  1.2 GiB of 2.9 GiB  850 MiB/s  ETA 0:02", cut to `columns`; without share and ETA while
// `expected` is 0.
std::string progress_text(std::uint64_t bytes, std::uint64_t expected, double seconds,
                          std::size_t columns);

// The same for many entries: "1200 of 5000+ entries  1.2 GiB  850 MiB/s"; "+" while more may be
// found, an ETA from then on.
std::string entries_text(std::uint64_t entries, std::uint64_t found, bool all_found,
                         std::uint64_t bytes, double seconds, std::size_t columns);

// Runs on the thread that compares, which calls tick() now and then. Draws at most ten times per
// second, and, unless --progress=always was typed, nothing in the first second.
class ProgressLine {
 public:
  // Draws nothing unless `asked` wants a line. `progress` and `output` must outlive it, and it must
  // outlive what is written to `output`.
  ProgressLine(const Invocation& asked, const Progress& progress, Output& output);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void tick();

  // Wipes the line, so that something else can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(Clock::time_point now);

  const Progress& progress_;
  bool active_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_ + std::chrono::seconds(1);
  std::size_t shown_ = 0;  // columns that hold something now
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_PROGRESS_LINE_H_
