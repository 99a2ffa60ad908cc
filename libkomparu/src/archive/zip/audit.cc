// SPDX-License-Identifier: MIT
#include "archive/zip/audit.h"

#include <algorithm>
#include <utility>

#include "archive/byte_cursor.h"
#include "archive/inflater.h"
#include "archive/member_pass.h"
#include "archive/zip/records.h"
#include "base/kind_of_mode.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::uint16_t kMaskedHeaders = 0x2000;

constexpr std::uint16_t kUnicodeName = 0x800;

// A name that ends with "/" is that of a directory, whatever the attributes say.
Kind kind_of(const ZipHeader& header, std::string_view name) {
  constexpr std::uint32_t kFatDirectory = 0x10;
  if (name.ends_with('/')) return Kind::directory;
  const std::uint32_t mode = header.attributes >> 16U;
  const bool has_type = (mode & 0170000U) != 0;
  if (header.host == ZipHeader::kUnix && has_type) {
    // With this bit unzip, and no other program, takes the mode for no mode.
    constexpr std::uint16_t kNoMode = 0x4;
    const Kind kind = kind_of_mode(mode);
    if (kind != Kind::regular && (header.internal_attributes & kNoMode) != 0) {
      fail("the mode of an entry of the zip file is said not to count");
    }
    return kind;
  }
  const bool directory = header.host == ZipHeader::kFat && (header.attributes & kFatDirectory) != 0;
  return directory ? Kind::directory : Kind::regular;
}

class Audit {
 public:
  Audit(RandomAccess& access, Account& account)
      : directory_(access, account, 65536),
        local_(access, account, 4096),
        account_(account),
        inflater_(make_inflater()) {
    result_.share = std::make_unique<MemoryShare>(account.memory->index, account.allowance.name());
  }

  ZipDirectory run() {
    end_ = find_zip_end(directory_);
    account_.allowance.check_entries(end_.entries);
    // Before any memory is reserved for them.
    constexpr std::uint64_t kSmallestHeader = 46;
    if (end_.entries > end_.directory_length / kSmallestHeader) {
      fail("the zip file's directory is too short for its entries");
    }
    result_.share->grow(end_.entries * sizeof(ZipEntry));
    result_.entries.reserve(static_cast<std::size_t>(end_.entries));
    result_.shift = end_.shift;
    result_.end = end_.comment;
    std::uint64_t at = end_.directory;
    for (std::uint64_t i = 0; i < end_.entries; ++i) at += add_entry(at);
    if (at != end_.tail) fail("the zip file's directory is longer or shorter than recorded");
    std::sort(result_.entries.begin(), result_.entries.end(),
              [](const ZipEntry& a, const ZipEntry& b) { return a.begin < b.begin; });
    check_gaps();
    return std::move(result_);
  }

 private:
  // Returns the length of the central header.
  std::uint64_t add_entry(std::uint64_t at) {
    const ZipHeader central = read_central_header(directory_, at);
    if (central.length > end_.tail - at) fail("the zip file's directory is longer than recorded");
    account_.allowance.check_name(central.name.size());
    if ((central.flags & kMaskedHeaders) != 0) {
      throw Error(ErrorCode::encrypted, "", "the zip file's directory is encrypted");
    }
    ZipEntry entry;
    entry.size = central.size;
    entry.crc = central.crc;
    entry.method = central.method;
    entry.flags = central.flags;
    set_name(central, entry);
    set_extent(central, entry);
    if (central.method == 0 && !entry.encrypted() && central.size != central.packed_size) {
      fail("a stored member of the zip file has two sizes");
    }
    result_.entries.push_back(entry);
    return central.length;
  }

  void set_name(const ZipHeader& central, ZipEntry& entry) {
    const std::string name = zip_entry_name(central, *inflater_);
    account_.allowance.check_name(name.size());
    entry.name_is_told = (central.flags & kUnicodeName) == 0 || is_utf8(name);
    entry.kind = kind_of(central, name);
    entry.name_length = static_cast<std::uint16_t>(name.size());
    result_.share->grow(name.size());
    entry.name = result_.names.keep(name).data();
  }

  void set_extent(const ZipHeader& central, ZipEntry& entry) {
    const std::uint64_t room = end_.directory - end_.shift;
    if (central.offset >= room) fail("a member of the zip file begins behind its directory");
    entry.begin = central.offset + end_.shift;
    const ZipHeader local = read_local_header(local_, entry.begin);
    const std::uint64_t left = end_.directory - entry.begin;
    if (local.length > left || central.packed_size > left - local.length) {
      fail("a member of the zip file reaches into its directory");
    }
    check_agreement(central, local);
    entry.header = static_cast<std::uint32_t>(local.length);
    entry.packed_size = central.packed_size;
    if (!central.has_descriptor()) return;
    const std::uint64_t descriptor = descriptor_length(local_, entry.end(), central);
    if (descriptor == 0) fail("a member of the zip file lacks its data descriptor");
    entry.descriptor = static_cast<std::uint8_t>(descriptor);
    if (entry.end() > end_.directory) fail("a member of the zip file reaches into its directory");
  }

  static void check_agreement(const ZipHeader& central, const ZipHeader& local) {
    if (local.name != central.name || local.method != central.method ||
        local.flags != central.flags || local.unicode_name != central.unicode_name) {
      fail("a local header of the zip file contradicts its directory");
    }
    const bool may_be_zero = central.has_descriptor();
    const auto agree = [&](std::uint64_t here, std::uint64_t there) {
      return here == there || (may_be_zero && here == 0);
    };
    if (!agree(local.crc, central.crc) || !agree(local.packed_size, central.packed_size) ||
        !agree(local.size, central.size)) {
      fail("a local header of the zip file contradicts its directory");
    }
  }

  // What belongs to no entry must not look like one.
  void check_gaps() {
    std::uint64_t at = 0;
    for (const ZipEntry& entry : result_.entries) {
      if (entry.begin < at) fail("members of the zip file overlap");
      check_gap(at, entry.begin);
      at = entry.end();
    }
    check_gap(at, end_.directory);
    check_gap(end_.tail, local_.size());
  }

  void check_gap(std::uint64_t from, std::uint64_t to) {
    constexpr std::size_t kPart = 65536;
    constexpr std::uint32_t kLocalSignature = 0x04034b50;
    while (from < to) {
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(kPart, to - from));
      // A signature that begins in the gap may end behind it.
      const auto bytes = directory_.at(from, length + 3);
      for (std::size_t i = 0; i < length && i + 4 <= bytes.size(); ++i) {
        if (bytes[i] == std::byte{'P'} && le32(bytes, i) == kLocalSignature) {
          fail("the zip file holds a local header that its directory does not know");
        }
      }
      from += length;
    }
  }

  ByteCursor directory_;
  ByteCursor local_;
  Account& account_;
  const std::unique_ptr<Inflater> inflater_;
  ZipEnd end_;
  ZipDirectory result_;
};

}  // namespace

ZipDirectory audit_zip(RandomAccess& access, Account& account) {
  return Audit(access, account).run();
}

bool ends_as_zip(RandomAccess& access, Account& account) {
  ByteCursor file(access, account, 65536);
  return has_zip_end(file);
}

}  // namespace komparu::archive
