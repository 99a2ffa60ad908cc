// SPDX-License-Identifier: MIT
#include "file/shared_file.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/mappable_window.h"
#include "base/read_buffer.h"
#include "file/mapping.h"

namespace komparu::file {

namespace {

class FileWindow final : public MappableWindow {
 public:
  FileWindow(SharedFile& file, Io io) : file_(file), io_(io), mapped_(io == Io::mmap) {}
  FileWindow(const FileWindow&) = delete;
  FileWindow& operator=(const FileWindow&) = delete;
  // A loss behind the last call is told by the reader's confirm().
  ~FileWindow() override { note_loss(); }

  bool enter(std::uint64_t offset, std::size_t length) override {
    check_mapping();
    shown_ = {};
    length = within(offset, length);
    if (length == 0) return true;
    // Each place is probed once: where the bytes were not there, the probe itself has them fetched.
    cold_ = !in_page_cache(offset, length);
    if (mapped_ && (!cold_ || io_ == Io::mmap)) show(offset, length);
    return !cold_;
  }

  bool can_map() const override { return io_ == Io::automatic; }

  void map(bool mapped) override {
    if (io_ == Io::automatic) mapped_ = mapped;
  }

  std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
    check_mapping();
    length = within(offset, length);
    if (offset >= shown_from_ && offset + length <= shown_from_ + shown_.size()) {
      return shown_.subspan(static_cast<std::size_t>(offset - shown_from_), length);
    }
    if (cold_) file_.read_ahead(offset + length);
    const std::span<std::byte> place = buffer_.get(length);
    file_.read_at(offset, place);
    return place;
  }

 private:
  std::size_t within(std::uint64_t offset, std::size_t length) const {
    if (offset >= file_.size()) return 0;
    return static_cast<std::size_t>(std::min<std::uint64_t>(length, file_.size() - offset));
  }

  bool in_page_cache(std::uint64_t offset, std::size_t length) const {
    const std::uint64_t from = file_.start() + offset;
    return file::in_page_cache(file_.fd(), from) &&
           file::in_page_cache(file_.fd(), from + length / 2) &&
           file::in_page_cache(file_.fd(), from + length - 1);
  }

  // What was seen since the last call came from a page that is gone: no verdict can rest on it.
  void check_mapping() {
    note_loss();
    file_.check_not_lost();
  }

  void note_loss() {
    if (!mapping_) return;
    // The handler runs in the thread that touched the page: only the compiler has to keep the
    // order.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (mapping_->lost()) file_.note_lost();
  }

  // Leaves `shown_` empty if the range cannot be mapped: at() reads it then.
  void show(std::uint64_t offset, std::size_t length) {
    const std::uint64_t in_file = file_.start() + offset;
    const auto before = static_cast<std::size_t>(in_file % Mapping::page_size());
    if (!mapping_) mapping_.emplace(length + Mapping::page_size());
    if (!mapping_->valid() || before + length > mapping_->capacity()) return;
    const std::byte* bytes = mapping_->show(file_.fd(), in_file - before, before + length);
    if (bytes == nullptr) {
      io_ = Io::read;
      mapped_ = false;
      return;
    }
    file_.note_mapped();
    shown_ = {bytes + before, length};
    shown_from_ = offset;
  }

  SharedFile& file_;
  Io io_;
  bool mapped_;
  bool cold_ = false;
  ReadBuffer buffer_;
  std::optional<Mapping> mapping_;
  std::span<const std::byte> shown_;
  std::uint64_t shown_from_ = 0;
};

}  // namespace

std::unique_ptr<Window> make_window(SharedFile& file, Io io) {
  return std::make_unique<FileWindow>(file, io);
}

}  // namespace komparu::file
