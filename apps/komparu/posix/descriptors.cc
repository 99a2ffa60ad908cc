// SPDX-License-Identifier: MIT
#include "descriptors.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace komparu::cli {

static_assert(kStandardInput == STDIN_FILENO && kStandardOutput == STDOUT_FILENO &&
              kStandardError == STDERR_FILENO);

int open_to_read(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

int open_to_write(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

int create_to_write(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

// Some files cannot be synchronised, on FUSE for instance.
bool sync_descriptor(int descriptor) {
  return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

// The new name is safe once the directory is.
bool replace_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return false;
  const std::size_t slash = to.rfind('/');
  const std::string above = slash == std::string::npos ? "." : to.substr(0, slash + 1);
  const int directory = ::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return true;
  const bool safe = sync_descriptor(directory);
  ::close(directory);
  return safe;
}

void remove_file(const std::string& path) { ::unlink(path.c_str()); }

bool close_descriptor(int descriptor) { return ::close(descriptor) == 0; }

std::ptrdiff_t read_some(int descriptor, char* room, std::size_t size) {
  return ::read(descriptor, room, size);
}

std::ptrdiff_t write_some(int descriptor, std::string_view text) {
  return ::write(descriptor, text.data(), text.size());
}

void write_without_memory(std::string_view text) {
  if (::write(kStandardError, text.data(), text.size()) < 0) return;
}

bool is_readable(int descriptor) {
  pollfd now{descriptor, POLLIN, 0};
  return ::poll(&now, 1, 0) != 0;
}

Waited wait_readable(int descriptor, const StopToken& stop) {
  pollfd waits[2] = {{descriptor, POLLIN, 0}, {stop.wait_descriptor(), POLLIN, 0}};
  if (::poll(waits, 2, stop.has_poll() ? 100 : -1) < 0) {
    return errno == EINTR ? Waited::not_yet : Waited::failed;
  }
  return waits[0].revents == 0 ? Waited::not_yet : Waited::readable;
}

bool wait_writable(int descriptor, std::chrono::milliseconds longest) {
  pollfd waiting{descriptor, POLLOUT, 0};
  return ::poll(&waiting, 1, static_cast<int>(longest.count())) != 0;
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool is_null_device(int descriptor) {
  struct stat report;
  struct stat null;
  return ::fstat(descriptor, &report) == 0 && S_ISCHR(report.st_mode) &&
         ::stat("/dev/null", &null) == 0 && report.st_dev == null.st_dev &&
         report.st_ino == null.st_ino;
}

}  // namespace komparu::cli
