// SPDX-License-Identifier: MIT
// The four ways in which GNU tar has written sparse files. All give segments in rising order; their
// lengths add up to what is stored, and the last of them ends where the file does. Anything else is
// refused, because programs differ in which part of a map they believe:
//
// - The last segment is empty where the file ends with a hole. GNU tar ends the file there, others
//   go by the size.
// - GNU tar reads each segment from the start of a block on, others read them without anything
//   between them. So all segments but the last have to fill their blocks.
//
// The ways are these:
//
// - Type S: four segments in the header, more in blocks of 21 behind it. A field of NULs ends the
//   list; GNU tar stops there while Python goes by the flag for another block, so both must agree.
// - Version 0.0: a pair of pax records for each segment. Version 0.1: one record for all.
// - Version 1.0: text in front of the content, one number a line, filled up to a block.
//
// A map is kept while its member is read: 16 bytes a segment that holds anything. Segments are held
// against the limit on entries, so that memory stays bounded.
#include "archive/tar/sparse.h"

#include <algorithm>

namespace komparu::archive {

namespace {

constexpr std::size_t kPair = 24;
constexpr std::size_t kField = 12;

// Adds the segments of a header or of a block that continues one; false where their list ends.
bool add_fields(std::string_view fields, SparseMap& map, const Allowance& allowance) {
  for (; fields.size() >= kPair; fields.remove_prefix(kPair)) {
    const std::string_view pair = fields.substr(0, kPair);
    if (pair.find_first_not_of('\0') == pair.npos) {
      if (fields.find_first_not_of('\0') != fields.npos) {
        fail("the map of a sparse member goes on behind its end");
      }
      return false;
    }
    const auto offset = tar_number(pair.substr(0, kField));
    const auto length = tar_number(pair.substr(kField));
    if (!offset || !length || pair[0] == '\0' || pair[kField] == '\0') {
      fail("the map of a sparse member is damaged");
    }
    map.add({*offset, *length}, allowance);
  }
  return fields[0] != '\0';
}

// Numbers as text, one a line.
class MapText {
 public:
  explicit MapText(TarInput& input) : input_(input) {}

  std::uint64_t number() {
    constexpr std::size_t kMostDigits = 20;
    std::string digits;
    for (char byte = next(); byte != '\n'; byte = next()) {
      if (digits.size() >= kMostDigits) fail("the map of a sparse member is damaged");
      digits += byte;
    }
    const auto value = decimal_number(digits);
    if (!value) fail("the map of a sparse member is damaged");
    return *value;
  }

  // Passes over what fills the last block, and says how long all was.
  std::uint64_t end() {
    for (std::uint64_t left = tar_padding(size_); left > 0; --left) {
      if (next() != '\0') fail("the map of a sparse member is followed by other bytes");
    }
    return size_;
  }

 private:
  char next() {
    ++size_;
    return static_cast<char>(input_.require(1)[0]);
  }

  TarInput& input_;
  std::uint64_t size_ = 0;
};

bool has_version(const SparseRecords& records, std::uint64_t major, std::uint64_t minor) {
  return records.major == major && records.minor == minor;
}

bool is_map_in_records(const SparseRecords& records) {
  const bool version_fits =
      (!records.major && !records.minor) || has_version(records, 0, records.has_map ? 1 : 0);
  return version_fits && records.size && !records.real_size && !records.offset &&
         records.blocks == records.map.count() && records.has_map != records.has_pairs;
}

bool is_map_in_content(const SparseRecords& records) {
  return has_version(records, 1, 0) && records.real_size && records.name && !records.size &&
         !records.blocks && !records.offset && !records.has_map && !records.has_pairs;
}

}  // namespace

void SparseMap::add(TarSegment segment, const Allowance& allowance) {
  if (segment.offset < end_ || segment.length > INT64_MAX - segment.offset) {
    fail("the map of a sparse member is out of order");
  }
  if (segment.length > 0 && tar_padding(stored_) != 0) {
    fail("a segment of a sparse member ends within a block");
  }
  allowance.check_entries(++count_);
  end_ = segment.offset + segment.length;
  stored_ += segment.length;
  if (segment.length > 0) segments_.push_back(segment);
}

std::vector<TarSegment> SparseMap::take(std::uint64_t real_size, std::uint64_t stored) {
  if (end_ != real_size || stored_ != stored) {
    fail("the map of a sparse member does not fit its size");
  }
  return std::move(segments_);
}

SparseMember read_gnu_sparse(const TarHeader& header, TarInput& input) {
  constexpr std::size_t kContinued = std::size_t{21} * kPair + 1;
  SparseMap map;
  const std::string_view fields(header.sparse_fields.data(), header.sparse_fields.size());
  bool more = add_fields(fields, map, input.allowance());
  if (map.count() == 0) fail("a sparse member has no map");
  while (more) {
    const auto block = input.block();
    if (block.size() < kTarBlock) fail("the tar archive is cut off");
    const std::string_view text(reinterpret_cast<const char*>(block.data()), kTarBlock);
    more = add_fields(text.substr(0, kContinued), map, input.allowance());
  }
  return {header.real_size, map.take(header.real_size, header.size), 0};
}

SparseMember read_pax_sparse(SparseRecords& records, std::uint64_t stored, TarInput& input) {
  if (is_map_in_records(records)) {
    return {*records.size, records.map.take(*records.size, stored), 0};
  }
  if (!is_map_in_content(records)) {
    fail("the pax records about a sparse member contradict each other");
  }
  MapText text(input);
  for (std::uint64_t left = text.number(); left > 0; --left) {
    const std::uint64_t offset = text.number();
    records.map.add({offset, text.number()}, input.allowance());
  }
  const std::uint64_t map_size = text.end();
  if (map_size > stored) fail("the map of a sparse member is longer than the member");
  return {*records.real_size, records.map.take(*records.real_size, stored - map_size), map_size};
}

std::optional<std::uint64_t> decimal_number(std::string_view digits) {
  if (digits.empty() || (digits[0] == '0' && digits.size() > 1)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9' || value > (INT64_MAX - 9) / 10) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return value;
}

}  // namespace komparu::archive
