// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_READ_AHEAD_H_
#define KOMPARU_ARCHIVE_READ_AHEAD_H_

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <span>
#include <thread>

#include "base/read_buffer.h"
#include "komparu/reader.h"

namespace komparu::archive {

// Reads on a thread of its own, a few blocks ahead of the one that compares. Two large members that
// are compared with each other are unpacked at the same time then, and not in turns.
//
// The blocks go round: the thread fills the next free one, read() hands them out in order and gives
// each back at the call after the one that has used it up. What the source throws is kept in the
// place of a block, so it is thrown where it was met, behind all bytes before it.
class ReadAhead {
 public:
  // `source` must outlive it; nobody else may use it before finish() or the end of this object.
  // Throws std::system_error if the system refuses a thread.
  explicit ReadAhead(Reader& source);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead() { end(); }

  // As Reader has it.
  std::span<const std::byte> read(std::span<std::byte> scratch);

  // Ends the thread; read() may not be called any more. Throws what the source has thrown, unless
  // read() did so.
  void finish();

 private:
  struct Block {
    ReadBuffer buffer;
    std::span<const std::byte> bytes;  // none: the end
    std::exception_ptr failure;
  };

  void run();
  void fill(Block& block);
  Block& current();
  void end();

  Reader& source_;
  std::array<Block, 3> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t filled_ = 0;  // blocks that have been filled and not given back
  bool ending_ = false;
  // The reading thread's own.
  std::size_t at_ = 0;     // the first filled block
  std::size_t taken_ = 0;  // bytes of it that have been handed out
  bool thrown_ = false;
  std::thread thread_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_READ_AHEAD_H_
