// SPDX-License-Identifier: MIT
// What a worker does to itself before it looks at an archive.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
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
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
}

void limit_usage(std::uint64_t memory, std::uint32_t seconds) {
  limit(RLIMIT_CPU, seconds, std::uint64_t{seconds} + 1);
  if (!kSanitized) limit(RLIMIT_AS, memory, memory);
}

void open_nothing_more() {
  if (!kSanitized) limit(RLIMIT_NOFILE, kWorkerDescriptors, kWorkerDescriptors);
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
