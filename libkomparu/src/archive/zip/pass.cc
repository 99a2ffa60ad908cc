// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "archive/member_pass.h"
#include "archive/members.h"
#include "archive/zip/content.h"
#include "archive/zip/tree.h"

namespace komparu::archive {

namespace {

// The entries of an audited directory, in the order of their contents.
class ZipFormat final : public FormatReader {
 public:
  // `listing`: no content is looked at but the texts of links.
  ZipFormat(RandomAccess& access, const ZipDirectory& directory, Account& account, bool listing)
      : directory_(directory), account_(account), content_(access, account), listing_(listing) {}

  std::optional<Head> next() override {
    if (next_ == directory_.entries.size()) return std::nullopt;
    const ZipEntry& entry = directory_.entries[next_++];
    if (!listing_ || entry.kind == Kind::symbolic_link) content_.begin(entry);
    Head head;
    head.name = std::string(directory_.name(entry));
    head.kind = entry.kind;
    head.size = entry.size;
    head.encrypted = entry.encrypted();
    if (!entry.name_is_told) {
      head.warning = "its name is said to be UTF-8 and is not";
    } else if (entry.kind == Kind::symbolic_link && !entry.encrypted()) {
      read_link(entry, head);
    }
    return head;
  }

  std::optional<Block> next_block() override {
    return listing_ ? std::nullopt : content_.next_block();
  }
  bool broken() const override { return false; }

  // The entry that was last told.
  const ZipEntry& entry() const { return directory_.entries[next_ - 1]; }

 private:
  // A link's text is its content.
  void read_link(const ZipEntry& entry, Head& head) {
    account_.allowance.check_name(entry.size);
    try {
      while (const auto block = content_.next_block()) {
        if (block->bytes.size() > entry.size - head.link_text.size()) {
          fail("its content does not fit the size it declares");
        }
        head.link_text.append(reinterpret_cast<const char*>(block->bytes.data()),
                              block->bytes.size());
      }
      // Some programs make an empty file of it.
      if (head.link_text.empty()) fail("the text of a link is empty");
      if (head.link_text.find('\0') != std::string::npos) fail("its text holds a NUL byte");
    } catch (const Error& error) {
      if (!error.subject().empty() || error.code() != ErrorCode::bad_archive) throw;
      head.warning = error.detail();
    }
  }

  const ZipDirectory& directory_;
  Account& account_;
  ZipContent content_;
  const bool listing_;
  std::size_t next_ = 0;
};

class ZipPass final : public MemberPass {
 public:
  ZipPass(RandomAccess& access, const ZipDirectory& directory, std::shared_ptr<Account> account,
          bool listing)
      : MemberPass(std::move(account)), listing_(listing) {
    this->account().allowance.set_whole(access.size());
    auto zip = std::make_unique<ZipFormat>(access, directory, this->account(), listing);
    zip_ = zip.get();
    start(std::move(zip));
  }

  // What the directory says of the member that was last told.
  const ZipEntry& entry() const { return zip_->entry(); }

 protected:
  void describe(const Head& head, MemberContent::Expected& expected, Member& member) override {
    if (listing_) expected.size.reset();
    const std::uint16_t method = zip_->entry().method;
    if (!is_known(method)) {
      expected.unknown_method = fmt::format("compression method {}", method);
    }
    if (member.kind == Kind::regular || member.kind == Kind::symbolic_link) return;
    if (head.size != 0) {
      add_problem(member, ErrorCode::bad_archive, "it is no file and has content");
    } else if (member.kind != Kind::directory) {
      // Programs that unpack zip files make empty files of them.
      add_problem(member, ErrorCode::bad_archive, "it is neither file, directory nor link");
    }
  }

 private:
  // Methods that libarchive has read for long.
  static bool is_known(std::uint16_t method) {
    return method == 0 || method == 8 || method == 12 || method == 14 || method == 95 ||
           method == 98;
  }

  const bool listing_;
  ZipFormat* zip_ = nullptr;  // what format() is
};

// Where the path stands in the name that it was made of; empty if it does not.
std::string_view path_in(std::string_view name, std::string_view path) {
  while (name.ends_with('/')) name.remove_suffix(1);
  return name.ends_with(path) ? name.substr(name.size() - path.size()) : std::string_view();
}

std::uint64_t memory_of_special(const Member& member) {
  std::uint64_t bytes = sizeof(ZipMember::Special) + member.link_text.size();
  if (member.problem) bytes += memory_of(*member.problem);
  return bytes;
}

}  // namespace

std::unique_ptr<MemberStream> read_zip(RandomAccess& access, const ZipDirectory& directory,
                                       std::shared_ptr<Account> account) {
  return std::make_unique<ZipPass>(access, directory, std::move(account), false);
}

std::vector<ZipMember> list_zip(RandomAccess& access, const ZipDirectory& directory,
                                std::shared_ptr<Account> account, NameArena& names,
                                MemoryShare& memory) {
  ZipPass pass(access, directory, std::move(account), true);
  std::vector<ZipMember> members;
  memory.grow(directory.entries.size() * sizeof(ZipMember));
  members.reserve(directory.entries.size());
  while (const Member* const member = pass.next()) {
    if (member->path.empty()) {
      throw member->problem.value_or(Error(ErrorCode::bad_archive, "", "a member has no name"));
    }
    ZipMember& listed = members.emplace_back();
    listed.entry = &pass.entry();
    listed.kind = member->kind;
    listed.path = path_in(directory.name(*listed.entry), member->path);
    if (listed.path.empty()) {
      memory.grow(member->path.size());
      listed.path = names.keep(member->path);
    }
    if (member->link_text.empty() && !member->problem) continue;
    memory.grow(memory_of_special(*member));
    listed.special = std::make_unique<ZipMember::Special>();
    listed.special->link_text = member->link_text;
    if (member->problem) listed.special->problem = std::make_unique<Error>(*member->problem);
  }
  return members;
}

}  // namespace komparu::archive
