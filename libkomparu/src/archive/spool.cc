// SPDX-License-Identifier: MIT
#include "archive/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/unique_fd.h"

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

void write_all(int fd, std::span<const std::byte> bytes, const std::string& directory) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw os_error(errno, directory);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

class Spooled final : public RandomAccess {
 public:
  Spooled(UniqueFd file, std::uint64_t size, std::string directory)
      : file_(std::move(file)), size_(size), directory_(std::move(directory)) {}

  std::uint64_t size() const override { return size_; }

  std::unique_ptr<komparu::Window> window(std::size_t /*maximum*/) override {
    return std::make_unique<SpoolWindow>(*this);
  }

 private:
  class SpoolWindow final : public komparu::Window {
   public:
    explicit SpoolWindow(Spooled& spooled) : spooled_(spooled) {}

    std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
      const std::uint64_t left = spooled_.size_ - std::min(offset, spooled_.size_);
      buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(length, left)));
      spooled_.read_at(offset, buffer_);
      return buffer_;
    }

   private:
    Spooled& spooled_;
    std::vector<std::byte> buffer_;
  };

  void read_at(std::uint64_t offset, std::span<std::byte> room) const {
    while (!room.empty()) {
      const ssize_t count =
          ::pread(file_.get(), room.data(), room.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) throw os_error(count < 0 ? errno : EIO, directory_);
      room = room.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
  }

  const UniqueFd file_;
  const std::uint64_t size_;
  const std::string directory_;
};

}  // namespace

std::unique_ptr<RandomAccess> spool(Reader& source, const std::string& directory,
                                    Account& account) {
  constexpr std::size_t kAtOnce = 262144;
  UniqueFd file = nameless_file(directory);
  std::vector<std::byte> scratch(kAtOnce);
  std::uint64_t size = 0;
  for (auto part = source.read(scratch); !part.empty(); part = source.read(scratch)) {
    size += part.size();
    account.allowance.check_size(size);
    write_all(file.get(), part, directory);
  }
  return std::make_unique<Spooled>(std::move(file), size, directory);
}

}  // namespace komparu::archive
