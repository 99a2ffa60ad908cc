// SPDX-License-Identifier: MIT
// The one place that names the version; the build, the packages and the command read it here.
#ifndef KOMPARU_VERSION_H_
#define KOMPARU_VERSION_H_

#define KOMPARU_VERSION_MAJOR 0
#define KOMPARU_VERSION_MINOR 1
#define KOMPARU_VERSION_PATCH 0
#define KOMPARU_VERSION_STRING "0.1.0"

#endif  // KOMPARU_VERSION_H_
