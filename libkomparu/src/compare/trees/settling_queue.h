// SPDX-License-Identifier: MIT
// Items on their way from the walk through the pool to the sink, in batches. An item is reported as
// soon as all before it are settled (G3): it waits neither for the rest of its batch to be judged
// nor, for long, for its batch to be full.
#ifndef KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_
#define KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "compare/bytes/workplace.h"
#include "compare/ordered_queue.h"
#include "compare/trees/entry_judge.h"
#include "komparu/stop.h"
#include "pool/thread_pool.h"

namespace komparu {

class SettlingQueue {
 public:
  // Takes every item once it is settled, in order, on the thread that calls the queue. False ends
  // the run: nothing more will be handed over.
  using Outlet = std::function<bool(Item&)>;

  // One task for several files, because handing over a task costs about as much as comparing a
  // small file.
  static constexpr std::size_t kBatch = 32;

  // `batch_size` items make a task: one, where each of them waits for something far away.
  SettlingQueue(ThreadPool& pool, EntryJudge& judge, const Until& until, std::size_t batch_size,
                Outlet outlet);

  // Adds an item, settled or to be compared; hands over what is settled meanwhile and, where much
  // is waiting, lends a hand. Throws what judging threw. False once the outlet has ended the run.
  bool add(Item item);

  // Called where the walk adds nothing: a batch that has waited too long is not waited for to fill.
  // False once the outlet has ended the run.
  bool submit_late();

  // For the poll function of the walk's thread: hands over what is settled meanwhile.
  void hand_over_meanwhile() { queue_.hand_out_meanwhile(); }

  // Waits until everything has been handed over, or the outlet has ended the run.
  bool drain();

 private:
  using Clock = std::chrono::steady_clock;

  struct Batch {
    std::vector<Item> items;
    bool to_compare = false;              // one of them is
    std::atomic<std::size_t> settled{0};  // so many are, from the front on
    std::size_t handed_over = 0;
  };

  bool submit();
  void judge(Batch& batch);
  bool hand_over(Batch& batch) const;
  std::unique_ptr<Scratch> take_scratch();

  ThreadPool& pool_;
  EntryJudge& judge_;
  const Until& until_;
  const std::size_t batch_size_;
  const Outlet outlet_;
  std::unique_ptr<Batch> open_;   // null: empty
  Clock::time_point open_since_;  // when its first item came
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> scratches_;
  OrderedQueue<std::unique_ptr<Batch>> queue_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_
