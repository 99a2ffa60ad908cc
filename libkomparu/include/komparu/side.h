// SPDX-License-Identifier: MIT
#ifndef KOMPARU_SIDE_H_
#define KOMPARU_SIDE_H_

namespace komparu {

// Which of the two things that are compared.
enum class Side { left, right };

}  // namespace komparu

#endif  // KOMPARU_SIDE_H_
