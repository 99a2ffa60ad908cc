// SPDX-License-Identifier: MIT
#include "explanation.h"

#include <fmt/format.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

#include "descriptors.h"
#include "local_file.h"

namespace komparu::cli {
namespace {

using namespace std::string_view_literals;

// A kind of file that komparu does not read, known by its bytes at the offset `at`.
struct FileKind {
  std::size_t at;
  std::string_view magic;
  std::string_view made_by;  // "PROGRAM-made KIND"
  std::string_view reason;
  std::string_view step;  // "%" stands for the file
};

constexpr std::string_view kNotUnpacked = "this compression is not unpacked";
constexpr std::string_view kOnRequest = "read on request only";
constexpr std::string_view kHoldsNone = "it holds one file, not an archive";

constexpr FileKind kKinds[] = {
    {0, "\x1f\x9d"sv, "compress-made .Z file", kNotUnpacked, "zcat % | komparu - DIR"},
    {0, "\x1f\xa0"sv, "compress-made .Z file", kNotUnpacked, "zcat % | komparu - DIR"},
    {0, "\x1f\x1e"sv, "pack-made .z file", kNotUnpacked, "gzip -dc % | komparu - DIR"},
    {0, "LZIP"sv, "lzip-made .lz file", kNotUnpacked, "lzip -dc % | komparu - DIR"},
    {0, "\x5d\x00\x00"sv, "lzma-made .lzma file", kNotUnpacked, "xz -dc % | komparu - DIR"},
    {0, "\x02\x21\x4c\x18"sv, "lz4-made file in the legacy form", kNotUnpacked,
     "lz4 -dc % | komparu - DIR"},
    {0, "\x89LZO\0\r\n"sv, "lzop-made .lzo file", kNotUnpacked, "lzop -dc % | komparu - DIR"},
    {0, "LRZI"sv, "lrzip-made .lrz file", kNotUnpacked, "lrzcat % | komparu - DIR"},
    {0, "\xed\xab\xee\xdb"sv, "rpm-made package", "its payload lies behind headers",
     "rpm2cpio % | komparu - DIR"},
    {0, "Rar!\x1a\x07"sv, "rar-made archive", kOnRequest, "--archive-formats=rar"},
    {0, "MSCF"sv, "cabinet archive", kOnRequest, "--archive-formats=cab"},
    {0, "xar!"sv, "xar-made archive", kOnRequest, "--archive-formats=xar"},
    {2, "-lh"sv, "lha-made archive", kOnRequest, "--archive-formats=lha"},
    {0, "WARC/"sv, "WARC archive", kOnRequest, "--archive-formats=warc"},
    {32769, "CD001"sv, "ISO 9660 image", kOnRequest, "--archive-formats=iso"},
    {0, "!<arch>\n"sv, "ar-made archive", kOnRequest, "-a"},
    {0, "hsqs"sv, "mksquashfs-made image", "file systems are not read", "mount it first"},
    {1080, "\x53\xef"sv, "ext2, ext3 or ext4 image", "file systems are not read", "mount it first"},
    {0, "QFI\xfb"sv, "QEMU-made disk image", "file systems are not read", "mount it first"},
    {0, "\x1f\x8b"sv, "gzip-made file", kHoldsNone, "gzip -dc % | komparu - FILE"},
    {0, "BZh"sv, "bzip2-made file", kHoldsNone, "bzip2 -dc % | komparu - FILE"},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     "xz-made file", kHoldsNone, "xz -dc % | komparu - FILE"},
    {0, "\x28\xb5\x2f\xfd"sv, "zstd-made file", kHoldsNone, "zstd -dc % | komparu - FILE"},
    {0, "\x04\x22\x4d\x18"sv, "lz4-made file", kHoldsNone, "lz4 -dc % | komparu - FILE"},
};

// The first bytes of a regular file. Other files could block.
std::string head_of(const std::string& path) {
  constexpr std::size_t kEnough = 32776;
  const std::optional<LocalFile> file = look_at(path, true);
  if (!file || file->kind != Kind::regular) return {};
  const int descriptor = open_to_read(path);
  if (descriptor < 0) return {};
  std::string head(kEnough, '\0');
  std::size_t filled = 0;
  while (filled < head.size()) {
    const std::ptrdiff_t got = read_some(descriptor, head.data() + filled, head.size() - filled);
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  close_descriptor(descriptor);
  head.resize(filled);
  return head;
}

const FileKind* kind_of(std::string_view head) {
  for (const FileKind& kind : kKinds) {
    if (head.size() > kind.at && head.substr(kind.at).starts_with(kind.magic)) return &kind;
  }
  return nullptr;
}

std::string with_name(std::string_view step, std::string_view name) {
  std::string text(step);
  const std::size_t at = text.find('%');
  return at == std::string::npos ? text : text.replace(at, 1, name);
}

}  // namespace

Error explained(const Error& error, const Invocation& asked) {
  if (error.code() != ErrorCode::wrong_kind || error.os_error() != EISDIR) return error;
  if (asked.as != As::automatic || asked.groups || asked.pairs || asked.url_map) return error;
  const bool left_is_directory = error.subject() == asked.left.path;
  const Operand& directory = left_is_directory ? asked.left : asked.right;
  const Operand& file = left_is_directory ? asked.right : asked.left;
  if (file.kind != Operand::Kind::path || directory.kind != Operand::Kind::path) return error;
  const std::string head = head_of(file.path);
  if (head.empty()) return error;
  const FileKind* const kind = kind_of(head);
  std::string text = fmt::format("{} is no archive that komparu reads", file.name);
  if (kind != nullptr) text += fmt::format(" ({}: {})", kind->made_by, kind->reason);
  text += fmt::format(", and {} is a directory", directory.name);
  if (kind != nullptr) text += fmt::format("; try: {}", with_name(kind->step, file.name));
  Error result(ErrorCode::wrong_kind, "", std::move(text));
  return result.with_phase(error.phase()).with_side(left_is_directory ? Side::right : Side::left);
}

}  // namespace komparu::cli
