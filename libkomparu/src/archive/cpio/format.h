// SPDX-License-Identifier: MIT
// cpio by code of our own, in the forms newc, crc, odc and binary (in either byte order).
//
// A cpio archive is a row of (header, name, content), closed by a member called "TRAILER!!!". The
// forms differ in how a header writes its numbers and in how names and contents are padded. That
// is little enough to read it here. libarchive cannot be bounded instead: it asks for as many bytes
// as the length of a name says (4 GiB in newc) before anything can look at that length.
//
// Names of one file share a device and an inode number. newc and crc write the content once, with
// the last name, and the others look like empty files (InodeLinks). odc and binary write it with
// each name. Where several names of one inode bring content of their own, GNU cpio links them all
// to the first while others write each (A18). So each such content is hashed, and one that is not
// equal to the first is trouble. bsdtar links as many names to the first as that says it has, of
// whatever kind they are: a name of another kind, or one too many, is trouble. Inode 0 is one like
// the others: GNU cpio numbers them from there on when it is asked to. A file with one link has no
// other name.
#ifndef KOMPARU_ARCHIVE_CPIO_FORMAT_H_
#define KOMPARU_ARCHIVE_CPIO_FORMAT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "archive/account.h"
#include "archive/digest.h"
#include "archive/feed.h"
#include "archive/libarchive.h"

namespace komparu::archive {

class CpioFormat final : public FormatReader {
 public:
  // Both must outlive it.
  CpioFormat(Reader& source, Account& account)
      : in_(source, account),
        account_(account),
        memory_(account.memory->index, account.allowance.name()) {}

  // Throws Error (limit_exceeded) for a name or a link's text that is too long, before it is kept.
  std::optional<Head> next() override;
  std::optional<Block> next_block() override;
  std::shared_ptr<const void> owner() const override { return in_.owner(); }
  bool broken() const override { return broken_; }

  // Whether the last head's form writes the content of linked files once.
  bool writes_content_once() const { return form_ == Form::newc || form_ == Form::crc; }

  // The sum of the bytes of the last head's file, in the one form that has it.
  std::optional<std::uint32_t> byte_sum() const;

 private:
  enum class Form { unknown, newc, crc, odc, little, big };
  using Inode = std::pair<std::uint64_t, std::uint64_t>;

  struct Fields {
    std::uint64_t mode = 0;
    std::uint64_t name_length = 0;  // with the NUL that ends it
    std::uint64_t size = 0;
    std::uint32_t sum = 0;
    Head head;
  };

  // What the names of one inode have to share.
  struct Shared {
    Kind kind = Kind::unknown;
    std::string text;              // of a link, or the number of a device
    std::uint64_t names_left = 0;  // that may follow
    std::optional<Sha256::Value> content;
  };

  [[noreturn]] void fail(const char* detail);
  void read_form();
  Fields read_fields();
  Fields new_fields();
  Fields odc_fields();
  Fields binary_fields();
  std::uint64_t digits(std::size_t offset, std::size_t length, unsigned base);
  std::uint64_t binary(std::size_t index) const;
  std::uint64_t padding(std::uint64_t length) const;
  void read_name(Fields& fields);
  void begin_content(Fields& fields);
  void read_link_text(Fields& fields);
  void meet_inode(Head& head);
  void end_content();

  ByteInput in_;
  const Account& account_;
  MemoryShare memory_;  // for what is known of inodes
  Form form_ = Form::unknown;
  std::string header_;
  std::uint64_t size_ = 0;  // of the content
  std::uint64_t left_ = 0;  // of it
  std::uint64_t pad_ = 0;   // bytes behind it
  std::uint32_t sum_ = 0;
  bool open_ = false;  // the content has not been ended
  bool broken_ = false;
  std::optional<Inode> inode_;  // whose content is hashed as it goes by
  std::optional<Sha256> hash_;
  std::map<Inode, Shared> shared_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_CPIO_FORMAT_H_
