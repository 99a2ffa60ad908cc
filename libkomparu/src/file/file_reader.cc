// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <utility>

#include "file/identity.h"
#include "file/readers.h"
#include "file/shared_file.h"
#include "komparu/error.h"
#include "komparu/signal_guard.h"

namespace komparu::file {

namespace {

class FileAccess final : public RandomAccess {
 public:
  FileAccess(SharedFile& file, Io io) : file_(file), io_(io) {
    const OpenFile& opened = file.opened();
    may_have_holes_ = opened.traits.reports_holes && opened.status.allocated < opened.status.size;
  }

  std::uint64_t size() const override { return file_.size(); }

  std::unique_ptr<Window> window(std::size_t /*maximum*/) override {
    return make_window(file_, io_);
  }

  std::uint64_t next_data(std::uint64_t offset) override {
    if (!may_have_holes_ || offset >= file_.size()) return offset;
    const std::uint64_t start = file_.start();
    return file::next_data(file_.fd(), start + offset, start + file_.size()) - start;
  }

 private:
  SharedFile& file_;
  const Io io_;
  bool may_have_holes_ = false;
};

class FileReader final : public Reader {
 public:
  FileReader(OpenFile file, std::uint64_t start, std::uint64_t end, Io io, const Until& until)
      : file_(std::move(file), start, end, until), access_(file_, io) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    const std::uint64_t left = file_.size() - position_;
    if (scratch.size() > left) scratch = scratch.first(static_cast<std::size_t>(left));
    if (!scratch.empty()) file_.read_at(position_, scratch);
    position_ += scratch.size();
    return scratch;
  }

  void skip(std::uint64_t count) override {
    position_ += std::min(count, file_.size() - position_);
  }

  std::uint64_t hole_ahead() override { return access_.next_data(position_) - position_; }

  std::optional<Size> size() const override {
    const bool proven = kind() == Kind::regular && file_.opened().status.size > 0;
    return Size{file_.size(), proven};
  }

  RandomAccess* random_access() override { return &access_; }

  std::optional<Identity> identity() const override {
    const OpenFile& opened = file_.opened();
    if (kind() == Kind::regular && !opened.traits.unique_inodes) return std::nullopt;
    return identity_of_file(opened.status, file_.start());
  }

  Kind kind() const override { return file_.opened().status.kind; }

  void confirm(Verdict verdict) override {
    file_.check_not_lost();
    if (verdict == Verdict::same) {
      file_.check_unchanged();
    } else if (file_.was_mapped()) {
      file_.check_same_size();
    }
  }

 private:
  SharedFile file_;
  FileAccess access_;
  std::uint64_t position_ = 0;
};

// Without the guard nothing is mapped of our own accord.
Io allowed(Io io) { return io == Io::automatic && !signal_guard_installed() ? Io::read : io; }

}  // namespace

std::unique_ptr<Reader> make_file_reader(OpenFile file, const ReadOptions& options,
                                         const Until& until) {
  const bool device = file.status.kind == Kind::block_device;
  const std::uint64_t start = file.borrowed ? position(file.fd).value_or(0) : 0;
  const std::uint64_t end = device ? size_of_device(file.fd, file.name) : file.status.size;
  return std::make_unique<FileReader>(std::move(file), start, end, allowed(options.io), until);
}

std::unique_ptr<Reader> make_reader(OpenFile file, const ReadOptions& options, const Until& until) {
  if (options.io == Io::mmap && !signal_guard_installed()) {
    throw Error(ErrorCode::bad_option, "", "io mmap needs the signal guard to be installed");
  }
  switch (file.status.kind) {
    case Kind::regular:
      // A size of 0 proves nothing (files in /proc say so): only reading shows the end.
      if (!file.traits.honest_sizes || file.status.size == 0) break;
      return make_file_reader(std::move(file), options, until);
    case Kind::block_device:
      return make_file_reader(std::move(file), options, until);
    case Kind::directory:
      return make_directory_reader(std::move(file));
    default:
      break;
  }
  return make_stream_reader(std::move(file), until);
}

}  // namespace komparu::file
