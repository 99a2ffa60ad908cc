// SPDX-License-Identifier: MIT
#include "compare/archives/decode_ahead.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "archive/member_pass.h"
#include "base/read_parts.h"
#include "base/signal_mask.h"
#include "compare/archives/decoded_chunk.h"
#include "komparu/error.h"

namespace komparu {

namespace {

using What = DecodedChunk::What;

constexpr std::size_t kChunks = 4;
// Waking the other thread costs as much as decoding some KiB.
constexpr std::size_t kWorthWaking = std::size_t{64} << 10;

bool has_content(const Member& member) {
  return member.kind == Kind::regular && member.hard_link.empty() && !member.problem;
}

// The chunks on their way from the thread that fills them to the one that reads them, and back. A
// chunk is handed over when its filling begins: what trickles in is seen before the chunk is full.
class Ring {
 public:
  Ring() { add_chunk(); }

  // For the filling thread: the next chunk to fill, or null if nothing more is wanted.
  DecodedChunk* begin() {
    std::unique_lock lock(mutex_);
    if (free_.empty() && chunks_.size() < kChunks && !ending_) try_to_add_chunk();
    room_.wait(lock, [this] { return ending_ || !free_.empty(); });
    if (ending_) return nullptr;
    DecodedChunk* const chunk = free_.front();
    free_.pop_front();
    chunk->clear();
    ready_.push_back(chunk);
    woken_at_ = 0;
    return chunk;
  }

  bool ending() const { return ending_.load(std::memory_order_relaxed); }

  // More was published.
  void grown(const DecodedChunk& chunk) {
    if (chunk.weight() - woken_at_ < kWorthWaking || !hungry_.load()) return;
    woken_at_ = chunk.weight();
    const std::lock_guard lock(mutex_);
    data_.notify_one();
  }

  void finish(DecodedChunk& chunk) {
    const std::lock_guard lock(mutex_);
    chunk.close();
    data_.notify_one();
  }

  // For the reading thread: waits until there is a record behind `seen` in the chunk, or the chunk
  // is closed, or, without a chunk, until there is one.
  void wait(DecodedChunk*& chunk, std::size_t seen, const Until& until) {
    // What trickles in, and a stop that is asked for, wake nobody.
    constexpr std::chrono::milliseconds kLookEvery(50);
    std::unique_lock lock(mutex_);
    hungry_.store(true);
    while (true) {
      if (chunk == nullptr && !ready_.empty()) {
        chunk = ready_.front();
        ready_.pop_front();
      }
      if (chunk != nullptr && (chunk->count() > seen || chunk->closed())) break;
      lock.unlock();
      until.check();
      lock.lock();
      data_.wait_for(lock, kLookEvery, [&] {
        return chunk != nullptr ? chunk->count() > seen || chunk->closed() : !ready_.empty();
      });
    }
    hungry_.store(false);
  }

  void give_back(DecodedChunk* chunk) {
    const std::lock_guard lock(mutex_);
    free_.push_back(chunk);
    room_.notify_one();
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ending_.store(true);
    room_.notify_one();
  }

 private:
  // One by one: a small archive fits into the first, and making a chunk takes as long as reading
  // it.
  void add_chunk() { free_.push_back(&chunks_.emplace_back()); }

  // One chunk does, where there is no memory for more.
  void try_to_add_chunk() {
    try {
      add_chunk();
    } catch (const std::bad_alloc&) {
    }
  }

  std::deque<DecodedChunk> chunks_;  // they do not move
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable data_;
  std::deque<DecodedChunk*> free_;
  std::deque<DecodedChunk*> ready_;
  std::size_t woken_at_ = 0;  // the filling thread's own
  std::atomic<bool> hungry_{false};
  std::atomic<bool> ending_{false};
};

// What the thread does.
class Decoder {
 public:
  Decoder(Archive& archive, Until until, Progress* progress, Ring& ring)
      : archive_(archive),
        until_(std::move(until)),
        progress_(progress),
        ring_(ring),
        counted_(archive.bytes_read()) {}

  void run() {
    std::unique_ptr<MemberStream> stream;
    while (DecodedChunk* const chunk = ring_.begin()) {
      bool more = false;
      try {
        if (!stream) {
          stream = archive_.members(until_);
          pass_ = dynamic_cast<archive::MemberPass*>(stream.get());
        }
        more = fill(*chunk, *stream);
      } catch (...) {
        chunk->add(What::archive_failed, std::current_exception());
      }
      ring_.finish(*chunk);
      if (!more) return;
    }
  }

 private:
  // False if there is nothing behind this chunk.
  bool fill(DecodedChunk& chunk, MemberStream& stream) {
    while (!chunk.full()) {
      if (ring_.ending()) return false;
      if (content_ != nullptr) {
        fill_content(chunk);
      } else {
        const Member* const member = stream.next();
        if (member == nullptr) {
          count_bytes();
          chunk.add(What::archive_end);
          return false;
        }
        chunk.add_member(*member);
        if (has_content(*member)) content_ = &stream.content();
      }
      count_bytes();
      ring_.grown(chunk);
    }
    return true;
  }

  void fill_content(DecodedChunk& chunk) {
    try {
      if (const std::uint64_t hole = content_->hole_ahead(); hole > 0) {
        content_->skip(hole);
        chunk.add_hole(hole);
        return;
      }
      if (pass_ != nullptr) {
        archive::KeptBytes kept = pass_->take();
        if (!kept.bytes.empty()) return chunk.add_kept(std::move(kept));
      }
      const std::span<std::byte> room = chunk.room();
      const std::span<const std::byte> bytes = content_->read(room);
      if (!bytes.empty() && bytes.data() != room.data()) {
        std::memcpy(room.data(), bytes.data(), bytes.size());
      }
      if (!bytes.empty()) return chunk.add_bytes(bytes.size());
      content_ = nullptr;
      chunk.add(What::content_end);
    } catch (...) {
      content_ = nullptr;
      chunk.add(What::content_failed, std::current_exception());
    }
  }

  void count_bytes() {
    if (progress_ == nullptr) return;
    const std::uint64_t now = archive_.bytes_read();
    progress_->bytes_read += now - std::exchange(counted_, now);
  }

  Archive& archive_;
  const Until until_;
  Progress* const progress_;
  Ring& ring_;
  std::uint64_t counted_;
  archive::MemberPass* pass_ = nullptr;  // the stream, if its bytes can be kept in place
  Reader* content_ = nullptr;
};

class DecodeAhead final : public MemberStream {
 public:
  DecodeAhead(Archive& archive, const Until& until, Progress* progress,
              std::function<void()> interrupt)
      : until_(until),
        interrupt_(std::move(interrupt)),
        decoder_(archive, {stop_.token(), until.deadline}, progress, ring_),
        content_(*this) {
    const SignalsBlocked blocked;
    thread_ = std::thread([this] { decoder_.run(); });
  }
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;
  ~DecodeAhead() override {
    ring_.end();
    if (!over_) {
      stop_.request_stop();
      if (interrupt_) interrupt_();
    }
    thread_.join();
  }

  const Member* next() override {
    while (in_content_) {
      const DecodedChunk::Record& record = peek();
      in_content_ = record.what == What::bytes || record.what == What::hole;
      step();
    }
    const DecodedChunk::Record& record = peek();
    if (record.what == What::member) {
      member_ = std::move(chunk_->member(record));
      in_content_ = has_content(member_);
      step();
      return &member_;
    }
    over_ = true;  // the record stays, for whoever asks again
    if (record.what == What::archive_failed) std::rethrow_exception(record.failure);
    return nullptr;
  }

  Reader& content() override { return content_; }

 private:
  // The content of the current member.
  class Content final : public Reader {
   public:
    explicit Content(DecodeAhead& stream) : stream_(stream) {}

    std::span<const std::byte> read(std::span<std::byte> scratch) override {
      // Most members are small, and need no copy.
      if (const auto bytes = stream_.last_bytes(scratch.size()); !bytes.empty()) return bytes;
      return read_parts(scratch, [&](std::span<std::byte> room) -> std::span<const std::byte> {
        if (!stream_.in_content_) return {};
        const DecodedChunk::Record& record = stream_.peek();
        if (record.what == What::content_end) {
          stream_.in_content_ = false;
          stream_.step();
          return {};
        }
        if (record.what == What::content_failed) {
          if (room.size() < scratch.size()) return {};
          std::rethrow_exception(record.failure);
        }
        const auto length = static_cast<std::size_t>(
            std::min<std::uint64_t>(room.size(), record.length - stream_.taken_));
        std::span<const std::byte> part = room.first(length);
        if (record.what == What::hole) {
          std::memset(room.data(), 0, length);
        } else {
          part = record.bytes.subspan(static_cast<std::size_t>(stream_.taken_), length);
        }
        stream_.take(length);
        return part;
      });
    }

    void skip(std::uint64_t count) override {
      while (count > 0 && stream_.in_content_) {
        const DecodedChunk::Record& record = stream_.peek();
        if (record.what == What::content_failed) std::rethrow_exception(record.failure);
        if (record.what == What::content_end) return;
        const std::uint64_t length = std::min(count, record.length - stream_.taken_);
        stream_.take(length);
        count -= length;
      }
    }

    std::uint64_t hole_ahead() override {
      if (!stream_.in_content_) return 0;
      const DecodedChunk::Record& record = stream_.peek();
      return record.what == What::hole ? record.length - stream_.taken_ : 0;
    }

    std::optional<Size> size() const override {
      if (!stream_.member_.size) return std::nullopt;
      return Size{*stream_.member_.size, false};
    }

    Kind kind() const override { return Kind::regular; }

   private:
    DecodeAhead& stream_;
  };

  // The record at which the reading stands, waited for. What was read before it may be overwritten.
  const DecodedChunk::Record& peek() {
    until_checked();
    while (true) {
      if (chunk_ != nullptr && at_ < chunk_->count()) return chunk_->record(at_);
      // Closed first, then counted: what was published before the closing is not overlooked.
      if (chunk_ != nullptr && chunk_->closed() && at_ == chunk_->count()) {
        ring_.give_back(std::exchange(chunk_, nullptr));
        at_ = 0;
      }
      ring_.wait(chunk_, at_, until_);
    }
  }

  // What is left of the content, if it is that much at most and known to stand here in one piece.
  std::span<const std::byte> last_bytes(std::size_t most) {
    if (!in_content_) return {};
    const DecodedChunk::Record& record = peek();
    const std::uint64_t rest = record.length - taken_;
    if (record.what != What::bytes || rest > most || at_ + 1 >= chunk_->count() ||
        chunk_->record(at_ + 1).what != What::content_end) {
      return {};
    }
    const auto bytes = record.bytes.subspan(static_cast<std::size_t>(taken_));
    take(rest);
    return bytes;
  }

  void until_checked() {
    constexpr unsigned kEvery = 4;
    if (++peeks_ % kEvery == 0) until_.check();
  }

  void step() {
    ++at_;
    taken_ = 0;
  }

  void take(std::uint64_t length) {
    taken_ += length;
    if (taken_ == chunk_->record(at_).length) step();
  }

  const Until until_;
  const std::function<void()> interrupt_;
  StopSource stop_;
  Ring ring_;
  Decoder decoder_;
  Content content_;
  Member member_;
  DecodedChunk* chunk_ = nullptr;
  std::size_t at_ = 0;       // the next record of the chunk
  std::uint64_t taken_ = 0;  // bytes of it that have been given out
  bool in_content_ = false;
  bool over_ = false;
  unsigned peeks_ = 0;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<MemberStream> decode_ahead(Archive& archive, const Until& until, Progress* progress,
                                           std::function<void()> interrupt) {
  try {
    return std::make_unique<DecodeAhead>(archive, until, progress, std::move(interrupt));
  } catch (const std::system_error&) {
    return archive.members(until);
  }
}

}  // namespace komparu
