// SPDX-License-Identifier: MIT
#include "archive/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace komparu::archive {

namespace {

[[noreturn]] void refuse(int error) {
  throw Error(
      ErrorCode::unsupported, "",
      "the program that reads it cannot be started: " + std::generic_category().message(error))
      .with_os_error(error);
}

// A standard stream that is closed must not turn out to be the channel.
UniqueFd above_streams(UniqueFd fd) {
  UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved) refuse(errno);
  return moved;
}

struct Pair {
  UniqueFd ours;
  UniqueFd its;
};

Pair make_pair_of(const int (&ends)[2]) {
  UniqueFd ours(ends[0]);
  UniqueFd its(ends[1]);
  return {above_streams(std::move(ours)), above_streams(std::move(its))};
}

Pair make_sockets() {
#ifdef SOCK_CLOEXEC
  constexpr int kType = SOCK_STREAM | SOCK_CLOEXEC;
#else
  constexpr int kType = SOCK_STREAM;
#endif
  int ends[2];
  if (::socketpair(AF_UNIX, kType, 0, ends) != 0) refuse(errno);
  return make_pair_of(ends);
}

Pair make_pipe() {
  int ends[2];
#if defined(__linux__)
  const int error = ::pipe2(ends, O_CLOEXEC);
#else
  const int error = ::pipe(ends);
#endif
  if (error != 0) refuse(errno);
  return make_pair_of(ends);
}

// posix_spawn() is told what to do with these two.
class Actions {
 public:
  Actions(int socket, int stream) {
    require(::posix_spawn_file_actions_init(&files_));
    require(::posix_spawnattr_init(&attributes_));
    require(::posix_spawn_file_actions_adddup2(&files_, socket, STDIN_FILENO));
    require(::posix_spawn_file_actions_adddup2(&files_, stream, STDOUT_FILENO));
    require(::posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0));
    // In a group of its own: a Ctrl-C is for the process that it works for, which then ends it.
    constexpr int kFlags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    require(::posix_spawnattr_setflags(&attributes_, static_cast<short>(kFlags)));
    sigset_t signals;
    sigemptyset(&signals);
    require(::posix_spawnattr_setsigmask(&attributes_, &signals));
    sigfillset(&signals);
    sigdelset(&signals, SIGKILL);
    sigdelset(&signals, SIGSTOP);
    require(::posix_spawnattr_setsigdefault(&attributes_, &signals));
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  const posix_spawn_file_actions_t* files() const { return &files_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  static void require(int error) {
    if (error != 0) refuse(error);
  }

  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

// While there is a worker, no process of the same user may trace this one, look into its memory or
// take its descriptors: the worker could have been taken over. What was before comes back with the
// end of the last worker.
#if defined(__linux__)
std::mutex workers_mutex;
int workers = 0;
bool was_dumpable = false;

void count_worker(int change) {
  const std::lock_guard lock(workers_mutex);
  if (workers == 0) was_dumpable = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
  workers += change;
  if (was_dumpable) ::prctl(PR_SET_DUMPABLE, workers == 0 ? 1 : 0, 0, 0, 0);
}
#else
void count_worker(int /*change*/) {}
#endif

}  // namespace

WorkerProcess::WorkerProcess(UniqueFd stream, UniqueFd socket, int process,
                             const WorkerLimits& limits)
    : channel_(std::move(stream), std::move(socket), limits.silence),
      limits_(limits),
      started_(process >= 0),
      process_(process) {
  if (started_) count_worker(1);
}

WorkerProcess::~WorkerProcess() {
  kill();
  if (started_) count_worker(-1);
}

Error WorkerProcess::ended() {
  // Its descriptors are closed a moment before it can be waited for; one that closes its channel
  // and goes on is not waited for longer.
  constexpr std::chrono::milliseconds kMoment{1000};
  if (process_ >= 0 && !wait_for(kMoment)) {
    kill();
    status_ = 0;
  }
  if (WIFSIGNALED(status_) && WTERMSIG(status_) == SIGXCPU) {
    return Error(ErrorCode::limit_exceeded, "",
                 fmt::format("reading it takes more than {} s of processor time", limits_.seconds));
  }
  if (WIFSIGNALED(status_)) {
    return Error(
        ErrorCode::bad_archive, "",
        fmt::format("the program that reads it was ended by signal {}", WTERMSIG(status_)));
  }
  if (status_ != 0) {
    return Error(
        ErrorCode::bad_archive, "",
        fmt::format("the program that reads it ended with status {}", WEXITSTATUS(status_)));
  }
  return Error(ErrorCode::bad_archive, "", "the program that reads it ended too early");
}

// True if it has ended, which this makes known to the system.
bool WorkerProcess::wait_for(std::chrono::milliseconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  for (;;) {
    const pid_t waited = ::waitpid(process_, &status_, WNOHANG);
    // Where children are not waited for, or somebody else does, nobody knows how it ended.
    if (waited < 0 && errno != EINTR) status_ = 0;
    if (waited > 0 || (waited < 0 && errno != EINTR)) {
      process_ = -1;
      return true;
    }
    if (std::chrono::steady_clock::now() >= end) return false;
    ::poll(nullptr, 0, 1);
  }
}

void WorkerProcess::kill() {
  // Only a child that has not been waited for still owns its number.
  if (process_ < 0 || wait_for(std::chrono::milliseconds(0))) return;
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, &status_, 0) < 0 && errno == EINTR) continue;
  process_ = -1;
}

std::unique_ptr<WorkerProcess> start_worker(const std::string& program,
                                            const WorkerLimits& limits) {
  Pair sockets = make_sockets();
  Pair stream = make_pipe();
  const Actions actions(sockets.its.get(), stream.its.get());
  std::string name = program;
  std::string argument = kWorkerArgument;
  char* const words[] = {name.data(), argument.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t process = -1;
  const int error = ::posix_spawn(&process, program.c_str(), actions.files(), actions.attributes(),
                                  words, environment);
  if (error != 0) refuse(error);
  return std::make_unique<WorkerProcess>(std::move(stream.ours), std::move(sockets.ours), process,
                                         limits);
}

}  // namespace komparu::archive
