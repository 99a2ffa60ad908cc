// SPDX-License-Identifier: MIT
#include "base/stall_watch.h"

#include <fmt/format.h>

#include "komparu/error.h"

namespace komparu::internal {

void StallWatch::check() const {
  if (Clock::now().time_since_epoch() - last_.load() <= limit_) return;
  const std::chrono::duration<double> seconds = limit_;
  throw Error(ErrorCode::http, "",
              fmt::format("nothing has arrived on any side for {:g} s", seconds.count()));
}

}  // namespace komparu::internal
