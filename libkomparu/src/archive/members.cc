// SPDX-License-Identifier: MIT
#include "archive/members.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "archive/ordered_pass.h"
#include "archive/tar_head.h"

namespace komparu::archive {

namespace {

[[noreturn]] void fail(const char* detail) { throw Error(ErrorCode::bad_archive, "", detail); }

class TarPass final : public OrderedPass {
 public:
  TarPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
          std::uint64_t strip_components)
      : OrderedPass(std::move(path), std::move(account), strip_components) {
    start(open_format(Format::tar, feed()));
  }

 protected:
  std::optional<Head> next_head() override {
    feed().watch(format().position(), &tar_head_length);
    return OrderedPass::next_head();
  }

  void describe(const Head& head, MemberContent::Expected& expected, Member& member) override {
    expected.may_have_holes = true;
    if (head.name && !is_verbatim(*head.name)) {
      add_problem(member, ErrorCode::unsupported, "its name cannot be told byte by byte");
    }
    if (!is_verbatim(head.hard_link.value_or("")) || !is_verbatim(head.link_text)) {
      add_problem(member, ErrorCode::unsupported,
                  "what it is linked to cannot be told byte by byte");
    }
    if (tar_name_has_nul(feed().watched())) {
      add_problem(member, ErrorCode::bad_archive, "its name holds a NUL byte");
    }
  }

  // T6: libarchive 3.6.2 composes the names that a pax header holds in UTF-8, those of links'
  // targets too, so that two names would become one. What it gives must stand in the head as it is,
  // each component on its own, because a prefix has a field of its own.
  bool is_verbatim(std::string_view name) {
    const auto bytes = feed().watched();
    const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (!name.empty()) {
      const std::size_t slash = std::min(name.find('/'), name.size());
      const std::string_view component = name.substr(0, slash);
      const bool ascii = std::all_of(component.begin(), component.end(), [](char byte) {
        return static_cast<unsigned char>(byte) < 0x80;
      });
      if (!ascii && head.find(component) == std::string_view::npos) return false;
      name.remove_prefix(std::min(slash + 1, name.size()));
    }
    return true;
  }

  // libarchive also takes the end of the file for the end of the archive.
  void check_end() override {
    constexpr std::uint64_t kBlock = 512;
    const std::uint64_t end = format().position();
    if (end < format().head_position() + kBlock || feed().given() < end) {
      fail("the tar archive is cut off: it has no end marker");
    }
    if (feed().nonzero_end() > end) fail("bytes follow the end of the tar archive");
    if (feed().nonzero_end() > end - kBlock) fail("the tar archive has no end marker");
  }
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
