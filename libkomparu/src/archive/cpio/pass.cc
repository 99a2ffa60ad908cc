// SPDX-License-Identifier: MIT
#include <utility>

#include "archive/cpio/format.h"
#include "archive/cpio/links.h"
#include "archive/members.h"
#include "archive/ordered_pass.h"

namespace komparu::archive {

namespace {

class CpioPass final : public OrderedPass {
 public:
  CpioPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
           std::uint64_t strip_components)
      : OrderedPass(std::move(path), std::move(account), strip_components) {
    auto format = std::make_unique<CpioFormat>(feed(), this->account());
    cpio_ = format.get();
    start(std::move(format));
  }

 protected:
  std::optional<Head> next_head() override {
    auto head = OrderedPass::next_head();
    if (!head) links_.end();
    return head;
  }

  void describe(const Head& /*head*/, MemberContent::Expected& expected,
                Member& /*member*/) override {
    expected.byte_sum = cpio_->byte_sum();
  }

  bool held_back(const Head& head, Member& member) override {
    // In the older forms each link carries its content.
    if (!cpio_->writes_content_once()) return false;
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
    if (feed().nonzero_end() > format().position()) {
      throw Error(ErrorCode::bad_archive, "", "bytes follow the end of the cpio archive");
    }
  }

 private:
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

  CpioFormat* cpio_ = nullptr;  // what format() is
  InodeLinks links_;
};

}  // namespace

std::unique_ptr<MemberStream> read_cpio(std::unique_ptr<BytePath> path,
                                        std::shared_ptr<Account> account,
                                        std::uint64_t strip_components) {
  return std::make_unique<CpioPass>(std::move(path), std::move(account), strip_components);
}

}  // namespace komparu::archive
