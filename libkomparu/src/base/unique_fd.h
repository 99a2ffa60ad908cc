// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_UNIQUE_FD_H_
#define KOMPARU_BASE_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace komparu {

// A descriptor with one owner.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  // An error of close() on a descriptor that was only read from says nothing about what was read.
  ~UniqueFd() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  // Whoever calls it is the owner now.
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_UNIQUE_FD_H_
