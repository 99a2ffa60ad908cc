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
#include <variant>
#include <vector>

#include "komparu/archive.h"
#include "komparu/job.h"
#include "komparu/options.h"
#include "komparu/pairs.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu::python {

// One set of options, as each kind of comparison wants it; immutable once it is made.
struct CallOptions {
  CompareOptions bytes;
  TreeOptions trees;
  ArchiveOptions archives;
  std::optional<std::chrono::nanoseconds> time_limit;  // of a whole comparison
};

using Map = std::vector<MappedSource>;
using Named = std::variant<Source, Map>;  // what a caller can name as an operand

// A comparison and what it has come to. It is made and answered with the GIL and run without it.
// It holds no Python object, so that it may end on any thread.
class Work : public Job {
 public:
  Work(std::vector<Named> operands, std::shared_ptr<const CallOptions> options)
      : operands_(std::move(operands)), options_(std::move(options)) {}

  bool meets_urls() const override;
  bool may_wait() const override;

  // What has come of it. Throws if that is nothing yet.
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

  void run(const StopToken& stop, const std::shared_ptr<HttpClient>& client) final {
    carry_out(stop, client);
    finished_ = true;
  }

  // What the mailbox calls it.
  std::int64_t number = 0;

 protected:
  virtual void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) = 0;
  virtual pybind11::object made_answer() = 0;

  const std::vector<Named>& operands() const { return operands_; }
  // The source at that place. Throws if something else stands there.
  const Source& source(std::size_t place) const { return std::get<Source>(operands_.at(place)); }
  const CallOptions& options() const { return *options_; }
  // The options of this call, for the library's verb.
  PairOptions pair_options(As as, const std::shared_ptr<HttpClient>& client) const;
  // When the call has to end; its time begins now.
  Until until(const StopToken& stop) const;

 private:
  const std::vector<Named> operands_;
  const std::shared_ptr<const CallOptions> options_;
  std::atomic<bool> begun_{false};
  std::atomic<bool> finished_{false};
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_WORK_H_
