// SPDX-License-Identifier: MIT
// Listings and links.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/errors.h"
#include "base/kind_of_mode.h"
#include "file/system.h"

namespace komparu::file {

namespace {

void add_entry(std::vector<Entry>& entries, const char* name, unsigned char type) {
  const std::string_view text(name);
  if (text == "." || text == "..") return;
  entries.push_back(
      {std::string(text), kind_of_mode(DTTOIF(std::uint64_t{type}))});  // DT_UNKNOWN is 0
}

}  // namespace

#ifdef __linux__

// Without readdir(3): its stream is a buffer to allocate and three system calls per directory.
std::vector<Entry> list_directory(int fd, const std::string& subject) {
  constexpr std::size_t kBuffer = 32768;
  alignas(dirent64) thread_local char buffer[kBuffer];
  std::vector<Entry> entries;
  while (true) {
    const ssize_t got = ::getdents64(fd, buffer, kBuffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw os_error(errno, subject);
    if (got == 0) return entries;
    for (ssize_t at = 0; at < got;) {
      const auto* const entry = reinterpret_cast<const dirent64*>(buffer + at);
      add_entry(entries, entry->d_name, entry->d_type);
      at += entry->d_reclen;
    }
  }
}

#else

std::vector<Entry> list_directory(int fd, const std::string& subject) {
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0) throw os_error(errno, subject);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(own), ::closedir);
  if (!stream) {
    const int error = errno;
    ::close(own);
    throw os_error(error, subject);
  }
  std::vector<Entry> entries;
  errno = 0;
  while (const dirent* const entry = ::readdir(stream.get())) {
    add_entry(entries, entry->d_name, entry->d_type);
    errno = 0;
  }
  if (errno != 0) throw os_error(errno, subject);
  return entries;
}

#endif

std::string link_text_at(int directory, const std::string& name, const std::string& subject) {
  std::string text(256, '\0');
  while (true) {
    const ssize_t got = ::readlinkat(directory, name.c_str(), text.data(), text.size());
    if (got < 0) throw os_error(errno, subject);
    if (static_cast<std::size_t>(got) < text.size()) {
      text.resize(static_cast<std::size_t>(got));
      return text;
    }
    text.resize(2 * text.size());  // it may have been cut
  }
}

}  // namespace komparu::file
