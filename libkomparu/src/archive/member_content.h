// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_MEMBER_CONTENT_H_
#define KOMPARU_ARCHIVE_MEMBER_CONTENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "archive/account.h"
#include "archive/libarchive.h"
#include "komparu/reader.h"

namespace komparu::archive {

// Bytes that stay in place as long as their owner is held.
struct KeptBytes {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;
};

// The bytes of one member, whose end is checked before it is told.
class MemberContent final : public Reader {
 public:
  struct Expected {
    std::optional<std::uint64_t> size;
    bool may_have_holes = false;
    // The sum of all bytes modulo 2^32, as one form of cpio has it.
    std::optional<std::uint32_t> byte_sum;
    // Set: a failure at the first byte means that the packing is unknown; this is its name.
    std::string unknown_method;
  };

  MemberContent(FormatReader& format, Account& account) : format_(format), account_(account) {}

  // Begins the content of the member that the format stands at, or (null) one without any.
  void begin(const Expected* expected, std::string path);

  // Reads and checks what was not read. What was thrown before is thrown again only if no other
  // member can be read after it.
  void finish();

  std::span<const std::byte> read(std::span<std::byte> scratch) override;
  // The next bytes, as many as come at once, as read() would give them. Empty where they would have
  // to be copied, and at the end: read() tells then. Throws as read() does.
  KeptBytes take();
  void skip(std::uint64_t count) override;
  std::uint64_t hole_ahead() override;
  std::optional<Size> size() const override;
  Kind kind() const override { return Kind::regular; }

 private:
  bool fetch();
  bool fetch_next();
  void take(const Block& block);
  void check_end();
  std::uint64_t room_in_hole() const;
  [[noreturn]] void fail(ErrorCode code, std::string detail);

  FormatReader& format_;
  Account& account_;
  Expected expected_;
  std::string path_;
  std::uint64_t position_ = 0;
  Block block_;                // what is fetched and not read; zeros up to its offset
  std::uint64_t fetched_ = 0;  // where the last block ended
  std::uint32_t byte_sum_ = 0;
  bool ended_ = true;
  std::optional<Error> failure_;  // of this member
  std::optional<Error> fatal_;    // of the pass: a limit, the archive unreadable ...
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_MEMBER_CONTENT_H_
