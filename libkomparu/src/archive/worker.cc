// SPDX-License-Identifier: MIT
// The worker's own side: decodes one archive, and tells the process at the other end what it holds.
//
// Order matters here. All that libarchive would load when it first needs it is loaded before the
// walls go up; the walls are up before a byte of the archive is asked for.
#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "archive/feed.h"
#include "archive/libarchive.h"
#include "archive/worker_process.h"
#include "archive/worker_tar.h"
#include "komparu/archive.h"
#include "komparu/archive_worker.h"

namespace komparu::archive {

namespace {

// A pass through a WARC file. libarchive 3.6.2 passes over too much behind a record that it has
// given out in more than one block, so behind such a one it is started anew.
class WarcRecords final : public FormatReader {
 public:
  explicit WarcRecords(Feed& feed) : feed_(feed), format_(open_at(0)) {}

  std::optional<Head> next() override {
    if (blocks_ > 1) {
      if (next_ > feed_.size()) {
        broken_ = true;
        throw Error(ErrorCode::bad_archive, "", "the warc archive is cut off");
      }
      if (next_ == feed_.size()) return std::nullopt;
      format_ = open_at(next_);
    }
    blocks_ = 0;
    auto head = format_->next();
    // ISO 28500: a record ends with two empty lines.
    constexpr std::uint64_t kEnd = 4;
    if (head) next_ = position() + head->size.value_or(0) + kEnd;
    return head;
  }

  std::optional<Block> next_block() override {
    auto block = format_->next_block();
    if (block) ++blocks_;
    return block;
  }

  bool broken() const override { return broken_ || format_->broken(); }
  std::uint64_t position() const override { return base_ + format_->position(); }

 private:
  std::unique_ptr<FormatReader> open_at(std::uint64_t offset) {
    feed_.seek(offset);
    base_ = offset;
    return open_extra_format(ExtraFormat::warc, feed_);
  }

  Feed& feed_;
  std::uint64_t base_ = 0;  // where the format began to read
  std::unique_ptr<FormatReader> format_;
  std::uint64_t next_ = 0;    // where the next record begins
  std::uint64_t blocks_ = 0;  // of the current record, so far
  bool broken_ = false;
};

// The other end is gone, or says what it never would: there is nobody to work for.
class Alone : public std::exception {};

void require(bool done) {
  if (!done) throw Alone();
}

// The archive, as the other process has it.
class AskedFeed final : public Feed {
 public:
  explicit AskedFeed(std::uint64_t size) : size_(size) {}

  std::span<const std::byte> next_block() override {
    const std::uint64_t length = std::min<std::uint64_t>(block_.size(), size_ - position_);
    if (length == 0) return {};
    const Question question{position_, length};
    const auto room = std::span(block_).first(static_cast<std::size_t>(length));
    require(worker_ask(std::as_bytes(std::span(&question, 1))) && worker_receive(room));
    position_ += length;
    return room;
  }

  bool can_seek() const override { return true; }
  std::uint64_t size() const override { return size_; }
  void seek(std::uint64_t offset) override { position_ = offset; }

 private:
  const std::uint64_t size_;
  std::uint64_t position_ = 0;
  // Directories are read in small steps, and what was read too much is read again.
  std::array<std::byte, 65536> block_;
};

class Service {
 public:
  void run() {
    write_hello(out_);
    flush();
    require(worker_receive(std::as_writable_bytes(std::span(&task_, 1))));
    AskedFeed feed(task_.size);
    auto failure = failure_of([&] {
      prepare_extra_formats();
      confine(task_.memory, task_.seconds);
      const auto format = static_cast<ExtraFormat>(task_.format);
      format_ = format == ExtraFormat::warc ? std::make_unique<WarcRecords>(feed)
                                            : open_extra_format(format, feed);
    });
    while (!failure) {
      bool more = false;
      failure = failure_of([&] { more = tell_head(); });
      if (failure) failure->of_all = true;
      if (!more && !failure) return flush();
      if (!failure) failure = tell_content();
    }
    write_status(failure, out_);
    flush();
  }

 private:
  void flush() {
    require(worker_tell(std::as_bytes(std::span(out_.data(), out_.size()))));
    out_.clear();
  }

  // False at the end of the members.
  bool tell_head() {
    const auto head = format_->next();
    if (head) {
      write_head(*head, out_);
    } else {
      write_end(format_->position(), out_);
    }
    told_ = 0;
    has_content_ = head && head->kind == Kind::regular && !head->hard_link && !head->encrypted;
    return head.has_value();
  }

  // The content and the status. What it gives back is wrong with all that follows, too.
  std::optional<Failure> tell_content() {
    const auto failure = failure_of([&] {
      while (const auto block = has_content_ ? format_->next_block() : std::nullopt) tell(*block);
    });
    if (failure && failure->of_all) return failure;
    write_status(failure, out_);
    flush();
    return std::nullopt;
  }

  void tell(const Block& block) {
    if (block.bytes.empty()) return;
    if (block.offset != told_) {
      throw Error(ErrorCode::bad_archive, "", "its content does not fit the size it declares");
    }
    told_ += block.bytes.size();
    for (auto rest = block.bytes; !rest.empty();) {
      const auto part = rest.first(std::min(rest.size(), kMostPart));
      write_part(part, out_);
      flush();
      rest = rest.subspan(part.size());
    }
  }

  // What `call` threw, in the words of a status.
  template <typename Call>
  std::optional<Failure> failure_of(const Call& call) {
    try {
      call();
      return std::nullopt;
    } catch (const Error& error) {
      const bool of_all = !format_ || format_->broken() || error.code() != ErrorCode::bad_archive;
      return Failure{error.code(), of_all, error.detail()};
    } catch (const std::bad_alloc&) {
      return Failure{
          ErrorCode::limit_exceeded, true,
          fmt::format("reading it takes more than {} MiB of memory", task_.memory >> 20)};
    }
  }

  Task task_;
  std::unique_ptr<FormatReader> format_;
  std::string out_;
  std::uint64_t told_ = 0;  // of the current content
  bool has_content_ = false;
};

}  // namespace

}  // namespace komparu::archive

namespace komparu {

bool is_archive_worker(int argc, const char* const* argv) {
  return argc == 2 && std::string_view(argv[1]) == archive::kWorkerArgument &&
         archive::has_channel();
}

int run_archive_worker() noexcept {
  try {
    archive::leave_all_behind();
    archive::Service().run();
    return 0;
  } catch (...) {
    return 1;
  }
}

}  // namespace komparu
