// SPDX-License-Identifier: MIT
// Readers whose bytes stand in memory, so that the engine is tested without a disk.
#ifndef KOMPARU_TESTS_SUPPORT_MEMORY_READER_H_
#define KOMPARU_TESTS_SUPPORT_MEMORY_READER_H_

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/reader.h"

namespace komparu::testing {

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// What a MemoryReader does beside giving its bytes.
struct Behaviour {
  bool random_access = true;
  std::optional<Size> size;                // none: the true one, proven, if there is random access
  std::optional<std::uint64_t> told_size;  // what random access tells, if not the truth
  std::optional<Identity> identity;
  std::size_t largest_read = 0;
  // Reading any byte at or after this offset throws Error (unreadable).
  std::uint64_t fails_from = std::numeric_limits<std::uint64_t>::max();
  // The bytes before `fails_from` are all given first, and the next read() throws.
  bool is_cut = false;
  // confirm() throws Error (changed) for these verdicts.
  std::set<Verdict> refuses;
};

class MemoryReader final : public Reader {
 public:
  explicit MemoryReader(std::string bytes, Behaviour behaviour = {})
      : bytes_(std::move(bytes)), behaviour_(std::move(behaviour)), access_(*this) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    std::size_t wanted = scratch.size();
    if (behaviour_.is_cut && position_ < behaviour_.fails_from) {
      wanted = static_cast<std::size_t>(
          std::min<std::uint64_t>(wanted, behaviour_.fails_from - position_));
    }
    const auto view = part(position_, wanted);
    position_ += view.size();
    largest_asked_ = std::max(largest_asked_, scratch.size());
    std::copy(view.begin(), view.end(), scratch.begin());
    return scratch.first(view.size());
  }

  std::optional<Size> size() const override {
    if (behaviour_.size || !behaviour_.random_access) return behaviour_.size;
    return Size{behaviour_.told_size.value_or(bytes_.size()), true};
  }
  RandomAccess* random_access() override { return behaviour_.random_access ? &access_ : nullptr; }
  std::optional<Identity> identity() const override { return behaviour_.identity; }
  std::size_t largest_read() const override { return behaviour_.largest_read; }
  void confirm(Verdict verdict) override {
    confirmed_.push_back(verdict);
    if (behaviour_.refuses.count(verdict) != 0) {
      throw Error(ErrorCode::changed, "memory", "changed while it was read");
    }
  }

  // What was asked of it.
  const std::vector<Verdict>& confirmed() const { return confirmed_; }
  std::size_t largest_asked() const { return largest_asked_; }
  std::uint64_t bytes_given() const { return bytes_given_; }
  std::size_t threads_seen() {
    const std::lock_guard lock(mutex_);
    return threads_.size();
  }

  // Bytes from `hole_from` to `hole_to` are zeros that next_data() passes over.
  void set_hole(std::uint64_t from, std::uint64_t to) {
    hole_from_ = from;
    hole_to_ = to;
  }
  void set_resident(bool resident) { resident_ = resident; }

 private:
  class MemoryWindow final : public Window {
   public:
    explicit MemoryWindow(MemoryReader& reader) : reader_(reader) {}
    bool enter(std::uint64_t /*offset*/, std::size_t /*length*/) override {
      return reader_.resident_;
    }
    std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
      return reader_.part(offset, length);
    }

   private:
    MemoryReader& reader_;
  };

  class Access final : public RandomAccess {
   public:
    explicit Access(MemoryReader& reader) : reader_(reader) {}
    std::uint64_t size() const override {
      return reader_.behaviour_.told_size.value_or(reader_.bytes_.size());
    }
    std::unique_ptr<Window> window(std::size_t /*maximum*/) override {
      return std::make_unique<MemoryWindow>(reader_);
    }
    std::uint64_t next_data(std::uint64_t offset) override {
      return offset >= reader_.hole_from_ && offset < reader_.hole_to_ ? reader_.hole_to_ : offset;
    }

   private:
    MemoryReader& reader_;
  };

  std::span<const std::byte> part(std::uint64_t offset, std::size_t length) {
    {
      const std::lock_guard lock(mutex_);
      threads_.insert(std::this_thread::get_id());
    }
    const auto whole = bytes_of(bytes_);
    const auto from = static_cast<std::size_t>(std::min<std::uint64_t>(offset, whole.size()));
    const auto view = whole.subspan(from, std::min(length, whole.size() - from));
    const bool cut_here = behaviour_.is_cut && offset >= behaviour_.fails_from;
    if (cut_here || (!view.empty() && from + view.size() > behaviour_.fails_from)) {
      throw Error(ErrorCode::unreadable, "memory", "Input/output error").with_os_error(5);
    }
    bytes_given_ += view.size();
    return view;
  }

  const std::string bytes_;
  const Behaviour behaviour_;
  Access access_;
  std::uint64_t position_ = 0;
  std::uint64_t hole_from_ = 0;
  std::uint64_t hole_to_ = 0;
  bool resident_ = true;
  std::size_t largest_asked_ = 0;
  std::atomic<std::uint64_t> bytes_given_{0};
  std::vector<Verdict> confirmed_;
  std::mutex mutex_;
  std::set<std::thread::id> threads_;
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_MEMORY_READER_H_
