// SPDX-License-Identifier: MIT
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/cpio/format.h"
#include "archive/members.h"

namespace komparu::archive {

namespace {

// Hard links of the newer cpio formats: names share an inode, and only the last of them carries the
// content, so that those before it look like empty files.
class InodeLinks {
 public:
  // A name whose content is known by now: the path that carries it, or null if it is empty.
  struct Settled {
    std::string path;
    std::shared_ptr<const std::string> target;
  };

  // Takes a file that carries nothing. It is settled now, or later when it gives nothing back.
  std::optional<Settled> meet_empty(const Head& head, const std::string& path);

  // A file that carries content: whoever waited for it is settled.
  void meet_content(const Head& head, const std::string& path);

  // No more is to come: those that still wait are empty.
  void end();

  // The next of those that were settled meanwhile.
  std::optional<Settled> take_settled();

 private:
  using Inode = std::pair<std::uint64_t, std::uint64_t>;

  std::map<Inode, std::shared_ptr<const std::string>> carriers_;
  std::map<Inode, std::vector<std::string>> waiting_;
  std::deque<Settled> settled_;
};

std::optional<InodeLinks::Settled> InodeLinks::meet_empty(const Head& head,
                                                          const std::string& path) {
  if (head.links < 2) return Settled{path, nullptr};
  const Inode inode{head.inode_device, head.inode};
  if (const auto carrier = carriers_.find(inode); carrier != carriers_.end()) {
    return Settled{path, carrier->second};
  }
  waiting_[inode].push_back(path);
  return std::nullopt;
}

void InodeLinks::meet_content(const Head& head, const std::string& path) {
  if (head.links < 2) return;
  const Inode inode{head.inode_device, head.inode};
  const auto carrier = std::make_shared<const std::string>(path);
  carriers_[inode] = carrier;
  const auto waiting = waiting_.extract(inode);
  if (waiting.empty()) return;
  for (std::string& name : waiting.mapped()) settled_.push_back({std::move(name), carrier});
}

void InodeLinks::end() {
  for (auto& [inode, names] : waiting_) {
    for (std::string& name : names) settled_.push_back({std::move(name), nullptr});
  }
  waiting_.clear();
}

std::optional<InodeLinks::Settled> InodeLinks::take_settled() {
  if (settled_.empty()) return std::nullopt;
  Settled first = std::move(settled_.front());
  settled_.pop_front();
  return first;
}

class CpioPass final : public OrderedPass {
 public:
  CpioPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account)
      : OrderedPass(std::move(path), std::move(account)),
        memory_(this->account().memory->index, name()) {
    auto format = std::make_unique<CpioFormat>(this->path().out(), this->account());
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
    // A name that waits for its content, or carries it, is kept in a map until the end.
    constexpr std::uint64_t kKept = 192;
    if (head.links > 1) memory_.grow(kKept + member.path.size());
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

 private:
  static void settle(const InodeLinks::Settled& settled, Member& member) {
    member.path = settled.path;
    member.hard_link = settled.target ? *settled.target : "";
    if (!settled.target) {
      member.size = 0;
    } else if (settled.target->empty()) {
      add_problem(member, ErrorCode::bad_archive,
                  "it is a hard link to no member that is looked at");
    }
  }

  CpioFormat* cpio_ = nullptr;  // what format() is
  InodeLinks links_;
  MemoryShare memory_;
};

}  // namespace

std::unique_ptr<MemberStream> read_cpio(std::unique_ptr<BytePath> path,
                                        std::shared_ptr<Account> account) {
  return std::make_unique<CpioPass>(std::move(path), std::move(account));
}

}  // namespace komparu::archive
