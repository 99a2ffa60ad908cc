// SPDX-License-Identifier: MIT
// The kinds of comparisons. Each is carried out by one call of the library and keeps of the answer
// what Python will ask for.
#include <algorithm>
#include <cerrno>
#include <filesystem>
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
#include "komparu/result.h"
#include "module.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

template <typename Test>
bool any_source(const std::vector<Named>& operands, Test test) {
  return std::any_of(operands.begin(), operands.end(), [&](const Named& operand) {
    if (const auto* const named = std::get_if<Source>(&operand)) return test(*named);
    const Map& map = std::get<Map>(operand);
    return std::any_of(map.begin(), map.end(),
                       [&](const MappedSource& file) { return test(file.source); });
  });
}

Error wrong_kind(const Source& source, int error_number) {
  Error error(ErrorCode::wrong_kind, shown_name(source.name),
              std::generic_category().message(error_number));
  return error.with_os_error(error_number);
}

template <typename Value>
py::object or_none(const std::optional<Value>& value) {
  return value ? py::object(py::int_(*value)) : py::none();
}

class BytesWork : public Work {
 public:
  using Work::Work;

 protected:
  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    compare_with(Detail::verdict, stop, client);
  }

  void compare_with(Detail detail, const StopToken& stop,
                    const std::shared_ptr<HttpClient>& client) {
    PairOptions wanted = pair_options(As::bytes, client);
    wanted.bytes.detail = detail;
    const Answer answer = compare(source(0), source(1), wanted, until(stop));
    const auto& result = std::get<ByteResult>(answer);
    // One directory under two names is one source, and the same without being read.
    if (result.left.kind == Kind::directory) throw wrong_kind(source(0), EISDIR);
    difference_ = result.difference;
  }

  py::object made_answer() override { return py::bool_(!difference_); }

  std::optional<Difference> difference_;
};

class DifferenceWork final : public BytesWork {
 public:
  using BytesWork::BytesWork;

 private:
  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    compare_with(Detail::line, stop, client);
  }

  py::object made_answer() override {
    if (!difference_) return py::none();
    const Difference& found = *difference_;
    const bool bytes_known = found.reason == Reason::content && found.offset;
    const auto byte = [bytes_known](std::byte value) {
      return bytes_known ? py::object(py::int_(std::to_integer<int>(value))) : py::none();
    };
    py::object ended = py::none();
    if (found.ended) ended = text_of(*found.ended == Side::left ? "left" : "right");
    return py::make_tuple(text_of(word(found.reason)), or_none(found.offset), or_none(found.line),
                          ended, byte(found.left), byte(found.right));
  }
};

class ManyWork : public Work {
 public:
  using Work::Work;

  std::size_t size() override { return operands().size(); }

 protected:
  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    group(false, stop, client);
  }

  void group(bool verdict_only, const StopToken& stop, const std::shared_ptr<HttpClient>& client) {
    GroupOptions wanted;
    wanted.trees = options().trees;
    wanted.trees.read.client = client;
    wanted.as = As::bytes;
    wanted.problems_throw = true;
    wanted.stop_at_any_difference = verdict_only;
    std::vector<Source> sources;
    sources.reserve(operands().size());
    for (const Named& operand : operands()) sources.push_back(std::get<Source>(operand));
    result_ = compare_many(sources, wanted, until(stop));
  }

  // The number of the group that each source is in.
  py::object made_answer() override {
    std::vector<std::size_t> group_of(operands().size());
    for (std::size_t group = 0; group < result_.groups.size(); ++group) {
      for (const std::size_t member : result_.groups[group]) group_of[member] = group;
    }
    py::list answer(group_of.size());
    for (std::size_t i = 0; i < group_of.size(); ++i) answer[i] = py::int_(group_of[i]);
    return answer;
  }

  GroupResult result_;
};

class AllWork final : public ManyWork {
 public:
  using ManyWork::ManyWork;

  std::size_t size() override { return 1; }

 private:
  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    group(true, stop, client);
  }

  py::object made_answer() override { return py::bool_(result_.verdict == Verdict::same); }
};

// Comparisons of trees: keep what is not the same. What is wrong with an operand as a whole ends
// the comparison.
class TreeWork : public Work, protected FindingSink {
 public:
  using Work::Work;

  std::size_t size() override { return found_.size(); }

 protected:
  // A path that is none may be a URL which was written in the wrong place.
  static Source mapped(const Map& map) {
    try {
      return make_map(map);
    } catch (const Error& error) {
      throw Error(error.code(), shown_name(error.subject()), error.detail());
    }
  }

  virtual void compare_trees(const PairOptions& wanted, FindingSink& sink, const Until& until) {
    compare(operand(0), operand(1), wanted, sink, until);
  }

  Source operand(std::size_t place) const {
    const auto* const map = std::get_if<Map>(&operands().at(place));
    return map != nullptr ? mapped(*map) : source(place);
  }

 private:
  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    compare_trees(pair_options(As::tree, client), *this, until(stop));
  }

  void add(const Finding& finding) override {
    if (finding.path.empty() && finding.problem) {
      throw error_of(*finding.problem, shown(finding.problem->side == Side::right ? 1 : 0));
    }
    found_.push_back(finding);
  }

  std::string shown(std::size_t operand) const {
    const auto* const named = std::get_if<Source>(&operands().at(operand));
    return named != nullptr ? shown_name(named->name) : std::string();
  }

  static Error error_of(const Problem& problem, const std::string& subject) {
    Error error(problem.code, subject, problem.detail);
    return error.with_os_error(problem.os_error).with_http_status(problem.http_status);
  }

  static py::object size_of(const std::optional<SideFacts>& side) {
    return side && side->size ? py::object(py::int_(side->size->bytes)) : py::none();
  }

  py::object made_answer() override {
    const auto regular = [](const std::optional<SideFacts>& side) {
      return side && side->kind == Kind::regular;
    };
    py::list answer(found_.size());
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const Finding& each = found_[i];
      const bool differs = each.status == Status::differ;
      py::object problem = py::none();
      if (each.problem) {
        problem = exception_of(std::make_exception_ptr(error_of(*each.problem, each.path)));
      }
      answer[i] = py::make_tuple(text_of(each.path), text_of(word(each.status)),
                                 differs ? py::object(text_of(word(each.reason))) : py::none(),
                                 regular(each.left) && regular(each.right), or_none(each.offset),
                                 size_of(each.left), size_of(each.right), problem);
    }
    return answer;
  }

  std::vector<Finding> found_;
};

bool is_base(const Source& source) { return source.http && is_base_url(source.name); }

class DirectoriesWork final : public TreeWork {
 public:
  using TreeWork::TreeWork;

 private:
  void compare_trees(const PairOptions& wanted, FindingSink& sink, const Until& until) override {
    for (const Named& operand : operands()) {
      const auto* const named = std::get_if<Source>(&operand);
      if (named != nullptr && named->http) throw wrong_kind(*named, ENOTDIR);
    }
    const auto* const map = std::get_if<Map>(&operands().at(1));
    if (map != nullptr && map->empty() && !wanted.trees.allow_empty) {
      throw Error(ErrorCode::nothing_compared, "", "nothing was compared: the map is empty");
    }
    // A map that is none is found before anything is opened.
    const Source right = operand(1);
    const std::unique_ptr<Tree> one = open_tree(operand(0), wanted.trees.read);
    const std::unique_ptr<Tree> other = open_tree(right, wanted.trees.read);
    compare(*one, *other, wanted.trees, sink, until);
  }
};

class ArchivesWork final : public TreeWork {
 public:
  using TreeWork::TreeWork;

 private:
  void compare_trees(const PairOptions& wanted, FindingSink& sink, const Until& until) override {
    for (const std::size_t side : {0u, 1u}) {
      std::error_code ignored;  // whoever opens it meets the reason
      const bool local = !source(side).http;
      if (local ? std::filesystem::is_directory(source(side).name, ignored)
                : is_base(source(side))) {
        throw wrong_kind(source(side), EISDIR);
      }
    }
    TreeWork::compare_trees(wanted, sink, until);
  }
};

Named named_of(const py::handle& value) {
  if (py::isinstance<Source>(value)) return value.cast<const Source&>();
  Map map;
  for (const auto& [path, source] : value.cast<py::dict>()) {
    map.push_back({std::string(path.cast<py::bytes>()), source.cast<const Source&>()});
  }
  return map;
}

template <typename Kind>
std::shared_ptr<Work> made(std::vector<Named> operands, std::shared_ptr<CallOptions> options) {
  return std::make_shared<Kind>(std::move(operands), std::move(options));
}

struct KindOfWork {
  const char* name;
  std::shared_ptr<Work> (*make)(std::vector<Named>, std::shared_ptr<CallOptions>);
};

constexpr KindOfWork kKinds[] = {
    {"bytes", &made<BytesWork>},
    {"difference", &made<DifferenceWork>},
    {"directories", &made<DirectoriesWork>},
    {"archives", &made<ArchivesWork>},
    {"trees", &made<TreeWork>},
    {"all", &made<AllWork>},
    {"many", &made<ManyWork>},
};

std::shared_ptr<Work> make_work(const std::string& kind, const py::sequence& operands,
                                const std::shared_ptr<CallOptions>& options) {
  const auto* const found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                         [&](const auto& each) { return kind == each.name; });
  if (found == std::end(kKinds)) throw py::value_error("no kind of work: " + kind);
  std::vector<Named> named;
  named.reserve(py::len(operands));
  for (const py::handle operand : operands) named.push_back(named_of(operand));
  return found->make(std::move(named), options);
}

}  // namespace

PairOptions Work::pair_options(As as, const std::shared_ptr<HttpClient>& client) const {
  PairOptions wanted;
  wanted.as = as;
  wanted.bytes = options_->bytes;
  wanted.bytes.read.client = client;
  wanted.trees = options_->trees;
  wanted.trees.read = wanted.bytes.read;
  wanted.archives = options_->archives;
  return wanted;
}

Until Work::until(const StopToken& stop) const { return Until::within(options_->time_limit, stop); }

bool Work::meets_urls() const {
  return any_source(operands_, [](const Source& source) { return source.http != nullptr; });
}

bool Work::may_wait() const {
  return any_source(operands_, [](const Source& source) { return komparu::may_wait(source); });
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
