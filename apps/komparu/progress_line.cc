// SPDX-License-Identifier: MIT
#include "progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "descriptors.h"
#include "terminal.h"

namespace komparu::cli {
namespace {

std::string in_units(double bytes) {
  constexpr std::array<std::string_view, 7> kUnits = {"B",   "KiB", "MiB", "GiB",
                                                      "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < kUnits.size(); ++unit) bytes /= 1024;
  return fmt::format("{:.{}f} {}", bytes, unit == 0 || bytes >= 100 ? 0 : 1, kUnits[unit]);
}

std::string in_clock(double seconds) {
  // A stalled transfer would never end: the shown time stops at 100 hours.
  const auto whole = static_cast<std::uint64_t>(std::min(seconds, 359999.0));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

// A progress line may be lost: the result does not change.
void write_unchecked(std::string_view text) { write_some(kStandardError, text); }

}  // namespace

std::string entries_text(std::uint64_t entries, std::uint64_t found, bool all_found,
                         std::uint64_t bytes, double seconds, std::size_t columns) {
  const auto done = static_cast<double>(entries);
  const auto rate = seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
  std::string text =
      fmt::format("{} of {}{} entries  {}  {}/s", entries, found, all_found ? "" : "+",
                  in_units(static_cast<double>(bytes)), in_units(rate));
  if (all_found && entries > 0) {
    const double left = static_cast<double>(found - std::min(found, entries));
    text += fmt::format("  ETA {}", in_clock(left * seconds / done));
  }
  if (text.size() > columns) text.resize(columns);
  return text;
}

std::string progress_text(std::uint64_t bytes, std::uint64_t expected, double seconds,
                          std::size_t columns) {
  const auto done = static_cast<double>(bytes);
  const auto all = static_cast<double>(std::max(bytes, expected));
  const double rate = seconds > 0 ? done / seconds : 0;
  std::string text;
  if (expected == 0) {
    text = fmt::format("{}  {}/s", in_units(done), in_units(rate));
  } else {
    text = fmt::format("{:.0f}%  {} of {}  {}/s", std::min(99.0, done / all * 100), in_units(done),
                       in_units(all), in_units(rate));
    if (rate > 0) text += fmt::format("  ETA {}", in_clock((all - done) / rate));
  }
  if (text.size() > columns) text.resize(columns);
  return text;
}

ProgressLine::ProgressLine(const Invocation& asked, const Progress& progress, Output& output)
    : progress_(progress) {
  if (asked.quiet || asked.progress == When::never) return;
  if (asked.progress == When::always) next_ = start_;
  if (asked.progress == When::automatic && !has_terminal()) return;
  active_ = true;
  output.set_before_write([this] { clear(); });
}

void ProgressLine::tick() {
  if (!active_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  if (in_foreground()) draw(now);
}

void ProgressLine::draw(Clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - start_).count();
  // Some terminals start a new line when the last column is filled.
  const std::size_t columns = std::max<std::size_t>(terminal_columns(), 2) - 1;
  std::string text =
      progress_.entries_found > 0
          ? entries_text(progress_.entries, progress_.entries_found, progress_.all_found,
                         progress_.bytes_read, seconds, columns)
          : progress_text(progress_.bytes_read, progress_.bytes_expected, seconds, columns);
  const std::size_t length = text.size();
  if (shown_ > length) text.append(shown_ - length, ' ');
  text.insert(text.begin(), '\r');
  write_unchecked(text);
  shown_ = length;
}

void ProgressLine::clear() {
  if (shown_ == 0) return;
  write_unchecked(fmt::format("\r{:{}}\r", "", shown_));
  shown_ = 0;
}

}  // namespace komparu::cli
