// SPDX-License-Identifier: MIT
// Archives that stand in memory, so that the engine is tested without a format.
#ifndef KOMPARU_TESTS_SUPPORT_MEMORY_ARCHIVE_H_
#define KOMPARU_TESTS_SUPPORT_MEMORY_ARCHIVE_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "komparu/archive.h"
#include "komparu/error.h"
#include "support/memory_reader.h"
#include "support/readable.h"

namespace komparu::testing {

// A stretch of a content: bytes, or that many zeros that are told as a hole.
struct Stretch {
  std::string bytes;
  std::uint64_t hole = 0;
};

class MemoryArchive final : public Archive {
 public:
  // What happens to a content behind its bytes.
  enum class Ending {
    good,
    broken,        // read() throws, the archive goes on behind it
    cuts_archive,  // read() throws, and so does next()
  };

  MemoryArchive& file(const std::string& path, std::string bytes) {
    return sparse(path, {{std::move(bytes), 0}});
  }
  MemoryArchive& sparse(const std::string& path, std::vector<Stretch> content) {
    Node& node = add(path, Kind::regular);
    std::uint64_t size = 0;
    for (const Stretch& stretch : content) size += stretch.bytes.size() + stretch.hole;
    node.member.size = size;
    node.content = std::move(content);
    return *this;
  }
  MemoryArchive& directory(const std::string& path) {
    add(path, Kind::directory);
    return *this;
  }
  MemoryArchive& link(const std::string& path, std::string text) {
    add(path, Kind::symbolic_link).member.link_text = std::move(text);
    return *this;
  }
  MemoryArchive& hard_link(const std::string& path, std::string target) {
    add(path, Kind::regular).member.hard_link = std::move(target);
    return *this;
  }
  MemoryArchive& special(const std::string& path, Kind kind, std::uint64_t device = 0) {
    add(path, kind).member.device = device;
    return *this;
  }
  // A file that cannot be judged.
  MemoryArchive& locked(const std::string& path) {
    add(path, Kind::regular).member.problem = Error(ErrorCode::encrypted, path, "locked");
    return *this;
  }
  // The member that was added last ends like this.
  MemoryArchive& ends(Ending ending) {
    nodes_.back().ending = ending;
    return *this;
  }
  // The member that was added last declares another size than it has.
  MemoryArchive& declares(std::uint64_t size) {
    nodes_.back().member.size = size;
    return *this;
  }

  // next() throws where that many members have been given.
  MemoryArchive& fail_after(std::size_t members, ErrorCode code = ErrorCode::bad_archive) {
    fails_after_ = members;
    failure_ = code;
    return *this;
  }
  // next() waits there until it is told to stop, as for a writer that writes no more.
  MemoryArchive& block_after(std::size_t members) {
    blocks_after_ = members;
    return *this;
  }
  // The waits of the source end when this says so, and not with the pass.
  MemoryArchive& waits_for(const StopToken& stop) {
    source_stop_ = stop;
    return *this;
  }
  // confirm() throws Error (changed) for these verdicts.
  MemoryArchive& refuses(std::set<Verdict> verdicts) {
    refuses_ = std::move(verdicts);
    return *this;
  }
  // A member whose name cannot be told.
  MemoryArchive& nameless() {
    add("", Kind::regular).member.problem = Error(ErrorCode::bad_archive, "", "no name");
    return *this;
  }
  MemoryArchive& once() {
    repeatable_ = false;
    return *this;
  }
  // Bytes are given as views, at most so many at a time.
  MemoryArchive& in_pieces(std::size_t most) {
    piece_ = most;
    return *this;
  }
  // Reading gives the processor to other threads now and then, in a way that depends on `seed`.
  MemoryArchive& dither(unsigned seed) {
    dither_ = seed | 1;
    return *this;
  }
  // Puts the members into another order: `order[i]` is the old place of the new i-th.
  MemoryArchive& reorder(const std::vector<std::size_t>& order) {
    std::vector<Node> nodes;
    nodes.reserve(order.size());
    for (const std::size_t at : order) nodes.push_back(nodes_[at]);
    nodes_ = std::move(nodes);
    return *this;
  }
  std::size_t size() const { return nodes_.size(); }

  std::unique_ptr<MemberStream> members(const Until& until) override {
    ++passes_;
    return std::make_unique<Pass>(*this, until);
  }
  bool repeatable() const override { return repeatable_; }
  std::uint64_t bytes_read() const override { return given_; }
  void confirm(Verdict verdict) override {
    if (refuses_.contains(verdict)) {
      throw Error(ErrorCode::changed, "archive", "changed while it was read");
    }
  }

  unsigned passes() const { return passes_; }

 private:
  struct Node {
    Member member;
    std::vector<Stretch> content;
    Ending ending = Ending::good;
  };

  class Content final : public Reader {
   public:
    Content(MemoryArchive& archive, const Node& node) : archive_(archive), node_(node) {}

    std::span<const std::byte> read(std::span<std::byte> scratch) override {
      archive_.dither();
      while (at_ < node_.content.size()) {
        const Stretch& stretch = node_.content[at_];
        const std::uint64_t size = stretch.bytes.size() + stretch.hole;
        if (from_ == size) {
          step();
          continue;
        }
        std::size_t wanted = std::min(scratch.size(), archive_.piece_);
        if (from_ >= stretch.bytes.size()) {
          wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, size - from_));
          std::memset(scratch.data(), 0, wanted);
          from_ += wanted;
          return scratch.first(wanted);
        }
        const auto view = bytes_of(stretch.bytes).subspan(static_cast<std::size_t>(from_));
        const auto part = view.first(std::min(wanted, view.size()));
        from_ += part.size();
        archive_.given_ += part.size();
        return part;
      }
      if (node_.ending != Ending::good) {
        throw Error(ErrorCode::bad_archive, node_.member.path, "check sum is wrong");
      }
      return {};
    }

    void skip(std::uint64_t count) override {
      const std::uint64_t hole = std::min(count, hole_ahead());
      from_ += hole;
      if (count > hole) Reader::skip(count - hole);
    }

    std::uint64_t hole_ahead() override {
      if (at_ == node_.content.size()) return 0;
      const Stretch& stretch = node_.content[at_];
      if (from_ < stretch.bytes.size()) return 0;
      const std::uint64_t left = stretch.bytes.size() + stretch.hole - from_;
      if (left > 0) return left;
      step();
      return hole_ahead();
    }

    std::optional<Size> size() const override { return Size{*node_.member.size, false}; }

    bool broken() const { return node_.ending == Ending::cuts_archive; }

   private:
    void step() {
      ++at_;
      from_ = 0;
    }

    MemoryArchive& archive_;
    const Node& node_;
    std::size_t at_ = 0;
    std::uint64_t from_ = 0;
  };

  class Pass final : public MemberStream {
   public:
    Pass(MemoryArchive& archive, const Until& until) : archive_(archive), until_(until) {}

    const Member* next() override {
      archive_.dither();
      until_.check();
      if (content_ && content_->broken()) fail(ErrorCode::bad_archive);
      content_.reset();
      if (at_ == archive_.blocks_after_) wait();
      if (at_ == archive_.fails_after_) fail(archive_.failure_);
      if (at_ == archive_.nodes_.size()) return nullptr;
      const Node& node = archive_.nodes_[at_++];
      member_ = node.member;
      if (member_.kind == Kind::regular && member_.hard_link.empty() && !member_.problem) {
        content_ = std::make_unique<Content>(archive_, node);
      }
      return &member_;
    }

    Reader& content() override { return *content_; }

   private:
    [[noreturn]] void fail(ErrorCode code) { throw Error(code, "archive", "failed on request"); }

    void wait() {
      const StopToken& stop = archive_.source_stop_ ? *archive_.source_stop_ : until_.stop;
      const Until waiting{stop, until_.deadline};
      while (true) {
        waiting.check();
        becomes_readable(stop.wait_descriptor(), waiting.wait_milliseconds());
      }
    }

    MemoryArchive& archive_;
    const Until until_;
    Member member_;
    std::unique_ptr<Content> content_;
    std::size_t at_ = 0;
  };

  Node& add(const std::string& path, Kind kind) {
    Node& node = nodes_.emplace_back();
    node.member.path = path;
    node.member.kind = kind;
    return node;
  }

  void dither() {
    if (dither_ == 0) return;
    dither_ = dither_ * 1664525u + 1013904223u;
    if ((dither_ >> 24) % 4 == 0) std::this_thread::yield();
  }

  std::vector<Node> nodes_;
  std::optional<std::size_t> fails_after_;
  std::optional<std::size_t> blocks_after_;
  std::optional<StopToken> source_stop_;
  ErrorCode failure_ = ErrorCode::bad_archive;
  bool repeatable_ = true;
  std::size_t piece_ = std::size_t{1} << 20;
  unsigned dither_ = 0;
  std::atomic<std::uint64_t> given_{0};
  std::set<Verdict> refuses_;
  unsigned passes_ = 0;
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_MEMORY_ARCHIVE_H_
