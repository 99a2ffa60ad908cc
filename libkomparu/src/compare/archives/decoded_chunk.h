// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_DECODED_CHUNK_H_
#define KOMPARU_COMPARE_ARCHIVES_DECODED_CHUNK_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <utility>

#include "archive/member_content.h"
#include "komparu/archive.h"

namespace komparu {

// A stretch of a decoded archive: heads of members and what is in them, record by record. One
// thread fills it while another one reads what has been published so far.
class DecodedChunk {
 public:
  enum class What { member, bytes, hole, content_end, content_failed, archive_end, archive_failed };

  struct Record {
    What what = What::archive_end;
    std::size_t member = 0;
    std::span<const std::byte> bytes{};
    std::uint64_t length = 0;  // of bytes and holes
    std::exception_ptr failure{};
    std::shared_ptr<const void> owner{};  // of bytes that do not stand in the chunk
  };

  DecodedChunk()
      : bytes_(std::make_unique_for_overwrite<std::byte[]>(kBytes)),
        members_(std::make_unique<Member[]>(kMembers)) {}

  // For the filling thread, before anybody reads.
  void clear() {
    for (std::size_t i = 0; i < count(); ++i) records_[i] = Record();
    for (; members_used_ > 0; --members_used_) members_[members_used_ - 1] = Member();
    used_ = 0;
    weight_ = 0;
    closed_.store(false, std::memory_order_relaxed);
    count_.store(0, std::memory_order_relaxed);
  }

  // For the filling thread.
  bool full() const {
    constexpr std::size_t kWorthReading = 4096;
    return used_ + kWorthReading > kBytes || weight_ >= kBytes || members_used_ == kMembers ||
           count() + 1 >= kRecords;
  }
  std::span<std::byte> room() { return {bytes_.get() + used_, kBytes - used_}; }
  // What has been added, in bytes; names count, too.
  std::size_t weight() const { return weight_; }

  void add_member(const Member& member) {
    constexpr std::size_t kHead = 256;
    weight_ += kHead + member.path.size() + member.link_text.size() + member.hard_link.size();
    members_[members_used_] = member;
    publish({.what = What::member, .member = members_used_++});
  }
  // The first bytes of the room have been filled.
  void add_bytes(std::size_t length) {
    weight_ += length;
    publish({.what = What::bytes, .bytes = room().first(length), .length = length});
    used_ += length;
  }
  // Bytes that stand elsewhere.
  void add_kept(archive::KeptBytes kept) {
    weight_ += kept.bytes.size();
    publish({.what = What::bytes,
             .bytes = kept.bytes,
             .length = kept.bytes.size(),
             .owner = std::move(kept.owner)});
  }
  void add_hole(std::uint64_t length) { publish({.what = What::hole, .length = length}); }
  void add(What what, std::exception_ptr failure = nullptr) {
    publish({.what = what, .failure = std::move(failure)});
  }
  // Nothing more will be added.
  void close() { closed_.store(true); }

  // For the reading thread. What has been published stays as it is until clear().
  std::size_t count() const { return count_.load(std::memory_order_acquire); }
  bool closed() const { return closed_.load(); }
  const Record& record(std::size_t index) const { return records_[index]; }
  Member& member(const Record& record) { return members_[record.member]; }

 private:
  static constexpr std::size_t kBytes = std::size_t{256} << 10;
  static constexpr std::size_t kMembers = 512;
  static constexpr std::size_t kRecords = 4 * kMembers;

  void publish(Record record) {
    const std::size_t count = count_.load(std::memory_order_relaxed);
    records_[count] = std::move(record);
    count_.store(count + 1, std::memory_order_release);
  }

  std::unique_ptr<std::byte[]> bytes_;
  std::unique_ptr<Member[]> members_;
  std::array<Record, kRecords> records_;
  std::size_t members_used_ = 0;
  std::size_t used_ = 0;
  std::size_t weight_ = 0;
  std::atomic<std::size_t> count_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_DECODED_CHUNK_H_
