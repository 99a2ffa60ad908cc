// SPDX-License-Identifier: MIT
// What a worker says to the process that it works for: a pax tar, on a pipe.
//
// Each record is a header block, a body, and zeros up to a whole number of blocks. The types are
// those of tar for what members are; these are private:
//
//   g  comes first, and says who writes
//   x  the pax records of the member that the next header stands for (path, linkpath), and what tar
//      has no place for: KOMPARU.size, KOMPARU.encrypted, KOMPARU.warning
//   P  the next part of that member's content. Content comes in parts because a size that an
//   archive
//      declares may be wrong, or missing.
//   S  its status, behind all parts: KOMPARU.code, KOMPARU.all and KOMPARU.reason if something is
//      wrong with it, nothing if all is well. A damaged content shows only at its end, so a member
//      counts only when its status has come. Without a member: nothing more can be read.
//   E  the end of the members: KOMPARU.used is how many bytes of the archive they took
#ifndef KOMPARU_ARCHIVE_WORKER_TAR_H_
#define KOMPARU_ARCHIVE_WORKER_TAR_H_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/libarchive.h"
#include "komparu/error.h"

namespace komparu::archive {

// The most that a part, any other body, and a reason may have.
inline constexpr std::size_t kMostPart = 65536;
inline constexpr std::size_t kMostRecords = 1048576;
inline constexpr std::size_t kMostReason = 1024;

// What was read is nothing that a worker writes. Not about the archive: who wrote it cannot be
// believed.
class Malformed : public std::exception {};

struct Failure {
  ErrorCode code = ErrorCode::bad_archive;
  bool of_all = true;  // nothing more can be read
  std::string reason;
};

// ---- Writing: each appends whole blocks to `out` ------------------------------------------------

void write_hello(std::string& out);
void write_head(const Head& head, std::string& out);
void write_part(std::span<const std::byte> bytes, std::string& out);
void write_status(const std::optional<Failure>& failure, std::string& out);
void write_end(std::uint64_t used, std::string& out);

// ---- Reading: each throws Malformed for what the functions above do not write -------------------

struct TarRecord {
  char type = 0;
  std::uint64_t size = 0;    // of the body
  std::uint64_t device = 0;  // of a device
};

inline constexpr std::size_t kRecordBlock = 512;

// How many bytes the body takes with its padding.
constexpr std::size_t padded(std::uint64_t size) {
  return static_cast<std::size_t>((size + kRecordBlock - 1) / kRecordBlock * kRecordBlock);
}

// The header block of a record, whose body is no larger than one of its type may be.
TarRecord read_record(std::span<const std::byte> block);

void read_hello(std::string_view body);
// `member` is the header behind the records.
Head read_head(std::string_view records, const TarRecord& member);
std::optional<Failure> read_status(std::string_view body);
std::uint64_t read_end(std::string_view body);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_WORKER_TAR_H_
