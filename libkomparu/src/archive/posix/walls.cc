// SPDX-License-Identifier: MIT
// What holds a decoder that has been taken over (rule X1). Limits stop numbers; these stop calls.
//
// The walls stand one behind the other, and each is complete for what it covers:
// - seccomp: a table of the few system calls that an honest decoder makes. Whatever else is called
//   returns EPERM. It is not killed for that: a C library that tries a call which this table does
//   not know has a fallback, and a member that cannot be decoded without the call is trouble. An
//   attacker gains nothing by trying. A call of another architecture has other numbers, so it does
//   kill.
// - Landlock: no file, no network, no signal or trace beyond the process itself.
// - no capabilities, another user where it was root, and no processes (RLIMIT_NPROC).
// - memory that was not executable stays so (PR_SET_MDWE).
// seccomp is the one that must be there. The others are as good as the kernel is new.
#include "archive/posix/walls.h"

#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace komparu::archive {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_RISCV64;
#else
constexpr std::uint32_t kArchitecture = 0;  // its numbers were never checked: no worker there
#endif

// All of them act on descriptors 0 to 2, on the process's own memory, or on its end.
constexpr long kAllowed[] = {SYS_read,         SYS_write,     SYS_brk,         SYS_munmap,
                             SYS_mremap,       SYS_madvise,   SYS_futex,       SYS_clock_gettime,
                             SYS_gettimeofday, SYS_getrandom, SYS_sched_yield, SYS_rt_sigprocmask,
                             SYS_rt_sigreturn, SYS_exit,      SYS_exit_group};

// Allowed as long as the memory is not to be executed: the third argument says so.
constexpr long kMemory[] = {SYS_mmap, SYS_mprotect};

constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

constexpr std::uint32_t field(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

constexpr sock_filter load(std::uint32_t offset) {
  return {BPF_LD | BPF_W | BPF_ABS, 0, 0, offset};
}
constexpr sock_filter give(std::uint32_t action) { return {BPF_RET | BPF_K, 0, 0, action}; }
// Goes on with the next instruction if it is so, else behind `skipped` others.
constexpr sock_filter unless(std::uint16_t test, std::uint32_t value, std::uint8_t skipped) {
  return {static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), 0, skipped, value};
}

std::vector<sock_filter> table() {
  static_assert(std::endian::native ==
                std::endian::little);  // the low half of an argument is first
  constexpr std::uint32_t kProtection = field(offsetof(seccomp_data, args[2]));
  constexpr std::uint32_t kOtherNumbers = 0x40000000;  // those of x32
  std::vector<sock_filter> code = {load(field(offsetof(seccomp_data, arch))),
                                   {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kArchitecture},
                                   give(SECCOMP_RET_KILL_PROCESS),
                                   load(field(offsetof(seccomp_data, nr))),
                                   unless(BPF_JGE, kOtherNumbers, 1),
                                   give(SECCOMP_RET_KILL_PROCESS)};
  for (const long number : kAllowed) {
    code.push_back(unless(BPF_JEQ, static_cast<std::uint32_t>(number), 1));
    code.push_back(give(SECCOMP_RET_ALLOW));
  }
  for (const long number : kMemory) {
    code.push_back(unless(BPF_JEQ, static_cast<std::uint32_t>(number), 4));
    code.push_back(load(kProtection));
    code.push_back(unless(BPF_JSET, PROT_EXEC, 1));
    code.push_back(give(kRefuse));
    code.push_back(give(SECCOMP_RET_ALLOW));
  }
  code.push_back(give(kRefuse));
  return code;
}

// Landlock, as its first kernel knew it and as each later one has added to it. The headers of the
// system that this is compiled on may know less than the kernel that it runs on.
struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scope = 0;
};
constexpr long kCreateRuleset = 444;
constexpr long kRestrictSelf = 446;
constexpr unsigned kAskVersion = 1;

bool deny_files() {
  const long version = ::syscall(kCreateRuleset, nullptr, 0, kAskVersion);
  if (version < 1) return false;
  Ruleset all;
  std::size_t size = sizeof all.files;
  const int file_rights = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
  all.files = (std::uint64_t{1} << file_rights) - 1;
  if (version >= 4) {
    all.network = 3;  // bind, connect
    size += sizeof all.network;
  }
  if (version >= 6) {
    all.scope = 3;  // abstract sockets, signals
    size += sizeof all.scope;
  }
  const long rules = ::syscall(kCreateRuleset, &all, size, 0);
  if (rules < 0) return false;
  const bool done = ::syscall(kRestrictSelf, rules, 0) == 0;
  ::close(static_cast<int>(rules));
  return done;
}

}  // namespace

void drop_privileges() {
  constexpr int kMostCapabilities = 63;
  constexpr unsigned kNobody = 65534;
  for (int each = 0; each <= kMostCapabilities; ++each) ::prctl(PR_CAPBSET_DROP, each, 0, 0, 0);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  // In a user namespace that has no such user it keeps its own, which then has no capabilities.
  if (::geteuid() == 0 && ::setgroups(0, nullptr) == 0 &&
      ::setresgid(kNobody, kNobody, kNobody) == 0) {
    [[maybe_unused]] const int refused = ::setresuid(kNobody, kNobody, kNobody);
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  ::syscall(SYS_capset, &header, none);
}

void deny_all_files() {
  constexpr int kSetMemoryDenyWriteExecute = 65;
  constexpr unsigned long kRefuseExecutable = 1;
  ::prctl(kSetMemoryDenyWriteExecute, kRefuseExecutable, 0, 0, 0);
  deny_files();
}

bool allow_few_calls() {
  if (kArchitecture == 0) return false;
  std::vector<sock_filter> code = table();
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

}  // namespace komparu::archive
