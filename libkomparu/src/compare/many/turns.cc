// SPDX-License-Identifier: MIT
#include "compare/many/turns.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace komparu {

class Turns::TurnReader final : public Reader {
 public:
  TurnReader(Turns& turns, std::unique_ptr<Reader> reader, Open open)
      : turns_(turns),
        open_(std::move(open)),
        reader_(std::move(reader)),
        size_(reader_->size()),
        identity_(reader_->identity()),
        kind_(reader_->kind()),
        largest_read_(reader_->largest_read()) {
    turns_.open_.push_back(this);
  }
  TurnReader(const TurnReader&) = delete;
  TurnReader& operator=(const TurnReader&) = delete;
  ~TurnReader() override { std::erase(turns_.open_, this); }

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    const std::span<const std::byte> bytes = awake().read(scratch);
    position_ += bytes.size();
    if (bytes.data() == scratch.data()) return bytes;
    // Bytes of its own would go with the reader when another one has its turn.
    std::copy(bytes.begin(), bytes.end(), scratch.begin());
    return scratch.first(bytes.size());
  }

  void skip(std::uint64_t count) override {
    awake().skip(count);
    position_ += count;
  }

  std::optional<Size> size() const override { return size_; }
  std::optional<Identity> identity() const override { return identity_; }
  Kind kind() const override { return kind_; }
  std::size_t largest_read() const override { return largest_read_; }

  RandomAccess* random_access() override {
    if (turns_.needed_ || !reader_) return nullptr;
    std::erase(turns_.open_, this);  // what was handed out must not be closed any more
    return reader_->random_access();
  }

  void confirm(Verdict verdict) override {
    // To carry a difference, what was read need not be there any more.
    if (reader_ || verdict == Verdict::same) awake().confirm(verdict);
  }

  void close() { reader_.reset(); }

 private:
  Reader& awake() {
    if (reader_) return *reader_;
    std::unique_ptr<Reader> reader = turns_.with_room([this] { return reopened(); });
    reader->skip(position_);
    reader_ = std::move(reader);
    turns_.open_.push_back(this);
    return *reader_;
  }

  std::unique_ptr<Reader> reopened() {
    try {
      std::unique_ptr<Reader> reader = open_();
      if (reader && reader->identity() == identity_) return reader;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found) throw;
    }
    throw Error(ErrorCode::changed, "", "changed while it was read");
  }

  Turns& turns_;
  const Open open_;
  std::unique_ptr<Reader> reader_;
  const std::optional<Size> size_;
  const std::optional<Identity> identity_;
  const Kind kind_;
  const std::size_t largest_read_;
  std::uint64_t position_ = 0;
};

std::unique_ptr<Reader> Turns::share(std::unique_ptr<Reader> reader, Open open) {
  const std::optional<Identity> identity = reader->identity();
  if (!identity || !identity->repeatable) return reader;
  return std::make_unique<TurnReader>(*this, std::move(reader), std::move(open));
}

bool Turns::lacks_descriptors(const Error& error) {
  return error.os_error() == EMFILE || error.os_error() == ENFILE;
}

void Turns::make_room() {
  while (open_.size() >= most_open_) {
    needed_ = true;
    open_.back()->close();
    open_.pop_back();
  }
}

// A few are left to the rest of the process: waiting for a pipe needs some, too.
bool Turns::keep_fewer() {
  constexpr std::size_t kSpare = 4;
  if (open_.empty()) return false;
  most_open_ = std::max<std::size_t>(1, open_.size() - std::min(open_.size(), kSpare));
  return true;
}

}  // namespace komparu
