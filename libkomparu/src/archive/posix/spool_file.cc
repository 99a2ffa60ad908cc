// SPDX-License-Identifier: MIT
#include "archive/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/errors.h"

namespace komparu::archive {

namespace {

UniqueFd nameless_file(const std::string& directory) {
#ifdef O_TMPFILE
  UniqueFd file(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file) return file;
  // Not every filesystem can; overlay and older kernels say so in three ways.
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT) throw os_error(errno, directory);
#endif
  std::string name = directory + "/komparu-XXXXXX";
  UniqueFd named(::mkostemp(name.data(), O_CLOEXEC));
  if (!named) throw os_error(errno, directory);
  ::unlink(name.c_str());
  return named;
}

}  // namespace

SpoolFile::SpoolFile(std::string directory)
    : directory_(std::move(directory)), file_(nameless_file(directory_)) {}

void SpoolFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw os_error(errno, directory_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void SpoolFile::read_at(std::uint64_t offset, std::span<std::byte> room) const {
  while (!room.empty()) {
    const ssize_t count =
        ::pread(file_.get(), room.data(), room.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw os_error(count < 0 ? errno : EIO, directory_);
    room = room.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

}  // namespace komparu::archive
