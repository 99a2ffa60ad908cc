// SPDX-License-Identifier: MIT
#include <cerrno>
#include <memory>
#include <utility>

#include "base/errors.h"
#include "file/identity.h"
#include "file/readers.h"

namespace komparu::file {

namespace {

// A writer that feeds two pipes in turns must not be kept waiting at one of them for more than the
// other can hold; cmp asks for this much, too.
constexpr std::size_t kPipeRead = 4096;

class StreamReader final : public Reader {
 public:
  StreamReader(OpenFile file, const Until& until) : file_(std::move(file)), until_(until) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    if (ended_) return {};
    const Waiting waiting = kind() == Kind::regular ? Waiting::never : Waiting::poll;
    const std::size_t got = read_stream(file_.fd, scratch, waiting, file_.name, until_);
    // Reading on behind the end would wait again: for the next line of a terminal, for example.
    ended_ = got < scratch.size();
    return scratch.first(got);
  }

  std::optional<Size> size() const override {
    if (kind() != Kind::regular) return std::nullopt;
    return Size{file_.status.size, false};
  }

  std::optional<Identity> identity() const override {
    if (is_null_device()) return std::nullopt;
    if (kind() != Kind::regular) return identity_of_stream(file_.status);
    if (!file_.traits.honest_sizes || !file_.traits.unique_inodes) return std::nullopt;
    return identity_of_file(file_.status, 0);
  }

  Kind kind() const override { return file_.status.kind; }

  std::size_t largest_read() const override { return kind() == Kind::regular ? 0 : kPipeRead; }

  void confirm(Verdict verdict) override {
    if (kind() != Kind::regular || file_.traits.generated || verdict != Verdict::same) return;
    if (!unchanged(file_.status, status_of(file_.fd, file_.name))) {
      throw Error(ErrorCode::changed, file_.name, "changed while it was read");
    }
  }

 private:
  // The null device ends at once for every reader: nothing is taken away from the other side.
  bool is_null_device() const {
    if (kind() != Kind::character_device) return false;
    try {
      const Status null = status_at(kWorkingDirectory, kNullDevice, Links::followed, kNullDevice);
      return null.special_device == file_.status.special_device;
    } catch (const Error&) {
      return false;
    }
  }

  OpenFile file_;
  Until until_;
  bool ended_ = false;
};

class DirectoryReader final : public Reader {
 public:
  explicit DirectoryReader(OpenFile file) : file_(std::move(file)) {}

  std::span<const std::byte> read(std::span<std::byte> /*scratch*/) override {
    throw os_error(EISDIR, file_.name);
  }

  std::optional<Identity> identity() const override { return identity_of_file(file_.status, 0); }

  Kind kind() const override { return Kind::directory; }

 private:
  OpenFile file_;
};

}  // namespace

std::unique_ptr<Reader> make_stream_reader(OpenFile file, const Until& until) {
  return std::make_unique<StreamReader>(std::move(file), until);
}

std::unique_ptr<Reader> make_directory_reader(OpenFile file) {
  return std::make_unique<DirectoryReader>(std::move(file));
}

}  // namespace komparu::file
