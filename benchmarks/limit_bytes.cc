// SPDX-License-Identifier: MIT
// The bare limit for two equal files in the page cache: two threads of memcmp, and nothing else.
// The bytes come by the better of two ways, whole mappings or reads of 256 KiB: each thread brings
// the first part of its half by each and the rest by the faster one. `--map` and `--read` force
// one. Exit status: 0 same, 1 differ, 2 trouble.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>

namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kTrial = std::size_t{8} << 20;

struct File {
  int descriptor;
  const char* data;  // null if it is not to be mapped
  std::size_t size;
};

// The mapping and the descriptor last until the process ends.
File open_file(const char* path, bool map) {
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
    std::perror(path);
    std::exit(2);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0 || !map) {  // mmap refuses an empty mapping with EINVAL
    return {descriptor, nullptr, size};
  }
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) {
    std::perror(path);
    std::exit(2);
  }
  return {descriptor, static_cast<const char*>(data), size};
}

bool same_mapped(const File& left, const File& right, std::size_t from, std::size_t to) {
  return std::memcmp(left.data + from, right.data + from, to - from) == 0;
}

bool same_read(const File& left, const File& right, std::size_t from, std::size_t to) {
  // At a page: to other places some processors copy at a third of the speed.
  const std::unique_ptr<char, decltype(&std::free)> both(
      static_cast<char*>(std::aligned_alloc(4096, 2 * kChunk)), &std::free);
  for (; from < to; from += kChunk) {
    const std::size_t step = std::min(kChunk, to - from);
    const auto offset = static_cast<off_t>(from);
    const auto wanted = static_cast<ssize_t>(step);
    if (::pread(left.descriptor, both.get(), step, offset) != wanted ||
        ::pread(right.descriptor, both.get() + kChunk, step, offset) != wanted) {
      std::perror("pread");
      std::exit(2);
    }
    if (std::memcmp(both.get(), both.get() + kChunk, step) != 0) {
      return false;
    }
  }
  return true;
}

// Whether the part is the same, by the faster way if there are two.
bool same_part(const File& left, const File& right, std::size_t from, std::size_t to, bool read) {
  if (left.data == nullptr) {
    return same_read(left, right, from, to);
  }
  if (!read || to - from < 4 * kTrial) {
    return same_mapped(left, right, from, to);
  }
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  const bool first = same_mapped(left, right, from, from + kTrial);
  const auto between = Clock::now();
  const bool second = same_read(left, right, from + kTrial, from + 2 * kTrial);
  const bool map = between - began < Clock::now() - between;
  from += 2 * kTrial;
  return first && second &&
         (map ? same_mapped(left, right, from, to) : same_read(left, right, from, to));
}

}  // namespace

int main(int argc, char** argv) {
  bool map = true;
  bool read = true;
  if (argc == 4) {
    map = std::string_view(argv[1]) == "--map";
    read = std::string_view(argv[1]) == "--read";
    ++argv;
    --argc;
  }
  if (argc != 3 || (!map && !read)) {
    std::fputs("usage: limit_bytes [--map | --read] LEFT RIGHT\n", stderr);
    return 2;
  }
  const File left = open_file(argv[1], map);
  const File right = open_file(argv[2], map);
  if (left.size != right.size) {
    return 1;
  }

  const std::size_t half = left.size / 2;
  bool first_half_same = false;
  std::thread first_half([&] { first_half_same = same_part(left, right, 0, half, read); });
  const bool second_half_same = same_part(left, right, half, left.size, read);
  first_half.join();
  return first_half_same && second_half_same ? 0 : 1;
}
