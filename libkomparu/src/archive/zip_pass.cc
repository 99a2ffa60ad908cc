// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "archive/feed.h"
#include "archive/inflater.h"
#include "archive/member_pass.h"
#include "archive/members.h"
#include "archive/zip_content.h"
#include "archive/zip_tree.h"

namespace komparu::archive {

namespace {

[[noreturn]] void fail(const char* detail) { throw Error(ErrorCode::bad_archive, "", detail); }

// libarchive does not know a zip file of nothing but its end record.
class NoMembers final : public FormatReader {
 public:
  std::optional<Head> next() override { return std::nullopt; }
  std::optional<Block> next_block() override { return std::nullopt; }
  bool broken() const override { return false; }
  std::uint64_t position() const override { return 0; }
  std::uint64_t head_position() const override { return 0; }
};

// The heads as libarchive reads them, the content by ourselves where we can.
class ZipFormat final : public FormatReader {
 public:
  // `listing`: no content is looked at.
  ZipFormat(RandomAccess& access, Feed& feed, Account& account, bool listing)
      : heads_(open_format(Format::zip, feed)), content_(access, account), listing_(listing) {}

  std::optional<Head> next() override {
    ours_ = false;
    return heads_->next();
  }
  std::optional<Block> next_block() override {
    if (listing_) return std::nullopt;
    return ours_ ? content_.next_block() : heads_->next_block();
  }
  bool broken() const override { return heads_->broken(); }
  std::uint64_t position() const override { return heads_->position(); }
  std::uint64_t head_position() const override { return heads_->head_position(); }

  // The member that was last told is this one.
  void begin_content(const ZipEntry& entry) {
    ours_ = ZipContent::can_read(entry);
    if (ours_) content_.begin(entry);
  }

 private:
  const std::unique_ptr<FormatReader> heads_;
  ZipContent content_;
  const bool listing_;
  bool ours_ = false;
};

// What libarchive sees is the archive proper alone: with neither prefix nor comment it has nothing
// to guess, and reads where the audit has looked.
class ZipPass final : public MemberPass {
 public:
  ZipPass(RandomAccess& access, const ZipDirectory& directory, std::shared_ptr<Account> account,
          std::uint64_t strip_components, bool listing)
      : MemberPass(std::move(account), strip_components),
        directory_(directory),
        listing_(listing),
        access_(make_part(access, directory.shift, directory.end)),
        feed_(*access_, this->account()) {
    this->account().allowance.set_whole(access.size());
    if (directory.entries.empty()) {
      start(std::make_unique<NoMembers>());
      return;
    }
    auto zip = std::make_unique<ZipFormat>(access, feed_, this->account(), listing);
    zip_ = zip.get();
    start(std::move(zip));
  }
  ~ZipPass() override { stop(); }

  // What the directory says of the member that was last told.
  const ZipEntry& entry() const { return entry_; }

 protected:
  // libarchive and the audit must have read the same directory.
  std::optional<Head> next_head() override {
    auto head = format().next();
    const bool has_more = next_entry_ < directory_.entries.size();
    if (head.has_value() != has_more) fail("the zip file's directory can be read in two ways");
    if (head) entry_ = directory_.entries[next_entry_++];
    return head;
  }

  void describe(const Head& head, MemberContent::Expected& expected, Member& member) override {
    if (entry_.name_has_nul) {
      add_problem(member, ErrorCode::bad_archive, "its name holds a NUL byte");
    }
    if (entry_.encrypted) {
      add_problem(member, ErrorCode::encrypted, "its content is encrypted");
      return;
    }
    if (listing_) {
      expected.size.reset();
    } else {
      expected.size = entry_.size;
    }
    if (!is_known(entry_.method)) {
      expected.unknown_method = fmt::format("compression method {}", entry_.method);
    }
    if (member.kind == Kind::regular) {
      if (head.size != entry_.size) fail("the zip file's directory can be read in two ways");
      zip_->begin_content(entry_);
    } else if (member.kind == Kind::symbolic_link) {
      check_link(member);
    } else if (entry_.size > 0) {
      add_problem(member, ErrorCode::bad_archive, "it is no file and has content");
    }
  }

 private:
  // Methods that libarchive has read for long.
  static bool is_known(std::uint16_t method) {
    return method == 0 || method == 8 || method == 12 || method == 14 || method == 95 ||
           method == 98;
  }

  // A link's text is content, too, but libarchive does not hold it against the CRC.
  void check_link(Member& member) {
    if (!inflater_) inflater_ = make_inflater();
    const auto text = std::as_bytes(std::span(member.link_text.data(), member.link_text.size()));
    if (text.size() != entry_.size || inflater_->crc32(0, text) != entry_.crc) {
      add_problem(member, ErrorCode::bad_archive, "the check sum of its text is wrong");
    }
  }

  const ZipDirectory& directory_;
  const bool listing_;
  const std::unique_ptr<RandomAccess> access_;
  AccessFeed feed_;
  ZipFormat* zip_ = nullptr;  // what format() is, if there are members
  std::size_t next_entry_ = 0;
  ZipEntry entry_;
  std::unique_ptr<Inflater> inflater_;
};

}  // namespace

std::unique_ptr<MemberStream> read_zip(RandomAccess& access, const ZipDirectory& directory,
                                       std::shared_ptr<Account> account,
                                       std::uint64_t strip_components) {
  return std::make_unique<ZipPass>(access, directory, std::move(account), strip_components, false);
}

std::vector<ZipMember> list_zip(RandomAccess& access, const ZipDirectory& directory,
                                std::shared_ptr<Account> account, std::uint64_t strip_components) {
  ZipPass pass(access, directory, std::move(account), strip_components, true);
  std::vector<ZipMember> members;
  members.reserve(directory.entries.size());
  while (const Member* const member = pass.next()) {
    if (member->path.empty()) {
      throw member->problem.value_or(Error(ErrorCode::bad_archive, "", "a member has no name"));
    }
    ZipMember& listed = members.emplace_back();
    listed.path = member->path;
    listed.kind = member->kind;
    listed.link_text = member->link_text;
    listed.entry = pass.entry();
    if (member->problem) listed.problem = std::make_unique<Error>(*member->problem);
  }
  return members;
}

}  // namespace komparu::archive
