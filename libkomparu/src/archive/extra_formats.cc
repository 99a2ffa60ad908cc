// SPDX-License-Identifier: MIT
#include "archive/extra_formats.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "archive/member_pass.h"
#include "archive/sniff.h"
#include "archive/worker_process.h"
#include "archive/worker_tar.h"

namespace komparu::archive {

namespace {

class WorkerFormat final : public FormatReader {
 public:
  WorkerFormat(std::unique_ptr<WorkerProcess> worker, ExtraFormat format, RandomAccess& access,
               Account& account, const WorkerLimits& limits)
      : worker_(std::move(worker)),
        access_(access),
        window_(access.window(kMostAnswer)),
        account_(account),
        left_(limits.more_reading + limits.readings * access.size()) {
    greet(Task{static_cast<std::uint64_t>(format), access.size(), limits.memory, limits.seconds});
  }

  std::optional<Head> next() override {
    if (in_content_) distrust();
    return read([&]() -> std::optional<Head> {
      // Of a member whose content nobody wanted only the status can come.
      if (std::exchange(in_member_, false)) end_member(hear());
      const TarRecord record = hear();
      if (record.type == 'E') return end();
      if (record.type == 'S') end_member(record);
      if (record.type != 'x') throw Malformed();
      const std::vector<std::byte> records = std::exchange(body_, {});
      const Head head = read_head(text_of(records), hear());
      in_member_ = true;
      return head;
    });
  }

  std::optional<Block> next_block() override {
    if (!in_member_) return std::nullopt;
    if (!std::exchange(in_content_, true)) offset_ = 0;
    return read([&]() -> std::optional<Block> {
      const TarRecord record = hear();
      if (record.type != 'P') {
        in_content_ = in_member_ = false;
        end_member(record);
        return std::nullopt;
      }
      if (body_.empty()) throw Malformed();
      return Block{std::exchange(offset_, offset_ + body_.size()), body_};
    });
  }

  // Content that nobody wants any more stands in the way of what comes after it.
  bool broken() const override { return broken_ || in_content_; }
  std::uint64_t position() const override { return position_; }

 private:
  static constexpr std::size_t kMostAnswer = 65536;

  static std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  void greet(const Task& task) {
    try {
      const auto hello = receive();
      if (!hello || hello->type != 'g') throw Malformed();
      read_hello(text_of(body_));
    } catch (const Malformed&) {
      refuse("the program that is to read it is no komparu");
    }
    if (!worker_->channel().send(std::as_bytes(std::span(&task, 1)), account_.until)) lose();
  }

  // The next record, with its body in body_; none at the end of the stream.
  std::optional<TarRecord> receive() {
    account_.until.check();
    std::array<std::byte, kRecordBlock> block{};
    if (!fill(block)) return std::nullopt;
    const TarRecord record = read_record(block);
    body_.resize(padded(record.size));
    if (!fill(body_)) return std::nullopt;
    body_.resize(static_cast<std::size_t>(record.size));
    worker_->channel().renew_patience();
    return record;
  }

  TarRecord hear() {
    const auto record = receive();
    if (!record) lose();
    return *record;
  }

  bool fill(std::span<std::byte> room) {
    return worker_->channel().receive(room, account_.until,
                                      [this](const Question& question) { return give(question); });
  }

  std::span<const std::byte> give(const Question& question) {
    const bool there = question.offset <= access_.size() && question.length > 0 &&
                       question.length <= kMostAnswer &&
                       question.length <= access_.size() - question.offset;
    if (!there) distrust();
    if (question.length > left_) {
      broken_ = true;
      throw Error(ErrorCode::limit_exceeded, "", "it would have to be read over and over");
    }
    left_ -= question.length;
    const auto bytes = window_->at(question.offset, static_cast<std::size_t>(question.length));
    account_.took(bytes.size());
    if (bytes.size() != question.length) distrust();
    return bytes;
  }

  // The last record of a member. Throws the Error that it tells.
  void end_member(const TarRecord& record) {
    if (record.type != 'S') throw Malformed();
    const auto failure = read_status(text_of(body_));
    if (!failure) return;
    broken_ = failure->of_all;
    throw Error(failure->code, "", failure->reason);
  }

  std::optional<Head> end() {
    position_ = read_end(text_of(body_));
    if (position_ > access_.size()) throw Malformed();
    return std::nullopt;
  }

  [[noreturn]] void lose() {
    broken_ = true;
    throw worker_->ended();
  }

  [[noreturn]] void distrust() {
    broken_ = true;
    fail("the program that reads it talks nonsense");
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
  RandomAccess& access_;
  const std::unique_ptr<Window> window_;
  Account& account_;
  std::uint64_t left_;  // bytes that the worker may still ask for
  std::vector<std::byte> body_;
  std::uint64_t offset_ = 0;  // in the content, behind the last part
  std::uint64_t position_ = 0;
  bool in_member_ = false;   // its status has not come
  bool in_content_ = false;  // and somebody reads its content
  bool broken_ = false;
};

class ExtraPass final : public MemberPass {
 public:
  ExtraPass(ExtraFormat format, RandomAccess& access, const ArchiveOptions& options,
            std::shared_ptr<Account> account)
      : MemberPass(std::move(account)), format_(format), access_(access) {
    this->account().allowance.set_whole(access.size());
    check_extra_begin(format, access, this->account());
    const WorkerLimits limits;
    start(make_worker_format(start_worker(options.worker, limits), format, access, this->account(),
                             limits));
  }
  ~ExtraPass() override { stop(); }

 protected:
  std::optional<Head> next_head() override {
    auto head = format().next();
    if (!head) check_extra_end(format_, access_, format().position(), account());
    return head;
  }

 private:
  const ExtraFormat format_;
  RandomAccess& access_;
};

}  // namespace

std::unique_ptr<FormatReader> make_worker_format(std::unique_ptr<WorkerProcess> worker,
                                                 ExtraFormat format, RandomAccess& access,
                                                 Account& account, const WorkerLimits& limits) {
  return std::make_unique<WorkerFormat>(std::move(worker), format, access, account, limits);
}

bool is_requested(ExtraFormat format, const ArchiveOptions& options) {
  return std::find(options.extra_formats.begin(), options.extra_formats.end(), format) !=
         options.extra_formats.end();
}

void require_request(ExtraFormat format, const ArchiveOptions& options) {
  const std::string what = std::string(word(format)) + " archives";
  if (!is_requested(format, options)) refuse(what + " are read only by request");
  if (options.worker.empty()) refuse(what + " need a worker program, and none is named");
}

std::unique_ptr<MemberStream> read_extra(ExtraFormat format, RandomAccess& access,
                                         const ArchiveOptions& options,
                                         std::shared_ptr<Account> account) {
  return std::make_unique<ExtraPass>(format, access, options, std::move(account));
}

}  // namespace komparu::archive
