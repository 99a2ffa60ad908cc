// SPDX-License-Identifier: MIT
// The bare limit for two equal files in the page cache: two threads of memcmp over two mapped
// files, nothing else. Exit status: 0 same, 1 differ, 2 trouble.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

struct MappedFile {
  const char* data;
  std::size_t size;
};

// Maps the whole file; the mapping and the descriptor last until the process ends.
MappedFile map_file(const char* path) {
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
    std::perror(path);
    std::exit(2);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {  // mmap refuses an empty mapping with EINVAL
    return {"", 0};
  }
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) {
    std::perror(path);
    std::exit(2);
  }
  return {static_cast<const char*>(data), size};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: limit_bytes LEFT RIGHT\n", stderr);
    return 2;
  }
  const MappedFile left = map_file(argv[1]);
  const MappedFile right = map_file(argv[2]);
  if (left.size != right.size) {
    return 1;
  }

  const std::size_t half = left.size / 2;
  bool first_half_same = false;
  std::thread first_half([&] { first_half_same = std::memcmp(left.data, right.data, half) == 0; });
  const bool second_half_same =
      std::memcmp(left.data + half, right.data + half, left.size - half) == 0;
  first_half.join();
  return first_half_same && second_half_same ? 0 : 1;
}
