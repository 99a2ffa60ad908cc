// SPDX-License-Identifier: MIT
#include "local_file.h"

#include <sys/stat.h>
#include <unistd.h>

namespace komparu::cli {
namespace {

Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return Kind::regular;
  if (S_ISDIR(mode)) return Kind::directory;
  if (S_ISLNK(mode)) return Kind::symbolic_link;
  if (S_ISFIFO(mode)) return Kind::fifo;
  if (S_ISSOCK(mode)) return Kind::socket;
  if (S_ISCHR(mode)) return Kind::character_device;
  if (S_ISBLK(mode)) return Kind::block_device;
  return Kind::unknown;
}

// Empty if it cannot be read. A link in /proc says that its size is 0.
std::string text_of_link(const std::string& path) {
  constexpr std::size_t kLongest = 65536;
  for (std::size_t room = 256; room <= kLongest; room *= 4) {
    std::string text(room, '\0');
    const ssize_t length = ::readlink(path.c_str(), text.data(), text.size());
    if (length < 0) return {};
    if (static_cast<std::size_t>(length) == text.size()) continue;
    text.resize(static_cast<std::size_t>(length));
    return text;
  }
  return {};
}

}  // namespace

std::optional<LocalFile> look_at(const std::string& path, bool follow) {
  struct stat status = {};
  const int failed = follow ? ::stat(path.c_str(), &status) : ::lstat(path.c_str(), &status);
  if (failed != 0) return std::nullopt;
  LocalFile file;
  file.kind = kind_of(status.st_mode);
  file.size = static_cast<std::uint64_t>(status.st_size);
  file.device = static_cast<std::uint64_t>(status.st_dev);
  file.number = static_cast<std::uint64_t>(status.st_ino);
  if (file.kind == Kind::symbolic_link) file.link_text = text_of_link(path);
  return file;
}

}  // namespace komparu::cli
