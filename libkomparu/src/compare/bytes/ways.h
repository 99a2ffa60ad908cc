// SPDX-License-Identifier: MIT
// Finds out which way of bringing bytes that are in memory is the fastest on this machine.
//
// A file in the page cache can be copied by read(2) or shown by mmap(2). Which is faster cannot be
// known beforehand: it depends on the kernel (large folios), on page tables in a virtual machine,
// on how the processor carries out `rep movs`, and on the size of its caches. Between two machines
// the answer turns round, and by more than two (docs/performance.md). So the engine measures:
//
// - Work begins with copies: nobody can take them away by truncating the file.
// - Each time kSpacing more bytes were compared, one short range is mapped, until that was tried
//   kTrials times. A trial is so much shorter than the spacing that even where mapping is three
//   times as slow the trials cost two percent of a pair of 1 GiB, and a small pair is never a
//   trial.
// - The shortest time counts, because everything that disturbs a trial only makes it longer. Then
//   ranges are mapped only if that is clearly faster.
//
// One Ways lives as long as the run, so that a tree with many large files is measured once.
#ifndef KOMPARU_COMPARE_BYTES_WAYS_H_
#define KOMPARU_COMPARE_BYTES_WAYS_H_

#include <chrono>
#include <cstdint>
#include <mutex>

namespace komparu {

// Safe to use from several threads at once.
class Ways {
 public:
  // Bytes of a trial on each side, and bytes that are compared before each trial.
  static constexpr std::uint64_t kTrial = std::uint64_t{4} << 20;
  static constexpr std::uint64_t kSpacing = std::uint64_t{32} << 20;

  // The way for a range, and whether it is a trial: then the range should be no longer than kTrial.
  struct Choice {
    bool mapped = false;
    bool trial = false;
  };
  // `may_map`: both sides can be mapped.
  Choice choose(bool may_map);

  // A range of that many bytes was compared in that time, by the way that was chosen for it. Only
  // for ranges that were in memory and were compared to their end.
  void took(const Choice& choice, std::uint64_t bytes, std::chrono::nanoseconds time);

 private:
  static constexpr unsigned kTrials = 2;

  struct Record {
    unsigned done = 0;
    double best = 0;  // nanoseconds per byte
  };

  std::mutex mutex_;
  Record read_;
  Record mapped_;
  std::uint64_t compared_ = 0;
  unsigned trials_ = 0;  // begun
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_WAYS_H_
