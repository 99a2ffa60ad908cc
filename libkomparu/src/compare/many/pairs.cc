// SPDX-License-Identifier: MIT
// Many pairs: the pool compares byte streams ahead, the calling thread hands the answers over in
// order and walks the pairs of trees when their turn comes.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/at_side.h"
#include "compare/bytes/comparison.h"
#include "compare/call.h"
#include "compare/pair.h"
#include "compare/trees/descriptor_budget.h"
#include "compare/trees/descriptor_gate.h"
#include "compare/trees/fetch_slots.h"
#include "komparu/compare.h"
#include "komparu/http.h"

namespace komparu {

namespace {

// Pairs that are read from the feed before the first of them is told.
constexpr std::size_t kMostUnderWay = 1024;

// No two streams of bytes. They are opened again when their turn comes: descriptors are not to be
// held by whatever waits.
struct Trees {};

struct Job {
  std::size_t number = 0;
  Pair pair;
  std::variant<std::monostate, ByteResult, Error, Trees> outcome;
  std::exception_ptr failure;  // concerns more than this pair
  std::atomic<bool> done{false};

  Job(std::size_t n, Pair p) : number(n), pair(std::move(p)) {}
};

class Pairs {
 public:
  Pairs(const PairOptions& options, PairSink& sink, const Until& until)
      : options_(options),
        stop_(until.stop),
        until_{stop_.token(), until.deadline, until.watch},
        sink_(sink),
        pool_(DescriptorBudget().threads(threads_of(options.bytes.jobs)) - 1,
              DescriptorBudget().threads(kMaximumConnections)) {}

  ~Pairs() {
    stop_.request_stop();
    pool_.shut_down();
  }

  Pairs(const Pairs&) = delete;
  Pairs& operator=(const Pairs&) = delete;

  Verdict run(PairFeed& feed) {
    std::size_t number = 0;
    while (going_on_) {
      if (!feed.ready()) {
        drain();
        sink_.pause();
      }
      std::optional<Pair> pair = feed.next();
      if (!pair) break;
      until_.check();
      submit(std::make_shared<Job>(number++, std::move(*pair)));
      const std::size_t enough = 2 * pool_.threads();
      while (hand_over() && (under_way_.size() > kMostUnderWay || pool_.waiting() > enough)) {
        wait_for_front();
      }
    }
    drain();
    return going_on_ ? verdict_ : Verdict::different;
  }

 private:
  void drain() {
    while (hand_over() && !under_way_.empty()) wait_for_front();
  }

  void submit(const std::shared_ptr<Job>& job) {
    if (options_.bytes.progress != nullptr) ++options_.bytes.progress->entries_found;
    under_way_.push_back(job);
    ThreadPool::Task task = [this, job] {
      try {
        judge(*job);
      } catch (...) {
        job->failure = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      job->done.store(true);
      settled_.notify_one();
    };
    const unsigned most = most_fetched(job->pair);
    if (most == 0) return pool_.submit(std::move(task));
    // Who waits for a server keeps no processor busy.
    pool_.allow(most);
    fetches_.submit(most, std::move(task));
  }

  // Pairs that may be fetched at the same time as this one; 0 if nothing of it is fetched.
  unsigned most_fetched(const Pair& pair) const {
    unsigned most = 0;
    for (const Source* const source : {&pair.left, &pair.right}) {
      if (source->descriptor || !is_url(source->name)) continue;
      const std::shared_ptr<const HttpOptions>& http =
          source->http ? source->http : options_.bytes.read.http;
      const unsigned allowed = http ? http->connections : HttpOptions().connections;
      most = most == 0 ? allowed : std::min(most, allowed);
    }
    return most;
  }

  void judge(Job& job) {
    if (job.pair.refused) {
      job.outcome = *job.pair.refused;
      return;
    }
    try {
      gate_.hold(until_, [&] { open_and_compare(job); });
    } catch (const Error& error) {
      if (concerns_everything(error)) throw;
      job.outcome = error;
    }
  }

  void open_and_compare(Job& job) {
    Scratch scratch;
    std::optional<ByteResult> result =
        compare_if_bytes(job.pair.left, job.pair.right, options_, until_, {pool_, scratch, &ways_});
    if (result) {
      job.outcome = std::move(*result);
    } else {
      job.outcome = Trees{};
    }
  }

  // False once the run has ended.
  bool hand_over() {
    while (going_on_ && !under_way_.empty() && under_way_.front()->done.load()) {
      const std::shared_ptr<Job> job = std::move(under_way_.front());
      under_way_.pop_front();
      if (job->failure) std::rethrow_exception(job->failure);
      tell(*job);
    }
    return going_on_;
  }

  void tell(Job& job) {
    PairAnswer answer = answer_of(job);
    Verdict verdict = Verdict::trouble;
    if (const auto* const bytes = std::get_if<ByteResult>(&answer)) verdict = bytes->verdict;
    if (const auto* const trees = std::get_if<TreeSummary>(&answer)) verdict = trees->verdict;
    verdict_ = worse(verdict_, verdict);
    if (options_.bytes.progress != nullptr) ++options_.bytes.progress->entries;
    sink_.close(job.number, job.pair, answer);
    if (verdict == Verdict::different && options_.stop_at_any_difference) going_on_ = false;
  }

  PairAnswer answer_of(Job& job) {
    if (auto* const bytes = std::get_if<ByteResult>(&job.outcome)) return *bytes;
    if (auto* const error = std::get_if<Error>(&job.outcome)) return *error;
    class Forward final : public FindingSink {
     public:
      Forward(PairSink& sink, const Job& job) : sink_(sink), job_(job) {}
      void add(const Finding& finding) override { sink_.add(job_.number, job_.pair, finding); }

     private:
      PairSink& sink_;
      const Job& job_;
    };
    Forward forward(sink_, job);
    // Trees take all the connections that there may be.
    if (most_fetched(job.pair) == 0) return compare_trees_of(job, forward);
    return fetches_.alone(until_, [&] { return compare_trees_of(job, forward); });
  }

  PairAnswer compare_trees_of(const Job& job, FindingSink& forward) {
    try {
      const Answer answer =
          compare_pair(job.pair.left, job.pair.right, options_, until_, {pool_, scratch_}, forward);
      return std::visit([](const auto& result) { return PairAnswer(result); }, answer);
    } catch (const Error& error) {
      if (concerns_everything(error) || error.code() == ErrorCode::output) throw;
      return error;
    }
  }

  void wait_for_front() {
    until_.check();
    fetches_.begin_waiting();
    if (pool_.run_one()) return;
    std::unique_lock lock(mutex_);
    settled_.wait_for(lock, std::chrono::milliseconds(50),
                      [this] { return under_way_.front()->done.load(); });
  }

  const PairOptions& options_;
  StopSource stop_;
  const Until until_;
  PairSink& sink_;
  Verdict verdict_ = Verdict::same;
  bool going_on_ = true;
  DescriptorGate gate_;
  Ways ways_;
  std::mutex mutex_;
  std::condition_variable settled_;
  std::deque<std::shared_ptr<Job>> under_way_;
  Scratch scratch_;  // of the calling thread
  ThreadPool pool_;
  FetchSlots fetches_{pool_};
};

}  // namespace

Verdict compare_pairs(PairFeed& feed, const PairOptions& asked, PairSink& sink,
                      const Until& until) {
  PairOptions options = prepared(asked);
  options.every_byte = nullptr;
  return Pairs(options, sink, until).run(feed);
}

}  // namespace komparu
