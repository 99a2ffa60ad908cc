// SPDX-License-Identifier: MIT
#include "archive/worker_format.h"

#include <utility>

#include "archive/worker_messages.h"

namespace komparu::archive {

namespace {

class WorkerFormat final : public FormatReader {
 public:
  WorkerFormat(std::unique_ptr<WorkerProcess> worker, ExtraFormat format, RandomAccess& access,
               Account& account, const WorkerLimits& limits)
      : worker_(std::move(worker)),
        messages_(worker_->channel()),
        access_(access),
        window_(access.window(kMostBytes)),
        account_(account),
        left_(limits.more_reading + limits.readings * access.size()) {
    greet(Task{format, access.size(), limits.memory, limits.seconds});
  }

  std::optional<Head> next() override {
    Message answer = ask(MessageKind::next);
    if (answer.kind == MessageKind::failed) fail(answer);
    return read([&]() -> std::optional<Head> {
      if (answer.kind == MessageKind::head) return read_head_body(answer.body);
      if (answer.kind != MessageKind::ended) throw Malformed();
      position_ = read_number(answer.body);
      if (position_ > access_.size()) throw Malformed();
      return std::nullopt;
    });
  }

  std::optional<Block> next_block() override {
    Message answer = std::exchange(in_content_, true) ? hear() : ask(MessageKind::content);
    if (answer.kind == MessageKind::failed) {
      in_content_ = false;
      fail(answer);
    }
    return read([&]() -> std::optional<Block> {
      if (answer.kind == MessageKind::block) return read_block(answer.body);
      if (answer.kind != MessageKind::ended || !answer.body.empty()) throw Malformed();
      in_content_ = false;
      return std::nullopt;
    });
  }

  // Content that nobody wants any more stands in the way of what comes after it.
  bool broken() const override { return broken_ || in_content_; }
  std::uint64_t position() const override { return position_; }
  std::uint64_t head_position() const override { return 0; }

 private:
  void greet(const Task& task) {
    try {
      const auto hello = messages_.receive(account_.until);
      if (!hello || hello->kind != MessageKind::hello) throw Malformed();
      read_hello(hello->body);
    } catch (const Malformed&) {
      throw Error(ErrorCode::unsupported, "", "the program that is to read it is no komparu");
    }
    tell(MessageKind::begin, body_of(task));
  }

  void tell(MessageKind kind, std::span<const std::byte> body = {}) {
    if (!messages_.send(kind, body, account_.until)) lose();
  }

  Message ask(MessageKind question) {
    tell(question);
    return hear();
  }

  // The answer, once the worker has had all that it wants to know for it.
  Message hear() {
    for (;;) {
      auto message = read([&] { return messages_.receive(account_.until); });
      if (!message) lose();
      if (message->kind != MessageKind::wanted) {
        worker_->channel().renew_patience();
        return *message;
      }
      const Wanted wanted = read([&] { return read_wanted(message->body); });
      give(wanted);
    }
  }

  void give(const Wanted& wanted) {
    if (wanted.offset > access_.size() || wanted.length > access_.size() - wanted.offset) {
      distrust();
    }
    if (wanted.length > left_) {
      broken_ = true;
      throw Error(ErrorCode::limit_exceeded, "", "it would have to be read over and over");
    }
    left_ -= wanted.length;
    account_.until.check();
    std::span<const std::byte> bytes;
    if (wanted.length > 0) bytes = window_->at(wanted.offset, wanted.length);
    account_.took(bytes.size());
    if (!messages_.send(MessageKind::given, {}, bytes, account_.until)) lose();
  }

  [[noreturn]] void fail(const Message& answer) {
    const Failure failure = read([&] { return read_failure(answer.body); });
    broken_ = failure.of_all;
    throw Error(failure.code, "", failure.reason);
  }

  [[noreturn]] void lose() {
    broken_ = true;
    throw worker_->ended();
  }

  [[noreturn]] void distrust() {
    broken_ = true;
    throw Error(ErrorCode::bad_archive, "", "the program that reads it talks nonsense");
  }

  template <typename Call>
  auto read(const Call& call) -> decltype(call()) {
    try {
      return call();
    } catch (const Malformed&) {
      distrust();
    }
  }

  const std::unique_ptr<WorkerProcess> worker_;
  Messages messages_;
  RandomAccess& access_;
  const std::unique_ptr<Window> window_;
  Account& account_;
  std::uint64_t left_;  // bytes that the worker may still ask for
  std::uint64_t position_ = 0;
  bool in_content_ = false;
  bool broken_ = false;
};

}  // namespace

std::unique_ptr<FormatReader> make_worker_format(std::unique_ptr<WorkerProcess> worker,
                                                 ExtraFormat format, RandomAccess& access,
                                                 Account& account, const WorkerLimits& limits) {
  return std::make_unique<WorkerFormat>(std::move(worker), format, access, account, limits);
}

}  // namespace komparu::archive
