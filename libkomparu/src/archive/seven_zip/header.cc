// SPDX-License-Identifier: MIT
#include "archive/seven_zip/header.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "archive/byte_cursor.h"
#include "archive/filters/windows.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

using Bytes = std::span<const std::byte>;

// The numbers of the parts of a header (7zFormat.txt).
enum Part : std::uint64_t {
  kEnd = 0,
  kHeader = 1,
  kArchiveProperties = 2,
  kAdditionalStreams = 3,
  kMainStreams = 4,
  kFiles = 5,
  kPackInfo = 6,
  kUnpackInfo = 7,
  kSubStreams = 8,
  kSize = 9,
  kCrc = 10,
  kFolder = 11,
  kUnpackSize = 12,
  kContents = 13,
  kEmptyStream = 14,
  kEmptyFile = 15,
  kAnti = 16,
  kNames = 17,
  kCreated = 18,
  kAccessed = 19,
  kModified = 20,
  kAttributes = 21,
  kPackedHeader = 23,
  kStartPosition = 24,
  kPadding = 25,
};

constexpr std::uint64_t kMostCoders = 32;

[[noreturn]] void damaged() { fail("the header of the 7z file is damaged"); }
[[noreturn]] void disagree() { fail("the counts in the header of the 7z file disagree"); }

// The bytes of a header from front to back; it never reads behind them.
class Input {
 public:
  Input(Bytes bytes, MemoryShare& share) : bytes_(bytes), share_(share) {}

  std::size_t left() const { return bytes_.size(); }

  Bytes take(std::uint64_t count) {
    if (count > bytes_.size()) damaged();
    const Bytes part = bytes_.first(static_cast<std::size_t>(count));
    bytes_ = bytes_.subspan(part.size());
    return part;
  }

  std::uint8_t byte() { return std::to_integer<std::uint8_t>(take(1)[0]); }

  // The ones that lead the first byte say how many bytes follow it; they come lowest first, and
  // what is left of the first byte is the highest.
  std::uint64_t number() {
    const std::uint8_t first = byte();
    std::uint64_t value = 0;
    std::uint8_t mask = 0x80;
    for (unsigned i = 0; i < 8; ++i, mask = static_cast<std::uint8_t>(mask >> 1U)) {
      if ((first & mask) == 0) return value | std::uint64_t{first & (mask - 1U)} << (8 * i);
      value |= std::uint64_t{byte()} << (8 * i);
    }
    return value;
  }

  // A count of things that take at least a byte each here, and `size` bytes once they are read.
  std::uint64_t count(std::size_t size = 1) {
    const std::uint64_t value = number();
    if (value > left()) damaged();
    share_.grow(value * size);
    return value;
  }

  MemoryShare& share() { return share_; }

  std::vector<bool> bits(std::uint64_t count) {
    const Bytes row = take((count + 7) / 8);
    std::vector<bool> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = (std::to_integer<unsigned>(row[i / 8]) & (0x80U >> (i % 8))) != 0;
    }
    return values;
  }

  // The same, with a byte before that may say: all of them.
  std::vector<bool> defined(std::uint64_t count) {
    if (byte() == 0) return bits(count);
    if (count / 8 > bytes_.size()) damaged();
    return std::vector<bool>(static_cast<std::size_t>(count), true);
  }

  void expect(std::uint64_t part) {
    if (number() != part) damaged();
  }

 private:
  Bytes bytes_;
  MemoryShare& share_;
};

std::uint64_t ones(const std::vector<bool>& values) {
  return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), true));
}

std::uint64_t added(std::uint64_t one, std::uint64_t other) {
  if (one > UINT64_MAX - other) damaged();
  return one + other;
}

std::string text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::optional<std::uint32_t>> read_crcs(Input& in, std::uint64_t count) {
  std::vector<std::optional<std::uint32_t>> crcs;
  for (const bool is_defined : in.defined(count)) {
    auto& crc = crcs.emplace_back();
    if (is_defined) crc = le32(in.take(4), 0);
  }
  return crcs;
}

void read_pack_info(Input& in, SevenZipStreams& streams) {
  streams.position = in.number();
  const std::uint64_t count = in.count(3 * sizeof(std::uint64_t));
  std::uint64_t part = in.number();
  if (part == kSize) {
    for (std::uint64_t i = 0; i < count; ++i) streams.packed_sizes.push_back(in.number());
    part = in.number();
  }
  if (part == kCrc) {
    read_crcs(in, count);
    part = in.number();
  }
  if (part != kEnd) damaged();
  if (streams.packed_sizes.size() != count) disagree();
}

SevenZipCoder read_coder(Input& in) {
  const std::uint8_t flags = in.byte();
  if ((flags & 0xc0U) != 0) refuse("a way of packing in the 7z file is not known");
  SevenZipCoder coder;
  coder.method = text(in.take(flags & 0xfU));
  if ((flags & 0x10U) != 0) {
    const std::uint64_t inputs = in.number();
    if (inputs == 0 || inputs > kMostCoders || in.number() != 1) {
      refuse("a way of packing in the 7z file is not known");
    }
    coder.inputs = static_cast<std::uint32_t>(inputs);
  }
  if ((flags & 0x20U) != 0) coder.properties = text(in.take(in.count()));
  return coder;
}

// Each input is fed by one output or by one packed stream, and one output is left over.
void read_links(Input& in, std::uint32_t inputs, SevenZipFolder& folder) {
  std::vector<bool> fed(static_cast<std::size_t>(inputs));
  std::vector<bool> used(static_cast<std::size_t>(folder.outputs));
  const auto mark = [](std::vector<bool>& marks, std::uint64_t index) {
    if (index >= marks.size() || marks[static_cast<std::size_t>(index)]) disagree();
    marks[static_cast<std::size_t>(index)] = true;
  };
  for (std::uint32_t i = 1; i < folder.outputs; ++i) {
    mark(fed, in.number());
    mark(used, in.number());
  }
  if (inputs < folder.outputs) disagree();
  folder.packed_streams = inputs - (folder.outputs - 1);
  if (folder.packed_streams == 1) return;
  for (std::uint32_t i = 0; i < folder.packed_streams; ++i) mark(fed, in.number());
}

std::uint64_t memory_of(const SevenZipCoder& coder);

SevenZipFolder read_folder(Input& in, std::vector<SevenZipCoder>* coders) {
  SevenZipFolder folder;
  const std::uint64_t count = in.number();
  if (count == 0 || count > kMostCoders) damaged();
  std::uint32_t inputs = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    SevenZipCoder coder = read_coder(in);
    inputs += coder.inputs;
    ++folder.outputs;
    folder.memory = added(folder.memory, memory_of(coder));
    if (coders != nullptr) coders->push_back(std::move(coder));
  }
  read_links(in, inputs, folder);
  return folder;
}

void read_unpack_info(Input& in, SevenZipStreams& streams) {
  in.expect(kFolder);
  const std::uint64_t count = in.count(2 * sizeof(SevenZipFolder));
  if (in.byte() != 0) refuse("a table of the 7z file stands elsewhere");
  for (std::uint64_t i = 0; i < count; ++i) {
    streams.folders.push_back(read_folder(in, i == 0 ? &streams.coders : nullptr));
  }
  in.expect(kUnpackSize);
  for (SevenZipFolder& folder : streams.folders) {
    for (std::uint32_t i = 0; i < folder.outputs; ++i) {
      folder.size = std::max(folder.size, in.number());
    }
  }
  std::uint64_t part = in.number();
  if (part == kCrc) {
    const auto crcs = read_crcs(in, count);
    for (std::size_t i = 0; i < crcs.size(); ++i) streams.folders[i].crc = crcs[i];
    part = in.number();
  }
  if (part != kEnd) damaged();
}

// The contents of a folder lie one behind the other; the size of the last one is what is left.
void read_content_sizes(Input& in, const SevenZipFolder& folder) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 1; i < folder.contents; ++i) sum = added(sum, in.number());
  if (sum > folder.size) disagree();
}

void read_contents(Input& in, SevenZipStreams& streams) {
  std::uint64_t part = in.number();
  if (part == kContents) {
    for (SevenZipFolder& folder : streams.folders) {
      folder.contents = in.number();
      // All but one have a size here, of at least a byte.
      if (folder.contents > added(in.left(), 1)) damaged();
    }
    part = in.number();
  }
  const bool several = std::any_of(streams.folders.begin(), streams.folders.end(),
                                   [](const auto& folder) { return folder.contents > 1; });
  if (several && part != kSize) disagree();
  if (part == kSize) {
    for (const SevenZipFolder& folder : streams.folders) read_content_sizes(in, folder);
    part = in.number();
  }
  if (part == kCrc) {
    std::uint64_t count = 0;
    for (const SevenZipFolder& folder : streams.folders) {
      if (folder.contents != 1 || !folder.crc) count += folder.contents;
    }
    if (count / 8 > in.left()) disagree();
    in.share().grow(count * sizeof(std::optional<std::uint32_t>));
    read_crcs(in, count);
    streams.content_crcs = true;
    part = in.number();
  }
  if (part != kEnd) damaged();
}

void check_streams(const SevenZipStreams& streams) {
  std::uint64_t packed = 0;
  for (const SevenZipFolder& folder : streams.folders) {
    packed += folder.packed_streams;
    if (folder.contents == 0) disagree();
  }
  if (packed != streams.packed_sizes.size()) disagree();
}

// libarchive looks at the sums of folders only if sums of contents are there too; damage would go
// unseen.
void check_sums(const SevenZipStreams& streams) {
  const bool of_folders = std::any_of(streams.folders.begin(), streams.folders.end(),
                                      [](const auto& folder) { return folder.crc.has_value(); });
  if (of_folders && !streams.content_crcs) {
    refuse("the check sums of the 7z file stand where they are not checked");
  }
}

SevenZipStreams read_streams(Input& in) {
  SevenZipStreams streams;
  std::uint64_t part = in.number();
  if (part == kPackInfo) {
    read_pack_info(in, streams);
    part = in.number();
  }
  if (part == kUnpackInfo) {
    read_unpack_info(in, streams);
    part = in.number();
  }
  if (part == kSubStreams) {
    read_contents(in, streams);
    part = in.number();
  }
  if (part != kEnd) damaged();
  check_streams(streams);
  return streams;
}

// One property of the files: what it says of each of them.
class FileTables {
 public:
  FileTables(SevenZipHeader& header, const Allowance& allowance)
      : header_(header), allowance_(allowance) {}

  void read(std::uint64_t part, Input in) {
    if (part < 32 && part != kPadding) {
      if ((seen_ & 1U << part) != 0) fail("a table of the 7z file comes twice");
      seen_ |= 1U << part;
    }
    switch (part) {
      case kEmptyStream:
        empty_ = in.bits(header_.files);
        break;
      case kEmptyFile:
        in.bits(ones(empty_));
        break;
      case kAnti:
        read_anti(in.bits(ones(empty_)));
        break;
      case kNames:
        read_names(in);
        break;
      case kCreated:
      case kAccessed:
      case kModified:
      case kStartPosition:
        read_numbers(in, 8);
        break;
      case kAttributes:
        read_numbers(in, 4);
        break;
      default:  // padding, or something new that readers pass over by its length
        return;
    }
    if (in.left() != 0) disagree();
  }

  void check(std::uint64_t contents) const {
    if (header_.files > 0 && (seen_ & 1U << kNames) == 0) fail("the 7z file tells no names");
    if (header_.files - ones(empty_) != contents) disagree();
  }

 private:
  void read_anti(const std::vector<bool>& anti) {
    header_.anti.assign(static_cast<std::size_t>(header_.files), false);
    std::size_t next = 0;
    for (std::size_t i = 0; i < empty_.size(); ++i) {
      if (empty_[i]) header_.anti[i] = anti[next++];
    }
  }

  // In UTF-16, each with a zero behind it.
  void read_names(Input& in) {
    if (in.byte() != 0) refuse("a table of the 7z file stands elsewhere");
    const Bytes names = in.take(in.left());
    header_.name_bytes = names.size();
    if (names.size() % 2 != 0) disagree();
    std::uint64_t count = 0;
    std::uint64_t length = 0;  // in UTF-8
    for (std::size_t at = 0; at < names.size(); at += 2) {
      const std::uint16_t unit = le16(names, at);
      if (unit == 0) {
        ++count;
        allowance_.check_name(length);
        length = 0;
      } else {
        const bool half = unit >= 0xd800 && unit < 0xe000;
        length += unit < 0x80 ? 1 : unit < 0x800 || half ? 2 : 3;
      }
    }
    if (count != header_.files || length != 0) disagree();
  }

  void read_numbers(Input& in, std::uint64_t width) const {
    const std::uint64_t count = ones(in.defined(header_.files));
    if (in.byte() != 0) refuse("a table of the 7z file stands elsewhere");
    in.take(count * width);
  }

  SevenZipHeader& header_;
  const Allowance& allowance_;
  std::vector<bool> empty_;
  std::uint32_t seen_ = 0;
};

void read_files(Input& in, std::uint64_t contents, const Allowance& allowance,
                SevenZipHeader& header) {
  header.files = in.count();
  allowance.check_entries(header.files);
  FileTables tables(header, allowance);
  for (std::uint64_t part = in.number(); part != kEnd; part = in.number()) {
    const std::uint64_t size = in.number();
    tables.read(part, Input(in.take(size), in.share()));
  }
  tables.check(contents);
}

SevenZipHeader read_header(Input& in, const Allowance& allowance) {
  SevenZipHeader header;
  std::uint64_t contents = 0;
  std::uint64_t part = in.number();
  if (part == kArchiveProperties) {
    while (in.number() != kEnd) in.take(in.number());
    part = in.number();
  }
  if (part == kAdditionalStreams) refuse("tables of the 7z file stand elsewhere");
  if (part == kMainStreams) {
    const SevenZipStreams streams = read_streams(in);
    check_sums(streams);
    header.folders = streams.folders.size();
    for (const SevenZipFolder& folder : streams.folders) {
      contents = added(contents, folder.contents);
      header.decoder_memory = std::max(header.decoder_memory, folder.memory);
    }
    part = in.number();
  }
  if (part == kFiles) {
    read_files(in, contents, allowance, header);
    part = in.number();
  } else if (contents > 0) {
    disagree();
  }
  if (part != kEnd || in.left() != 0) damaged();
  return header;
}

std::uint64_t memory_of(const SevenZipCoder& coder) {
  constexpr std::string_view kLzma("\x03\x01\x01", 3);
  constexpr std::string_view kPpmd("\x03\x04\x01", 3);
  constexpr std::string_view kBzip2("\x04\x02\x02", 3);
  const Bytes properties = std::as_bytes(std::span(coder.properties));
  if ((coder.method == kLzma || coder.method == kPpmd) && properties.size() >= 5) {
    return le32(properties, 1);
  }
  if (coder.method == "\x21" && !properties.empty()) {
    return lzma2_dictionary(std::to_integer<unsigned>(properties[0]));
  }
  return coder.method == kBzip2 ? std::uint64_t{4} << 20 : 0;
}

}  // namespace

SevenZipRecord parse_seven_zip_header(std::span<const std::byte> bytes, const Allowance& allowance,
                                      MemoryShare& share) {
  SevenZipRecord record;
  Input in(bytes, share);
  const std::uint64_t part = in.number();
  if (part == kPackedHeader) {
    record.packed = read_streams(in);
    if (in.left() != 0) damaged();
  } else if (part == kHeader) {
    record.header = read_header(in, allowance);
  } else {
    damaged();
  }
  return record;
}

}  // namespace komparu::archive
