// SPDX-License-Identifier: MIT
// The bare limit for two equal trees: two threads that list every directory of both and open,
// fstat, read, memcmp and close every file of both. Nothing else: no name is sorted, no file is
// looked at twice, nothing is reported. Exit status: 0 same, 1 differ, 2 trouble.

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr int kThreads = 2;
constexpr int kMostThreads = 256;
// Both buffers of a thread stay in a level 2 cache of 1 MiB.
constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
// So many that taking them costs nothing, so few that no thread ends long before the others.
constexpr std::size_t kBatchFiles = 64;

// Without an errno the reason is a tree that this program is not made for.
[[noreturn]] void fail(const std::string& name) {
  std::fprintf(stderr, "limit_tree: %s: %s\n", name.c_str(),
               errno != 0 ? std::strerror(errno) : "neither file nor directory, or it changed");
  std::exit(2);
}

class OpenFile {
 public:
  OpenFile(int directory, const char* name)
      : descriptor_(::openat(directory, name, O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0 && errno != ENOENT) {
      fail(name);
    }
  }
  ~OpenFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] bool is_there() const { return descriptor_ >= 0; }

  [[nodiscard]] std::size_t size(const char* name) const {
    struct stat status = {};
    if (::fstat(descriptor_, &status) != 0) {
      fail(name);
    }
    return static_cast<std::size_t>(status.st_size);
  }

  void read(char* buffer, std::size_t size, const char* name) const {
    errno = 0;
    if (::read(descriptor_, buffer, size) != static_cast<ssize_t>(size)) {
      fail(name);
    }
  }

 private:
  int descriptor_;
};

class OpenDirectory {
 public:
  // Below a root it may be missing, on the right.
  OpenDirectory(const std::string& root, const std::string& path)
      : stream_(::opendir((root + path).c_str())) {
    const bool may_miss = !path.empty() && (errno == ENOENT || errno == ENOTDIR);
    if (stream_ == nullptr && !may_miss) {
      fail(root + path);
    }
  }
  ~OpenDirectory() {
    if (stream_ != nullptr) {
      ::closedir(stream_);
    }
  }
  OpenDirectory(const OpenDirectory&) = delete;
  OpenDirectory& operator=(const OpenDirectory&) = delete;

  [[nodiscard]] bool is_there() const { return stream_ != nullptr; }
  [[nodiscard]] int descriptor() const { return ::dirfd(stream_); }

  // Calls file(name) or directory(name) for each entry.
  template <typename File, typename Directory>
  void list(File file, Directory directory) const {
    errno = 0;
    while (const dirent* const entry = ::readdir(stream_)) {
      const std::string_view name = entry->d_name;
      switch (kind(*entry)) {
        case DT_REG:
          file(name);
          break;
        case DT_DIR:
          if (name != "." && name != "..") {
            directory(name);
          }
          break;
        default:
          fail(std::string(name));
      }
    }
    if (errno != 0) {
      fail("readdir");
    }
  }

 private:
  [[nodiscard]] unsigned char kind(const dirent& entry) const {
    struct stat status = {};
    if (entry.d_type != DT_UNKNOWN) {  // what file systems say that do not store it there
      return entry.d_type;
    }
    if (::fstatat(descriptor(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      fail(entry.d_name);
    }
    return IFTODT(status.st_mode);
  }

  DIR* stream_;
};

struct Roots {
  std::string left;
  std::string right;
};

struct DirectoryPair {
  DirectoryPair(const Roots& roots, const std::string& path)
      : left(roots.left, path), right(roots.right, path) {}

  OpenDirectory left;
  OpenDirectory right;
};

struct Listing {
  std::string path;   // of the directory, below both roots: "" or "/sub..."
  std::string names;  // of its files, each with its NUL
  std::vector<std::size_t> begins;
};

struct Batch {
  std::shared_ptr<const Listing> listing;
  std::size_t first = 0;
  std::size_t last = 0;
};

// What is left to do. Batches go first, so that few listings are kept at a time.
class Work {
 public:
  explicit Work(int threads) : busy_(threads), directories_{""} {}

  // Leaves both empty.
  void add(std::vector<Batch>& batches, std::vector<std::string>& directories) {
    {
      const std::lock_guard lock(mutex_);
      std::move(batches.begin(), batches.end(), std::back_inserter(batches_));
      std::move(directories.begin(), directories.end(), std::back_inserter(directories_));
    }
    batches.clear();
    directories.clear();
    changed_.notify_all();
  }

  // The caller has done what it took before. Gives it a batch, or a directory and a batch without a
  // listing. False when there is nothing left and nobody is busy who might add something.
  bool take(Batch& batch, std::string& directory) {
    std::unique_lock lock(mutex_);
    --busy_;
    changed_.wait(lock, [this] { return has_some() || busy_ == 0; });
    if (!has_some()) {
      changed_.notify_all();
      return false;
    }
    ++busy_;
    if (!batches_.empty()) {
      batch = std::move(batches_.back());
      batches_.pop_back();
    } else {
      batch = {};
      directory = std::move(directories_.back());
      directories_.pop_back();
    }
    return true;
  }

 private:
  [[nodiscard]] bool has_some() const { return !batches_.empty() || !directories_.empty(); }

  std::mutex mutex_;
  std::condition_variable changed_;
  int busy_;
  std::vector<Batch> batches_;
  std::vector<std::string> directories_;
};

// One thread of the comparison.
class Worker {
 public:
  Worker(const Roots& roots, Work& work) : roots_(roots), work_(work) {}

  // Whether all that this thread has seen is the same.
  bool run() {
    Batch batch;
    std::string directory;
    while (work_.take(batch, directory)) {
      if (batch.listing == nullptr) {
        compare_directory(directory);
      } else {
        compare_files(DirectoryPair(roots_, batch.listing->path), batch);
      }
    }
    return same_;
  }

 private:
  // Compares the first files itself, while the directory is open, and leaves the rest to everybody.
  void compare_directory(const std::string& path) {
    const DirectoryPair pair(roots_, path);
    if (!pair.left.is_there() || !pair.right.is_there()) {
      same_ = false;
      return;
    }
    const auto listing = std::make_shared<Listing>();
    listing->path = path;
    list(pair, *listing);
    const std::size_t count = listing->begins.size();
    for (std::size_t at = kBatchFiles; at < count; at += kBatchFiles) {
      batches_.push_back({listing, at, std::min(count, at + kBatchFiles)});
    }
    work_.add(batches_, directories_);
    compare_files(pair, {listing, 0, std::min(count, kBatchFiles)});
  }

  // Names are the same on both sides when there are as many and each of the left opens on the
  // right.
  void list(const DirectoryPair& pair, Listing& listing) {
    pair.left.list(
        [&](std::string_view name) {
          listing.begins.push_back(listing.names.size());
          listing.names.append(name).push_back('\0');
        },
        [&](std::string_view name) {
          directories_.push_back(listing.path + '/' + std::string(name));
        });
    std::size_t files = 0;
    std::size_t directories = 0;
    pair.right.list([&](std::string_view) { ++files; }, [&](std::string_view) { ++directories; });
    same_ = same_ && files == listing.begins.size() && directories == directories_.size();
  }

  void compare_files(const DirectoryPair& pair, const Batch& batch) {
    const Listing& listing = *batch.listing;
    for (std::size_t at = batch.first; at < batch.last; ++at) {
      const char* const name = listing.names.c_str() + listing.begins[at];
      const OpenFile left(pair.left.descriptor(), name);
      const OpenFile right(pair.right.descriptor(), name);
      same_ = left.is_there() && right.is_there() && have_same_bytes(left, right, name) && same_;
    }
  }

  bool have_same_bytes(const OpenFile& left, const OpenFile& right, const char* name) {
    std::size_t rest = left.size(name);
    if (right.size(name) != rest) {
      return false;
    }
    while (rest > 0) {
      const std::size_t step = std::min(rest, kBufferBytes);
      left.read(left_.get(), step, name);
      right.read(right_.get(), step, name);
      if (std::memcmp(left_.get(), right_.get(), step) != 0) {
        return false;
      }
      rest -= step;
    }
    return true;
  }

  const Roots& roots_;
  Work& work_;
  bool same_ = true;
  // Not make_unique, which would fill them.
  std::unique_ptr<char[]> left_{new char[kBufferBytes]};
  std::unique_ptr<char[]> right_{new char[kBufferBytes]};
  std::vector<Batch> batches_;  // of the directory at hand
  std::vector<std::string> directories_;
};

}  // namespace

int main(int argc, char** argv) {
  int thread_count = kThreads;
  if (argc == 5 && std::string_view(argv[1]) == "--threads") {
    thread_count = std::atoi(argv[2]);
    argv += 2;
    argc -= 2;
  }
  if (argc != 3 || thread_count < 1 || thread_count > kMostThreads) {
    std::fputs("usage: limit_tree [--threads N] LEFT RIGHT\n", stderr);
    return 2;
  }

  const Roots roots{argv[1], argv[2]};
  Work work(thread_count);
  std::atomic<bool> same = true;
  const auto run = [&] {
    if (!Worker(roots, work).run()) {
      same = false;
    }
  };
  std::vector<std::thread> others;
  for (int started = 1; started < thread_count; ++started) {
    others.emplace_back(run);
  }
  run();
  for (std::thread& other : others) {
    other.join();
  }
  return same ? 0 : 1;
}
