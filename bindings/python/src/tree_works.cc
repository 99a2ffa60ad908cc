// SPDX-License-Identifier: MIT
// Comparisons of directories, archives, base URLs and maps.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/source.h"
#include "komparu/tree.h"
#include "values.h"
#include "work.h"
#include "work_types.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

using SharedOptions = std::shared_ptr<CallOptions>;
using Map = std::vector<MappedSource>;
using TreeSource = std::variant<Source, Map>;

bool is_directory(const Source& source) {
  std::error_code ignored;  // whoever opens it meets the reason
  return !source.http && std::filesystem::is_directory(source.name, ignored);
}

bool is_base(const Source& source) { return source.http && is_base_url(source.name); }

Error wrong_kind(const Source& source, int error_number) {
  Error error(ErrorCode::wrong_kind, shown_name(source.name),
              std::generic_category().message(error_number));
  return error.with_os_error(error_number);
}

// Keeps what is not the same. What is wrong with an operand as a whole ends the comparison.
class Findings final : public FindingSink {
 public:
  Findings(std::string left, std::string right)
      : left_(std::move(left)), right_(std::move(right)) {}

  void add(const Finding& finding) override {
    if (finding.path.empty() && finding.problem) throw error_of(*finding.problem);
    kept_.push_back({finding.path, finding.status, finding.reason,
                     is_regular(finding.left) && is_regular(finding.right),
                     finding.problem ? finding.problem->code : ErrorCode::unreadable});
  }

  py::list list() const {
    py::list result;
    for (const Kept& kept : kept_) {
      const bool differs = kept.status == Status::differ;
      const bool failed = kept.status == Status::error;
      result.append(py::make_tuple(text_of(kept.path), text_of(word(kept.status)),
                                   differs ? py::object(text_of(word(kept.reason))) : py::none(),
                                   kept.regular,
                                   failed ? py::object(text_of(word(kept.code))) : py::none()));
    }
    return result;
  }

 private:
  struct Kept {
    std::string path;
    Status status;
    Reason reason;
    bool regular;
    ErrorCode code;
  };

  static bool is_regular(const std::optional<SideFacts>& side) {
    return side && side->kind == Kind::regular;
  }

  Error error_of(const Problem& problem) const {
    const bool of_right = problem.side == Side::right;
    Error error(problem.code, of_right ? right_ : left_, problem.detail);
    return error.with_os_error(problem.os_error).with_http_status(problem.http_status);
  }

  const std::string left_;
  const std::string right_;
  std::vector<Kept> kept_;
};

std::string shown(const TreeSource& source) {
  const auto* const named = std::get_if<Source>(&source);
  return named != nullptr ? shown_name(named->name) : std::string();
}

bool meets_url(const TreeSource& source) {
  if (const auto* const named = std::get_if<Source>(&source)) return named->http != nullptr;
  const Map& map = std::get<Map>(source);
  return std::any_of(map.begin(), map.end(),
                     [](const MappedSource& file) { return file.source.http != nullptr; });
}

bool waits(const TreeSource& source) {
  if (const auto* const named = std::get_if<Source>(&source)) return may_wait(*named);
  const Map& map = std::get<Map>(source);
  return std::any_of(map.begin(), map.end(),
                     [](const MappedSource& file) { return may_wait(file.source); });
}

class TreeWork : public Work {
 public:
  TreeWork(TreeSource left, TreeSource right, SharedOptions options)
      : left_(std::move(left)),
        right_(std::move(right)),
        options_(std::move(options)),
        findings_(shown(left_), shown(right_)) {}

  bool meets_urls() const override { return meets_url(left_) || meets_url(right_); }
  bool may_wait() const override { return waits(left_) || waits(right_); }

  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    PairOptions options;
    options.as = As::tree;
    options.bytes = options_->bytes;
    options.bytes.read.client = client;
    options.trees = options_->trees;
    options.trees.read = options.bytes.read;
    options.archives = options_->archives;
    compare_trees(options, Until::within(options_->time_limit, stop));
  }

  py::object answer() override { return findings_.list(); }

 protected:
  virtual void compare_trees(const PairOptions& options, const Until& until) = 0;

  // The operands as the library takes them.
  static Source source_of(const TreeSource& operand) {
    if (const auto* const map = std::get_if<Map>(&operand)) return make_map(*map);
    return std::get<Source>(operand);
  }
  const TreeSource& left() const { return left_; }
  const TreeSource& right() const { return right_; }
  Findings& findings() { return findings_; }

 private:
  const TreeSource left_;
  const TreeSource right_;
  const SharedOptions options_;
  Findings findings_;
};

class DirectoriesWork final : public TreeWork {
 public:
  using TreeWork::TreeWork;

 private:
  void compare_trees(const PairOptions& options, const Until& until) override {
    for (const TreeSource* const side : {&left(), &right()}) {
      const auto* const source = std::get_if<Source>(side);
      if (source != nullptr && source->http) throw wrong_kind(*source, ENOTDIR);
    }
    // A map that is none is found before anything is opened.
    const Source right_source = source_of(right());
    const std::unique_ptr<Tree> one = open_tree(source_of(left()), options.trees.read);
    const std::unique_ptr<Tree> other = open_tree(right_source, options.trees.read);
    compare(*one, *other, options.trees, findings(), until);
  }
};

class ArchivesWork final : public TreeWork {
 public:
  using TreeWork::TreeWork;

 private:
  void compare_trees(const PairOptions& options, const Until& until) override {
    const Source one = source_of(left());
    const Source other = source_of(right());
    for (const Source* const source : {&one, &other}) {
      if (is_directory(*source) || is_base(*source)) throw wrong_kind(*source, EISDIR);
    }
    compare(one, other, options, findings(), until);
  }
};

class AnyTreesWork final : public TreeWork {
 public:
  using TreeWork::TreeWork;

 private:
  void compare_trees(const PairOptions& options, const Until& until) override {
    const Source one = source_of(left());
    const Source other = source_of(right());
    compare(one, other, options, findings(), until);
  }
};

TreeSource tree_source_of(const py::handle& value) {
  if (py::isinstance<Source>(value)) return value.cast<const Source&>();
  Map map;
  for (const py::handle item : value.cast<py::sequence>()) {
    const auto pair = item.cast<py::tuple>();
    map.push_back({std::string(pair[0].cast<py::bytes>()), pair[1].cast<const Source&>()});
  }
  return map;
}

std::shared_ptr<Work> directories_work(const Source& left, const py::object& right,
                                       const SharedOptions& options) {
  return std::make_shared<DirectoriesWork>(left, tree_source_of(right), options);
}

std::shared_ptr<Work> archives_work(const Source& left, const Source& right,
                                    const SharedOptions& options) {
  return std::make_shared<ArchivesWork>(left, right, options);
}

std::shared_ptr<Work> trees_work(const py::object& left, const py::object& right,
                                 const SharedOptions& options) {
  return std::make_shared<AnyTreesWork>(tree_source_of(left), tree_source_of(right), options);
}

}  // namespace

void add_tree_works(py::module_& module) {
  module.def("directories_work", &directories_work, py::arg("left"), py::arg("right"),
             py::arg("options"), "Answers a list of findings, without those that are the same.");
  module.def("archives_work", &archives_work, py::arg("left"), py::arg("right"), py::arg("options"),
             "The same for the members of two archives.");
  module.def("trees_work", &trees_work, py::arg("left"), py::arg("right"), py::arg("options"),
             "The same for any two trees: directory, archive, base URL, or a map.");
}

}  // namespace komparu::python
