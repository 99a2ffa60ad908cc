// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_MEMBERS_H_
#define KOMPARU_ARCHIVE_MEMBERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "archive/account.h"
#include "archive/byte_path.h"
#include "archive/member_pass.h"
#include "archive/seven_zip/header.h"
#include "archive/sniff.h"
#include "archive/zip/audit.h"
#include "komparu/archive.h"

namespace komparu::archive {

// tar, cpio and ar, which are read from front to back. The format checks its own end.
class OrderedPass : public MemberPass {
 public:
  ~OrderedPass() override { stop(); }

 protected:
  // The derived class starts the format, which reads from path().out().
  OrderedPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account)
      : MemberPass(std::move(account)), path_(std::move(path)) {}

  std::optional<Head> next_head() override {
    auto head = format().next();
    if (!head) path_->check_nothing_follows();
    return head;
  }

  BytePath& path() { return *path_; }

 private:
  const std::unique_ptr<BytePath> path_;
};

// tar, cpio or ar, in order.
std::unique_ptr<MemberStream> read_in_order(Format format, std::unique_ptr<BytePath> path,
                                            std::shared_ptr<Account> account);

std::unique_ptr<MemberStream> read_cpio(std::unique_ptr<BytePath> path,
                                        std::shared_ptr<Account> account);
std::unique_ptr<MemberStream> read_ar(std::unique_ptr<BytePath> path,
                                      std::shared_ptr<Account> account);

// 7z or zip, at any offset, audited. Both must outlive the pass.
std::unique_ptr<MemberStream> read_seven_zip(RandomAccess& access, const SevenZipHeader& header,
                                             std::shared_ptr<Account> account);
std::unique_ptr<MemberStream> read_zip(RandomAccess& access, const ZipDirectory& directory,
                                       std::shared_ptr<Account> account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_MEMBERS_H_
