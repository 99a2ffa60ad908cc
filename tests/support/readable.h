// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_SUPPORT_READABLE_H_
#define KOMPARU_TESTS_SUPPORT_READABLE_H_

#ifdef _WIN32
#include <winsock2.h>
#else
#include <poll.h>
#endif

namespace komparu::testing {

// Whether a descriptor to wait for is readable, or becomes so in the time; -1: however long.
inline bool becomes_readable(int descriptor, int milliseconds) {
#ifdef _WIN32
  if (descriptor < 0) {
    ::Sleep(milliseconds < 0 ? INFINITE : static_cast<DWORD>(milliseconds));
    return false;
  }
  WSAPOLLFD wait{static_cast<SOCKET>(descriptor), POLLRDNORM, 0};
  return ::WSAPoll(&wait, 1, milliseconds) == 1;
#else
  pollfd wait{descriptor, POLLIN, 0};
  return ::poll(&wait, 1, milliseconds) == 1;
#endif
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_READABLE_H_
