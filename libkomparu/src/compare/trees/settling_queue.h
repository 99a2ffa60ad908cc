// SPDX-License-Identifier: MIT
// Items on their way from the walk through the pool to the sink, in batches.
#ifndef KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_
#define KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_

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

  // `batch` items make a task: one, where each of them waits for something far away.
  SettlingQueue(ThreadPool& pool, EntryJudge& judge, const Until& until, std::size_t batch,
                Outlet outlet);

  // Adds an item, settled or to be compared; hands over what is settled meanwhile and, where much
  // is waiting, lends a hand. Throws what judging threw. False once the outlet has ended the run.
  bool add(Item item);

  // Waits until everything has been handed over, or the outlet has ended the run.
  bool drain();

 private:
  using Batch = std::vector<Item>;

  bool submit();
  void judge(Batch& batch);
  bool hand_over(Batch& batch) const;
  std::unique_ptr<Scratch> take_scratch();

  ThreadPool& pool_;
  EntryJudge& judge_;
  const Until& until_;
  const std::size_t batch_;
  const Outlet outlet_;
  Batch open_;
  bool to_compare_in_open_ = false;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> scratches_;
  OrderedQueue<Batch> queue_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_
