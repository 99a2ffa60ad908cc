// SPDX-License-Identifier: MIT
#include "archive/spool.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace komparu::archive {

namespace {

class Spooled final : public RandomAccess {
 public:
  Spooled(SpoolFile file, std::uint64_t size) : file_(std::move(file)), size_(size) {}

  std::uint64_t size() const override { return size_; }

  std::unique_ptr<komparu::Window> window(std::size_t /*maximum*/) override {
    return std::make_unique<SpoolWindow>(*this);
  }

 private:
  class SpoolWindow final : public komparu::Window {
   public:
    explicit SpoolWindow(Spooled& spooled) : spooled_(spooled) {}

    std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
      const std::uint64_t left = spooled_.size_ - std::min(offset, spooled_.size_);
      buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(length, left)));
      spooled_.file_.read_at(offset, buffer_);
      return buffer_;
    }

   private:
    Spooled& spooled_;
    std::vector<std::byte> buffer_;
  };

  const SpoolFile file_;
  const std::uint64_t size_;
};

}  // namespace

std::unique_ptr<RandomAccess> spool(Reader& source, const std::string& directory,
                                    Account& account) {
  constexpr std::size_t kAtOnce = 262144;
  SpoolFile file(directory);
  std::vector<std::byte> scratch(kAtOnce);
  std::uint64_t size = 0;
  for (auto part = source.read(scratch); !part.empty(); part = source.read(scratch)) {
    size += part.size();
    account.allowance.check_size(size);
    file.append(part);
  }
  return std::make_unique<Spooled>(std::move(file), size);
}

}  // namespace komparu::archive
