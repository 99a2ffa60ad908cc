// SPDX-License-Identifier: MIT
// Which filesystem tells the truth about what.
#include <cstdint>

#include "file/stamps.h"
#include "file/system.h"

#ifdef __linux__
#include <sys/vfs.h>
#endif

namespace komparu::file {

#ifdef __linux__

namespace {

// The numbers are those of statfs(2) and linux/magic.h; some headers lack the newer ones.
FilesystemTraits traits_of_magic(std::uint64_t magic) {
  switch (magic) {
    case 0x9fa0:      // procfs
    case 0x62656572:  // sysfs
    case 0x27e0eb:    // cgroup
    case 0x63677270:  // cgroup2
    case 0x64626720:  // debugfs
    case 0x74726163:  // tracefs
    case 0x73636673:  // securityfs
    case 0x62656570:  // configfs
    case 0xde5e81e4:  // efivarfs
    case 0xcafe4a11:  // bpf
    case 0xf97cff8c:  // selinuxfs
    case 0x42494e4d:  // binfmt_misc
    case 0x65735543:  // fusectl
    case 0x6e736673:  // nsfs
    case 0x19800202:  // mqueue
    case 0x6165676c:  // pstore
    case 0x7655821:   // resctrl
    case 0x5a3c69f0:  // AppArmor's, below securityfs
    case 0x43415d53:  // smackfs
    case 0x67596969:  // rpc_pipefs
    case 0x6e667364:  // nfsd
    case 0x9fa1:      // openpromfs
    case 0xabba1974:  // xenfs
      return {.generated = true, .honest_sizes = false, .unique_inodes = false};
    case 0x65735546:  // FUSE: whatever the process behind it says
      return {.honest_sizes = false, .unique_inodes = false};
    case 0xff534d42:  // CIFS
    case 0xfe534d42:  // SMB2
    case 0x517b:      // SMB
    case 0x01021997:  // 9p
      return {.unique_inodes = false};
    case 0xef53:      // ext2, ext3, ext4
    case 0x58465342:  // XFS
    case 0x01021994:  // tmpfs
      return {.reports_holes = true};
    default:
      return {};
  }
}

}  // namespace

FilesystemTraits ask_filesystem(int fd) {
  struct statfs s;
  if (::fstatfs(fd, &s) != 0) return {.honest_sizes = false, .unique_inodes = false};
  // f_type is a signed long on some machines and would extend the sign of CIFS's number.
  return traits_of_magic(static_cast<std::uint32_t>(s.f_type));
}

bool has_own_stamps(int fd) {
  struct statfs s;
  if (::fstatfs(fd, &s) != 0) return false;
  switch (static_cast<std::uint32_t>(s.f_type)) {  // the numbers of linux/magic.h
    case 0xef53:                                   // ext2, ext3, ext4
    case 0x58465342:                               // XFS
    case 0x9123683e:                               // btrfs
    case 0x01021994:                               // tmpfs
      return true;
    default:
      return false;
  }
}

#else

FilesystemTraits ask_filesystem(int /*fd*/) { return {}; }

bool has_own_stamps(int /*fd*/) { return false; }

#endif

}  // namespace komparu::file
