// SPDX-License-Identifier: MIT
// What the file room asks of the operating system, under names that say what is done. Each function
// throws the Error of base/errors.h with `subject` in front, unless it says otherwise.
#ifndef KOMPARU_FILE_SYSTEM_H_
#define KOMPARU_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "komparu/result.h"
#include "komparu/stop.h"
#include "komparu/tree.h"

namespace komparu::file {

// What the system says of a file, the times in nanoseconds since the epoch.
struct Status {
  Kind kind = Kind::unknown;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t special_device = 0;  // what a device file stands for
  std::uint64_t mode = 0;
  std::uint64_t links = 0;
  std::uint64_t user = 0;
  std::uint64_t group = 0;
  std::uint64_t size = 0;
  std::uint64_t allocated = 0;  // bytes that occupy storage; less than size: there are holes
  std::uint64_t modified = 0;
  std::uint64_t changed = 0;

  bool operator==(const Status&) const = default;
};

// True if `now` is still the file and the content that `then` was the status of.
inline bool unchanged(const Status& then, const Status& now) {
  return now.device == then.device && now.inode == then.inode && now.size == then.size &&
         now.modified == then.modified && now.changed == then.changed;
}

// What the system calls the device that takes everything and gives nothing.
extern const char* const kNullDevice;

// A name and the open directory in which it is looked up.
extern const int kWorkingDirectory;
enum class Links { followed, kept };

Status status_at(int directory, const std::string& path, Links links, const std::string& subject);
Status status_of(int fd, const std::string& subject);

std::string link_text_at(int directory, const std::string& name, const std::string& subject);

// What can be believed about files on a filesystem.
struct FilesystemTraits {
  bool generated = false;      // content is made up at reading: procfs, sysfs, cgroup ...
  bool honest_sizes = true;    // st_size is the number of bytes that reading gives
  bool unique_inodes = true;   // (device, inode) names one file
  bool reports_holes = false;  // SEEK_DATA and SEEK_HOLE tell the truth
};

// Asks once per device and remembers. Never throws: an unknown filesystem has no traits to rely on.
FilesystemTraits traits_of_filesystem(int fd, std::uint64_t device);
// The same without remembering.
FilesystemTraits ask_filesystem(int fd);

// Opens without waiting for anybody, without acting on a device or a terminal, and never as
// descriptor 0, 1 or 2 (they may be closed, and messages must not end up in a file).
UniqueFd open_at(int directory, const std::string& path, Links links, const std::string& subject);

// The same for a name that is no link; empty if it is one. Every other name costs one call so.
UniqueFd open_unless_link(int directory, const std::string& name);

// Whether the link leads to another device than that, to a file that the system makes up while it
// is read. Nothing is opened for that.
bool leads_to_made_up(int directory, const std::string& name, std::uint64_t device);
UniqueFd open_directory_at(int directory, const std::string& path, Links links,
                           const std::string& subject);

// Opens `path` again in the place of `fd`, for every thread that uses it, if that is still the file
// with this status. False if it is another one or cannot be opened. For handles that are stale, as
// those of network filesystems get.
bool reopen_at(int fd, int directory, const std::string& path, const Status& status);
bool is_stale(int error_number);

// All entries of an open directory but itself and its parent.
std::vector<Entry> list_directory(int fd, const std::string& subject);

// Fills `buffer` from `offset`; fewer bytes mean that the file ends there.
std::size_t read_at(int fd, std::uint64_t offset, std::span<std::byte> buffer,
                    const std::string& subject, const Until& until);

// Fills `buffer` from the descriptor's position, waiting for data where there is none yet; fewer
// bytes mean that the stream ends there.
enum class Waiting { never, poll };
std::size_t read_stream(int fd, std::span<std::byte> buffer, Waiting waiting,
                        const std::string& subject, const Until& until);

// The position of a descriptor that has one.
std::optional<std::uint64_t> position(int fd);

// The size of a block device, which its status does not tell.
std::uint64_t size_of_device(int fd, const std::string& subject);

// The first offset at or after `offset` that holds data, `size` if there is none. Never throws:
// where the system does not tell, `offset` holds data.
std::uint64_t next_data(int fd, std::uint64_t offset, std::uint64_t size);

// True unless reading one byte there would wait for the device. Never throws.
bool in_page_cache(int fd, std::uint64_t offset);

// Asks for bytes that will be read soon. Never throws: advice may be refused.
void will_need(int fd, std::uint64_t offset, std::uint64_t length);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_SYSTEM_H_
