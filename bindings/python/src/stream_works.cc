// SPDX-License-Identifier: MIT
// Comparisons of two streams of bytes.
#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "values.h"
#include "work.h"
#include "work_types.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

using SharedOptions = std::shared_ptr<CallOptions>;

Error is_directory(const Source& source) {
  Error error(ErrorCode::wrong_kind, shown_name(source.name),
              std::generic_category().message(EISDIR));
  return error.with_os_error(EISDIR);
}

class StreamWork : public Work {
 public:
  StreamWork(Source left, Source right, SharedOptions options, Detail detail)
      : left_(std::move(left)),
        right_(std::move(right)),
        options_(std::move(options)),
        detail_(detail) {}

  bool meets_urls() const override { return left_.http || right_.http; }
  bool may_wait() const override { return python::may_wait(left_) || python::may_wait(right_); }

  void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    PairOptions options;
    options.as = As::bytes;
    options.bytes = options_->bytes;
    options.bytes.detail = detail_;
    options.bytes.read.client = client;
    const Answer answer =
        compare(left_, right_, options, Until::within(options_->time_limit, stop));
    const auto& result = std::get<ByteResult>(answer);
    // One directory under two names is one source, and the same without being read.
    if (result.left.kind == Kind::directory) throw is_directory(left_);
    difference_ = result.difference;
  }

 protected:
  const std::optional<Difference>& difference() const { return difference_; }

 private:
  const Source left_;
  const Source right_;
  const SharedOptions options_;
  const Detail detail_;
  std::optional<Difference> difference_;
};

class BytesWork final : public StreamWork {
 public:
  using StreamWork::StreamWork;

  py::object answer() override { return py::bool_(!difference()); }
};

template <typename Value>
py::object or_none(const std::optional<Value>& value) {
  return value ? py::object(py::int_(*value)) : py::none();
}

class DifferenceWork final : public StreamWork {
 public:
  using StreamWork::StreamWork;

  py::object answer() override {
    if (!difference()) return py::none();
    const Difference& found = *difference();
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

std::shared_ptr<Work> bytes_work(const Source& left, const Source& right,
                                 const SharedOptions& options) {
  return std::make_shared<BytesWork>(left, right, options, Detail::verdict);
}

std::shared_ptr<Work> difference_work(const Source& left, const Source& right,
                                      const SharedOptions& options, bool lines) {
  return std::make_shared<DifferenceWork>(left, right, options,
                                          lines ? Detail::line : Detail::offset);
}

}  // namespace

void add_stream_works(py::module_& module) {
  module.def("bytes_work", &bytes_work, py::arg("left"), py::arg("right"), py::arg("options"),
             "Answers bool: the same bytes. Anything that is no stream of bytes raises.");
  module.def("difference_work", &difference_work, py::arg("left"), py::arg("right"),
             py::arg("options"), py::arg("lines"),
             "Answers None if the bytes are the same, else where and how they differ.");
}

}  // namespace komparu::python
