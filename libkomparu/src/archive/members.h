// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_MEMBERS_H_
#define KOMPARU_ARCHIVE_MEMBERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "archive/account.h"
#include "archive/byte_path.h"
#include "archive/feed.h"
#include "archive/member_pass.h"
#include "archive/seven_zip/header.h"
#include "archive/sniff.h"
#include "archive/zip/audit.h"
#include "komparu/archive.h"

namespace komparu::archive {

// cpio, ar and others that are read from front to back: what the end must be like is checked by
// what the format was fed.
class OrderedPass : public MemberPass {
 public:
  ~OrderedPass() override { stop(); }

 protected:
  // The derived class starts the format, which reads from feed().
  OrderedPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
              std::uint64_t strip_components)
      : MemberPass(std::move(account), strip_components),
        path_(std::move(path)),
        feed_(path_->out()) {}

  std::optional<Head> next_head() override {
    auto head = format().next();
    if (head) return head;
    feed_.drain();
    check_end();
    path_->check_nothing_follows();
    return std::nullopt;
  }

  // Throws Error (bad_archive) unless the archive ends here as it should.
  virtual void check_end() = 0;

  StreamFeed& feed() { return feed_; }

 private:
  const std::unique_ptr<BytePath> path_;
  StreamFeed feed_;
};

// One pass over the members of an archive.

// tar, cpio or ar, in order.
std::unique_ptr<MemberStream> read_in_order(Format format, std::unique_ptr<BytePath> path,
                                            std::shared_ptr<Account> account,
                                            std::uint64_t strip_components);

std::unique_ptr<MemberStream> read_cpio(std::unique_ptr<BytePath> path,
                                        std::shared_ptr<Account> account,
                                        std::uint64_t strip_components);
std::unique_ptr<MemberStream> read_ar(std::unique_ptr<BytePath> path,
                                      std::shared_ptr<Account> account,
                                      std::uint64_t strip_components);

// 7z or zip, at any offset, audited. Both must outlive the pass.
std::unique_ptr<MemberStream> read_seven_zip(RandomAccess& access, const SevenZipHeader& header,
                                             std::shared_ptr<Account> account,
                                             std::uint64_t strip_components);
std::unique_ptr<MemberStream> read_zip(RandomAccess& access, const ZipDirectory& directory,
                                       std::shared_ptr<Account> account,
                                       std::uint64_t strip_components);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_MEMBERS_H_
