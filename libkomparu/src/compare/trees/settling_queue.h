// SPDX-License-Identifier: MIT
// Items on their way from the walk through the pool to the sink: in, judged by any thread in any
// order, out in the order they came in.
#ifndef KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_
#define KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "compare/bytes/scratch.h"
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
                Outlet outlet)
      : pool_(pool), judge_(judge), until_(until), batch_(batch), outlet_(std::move(outlet)) {}

  // Adds an item, settled or to be compared; hands over what is settled meanwhile and, where much
  // is waiting, lends a hand. Throws what judging threw. False once the outlet has ended the run.
  bool add(Item item);

  // Waits until everything has been handed over, or the outlet has ended the run.
  bool drain();

 private:
  struct Batch {
    std::vector<Item> items;
    std::atomic<bool> done{false};
    std::exception_ptr failure;
  };

  void submit();
  void judge(Batch& batch);
  bool hand_over();
  // Works on what waits, or waits for what others work on.
  void wait_for_front();
  std::unique_ptr<Scratch> take_scratch();

  ThreadPool& pool_;
  EntryJudge& judge_;
  const Until& until_;
  const std::size_t batch_;
  const Outlet outlet_;
  std::shared_ptr<Batch> open_ = std::make_shared<Batch>();
  std::size_t to_compare_in_open_ = 0;
  std::deque<std::shared_ptr<Batch>> under_way_;
  std::size_t items_under_way_ = 0;
  bool ended_ = false;
  std::mutex mutex_;
  std::condition_variable settled_;
  std::vector<std::unique_ptr<Scratch>> scratches_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_SETTLING_QUEUE_H_
