// SPDX-License-Identifier: MIT
#include "comparisons.h"

#include <memory>
#include <utility>

#include "komparu/compare.h"
#include "komparu/http.h"
#include "komparu/source.h"
#include "values.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

using SharedOptions = std::shared_ptr<CallOptions>;

class BytesWork final : public Work {
 public:
  BytesWork(Source left, Source right, SharedOptions options)
      : left_(std::move(left)), right_(std::move(right)), options_(std::move(options)) {}

  bool meets_urls() const override { return left_.http || right_.http; }

  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    CompareOptions options = options_->bytes;
    options.stop = stop;
    options.read.client = client;
    same_ = compare(left_, right_, options).verdict == Verdict::same;
  }

  py::object answer() override { return py::bool_(same_); }

 private:
  const Source left_;
  const Source right_;
  const SharedOptions options_;
  bool same_ = false;
};

std::shared_ptr<Work> bytes_work(const Source& left, const Source& right,
                                 const SharedOptions& options) {
  return std::make_shared<BytesWork>(left, right, options);
}

}  // namespace

void add_comparisons(py::module_& module) {
  py::class_<Work, std::shared_ptr<Work>>(module, "Work", py::is_final(),
                                          "A comparison that waits to be carried out, once.");
  module.def("bytes_work", &bytes_work, py::arg("left"), py::arg("right"), py::arg("options"));
}

}  // namespace komparu::python
