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

#include "komparu/archive.h"

namespace komparu {

// A stretch of a decoded archive: heads of members and what is in them, record by record. One
// thread fills it while another one reads what has been published so far.
class DecodedChunk {
 public:
  enum class What { member, bytes, hole, content_end, content_failed, archive_end, archive_failed };

  struct Record {
    What what = What::archive_end;
    std::size_t at = 0;        // the first byte, or the number of the member
    std::uint64_t length = 0;  // of bytes and holes
    std::exception_ptr failure;
  };

  DecodedChunk()
      : bytes_(std::make_unique_for_overwrite<std::byte[]>(kBytes)),
        members_(std::make_unique<Member[]>(kMembers)) {}

  // For the filling thread, before anybody reads.
  void clear() {
    for (std::size_t i = 0; i < count(); ++i) records_[i].failure = nullptr;
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
    publish({What::member, members_used_++, 0, nullptr});
  }
  // The first bytes of the room have been filled.
  void add_bytes(std::size_t length) {
    weight_ += length;
    publish({What::bytes, std::exchange(used_, used_ + length), length, nullptr});
  }
  void add_hole(std::uint64_t length) { publish({What::hole, 0, length, nullptr}); }
  void add(What what, std::exception_ptr failure = nullptr) {
    publish({what, 0, 0, std::move(failure)});
  }
  // Nothing more will be added.
  void close() { closed_.store(true); }

  // For the reading thread. What has been published stays as it is until clear().
  std::size_t count() const { return count_.load(std::memory_order_acquire); }
  bool closed() const { return closed_.load(); }
  const Record& record(std::size_t index) const { return records_[index]; }
  Member& member(const Record& record) { return members_[record.at]; }
  std::span<const std::byte> bytes(const Record& record) const {
    return {bytes_.get() + record.at, static_cast<std::size_t>(record.length)};
  }

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
