// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_WORK_H_
#define KOMPARU_BINDINGS_WORK_H_

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "komparu/job.h"
#include "komparu/pairs.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu::python {

// The options of a call; immutable once they are made.
struct CallOptions {
  PairOptions pairs;  // `trees` has what its own `read` and `jobs` are to be, too
  std::optional<std::chrono::nanoseconds> time_limit;  // of a whole comparison
};

// A call of the library and its answer. It is made and answered with the GIL and run without it.
// It holds no Python object, so that it may end on any thread.
class Work : public Job {
 public:
  Work(std::vector<Source> operands, std::shared_ptr<const CallOptions> options)
      : operands_(std::move(operands)), options_(std::move(options)) {}

  bool meets_urls() const override;
  bool may_wait() const override;

  // The answer. Throws if there is none yet.
  pybind11::object answer() {
    if (!finished_) throw std::runtime_error("the work has not been carried out");
    return made_answer();
  }
  // Python objects that the answer has, as a measure.
  virtual std::size_t size() { return 1; }

  // To be called before it is run. Throws if that was done before.
  void begin() {
    if (begun_.exchange(true)) throw std::runtime_error("a work can be carried out only once");
  }

  void run(const StopToken& stop, const std::shared_ptr<HttpClient>& client) final;

  // What the mailbox calls it.
  std::int64_t number = 0;

 protected:
  virtual void carry_out(const PairOptions& wanted, const Until& until) = 0;
  virtual pybind11::object made_answer() = 0;

  const std::vector<Source>& operands() const { return operands_; }

 private:
  const std::vector<Source> operands_;
  const std::shared_ptr<const CallOptions> options_;
  std::atomic<bool> begun_{false};
  std::atomic<bool> finished_{false};
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_WORK_H_
