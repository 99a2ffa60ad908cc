// SPDX-License-Identifier: MIT
// Reads tar archives, and refuses those that programs read in different ways.
//
// A member is a header block, content, and zeros up to the end of a block. Headers in front of it
// (pax records, long names) say what its own header cannot hold. One zero block ends the archive;
// nothing but zeros may follow.
//
// tar has no check sums but those of headers, and forty years of dialects, so that one archive can
// be two things: `tar`, bsdtar, Python and Go each skip, apply or ignore something that the others
// do not. Each header is therefore held against all of them. What they read alike is read so; what
// honest writers write is read as GNU tar reads it; everything else is refused as a whole, because
// where one header is in doubt, so is the place of the next. Only a name that cannot be what was
// meant is the trouble of its member alone.
//
// Memory: a block, names within their limit, and the map of one sparse member.
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/byte_cursor.h"
#include "archive/members.h"
#include "archive/tar/extensions.h"
#include "archive/tar/header.h"
#include "archive/tar/input.h"
#include "archive/tar/sparse.h"

namespace komparu::archive {

namespace {

class TarFormat final : public FormatReader {
 public:
  TarFormat(Reader& source, Account& account) : input_(source, account) {}

  std::optional<Head> next() override {
    return guarded([&] { return next_member(); });
  }

  std::optional<Block> next_block() override {
    return guarded([&] { return next_content(); });
  }

  std::shared_ptr<const void> owner() const override { return input_.owner(); }
  bool broken() const override { return broken_; }

 private:
  // Nothing can be read behind an error: where the next header stands is unknown.
  template <typename Call>
  auto guarded(const Call& call) -> decltype(call()) {
    try {
      return call();
    } catch (...) {
      broken_ = true;
      throw;
    }
  }

  std::optional<Head> next_member() {
    input_.pass(std::exchange(stored_, 0));
    input_.pass(std::exchange(padding_, 0));
    TarExtensions extensions;
    extensions.raw_names = raw_names_;
    for (;;) {
      const auto block = input_.block();
      if (block.size() < kTarBlock) fail("the tar archive is cut off: it has no end marker");
      if (is_zero(block)) {
        if (extensions.any()) fail("a header is about a member that does not follow");
        if (!input_.only_zeros_follow()) fail("bytes follow the end of the tar archive");
        return std::nullopt;
      }
      const TarHeader header = read_tar_header(block);
      if (!read_extension(header, extensions)) return member(header, extensions);
    }
  }

  // False if the header is a member's own.
  bool read_extension(const TarHeader& header, TarExtensions& extensions) {
    switch (header.type) {
      case 'x':
      case 'X':  // as Solaris calls it
        if (extensions.has_records) fail("a member has two pax headers");
        read_pax_records(input_, header.size, extensions);
        return true;
      case 'g':
        require_nothing_before(extensions);
        read_global_records(input_, header.size, raw_names_);
        extensions.raw_names = raw_names_;
        return true;
      case 'L':
        if (extensions.long_name) fail("a member has two long names");
        extensions.long_name = read_long_name(input_, header.size, extensions.doubt);
        return true;
      case 'K':
        if (extensions.long_link) fail("a member has two long link texts");
        extensions.long_link = read_long_name(input_, header.size, extensions.doubt);
        return true;
      case 'V':  // a label of the archive, no member
        require_nothing_before(extensions);
        if (header.size > 0) fail("a tar label has content");
        return true;
      default:
        return false;
    }
  }

  static void require_nothing_before(const TarExtensions& extensions) {
    if (extensions.any()) fail("a header is about a member that does not follow");
  }

  Head member(const TarHeader& header, TarExtensions& extensions) {
    Head head;
    head.warning = extensions.doubt;
    head.name = extensions.name() ? *extensions.name() : header.name;
    const std::uint64_t size = extensions.size.value_or(header.size);
    head.kind = kind_of(header, *head.name, size);
    describe_link(header, extensions, head);
    if (head.kind == Kind::character_device || head.kind == Kind::block_device) {
      head.device = header.device;
    }
    begin_content(header, size);
    if (header.type == 'S' || extensions.sparse.any()) {
      begin_sparse(header, extensions, head);
    } else {
      segments_ = {{0, stored_}};
      if (head.kind == Kind::regular) head.size = stored_;
    }
    if (extensions.size_of_star && extensions.size_of_star != head.size) {
      fail("a pax header tells two sizes of its member");
    }
    return head;
  }

  // The kinds of those that have content are files; what a program does not know it takes for a
  // file.
  static Kind kind_of(const TarHeader& header, std::string_view name, std::uint64_t size) {
    const bool ends_as_directory = name.ends_with('/');
    switch (header.type) {
      case '\0':  // before there was a type for directories
        // Python looks at the name in the header alone.
        if (std::string_view(header.name).ends_with('/') != ends_as_directory) {
          refuse("not all programs take a member for a directory");
        }
        if (!ends_as_directory) return Kind::regular;
        if (size > 0) fail("a directory has content");
        return Kind::directory;
      case '1':
        return Kind::regular;
      case '2':
        return Kind::symbolic_link;
      case '3':
        return Kind::character_device;
      case '4':
        return Kind::block_device;
      case '5':
      case 'D':  // its content is a list of the names in it
        return Kind::directory;
      case '6':
        return Kind::fifo;
      case 'A':  // a list of rights, by Solaris, which bsdtar applies
      case 'M':  // the rest of a file that another volume begins
      case 'N':  // a list of names, by GNU tar before there was 'L'
        return Kind::unknown;
      default:
        if (ends_as_directory) fail("a file has a directory's name");
        return Kind::regular;
    }
  }

  static bool is_link(const TarHeader& header) { return header.type == '1' || header.type == '2'; }

  // Of those the size says how long something is that is not here.
  static bool has_content(const TarHeader& header) {
    constexpr std::string_view kWithout("123456");
    return kWithout.find(header.type) == kWithout.npos;
  }

  static void describe_link(const TarHeader& header, const TarExtensions& extensions, Head& head) {
    if (!is_link(header)) {
      if (extensions.link()) fail("a member that is no link has the text of one");
      return;
    }
    std::string target = extensions.link() ? *extensions.link() : header.link;
    if (target.empty()) fail("a link leads nowhere: its text is empty");
    if (header.type == '1') {
      head.hard_link = std::move(target);
    } else {
      head.link_text = std::move(target);
    }
  }

  void begin_content(const TarHeader& header, std::uint64_t size) {
    if (!has_content(header) && (size > 0 || header.size > 0)) {
      fail("a member that holds nothing has a size");
    }
    stored_ = size;
    padding_ = tar_padding(size);
    segment_ = 0;
    in_segment_ = 0;
  }

  void begin_sparse(const TarHeader& header, TarExtensions& extensions, Head& head) {
    if (extensions.sparse.any() && header.type != '0' && header.type != '\0') {
      fail("pax records describe holes in a member that is no file");
    }
    if (header.type == 'S' && extensions.size) fail("a sparse member has two sizes");
    SparseMember sparse = header.type == 'S' ? read_gnu_sparse(header, input_)
                                             : read_pax_sparse(extensions.sparse, stored_, input_);
    stored_ -= sparse.map_size;
    segments_ = std::move(sparse.segments);
    head.size = sparse.real_size;
    head.sparse = true;
  }

  std::optional<Block> next_content() {
    while (segment_ < segments_.size() && in_segment_ == segments_[segment_].length) {
      ++segment_;
      in_segment_ = 0;
    }
    if (segment_ >= segments_.size()) return std::nullopt;
    const TarSegment& segment = segments_[segment_];
    const auto bytes = input_.require(segment.length - in_segment_);
    const Block block{segment.offset + in_segment_, bytes};
    in_segment_ += bytes.size();
    stored_ -= bytes.size();
    return block;
  }

  TarInput input_;
  bool raw_names_ = false;  // as a global header said
  bool broken_ = false;
  // The current member: bytes that have not been read, and what fills its last block.
  std::uint64_t stored_ = 0;
  std::uint64_t padding_ = 0;
  std::vector<TarSegment> segments_;
  std::size_t segment_ = 0;
  std::uint64_t in_segment_ = 0;
};

class TarPass final : public OrderedPass {
 public:
  TarPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account)
      : OrderedPass(std::move(path), std::move(account)) {
    start(std::make_unique<TarFormat>(this->path().out(), this->account()));
  }

 protected:
  void describe(const Head& head, MemberContent::Expected& expected, Member& /*member*/) override {
    expected.may_have_holes = head.sparse;
  }
};

}  // namespace

std::unique_ptr<MemberStream> read_in_order(Format format, std::unique_ptr<BytePath> path,
                                            std::shared_ptr<Account> account) {
  switch (format) {
    case Format::cpio:
      return read_cpio(std::move(path), std::move(account));
    case Format::ar:
      return read_ar(std::move(path), std::move(account));
    default:
      return std::make_unique<TarPass>(std::move(path), std::move(account));
  }
}

}  // namespace komparu::archive
