// SPDX-License-Identifier: MIT
#include <cstddef>
#include <utility>

#include "archive/feed.h"
#include "archive/member_pass.h"
#include "archive/members.h"

namespace komparu::archive {

namespace {

// By libarchive, after the header was audited.
class SevenZipPass final : public MemberPass {
 public:
  SevenZipPass(RandomAccess& access, const SevenZipHeader& header, std::shared_ptr<Account> account)
      : MemberPass(std::move(account)),
        header_(header),
        index_(this->account().memory->index, name()),
        decoders_(this->account().memory->decoders, name()),
        feed_(access, this->account()) {
    // What libarchive keeps for each of them.
    constexpr std::uint64_t kFile = 112;
    constexpr std::uint64_t kFolder = 256;
    index_.grow(header.files * kFile + header.folders * kFolder + header.name_bytes);
    decoders_.grow(header.decoder_memory);
    this->account().allowance.set_whole(access.size());
    start(open_format(Format::seven_zip, feed_));
  }
  ~SevenZipPass() override { stop(); }

 protected:
  // libarchive and the audit must have read the same header.
  std::optional<Head> next_head() override {
    auto head = format().next();
    const bool has_more = next_ < header_.files;
    if (head.has_value() != has_more) fail("the header of the 7z file can be read in two ways");
    ++next_;
    return head;
  }

  void describe(const Head& /*head*/, MemberContent::Expected& /*expected*/,
                Member& member) override {
    if (next_ <= header_.anti.size() && header_.anti[static_cast<std::size_t>(next_ - 1)]) {
      add_problem(member, ErrorCode::unsupported,
                  "it is an anti-item: unpacking it removes what has its name");
    }
  }

 private:
  const SevenZipHeader& header_;
  MemoryShare index_;
  MemoryShare decoders_;
  AccessFeed feed_;
  std::uint64_t next_ = 0;
};

}  // namespace

std::unique_ptr<MemberStream> read_seven_zip(RandomAccess& access, const SevenZipHeader& header,
                                             std::shared_ptr<Account> account) {
  return std::make_unique<SevenZipPass>(access, header, std::move(account));
}

}  // namespace komparu::archive
