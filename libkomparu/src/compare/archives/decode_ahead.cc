// SPDX-License-Identifier: MIT
// How it works: one thread decodes, and tells what it finds record by record: a member's head, a
// stretch of its content, its end. The thread that compares takes all records there are at once,
// and waits only where there are none.
//
// The bytes of contents lie in a ring. The decoder asks for room for one read, so a record is never
// longer than that, and whoever compares in steps of the same size is given views of the ring and
// no copies. Positions are counted over the whole pass: `tail_` moves when the comparison goes on
// behind a record, because only then the view of it is not used any more.
//
// Waking a thread costs as much as decoding some KiB. So the reading thread is woken when enough
// has come, and looks by itself now and then: what trickles in is seen all the same. The decoder is
// woken when there is room for several reads.
//
// What the archive throws is a record, too, and thrown again in its place.
#include "compare/archives/decode_ahead.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/signal_mask.h"
#include "komparu/error.h"

namespace komparu {

namespace {

enum class What { member, bytes, hole, content_end, content_failed, archive_end, archive_failed };

struct Record {
  What what = What::archive_end;
  std::uint64_t length = 0;  // of bytes and holes
  std::unique_ptr<Member> member = nullptr;
  std::exception_ptr failure = nullptr;
  std::uint64_t from = 0;  // of bytes: their position
};

bool has_content(const Member& member) {
  return member.kind == Kind::regular && member.hard_link.empty() && !member.problem;
}

// Records on their way from the decoding thread to the reading one.
class Conveyor {
 public:
  // put() must not fail for want of memory: it tells what failed.
  Conveyor() { records_.reserve(kMostRecords + 1); }

  // For the decoding thread: room for one read, once there is some. Empty if no more is wanted.
  std::span<std::byte> room() {
    std::unique_lock lock(mutex_);
    if (const std::uint64_t to_end = kRing - head_ % kRing; to_end < kPart) head_ += to_end;
    if (free() < kPart) room_.wait(lock, [this] { return ending_ || free() >= 4 * kPart; });
    if (ending_) return {};
    return {ring_.get() + head_ % kRing, kPart};
  }

  // The same: tells a record; of bytes they are the first of the room. False if no more is wanted.
  bool put(Record record) {
    constexpr std::size_t kHead = 256;
    std::unique_lock lock(mutex_);
    if (record.what == What::bytes) record.from = std::exchange(head_, head_ + record.length);
    if (record.what != What::hole) unseen_ += record.length + kHead;
    const bool last = record.what == What::archive_end || record.what == What::archive_failed;
    records_.push_back(std::move(record));
    const bool worth_waking = unseen_ >= kPart || records_.size() == kMostRecords;
    if (last || worth_waking) data_.notify_one();
    room_.wait(lock, [this] { return ending_ || records_.size() < kMostRecords; });
    return !ending_;
  }

  // For the reading thread: all records that have come. Waits for one.
  void take(std::vector<Record>& records, const Until& until) {
    constexpr std::chrono::milliseconds kLookEvery(50);
    records.clear();
    records.reserve(kMostRecords + 1);
    std::unique_lock lock(mutex_);
    while (records_.empty()) {
      lock.unlock();
      until.check();
      lock.lock();
      data_.wait_for(lock, kLookEvery, [this] { return !records_.empty(); });
    }
    std::swap(records, records_);
    unseen_ = 0;
    room_.notify_one();
  }

  std::span<const std::byte> bytes(const Record& record) const {
    return {ring_.get() + record.from % kRing, static_cast<std::size_t>(record.length)};
  }

  // What lies before that position may be overwritten.
  void release(std::uint64_t position) {
    const std::lock_guard lock(mutex_);
    tail_ = position;
    if (free() >= 4 * kPart) room_.notify_one();
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    room_.notify_one();
  }

 private:
  static constexpr std::size_t kPart = std::size_t{64} << 10;
  static constexpr std::size_t kRing = 16 * kPart;
  static constexpr std::size_t kMostRecords = 1024;

  std::uint64_t free() const { return kRing - (head_ - tail_); }

  const std::unique_ptr<std::byte[]> ring_ = std::make_unique_for_overwrite<std::byte[]>(kRing);
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable data_;
  std::vector<Record> records_;
  std::uint64_t head_ = 0;
  std::uint64_t tail_ = 0;
  std::uint64_t unseen_ = 0;  // what the records that were not taken weigh
  bool ending_ = false;
};

// What the thread does.
class Decoder {
 public:
  Decoder(Archive& archive, Until until, Progress* progress, Conveyor& conveyor)
      : archive_(archive),
        until_(std::move(until)),
        progress_(progress),
        conveyor_(conveyor),
        counted_(archive.bytes_read()) {}

  void run() {
    try {
      const std::unique_ptr<MemberStream> stream = archive_.members(until_);
      while (step(*stream)) {
      }
    } catch (...) {
      conveyor_.put({What::archive_failed, 0, nullptr, std::current_exception()});
    }
  }

 private:
  // False if there is nothing more to tell.
  bool step(MemberStream& stream) {
    if (content_ != nullptr) return tell_content();
    const Member* const member = stream.next();
    count_bytes();
    if (member == nullptr) {
      conveyor_.put({What::archive_end});
      return false;
    }
    if (has_content(*member)) content_ = &stream.content();
    return conveyor_.put({What::member, 0, std::make_unique<Member>(*member)});
  }

  bool tell_content() {
    Record record;
    try {
      if (const std::uint64_t hole = content_->hole_ahead(); hole > 0) {
        content_->skip(hole);
        record = {What::hole, hole};
      } else {
        const std::span<std::byte> room = conveyor_.room();
        if (room.empty()) return false;
        const std::span<const std::byte> bytes = content_->read(room);
        if (!bytes.empty() && bytes.data() != room.data()) {
          std::memcpy(room.data(), bytes.data(), bytes.size());
        }
        record = {bytes.empty() ? What::content_end : What::bytes, bytes.size()};
      }
    } catch (...) {
      record = {What::content_failed, 0, nullptr, std::current_exception()};
    }
    if (record.what == What::content_end || record.what == What::content_failed) content_ = nullptr;
    count_bytes();
    return conveyor_.put(std::move(record));
  }

  void count_bytes() {
    if (progress_ == nullptr) return;
    const std::uint64_t now = archive_.bytes_read();
    progress_->bytes_read += now - std::exchange(counted_, now);
  }

  Archive& archive_;
  const Until until_;
  Progress* const progress_;
  Conveyor& conveyor_;
  std::uint64_t counted_;
  Reader* content_ = nullptr;
};

class DecodeAhead final : public MemberStream {
 public:
  DecodeAhead(Archive& archive, const Until& until, Progress* progress,
              std::function<void()> interrupt)
      : until_(until),
        interrupt_(std::move(interrupt)),
        decoder_(archive, {stop_.token(), until.deadline}, progress, conveyor_),
        content_(*this) {
    const SignalsBlocked blocked;
    thread_ = std::thread([this] { decoder_.run(); });
  }
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;
  ~DecodeAhead() override {
    conveyor_.end();
    if (!over_) {
      stop_.request_stop();
      if (interrupt_) interrupt_();
    }
    thread_.join();
  }

  const Member* next() override {
    while (in_content_) {
      const What what = peek().what;
      in_content_ = what == What::bytes || what == What::hole;
      step();
    }
    Record& record = peek();
    if (record.what == What::member) {
      member_ = std::move(*record.member);
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
      std::size_t filled = 0;
      while (filled < scratch.size() && stream_.in_content_) {
        const Record& record = stream_.peek();
        if (record.what == What::content_end) {
          stream_.in_content_ = false;
          stream_.step();
          break;
        }
        if (record.what == What::content_failed) {
          if (filled > 0) break;
          std::rethrow_exception(record.failure);
        }
        const std::span<std::byte> room = scratch.subspan(filled);
        const auto length = static_cast<std::size_t>(
            std::min<std::uint64_t>(room.size(), record.length - stream_.taken_));
        if (record.what == What::hole) {
          std::memset(room.data(), 0, length);
        } else {
          const auto bytes = stream_.conveyor_.bytes(record).subspan(
              static_cast<std::size_t>(stream_.taken_), length);
          if (length == scratch.size()) {
            stream_.take(length);
            return bytes;
          }
          std::memcpy(room.data(), bytes.data(), length);
        }
        stream_.take(length);
        filled += length;
      }
      return scratch.first(filled);
    }

    void skip(std::uint64_t count) override {
      while (count > 0 && stream_.in_content_) {
        const Record& record = stream_.peek();
        if (record.what == What::content_failed) std::rethrow_exception(record.failure);
        if (record.what == What::content_end) return;
        const std::uint64_t length = std::min(count, record.length - stream_.taken_);
        stream_.take(length);
        count -= length;
      }
    }

    std::uint64_t hole_ahead() override {
      if (!stream_.in_content_) return 0;
      const Record& record = stream_.peek();
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
  Record& peek() {
    constexpr unsigned kCheckEvery = 4;
    if (++peeks_ % kCheckEvery == 0) until_.check();
    if (used_ > released_) conveyor_.release(released_ = used_);
    if (at_ == records_.size()) {
      at_ = 0;
      conveyor_.take(records_, until_);
    }
    return records_[at_];
  }

  void step() {
    const Record& record = records_[at_++];
    if (record.what == What::bytes) used_ = record.from + record.length;
    taken_ = 0;
  }

  void take(std::uint64_t length) {
    taken_ += length;
    if (taken_ == records_[at_].length) step();
  }

  const Until until_;
  const std::function<void()> interrupt_;
  StopSource stop_;
  Conveyor conveyor_;
  Decoder decoder_;
  Content content_;
  Member member_;
  std::vector<Record> records_;
  std::size_t at_ = 0;          // the next of them
  std::uint64_t taken_ = 0;     // bytes of it that have been given out
  std::uint64_t used_ = 0;      // the position behind the last bytes that were given out
  std::uint64_t released_ = 0;  // the position that the decoder was told
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
