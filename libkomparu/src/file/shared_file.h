// SPDX-License-Identifier: MIT
// An open file whose bytes stay put: what a reader and the windows of its workers share.
#ifndef KOMPARU_FILE_SHARED_FILE_H_
#define KOMPARU_FILE_SHARED_FILE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "file/open.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu::file {

// Everything is counted from where reading starts (a borrowed descriptor may stand in the middle).
// Safe to use from several threads.
class SharedFile {
 public:
  SharedFile(OpenFile file, std::uint64_t start, std::uint64_t end, Until until);

  // Bytes from the start to the end that was seen at opening.
  std::uint64_t size() const { return size_; }
  int fd() const { return file_.fd; }
  std::uint64_t start() const { return start_; }
  const OpenFile& opened() const { return file_; }
  const Until& until() const { return until_; }

  // Fills `buffer`, of which no part may lie behind the end. Throws Error: changed if the file has
  // become shorter, unreadable (with the offset) if the system cannot read it.
  void read_at(std::uint64_t offset, std::span<std::byte> buffer);

  // Has the device fetch what comes behind `offset` while the caller works on what comes before.
  void read_ahead(std::uint64_t offset);

  // Throws Error (changed) if the file is not what it was when it was opened.
  void check_unchanged() const;

  // What is seen through a mapping behind a new end inside a page are zeros, without any signal: so
  // once a window has mapped the file, no difference may be told before check_same_size(), which
  // throws Error (changed).
  void note_mapped() { mapped_.store(true, std::memory_order_relaxed); }
  bool was_mapped() const { return mapped_.load(std::memory_order_relaxed); }
  void check_same_size() const;

  // A page was lost while it was seen through a mapping: nothing that was seen then can be
  // believed. check_not_lost() throws Error: changed if the file is another one now, else
  // unreadable.
  void note_lost() { lost_.store(true); }
  void check_not_lost() const;

 private:
  // True if a stale handle was replaced by a fresh one, now or by another thread before.
  bool replace_stale(unsigned seen_replacements);

  OpenFile file_;
  std::uint64_t start_;
  std::uint64_t size_;
  Until until_;
  std::mutex replacing_;
  unsigned replacements_ = 0;
  std::atomic<bool> mapped_{false};
  std::atomic<bool> lost_{false};
  std::atomic<std::uint64_t> asked_for_{0};  // read_ahead() has asked up to here
};

// A worker's view of `file`, which must outlive it. With Io::automatic map() decides how ranges
// that are in memory already come; those that must come from the device are read.
std::unique_ptr<Window> make_window(SharedFile& file, Io io);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_SHARED_FILE_H_
