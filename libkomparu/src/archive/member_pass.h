// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_MEMBER_PASS_H_
#define KOMPARU_ARCHIVE_MEMBER_PASS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "archive/account.h"
#include "archive/libarchive.h"
#include "archive/member_content.h"
#include "komparu/archive.h"

namespace komparu::archive {

// A member's name as it is compared: without leading "./", doubled and trailing slashes. A leading
// "/" and ".." stay; nothing is resolved. Empty for the root itself.
std::string normalised_name(std::string_view name);

// A normalised name without its first `count` components (and the "/" before them); empty if it has
// no more than that.
std::string stripped_name(std::string_view name, std::uint64_t count);

// Whether it is UTF-8 as RFC 3629 has it.
bool is_utf8(std::string_view text);

// What all formats have in common: heads become members, limits are kept, each member is read to
// its end before the next one.
class MemberPass : public MemberStream {
 public:
  const Member* next() final;
  Reader& content() final;
  // See MemberContent.
  KeptBytes take() { return content_->take(); }

 protected:
  explicit MemberPass(std::shared_ptr<Account> account) : account_(std::move(account)) {}

  // To be called once, when there is something to read from, and before that is gone.
  void start(std::unique_ptr<FormatReader> format);
  void stop();

  // The next member's head; none at the end, which has then been checked.
  virtual std::optional<Head> next_head() { return format().next(); }
  // More that the format knows about the content, and what is wrong with the member.
  virtual void describe(const Head& /*head*/, MemberContent::Expected& /*expected*/,
                        Member& /*member*/) {}
  // Another member that stands for none in the archive.
  virtual bool take_settled(Member& /*member*/) { return false; }
  // Whether the member is not to be told now.
  virtual bool held_back(const Head& /*head*/, Member& /*member*/) { return false; }
  // Whether names are more than bytes.
  virtual bool has_paths() const { return true; }

  FormatReader& format() { return *format_; }
  Account& account() { return *account_; }
  const std::string& name() const { return account_->allowance.name(); }

  static void add_problem(Member& member, ErrorCode code, std::string detail);

 private:
  const Member* advance();
  bool make_member(const Head& head);
  void describe_kind(const Head& head);
  void name_member(const Head& head);
  void link_member(const Head& head);
  std::string path_of(const std::string& raw) const;

  const std::shared_ptr<Account> account_;
  std::unique_ptr<FormatReader> format_;
  std::optional<MemberContent> content_;
  Member member_;
  bool readable_ = false;  // the current member has content
  bool ended_ = false;
  std::optional<Error> failure_;
};

// An error that names no subject gets this one.
Error named(const Error& error, const std::string& subject);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_MEMBER_PASS_H_
