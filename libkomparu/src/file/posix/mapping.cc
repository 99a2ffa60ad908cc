// SPDX-License-Identifier: MIT
#include "file/mapping.h"

#include <sys/mman.h>
#include <unistd.h>

namespace komparu::file {

namespace {

// Filling the page tables at once costs one entry into the kernel instead of one for every few
// pages.
#ifdef MAP_POPULATE
constexpr int kPopulate = MAP_POPULATE;
#else
constexpr int kPopulate = 0;
#endif

}  // namespace

Mapping::Mapping(std::size_t capacity) : capacity_(capacity) {
  void* reserved = ::mmap(nullptr, capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (reserved == MAP_FAILED) return;
  begin_ = reserved;
  region_.emplace(begin_, capacity_);
}

Mapping::~Mapping() {
  region_.reset();
  if (begin_ != nullptr) ::munmap(begin_, capacity_);
}

const std::byte* Mapping::show(int fd, std::uint64_t offset, std::size_t length) {
  void* shown = ::mmap(begin_, length, PROT_READ, MAP_SHARED | MAP_FIXED | kPopulate, fd,
                       static_cast<off_t>(offset));
  return shown == MAP_FAILED ? nullptr : static_cast<const std::byte*>(shown);
}

std::size_t Mapping::page_size() {
  static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

}  // namespace komparu::file
