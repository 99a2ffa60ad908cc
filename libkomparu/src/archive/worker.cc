// SPDX-License-Identifier: MIT
// The worker's own side: decodes for the process at the other end of its channel.
#include <algorithm>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "archive/feed.h"
#include "archive/libarchive.h"
#include "archive/warc_records.h"
#include "archive/worker_messages.h"
#include "archive/worker_process.h"
#include "komparu/archive_worker.h"

namespace komparu {

namespace archive {

namespace {

// The other end is gone, or says what it never would: there is nobody to work for.
class Alone : public std::exception {};

// The archive, as the other process has it.
class AskedFeed final : public Feed {
 public:
  AskedFeed(Messages& messages, std::uint64_t size) : messages_(messages), size_(size) {}

  std::span<const std::byte> next_block() override {
    // Directories are read in small steps, and what was read too much is read again.
    constexpr std::uint64_t kBlock = 65536;
    const std::uint64_t length = std::min(kBlock, size_ - position_);
    if (length == 0) return {};
    const Wanted wanted{position_, static_cast<std::uint32_t>(length)};
    if (!messages_.send(MessageKind::wanted, body_of(wanted), {})) throw Alone();
    const auto given = messages_.receive({});
    if (!given || given->kind != MessageKind::given || given->body.empty()) throw Alone();
    position_ += given->body.size();
    return given->body;
  }

  bool can_seek() const override { return true; }
  std::uint64_t size() const override { return size_; }
  void seek(std::uint64_t offset) override { position_ = offset; }

 private:
  Messages& messages_;
  const std::uint64_t size_;
  std::uint64_t position_ = 0;
};

class Service {
 public:
  // What is asked for and what is told have buffers of their own: libarchive keeps looking at the
  // block that it was given last.
  explicit Service(Channel& channel) : messages_(channel), given_(channel) {}

  void run() {
    tell(MessageKind::hello, body_of_hello());
    const auto begin = messages_.receive({});
    if (!begin || begin->kind != MessageKind::begin) throw Alone();
    const Task task = read_task(begin->body);
    memory_ = task.memory;
    failed_ = failure_of([&] {
      prepare_extra_formats();
      confine(task.memory, task.seconds);
    });
    AskedFeed feed(given_, task.size);
    for (;;) {
      const auto question = messages_.receive({});
      if (!question) return;
      if (question->kind == MessageKind::next) {
        answer_next(task.format, feed);
      } else if (question->kind == MessageKind::content) {
        answer_content();
      } else {
        throw Alone();
      }
    }
  }

 private:
  void tell(MessageKind kind, const Body& body) {
    if (!messages_.send(kind, body, {})) throw Alone();
  }

  void answer_next(ExtraFormat format, AskedFeed& feed) {
    answer([&] {
      if (!format_) {
        format_ = format == ExtraFormat::warc ? open_warc(feed) : open_extra_format(format, feed);
      }
      const auto head = format_->next();
      if (!head) return tell(MessageKind::ended, body_of_number(format_->position()));
      const Body body = body_of(*head);
      if (body.size() > kMostHead) {
        throw Error(ErrorCode::limit_exceeded, "", "a member's name is too long to be told");
      }
      tell(MessageKind::head, body);
    });
  }

  void answer_content() {
    answer([&] {
      if (!format_) throw Alone();
      while (const auto block = format_->next_block()) {
        std::uint64_t offset = block->offset;
        for (auto rest = block->bytes; !rest.empty();) {
          const auto part = rest.first(std::min(rest.size(), kMostBytes));
          if (!messages_.send(MessageKind::block, body_of_number(offset), part, {})) throw Alone();
          offset += part.size();
          rest = rest.subspan(part.size());
        }
      }
      tell(MessageKind::ended, {});
    });
  }

  // What `call` threw, in the words of a message.
  template <typename Call>
  std::optional<Failure> failure_of(const Call& call) {
    try {
      call();
      return std::nullopt;
    } catch (const Error& error) {
      const bool of_all = !format_ || format_->broken() || error.code() != ErrorCode::bad_archive;
      return Failure{error.code(), of_all, error.detail()};
    } catch (const std::bad_alloc&) {
      return Failure{ErrorCode::limit_exceeded, true,
                     fmt::format("reading it takes more than {} MiB of memory", memory_ >> 20)};
    }
  }

  template <typename Call>
  void answer(const Call& call) {
    const auto failure = failed_ ? failed_ : failure_of(call);
    if (!failure) return;
    if (failure->of_all) failed_ = failure;
    tell(MessageKind::failed, body_of(*failure));
  }

  Messages messages_;
  Messages given_;
  std::uint64_t memory_ = 0;
  std::unique_ptr<FormatReader> format_;
  std::optional<Failure> failed_;  // for good
};

}  // namespace

}  // namespace archive

bool is_archive_worker(int argc, const char* const* argv) {
  return argc == 2 && std::string_view(argv[1]) == archive::kWorkerArgument &&
         archive::has_channel();
}

int run_archive_worker() noexcept {
  try {
    archive::leave_all_behind();
    archive::Channel channel{UniqueFd(0)};
    archive::Service(channel).run();
    return 0;
  } catch (...) {
    return 1;
  }
}

}  // namespace komparu
