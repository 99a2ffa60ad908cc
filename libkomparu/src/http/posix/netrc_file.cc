// SPDX-License-Identifier: MIT
#include "http/netrc.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "base/errors.h"
#include "base/unique_fd.h"

namespace komparu::http {

std::string read_netrc_file(const std::string& path) {
  // Without O_NONBLOCK a FIFO would be waited for.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status;
  if (!file || ::fstat(file.get(), &status) != 0) throw os_error(errno, path);
  if (!S_ISREG(status.st_mode)) {
    // A pipe could be read for one URL only: the next one would go without its password.
    throw Error(ErrorCode::wrong_kind, path, "not a regular file");
  }
  std::string text;
  for (char buffer[4096];;) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw os_error(errno, path);
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > kLargestNetrcFile) {
      throw Error(ErrorCode::unreadable, path, "too large for a netrc file");
    }
  }
}

}  // namespace komparu::http
