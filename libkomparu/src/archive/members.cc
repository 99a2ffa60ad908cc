// SPDX-License-Identifier: MIT
#include "archive/members.h"

#include <optional>
#include <utility>

#include "archive/member_pass.h"
#include "archive/tar/format.h"

namespace komparu::archive {

namespace {

<<<<<<< HEAD
class TarPass final : public MemberPass {
=======
[[noreturn]] void fail(const char* detail) { throw Error(ErrorCode::bad_archive, "", detail); }

// cpio, ar: what libarchive does not check about the end is checked by what it was fed.
class OrderedPass : public MemberPass {
>>>>>>> origin/main
 public:
  TarPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
          std::uint64_t strip_components)
      : MemberPass(std::move(account), strip_components), path_(std::move(path)) {
    start(open_tar(path_->out(), this->account()));
  }
  ~TarPass() override { stop(); }

 protected:
  std::optional<Head> next_head() override {
    auto head = format().next();
    if (!head) path_->check_nothing_follows();
    return head;
  }

  void describe(const Head& head, MemberContent::Expected& expected, Member& /*member*/) override {
    expected.may_have_holes = head.sparse;
  }

 private:
  const std::unique_ptr<BytePath> path_;
<<<<<<< HEAD
=======
  StreamFeed feed_;
};

class TarPass final : public MemberPass {
 public:
  TarPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
          std::uint64_t strip_components)
      : MemberPass(std::move(account), strip_components), path_(std::move(path)) {
    start(open_tar(path_->out(), this->account()));
  }
  ~TarPass() override { stop(); }

 protected:
  std::optional<Head> next_head() override {
    auto head = format().next();
    if (!head) path_->check_nothing_follows();
    return head;
  }

  void describe(const Head& head, MemberContent::Expected& expected, Member& /*member*/) override {
    expected.may_have_holes = head.sparse;
  }

 private:
  const std::unique_ptr<BytePath> path_;
};

class CpioPass final : public OrderedPass {
 public:
  using OrderedPass::OrderedPass;

 protected:
  std::optional<Head> next_head() override {
    // libarchive passes over what pads a link's text only when it is asked for content.
    while (after_link_ && format().next_block()) continue;
    feed().watch(format().position(), &watch_length);
    auto head = OrderedPass::next_head();
    after_link_ = head && head->kind == Kind::symbolic_link;
    // Where libarchive has a link there may be content, and where there is content is for us to
    // say.
    if (head) head->hard_link.reset();
    if (!head) links_.end();
    return head;
  }

  void describe(const Head& head, MemberContent::Expected& expected, Member& member) override {
    if (!is_new()) return;
    const std::size_t length = field(94);
    const std::string_view name = text(kHeader, length);
    if (name.size() == length && name.find('\0') + 1 != length) {
      add_problem(member, ErrorCode::bad_archive, "its name holds a NUL byte");
    }
    if (text(0, 6) != "070702") return;
    expected.byte_sum = field(102);
    // GNU cpio sums up files only, and writes 0 for a link.
    if (head.kind == Kind::symbolic_link && field(102) != 0 &&
        byte_sum(head.link_text) != field(102)) {
      add_problem(member, ErrorCode::bad_archive, "the check sum of its text is wrong");
    }
  }

  bool held_back(const Head& head, Member& member) override {
    // In the older forms each link carries its content.
    if (!is_new()) return false;
    if (head.size.value_or(0) > 0) {
      links_.meet_content(head, member.path);
      return false;
    }
    if (member.path.empty()) return true;
    const auto settled = links_.meet_empty(head, member.path);
    if (settled) settle(*settled, member);
    return !settled;
  }

  bool take_settled(Member& member) override {
    const auto settled = links_.take_settled();
    if (!settled) return false;
    settle(*settled, member);
    return true;
  }

  void check_end() override {
    if (feed().nonzero_end() > format().position())
      fail("bytes follow the end of the cpio archive");
  }

 private:
  static constexpr std::size_t kHeader = 110;

  // The header and the name behind it.
  static std::size_t watch_length(std::span<const std::byte> watched) {
    constexpr std::size_t kLongestName = 65536;
    if (watched.size() < kHeader) return kHeader;
    const std::string_view header(reinterpret_cast<const char*>(watched.data()), kHeader);
    const bool is_new = header.starts_with("070701") || header.starts_with("070702");
    return is_new ? kHeader + std::min<std::size_t>(number(header.substr(94, 8)), kLongestName)
                  : kHeader;
  }

  static std::uint32_t number(std::string_view digits) {
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
  }

  static void settle(const InodeLinks::Settled& settled, Member& member) {
    member.path = settled.path;
    member.hard_link = settled.target.value_or("");
    if (!settled.target) {
      member.size = 0;
    } else if (settled.target->empty()) {
      add_problem(member, ErrorCode::bad_archive,
                  "it is a hard link to no member that is looked at");
    }
  }

  std::string_view text(std::size_t offset, std::size_t length) {
    const auto bytes = feed().watched();
    if (offset > bytes.size()) return {};
    return {reinterpret_cast<const char*>(bytes.data()) + offset,
            std::min(length, bytes.size() - offset)};
  }

  bool is_new() { return text(0, 6) == "070701" || text(0, 6) == "070702"; }

  std::uint32_t field(std::size_t offset) { return number(text(offset, 8)); }

  static std::uint32_t byte_sum(std::string_view bytes) {
    std::uint32_t sum = 0;
    for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
    return sum;
  }

  InodeLinks links_;
  bool after_link_ = false;  // the head before was a symbolic link's
};

class ArPass final : public OrderedPass {
 public:
  using OrderedPass::OrderedPass;

 protected:
  std::optional<Head> next_head() override {
    auto head = OrderedPass::next_head();
    // The table of long names, which are told where they are used. Its content libarchive keeps.
    while (head && head->name == "//") head = OrderedPass::next_head();
    if (!head) return head;
    // Modes often lack the bits that tell the kind; there is but one.
    if (head->kind == Kind::unknown) head->kind = Kind::regular;
    // Where "/" and a number should lead into that table, libarchive takes anything else as it is.
    if (head->name && head->name->starts_with('/') && *head->name != "/" &&
        *head->name != "/SYM64") {
      fail("a name of the ar archive leads nowhere");
    }
    return head;
  }

  // The table of symbols is called "/".
  bool has_paths() const override { return false; }

  void check_end() override {
    if (feed().given() > format().position()) fail("the ar archive is cut off in a header");
  }
};

class SevenZipPass final : public MemberPass {
 public:
  SevenZipPass(RandomAccess& access, std::shared_ptr<Account> account,
               std::uint64_t strip_components)
      : MemberPass(std::move(account), strip_components), feed_(access, this->account()) {
    this->account().allowance.set_whole(access.size());
    start(open_format(Format::seven_zip, feed_));
  }
  ~SevenZipPass() override { stop(); }

 private:
  AccessFeed feed_;
>>>>>>> origin/main
};

}  // namespace

std::unique_ptr<MemberStream> read_in_order(Format format, std::unique_ptr<BytePath> path,
                                            std::shared_ptr<Account> account,
                                            std::uint64_t strip_components) {
  switch (format) {
    case Format::cpio:
      return read_cpio(std::move(path), std::move(account), strip_components);
    case Format::ar:
      return read_ar(std::move(path), std::move(account), strip_components);
    default:
      return std::make_unique<TarPass>(std::move(path), std::move(account), strip_components);
  }
}

}  // namespace komparu::archive
