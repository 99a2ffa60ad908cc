// SPDX-License-Identifier: MIT
// The two verbs of the library as works: a pair, and many. Each keeps of the answer what Python
// asks for, and makes plain values of it.
#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "module.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

template <typename Value>
py::object or_none(const std::optional<Value>& value) {
  return value ? py::object(py::int_(*value)) : py::none();
}

py::object answer_of(const std::optional<Difference>& difference) {
  if (!difference) return py::none();
  const bool bytes_known = difference->reason == Reason::content && difference->offset;
  const auto byte = [bytes_known](std::byte value) {
    return bytes_known ? py::object(py::int_(std::to_integer<int>(value))) : py::none();
  };
  py::object ended = py::none();
  if (difference->ended) ended = text_of(*difference->ended == Side::left ? "left" : "right");
  return py::make_tuple(text_of(word(difference->reason)), or_none(difference->offset),
                        or_none(difference->line), ended, byte(difference->left),
                        byte(difference->right));
}

Error error_of(const Problem& problem, const std::string& subject) {
  Error error(problem.code, subject, problem.detail);
  return error.with_os_error(problem.os_error).with_http_status(problem.http_status);
}

py::tuple answer_of(const Finding& finding) {
  const auto regular = [](const std::optional<SideFacts>& side) {
    return side && side->kind == Kind::regular;
  };
  const auto size = [](const std::optional<SideFacts>& side) {
    return side && side->size ? py::object(py::int_(side->size->bytes)) : py::none();
  };
  py::object reason = py::none();
  if (finding.status == Status::differ) reason = text_of(word(finding.reason));
  py::object problem = py::none();
  if (finding.problem) {
    problem = exception_of(error_of(*finding.problem, finding.path), finding.path);
  }
  return py::make_tuple(text_of(finding.path), text_of(word(finding.status)), reason,
                        regular(finding.left) && regular(finding.right), or_none(finding.offset),
                        size(finding.left), size(finding.right), problem);
}

class PairWork final : public Work, private FindingSink {
 public:
  PairWork(As as, Detail detail, std::vector<Source> operands,
           std::shared_ptr<const CallOptions> options)
      : Work(std::move(operands), std::move(options)), as_(as), detail_(detail) {}

  std::size_t size() override { return std::max<std::size_t>(found_.size(), 1); }

 private:
  void carry_out(const PairOptions& options, const Until& until) override {
    PairOptions wanted = options;
    wanted.as = as_;
    wanted.bytes.detail = detail_;
    answer_ = compare(operands().at(0), operands().at(1), wanted, *this, until);
    const auto* const bytes = std::get_if<ByteResult>(&answer_);
    // One directory under two names is one source, and the same without being read.
    if (bytes != nullptr && bytes->left.kind == Kind::directory) {
      throw Error(ErrorCode::wrong_kind, shown_name(operands()[0].name),
                  std::generic_category().message(EISDIR))
          .with_os_error(EISDIR);
    }
  }

  // What is wrong with an operand as a whole ends the comparison.
  void add(const Finding& finding) override {
    if (finding.path.empty() && finding.problem) {
      const std::size_t side = finding.problem->side == Side::right ? 1 : 0;
      throw error_of(*finding.problem, shown_name(operands()[side].name));
    }
    found_.push_back(finding);
  }

  py::object made_answer() override {
    if (const auto* const bytes = std::get_if<ByteResult>(&answer_)) {
      if (detail_ != Detail::verdict) return answer_of(bytes->difference);
      return py::bool_(bytes->verdict == Verdict::same);
    }
    py::list answer(found_.size());
    for (std::size_t i = 0; i < found_.size(); ++i) answer[i] = answer_of(found_[i]);
    return answer;
  }

  const As as_;
  const Detail detail_;
  Answer answer_;
  std::vector<Finding> found_;  // what is not the same
};

class GroupWork final : public Work {
 public:
  GroupWork(bool verdict_only, std::vector<Source> operands,
            std::shared_ptr<const CallOptions> options)
      : Work(std::move(operands), std::move(options)), verdict_only_(verdict_only) {}

  std::size_t size() override { return verdict_only_ ? 1 : operands().size(); }

 private:
  void carry_out(const PairOptions& options, const Until& until) override {
    GroupOptions wanted;
    wanted.as = As::bytes;
    wanted.trees = options.trees;
    wanted.problems_throw = true;
    wanted.stop_at_any_difference = verdict_only_;
    result_ = compare_many(operands(), wanted, until);
  }

  // The number of the group that each source is in.
  py::object made_answer() override {
    if (verdict_only_) return py::bool_(result_.verdict == Verdict::same);
    py::list answer(operands().size());
    for (std::size_t i = 0; i < operands().size(); ++i) answer[i] = py::none();
    for (std::size_t group = 0; group < result_.groups.size(); ++group) {
      const py::int_ its_number(group);
      for (const std::size_t member : result_.groups[group]) answer[member] = its_number;
    }
    return answer;
  }

  const bool verdict_only_;
  GroupResult result_;
};

std::shared_ptr<Work> make_work(const std::string& kind, const py::sequence& named,
                                const std::shared_ptr<CallOptions>& options) {
  std::vector<Source> operands;
  operands.reserve(py::len(named));
  for (const py::handle source : named) operands.push_back(source.cast<const Source&>());
  if (kind == "all" || kind == "many") {
    return std::make_shared<GroupWork>(kind == "all", std::move(operands), options);
  }
  constexpr struct {
    const char* name;
    As as;
    Detail detail;
  } kPairs[] = {
      {"bytes", As::bytes, Detail::verdict},
      {"difference", As::bytes, Detail::line},
      {"directories", As::directory, Detail::verdict},
      {"archives", As::archive, Detail::verdict},
      {"trees", As::tree, Detail::verdict},
  };
  for (const auto& [name, as, detail] : kPairs) {
    if (kind == name) {
      return std::make_shared<PairWork>(as, detail, std::move(operands), options);
    }
  }
  throw py::value_error("no kind of work: " + kind);
}

}  // namespace

bool Work::meets_urls() const {
  return std::any_of(operands_.begin(), operands_.end(), &komparu::meets_urls);
}

bool Work::may_wait() const {
  return std::any_of(operands_.begin(), operands_.end(), &komparu::may_wait);
}

void Work::run(const StopToken& stop, const std::shared_ptr<HttpClient>& client) {
  const Until until = Until::within(options_->time_limit, stop);
  PairOptions wanted = options_->pairs;
  wanted.bytes.read.client = wanted.trees.read.client = client;
  carry_out(wanted, until);
  finished_ = true;
}

void add_works(py::module_& module) {
  py::class_<Work, std::shared_ptr<Work>> work(module, "Work", py::is_final(),
                                               "A comparison that is carried out once.");
  seal(work)
      .def("answer", method<&Work::answer>(), "What has come of it.")
      .def("size", method<&Work::size>(), "How many items the answer has.");
  module.def("work", &make_work, py::arg("kind"), py::arg("operands"),
             py::arg("options").none(false));
}

}  // namespace komparu::python
