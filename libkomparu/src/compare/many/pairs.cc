// SPDX-License-Identifier: MIT
// Many pairs: the pool compares byte streams ahead, the calling thread hands the answers over in
// order and walks the pairs of trees when their turn comes.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "base/at_side.h"
#include "compare/bytes/comparison.h"
#include "compare/call.h"
#include "compare/many/fetch_slots.h"
#include "compare/ordered_queue.h"
#include "compare/pair.h"
#include "compare/trees/descriptors.h"
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
};

class Pairs {
 public:
  Pairs(const PairOptions& options, PairSink& sink, const Until& until)
      : options_(options),
        stop_(until.stop),
        until_{stop_.token(), until.deadline, until.watch},
        sink_(sink),
        pool_(DescriptorBudget().threads(threads_of(options.bytes.jobs)) - 1,
              DescriptorBudget().threads(kMaximumConnections)) {
    stop_.set_poll([this] { queue_.hand_out_meanwhile(); });
  }

  ~Pairs() {
    stop_.request_stop();
    pool_.shut_down();
    stop_.set_poll(nullptr);
  }

  Pairs(const Pairs&) = delete;
  Pairs& operator=(const Pairs&) = delete;

  Verdict run(PairFeed& feed) {
    std::size_t number = 0;
    while (!queue_.ended()) {
      if (!feed.ready()) {
        queue_.drain();
        sink_.pause();
      }
      std::optional<Pair> pair = feed.next();
      if (!pair) break;
      until_.check();
      submit({number++, std::move(*pair), {}});
    }
    queue_.drain();
    if (number == 0 && !options_.trees.allow_empty) {
      throw Error(ErrorCode::nothing_compared, "", "nothing was compared: there is no pair");
    }
    return queue_.ended() ? Verdict::different : verdict_;
  }

 private:
  void submit(Job job) {
    if (options_.bytes.progress != nullptr) ++options_.bytes.progress->entries_found;
    const unsigned most = most_fetched(job.pair);
    if (most == 0) {
      queue_.add(std::move(job));
      return;
    }
    // Who waits for a server keeps no processor busy.
    pool_.allow(most);
    queue_.add(std::move(job),
               [this, most](ThreadPool::Task task) { fetches_.submit(most, std::move(task)); });
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
  bool tell(Job& job) {
    PairAnswer answer = answer_of(job);
    Verdict verdict = Verdict::trouble;
    if (const auto* const bytes = std::get_if<ByteResult>(&answer)) verdict = bytes->verdict;
    if (const auto* const trees = std::get_if<TreeSummary>(&answer)) verdict = trees->verdict;
    verdict_ = worse(verdict_, verdict);
    if (options_.bytes.progress != nullptr) ++options_.bytes.progress->entries;
    sink_.close(job.number, job.pair, answer);
    return verdict != Verdict::different || !options_.stop_at_any_difference;
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

  const PairOptions& options_;
  StopSource stop_;
  const Until until_;
  PairSink& sink_;
  Verdict verdict_ = Verdict::same;
  DescriptorGate gate_;
  Ways ways_;
  Scratch scratch_;  // of the calling thread
  ThreadPool pool_;
  FetchSlots fetches_{pool_};
  OrderedQueue<Job> queue_{
      pool_,
      until_,
      {kMostUnderWay, 0},
      {.work = [this](Job& job) { judge(job); },
       .outlet = [this](Job& job) { return tell(job); },
       .long_outlet = [](const Job& job) { return std::holds_alternative<Trees>(job.outcome); },
       .over = {},
       .before_wait = [this] { fetches_.begin_waiting(); }}};
};

}  // namespace

Verdict compare_pairs(PairFeed& feed, const PairOptions& asked, PairSink& sink,
                      const Until& until) {
  PairOptions options = prepared(asked);
  options.every_byte = nullptr;
  return Pairs(options, sink, until).run(feed);
}

}  // namespace komparu
