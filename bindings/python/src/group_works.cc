// SPDX-License-Identifier: MIT
// Comparisons of many streams of bytes.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "komparu/compare.h"
#include "komparu/groups.h"
#include "komparu/source.h"
#include "values.h"
#include "work.h"
#include "work_types.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

using SharedOptions = std::shared_ptr<CallOptions>;

class GroupWork : public Work {
 public:
  GroupWork(std::vector<Source> sources, SharedOptions options, bool verdict_only)
      : sources_(std::move(sources)), options_(std::move(options)), verdict_only_(verdict_only) {}

  bool meets_urls() const override {
    return std::any_of(sources_.begin(), sources_.end(),
                       [](const Source& source) { return source.http != nullptr; });
  }

  bool may_wait() const override {
    return std::any_of(sources_.begin(), sources_.end(),
                       [](const Source& source) { return python::may_wait(source); });
  }

  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    GroupOptions options;
    options.trees = options_->trees;
    options.trees.read.client = client;
    options.as = As::bytes;
    options.problems_throw = true;
    options.stop_at_any_difference = verdict_only_;
    result_ = compare_many(sources_, options, Until::within(options_->time_limit, stop));
  }

 protected:
  const GroupResult& result() const { return result_; }

 private:
  const std::vector<Source> sources_;
  const SharedOptions options_;
  const bool verdict_only_;
  GroupResult result_;
};

class AllWork final : public GroupWork {
 public:
  using GroupWork::GroupWork;

  py::object answer() override { return py::bool_(result().verdict == Verdict::same); }
};

class ManyWork final : public GroupWork {
 public:
  using GroupWork::GroupWork;

  py::object answer() override {
    py::list groups;
    for (const std::vector<std::size_t>& members : result().groups) {
      py::list group;
      for (const std::size_t member : members) group.append(py::int_(member));
      groups.append(std::move(group));
    }
    return groups;
  }
};

std::vector<Source> sources_of(const py::sequence& sources) {
  std::vector<Source> result;
  result.reserve(py::len(sources));
  for (const py::handle source : sources) result.push_back(source.cast<const Source&>());
  return result;
}

std::shared_ptr<Work> all_work(const py::sequence& sources, const SharedOptions& options) {
  return std::make_shared<AllWork>(sources_of(sources), options, true);
}

std::shared_ptr<Work> many_work(const py::sequence& sources, const SharedOptions& options) {
  return std::make_shared<ManyWork>(sources_of(sources), options, false);
}

}  // namespace

void add_group_works(py::module_& module) {
  module.def("all_work", &all_work, py::arg("sources"), py::arg("options"),
             "Answers bool: all hold the same bytes. Stops at the first difference.");
  module.def("many_work", &many_work, py::arg("sources"), py::arg("options"),
             "Answers the groups of equal sources: a list of lists of indexes.");
}

}  // namespace komparu::python
