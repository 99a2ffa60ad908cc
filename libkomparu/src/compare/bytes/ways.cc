// SPDX-License-Identifier: MIT
#include "compare/bytes/ways.h"

namespace komparu {

Ways::Choice Ways::choose(bool may_map) {
  if (!may_map) return {};
  const std::lock_guard lock(mutex_);
  if (trials_ < kTrials && compared_ >= (trials_ + 1) * kSpacing) {
    ++trials_;
    return {true, true};
  }
  constexpr double kClearly = 0.96;
  const bool tried = mapped_.done >= kTrials && read_.done > 0;
  return {tried && mapped_.best < kClearly * read_.best, false};
}

void Ways::took(const Choice& choice, std::uint64_t bytes, std::chrono::nanoseconds time) {
  // The ends of a search are too short to tell anything.
  constexpr std::uint64_t kTelling = kTrial / 2;
  const std::lock_guard lock(mutex_);
  compared_ += bytes;
  if (bytes < kTelling) return;
  Record& record = choice.mapped ? mapped_ : read_;
  const double speed = static_cast<double>(time.count()) / static_cast<double>(bytes);
  if (record.done == 0 || speed < record.best) record.best = speed;
  ++record.done;
}

}  // namespace komparu
