// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ORDERED_PASS_H_
#define KOMPARU_ARCHIVE_ORDERED_PASS_H_

#include <memory>
#include <optional>
#include <utility>

#include "archive/byte_path.h"
#include "archive/feed.h"
#include "archive/member_pass.h"

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

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ORDERED_PASS_H_
