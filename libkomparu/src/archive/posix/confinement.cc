// SPDX-License-Identifier: MIT
// What a worker does to itself before it looks at an archive.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "archive/posix/walls.h"
#endif

#include <algorithm>

#include "archive/worker_process.h"
#include "komparu/archive_worker.h"

namespace komparu::archive {

namespace {

// The sanitizers reserve more memory than any limit has, and open pipes to see what is there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// Never more than the worker was started with, and never to be raised again. A process that goes
// beyond `soft` gets a signal where there is one; beyond `hard` it is killed.
template <typename Resource>
void limit(Resource resource, std::uint64_t soft, std::uint64_t hard) {
  rlimit value{};
  if (::getrlimit(resource, &value) != 0) return;
  value.rlim_max = std::min<rlim_t>(value.rlim_max, static_cast<rlim_t>(hard));
  value.rlim_cur = std::min<rlim_t>(value.rlim_max, static_cast<rlim_t>(soft));
  ::setrlimit(resource, &value);
}

void close_from(int first) {
#if defined(__linux__) && defined(SYS_close_range)
  if (::syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  constexpr long kMost = 65536;
  const long most = std::clamp(::sysconf(_SC_OPEN_MAX), 256L, kMost);
  for (long fd = first; fd < most; ++fd) ::close(static_cast<int>(fd));
}

#if defined(__linux__)
// Dies with its parent, which may have died already: then it has another one by now. The channel
// knows who made it. (A change of user forgets the signal, so this comes behind that.)
void end_with_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ucred maker{};
  socklen_t size = sizeof maker;
  const bool known = ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_PEERCRED, &maker, &size) == 0;
  if (!known || maker.pid != ::getppid()) {
    throw Error(ErrorCode::unsupported, "", "the program that wants it read is gone");
  }
}

bool wall_in() {
  drop_privileges();
  end_with_parent();
  limit(RLIMIT_NPROC, 0, 0);
  if (kSanitized) return true;  // a sanitizer's own calls would be refused
  deny_all_files();
  limit(RLIMIT_NOFILE, 0, 0);  // what is open stays open
  return allow_few_calls();
}
#else
bool wall_in() { return false; }
#endif

}  // namespace

bool has_channel() {
  struct stat status;
  return ::fstat(STDIN_FILENO, &status) == 0 && S_ISSOCK(status.st_mode);
}

void leave_all_behind() {
  close_from(STDERR_FILENO + 1);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_CORE, 0, 0);
#if defined(__linux__)
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
}

void confine(std::uint64_t memory, std::uint64_t seconds) {
  limit(RLIMIT_CPU, seconds, seconds + 1);
  if (!kSanitized) limit(RLIMIT_AS, memory, memory);
  if (!wall_in()) {
    throw Error(ErrorCode::unsupported, "",
                "the system cannot confine the program that reads it (it has no seccomp)");
  }
}

}  // namespace komparu::archive

namespace komparu {

std::string running_program() {
#if defined(__linux__)
  return "/proc/self/exe";
#else
  return {};
#endif
}

}  // namespace komparu
