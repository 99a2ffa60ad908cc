// SPDX-License-Identifier: MIT
// Archives: members in a row, each read once, forward only. Nothing is ever extracted.
#ifndef KOMPARU_ARCHIVE_H_
#define KOMPARU_ARCHIVE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "komparu/error.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/stop.h"

namespace komparu {

// Bounds on real work; what an archive declares is not believed. Exceeding one is Error
// (limit_exceeded), whose detail names the limit and its value. None: no bound.
struct ArchiveLimits {
  std::optional<std::uint64_t> decompressed_size = std::uint64_t{1} << 30;  // bytes
  // Bytes produced for each byte read; judged from `ratio_judged_from` bytes produced on.
  std::optional<std::uint64_t> compression_ratio = 200;
  std::uint64_t ratio_judged_from = std::uint64_t{16} << 20;
  std::optional<std::uint64_t> entries = 100'000;
  // Bytes of a name, of a link's text and of a hard link's target.
  std::optional<std::uint64_t> entry_name_length = 4096;
  // Bytes that are kept in memory about members, and for the windows of decoders, over all archives
  // that share an ArchiveMemory.
  std::optional<std::uint64_t> index_memory = std::uint64_t{384} << 20;
  std::optional<std::uint64_t> decoder_memory = std::uint64_t{288} << 20;
};

// Formats that are read in a process of their own, and only if they are asked for.
enum class ExtraFormat { rar, iso, cab, xar, lha, warc };

// What archives that are open together have taken of index_memory and decoder_memory. Any thread
// may use it.
class ArchiveMemory;
std::shared_ptr<ArchiveMemory> share_archive_memory(const ArchiveLimits& limits);

struct ArchiveOptions {
  ArchiveLimits limits;
  // Null: the archives of one comparison share one; any other archive has its own.
  std::shared_ptr<ArchiveMemory> memory;
  // Path components taken off each name; a member with fewer is left out.
  std::uint64_t strip_components = 0;
  // An archive was asked for: also formats whose magic says little (ar, a zip by its end record).
  bool asked_for = false;
  std::vector<ExtraFormat> extra_formats;
  // The program that reads extra formats (archive_worker.h; the komparu command is one); empty:
  // they are Error (unsupported). On Linux a pass ends with the thread that began it.
  std::string worker;
  // Where a zip or 7z file that comes from a stream is kept meanwhile, in a file without a name; at
  // most limits.decompressed_size bytes.
  std::string spool_directory = "/tmp";
  // Two archives are read one after the other, not side by side, and judged by a SHA-256 digest for
  // each content. No offsets are known then.
  bool by_digest = false;
};

// One member's head.
struct Member {
  // Normalised: no leading "./", no doubled or trailing slashes. A leading "/" and ".." are kept:
  // names are compared, never resolved. Names of ar members are as they stand there. Empty only if
  // the archive has no name that can be told; then there is a problem.
  std::string path;
  Kind kind = Kind::regular;
  std::optional<std::uint64_t> size;  // bytes of a regular member, as declared; not believed
  std::string link_text;              // of a symbolic link
  // Of a hard link: the path of the member whose content it shares, as a rule an earlier one; kind
  // is regular, and there is no content of its own.
  std::string hard_link;
  std::uint64_t device = 0;  // of a device: its number
  // Why this member cannot be judged (encrypted, bad name ...), while the others can.
  std::optional<Error> problem;
};

// One pass over the members. Used by one thread at a time.
class MemberStream {
 public:
  virtual ~MemberStream() = default;

  // The next member, or null at the end, which has then been checked: end marker, check sums, what
  // follows it. What was not read of the member before is read and checked first. Valid until the
  // next call. Throws Error (bad_archive, encrypted, unsupported, limit_exceeded ...), after which
  // there are no more members.
  virtual const Member* next() = 0;

  // The content of the current member, if it is regular and no hard link; valid until next(). Its
  // end has been checked (length, CRC) when read() returned nothing.
  virtual Reader& content() = 0;
};

class Archive {
 public:
  virtual ~Archive() = default;

  // A pass from the first member on. The archive must outlive it; one pass at a time.
  virtual std::unique_ptr<MemberStream> members(const Until& until) = 0;

  // False if there is only one pass: the archive comes from a stream.
  virtual bool repeatable() const = 0;

  // Bytes of the archive itself that have been read so far, over all passes. Any thread may ask.
  virtual std::uint64_t bytes_read() const = 0;

  // As Reader::confirm() of what the archive was opened with: to be called once, when the answer is
  // known but not yet given.
  virtual void confirm(Verdict verdict) = 0;

  // Whether strip_components has left out a member so far that is no directory. Any thread may ask.
  virtual bool left_out_files() const { return false; }
};

// Whether the bytes begin as an archive does that open_archive() would read. Of a reader without
// random access it says false.
bool is_archive(Reader& reader, const ArchiveOptions& options = {});

// Takes a reader that stands at its beginning. `name` is what errors call it. Throws Error
// (bad_archive) if it holds no archive, and what the first member throws.
std::unique_ptr<Archive> open_archive(std::unique_ptr<Reader> reader, std::string name,
                                      const ArchiveOptions& options = {}, const Until& until = {});

// The same, but null if the reader holds no archive; then it has been used up.
std::unique_ptr<Archive> open_if_archive(std::unique_ptr<Reader> reader, std::string name,
                                         const ArchiveOptions& options = {},
                                         const Until& until = {});

// What reads archives, with its version and those of what it unpacks with, e.g. "libarchive 3.6.2
// zlib/1.2.13 ..."; it is loaded for that. Empty if it cannot be.
std::string archive_library();

}  // namespace komparu

#endif  // KOMPARU_ARCHIVE_H_
