// SPDX-License-Identifier: MIT
#include "archive/members.h"

#include <optional>
#include <utility>

#include "archive/member_pass.h"
#include "archive/tar/format.h"

namespace komparu::archive {

namespace {

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
