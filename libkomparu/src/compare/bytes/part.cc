// SPDX-License-Identifier: MIT
#include "compare/bytes/part.h"

#include <algorithm>

#include "base/at_side.h"
#include "compare/bytes/bytes.h"

namespace komparu {

bool samples_differ(const Part& part, bool announced, const Until& until, Meter& meter) {
  constexpr std::size_t kProbe = 4096;
  const std::uint64_t last = part.length - std::min<std::uint64_t>(part.length, kProbe);
  const auto left = part.left.window(kProbe);
  const auto right = part.right.window(kProbe);
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(part.length, kProbe));
  // The ends first: files that were appended to or cut, and those with a header, differ there.
  const std::uint64_t offsets[] = {0, last, last / 2, last / 4, last / 4 * 3};
  for (const std::uint64_t offset : offsets) {
    if (!announced) break;
    left->enter(part.left_start + offset, length);
    right->enter(part.right_start + offset, length);
  }
  for (const std::uint64_t offset : offsets) {
    until.check();
    const Bytes a = at_side(Side::left, [&] { return left->at(part.left_start + offset, length); });
    const Bytes b =
        at_side(Side::right, [&] { return right->at(part.right_start + offset, length); });
    meter.add(a.size() + b.size());
    if (first_difference(a, b) < std::min(a.size(), b.size())) return true;
  }
  return false;
}

}  // namespace komparu
