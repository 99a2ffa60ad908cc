// SPDX-License-Identifier: MIT
// How a list is kept: the value and the path of each line stand behind one another in blocks, and
// 16 bytes beside them say where, so that a line costs little more than its own text holds. Lines
// are sorted by path once all are read; the tree of members (member_tree.h) finds them by binary
// search. The list is untrusted: its text is read in parts, a line has a longest length, and what
// is kept is counted before it is kept (A14).
#include "tree/checksum_list.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/operand.h"

namespace komparu {

namespace internal {

ChecksumList::ChecksumList(std::shared_ptr<ArchiveMemory> memory, const std::string& name)
    : shared_(std::move(memory)), name_(name), memory_(shared_->index, name) {}

void ChecksumList::add(const ChecksumLine& line) {
  memory_.grow(sizeof(Line) + line.value.size() + line.path.size());
  std::string text(line.value.size(), '\0');
  std::transform(line.value.begin(), line.value.end(), text.begin(),
                 [](std::byte byte) { return static_cast<char>(byte); });
  text += line.path;
  lines_.push_back({arena_.keep(text).data(), static_cast<std::uint32_t>(line.path.size()),
                    static_cast<std::uint8_t>(line.value.size()),
                    static_cast<std::uint8_t>(line.algorithm), false});
}

void ChecksumList::settle(const Until& until) {
  constexpr std::uint32_t kPollEvery = 4096;
  std::uint32_t compared = 0;
  std::sort(lines_.begin(), lines_.end(), [&](const Line& a, const Line& b) {
    if (++compared % kPollEvery == 0) until.check();
    return archive::comes_before(a.path(), b.path());
  });
  drop_repeated(until);
}

// A path may be given again with the same value. With another one nobody knows which is meant.
void ChecksumList::drop_repeated(const Until& until) {
  constexpr std::size_t kPollEvery = 65536;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < lines_.size(); ++at) {
    if (at % kPollEvery == 0) until.check();
    const Line line = lines_[at];
    if (kept > 0 && lines_[kept - 1].path() == line.path()) {
      Line& first = lines_[kept - 1];
      const bool same = first.number == line.number && first.value() == line.value();
      if (!same) first.ambiguous = true;
    } else {
      lines_[kept++] = line;
    }
  }
  lines_.resize(kept);
}

std::shared_ptr<const ChecksumList> ChecksumList::only(std::string_view path,
                                                       std::string_view name) const {
  const auto found = std::lower_bound(lines_.begin(), lines_.end(), path,
                                      [](const Line& line, std::string_view sought) {
                                        return archive::comes_before(line.path(), sought);
                                      });
  if (found == lines_.end() || found->path() != path) return nullptr;
  auto list = std::make_shared<ChecksumList>(shared_, name_);
  ChecksumLine line{found->algorithm(), {}, std::string(name)};
  for (const char c : found->value()) line.value.push_back(static_cast<std::byte>(c));
  list->add(line);
  list->lines_.front().ambiguous = found->ambiguous;
  return list;
}

Kind ChecksumList::kind(std::size_t member) const {
  return lines_[member].ambiguous ? Kind::unknown : Kind::regular;
}

EntryFacts ChecksumList::look(std::size_t member) const {
  const Line& line = lines_[member];
  if (line.ambiguous) {
    throw Error(ErrorCode::duplicate, std::string(line.path()),
                "is in the list more than once, with different checksums");
  }
  EntryFacts facts;
  facts.side.kind = Kind::regular;
  return facts;
}

std::string ChecksumList::link_text(std::size_t member) const {
  throw Error(ErrorCode::wrong_kind, std::string(lines_[member].path()), "is no symbolic link");
}

std::unique_ptr<Reader> ChecksumList::open(std::size_t member) const {
  throw Error(ErrorCode::unsupported, std::string(lines_[member].path()),
              "is known by its checksum only");
}

std::optional<Digest> ChecksumList::digest(std::size_t member) const {
  const Line& line = lines_[member];
  Digest digest{line.algorithm(), {}, std::nullopt};
  for (const char c : line.value()) digest.value.push_back(static_cast<std::byte>(c));
  return digest;
}

}  // namespace internal

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class ListReading {
 public:
  ListReading(const std::string& name, const ChecksumFormat& format, internal::ChecksumList& list)
      : name_(name), format_(format), end_(format.ended_by_nul ? '\0' : '\n'), list_(list) {}

  void take(std::string_view bytes) {
    constexpr std::size_t kLongestLine = std::size_t{1} << 20;
    while (!bytes.empty()) {
      const std::size_t end = bytes.find(end_);
      const std::string_view part = bytes.substr(0, end);
      if (begun_.size() + part.size() > kLongestLine) {
        throw Error(ErrorCode::limit_exceeded, name_, "a line is larger than 1 MiB");
      }
      if (end == std::string_view::npos) {
        begun_.append(part);
        return;
      }
      if (begun_.empty()) {
        add(part);
      } else {
        add(begun_.append(part));
        begun_.clear();
      }
      bytes.remove_prefix(end + 1);
    }
  }

  void finish() {
    if (!begun_.empty()) add(begun_);
  }

  std::uint64_t lines() const { return number_; }
  std::uint64_t weak() const { return weak_; }

 private:
  void add(std::string_view text) {
    ++number_;
    if (!format_.ended_by_nul) {
      if (number_ == 1 && text.starts_with(kByteOrderMark)) {
        text.remove_prefix(kByteOrderMark.size());
      }
      if (text.ends_with('\r')) text.remove_suffix(1);
    }
    const char* const fault = read_checksum_line(text, format_, line_);
    if (fault != nullptr) {
      throw Error(ErrorCode::unreadable, name_, "line " + std::to_string(number_) + " " + fault);
    }
    if (!proves_same(line_.algorithm)) ++weak_;
    list_.add(line_);
  }

  const std::string& name_;
  const ChecksumFormat& format_;
  const char end_;
  internal::ChecksumList& list_;
  std::string begun_;  // a line that has not ended yet
  ChecksumLine line_;
  std::uint64_t number_ = 0;
  std::uint64_t weak_ = 0;
};

}  // namespace

bool is_empty(const internal::ChecksumList& list) noexcept { return list.count() == 0; }

std::unique_ptr<Tree> make_checksum_tree(std::shared_ptr<const internal::ChecksumList> list) {
  return archive::make_member_tree(std::move(list));
}

Checksums read_checksums(const Source& list, const ChecksumFormat& format,
                         const ReadOptions& options, const Until& until,
                         std::shared_ptr<ArchiveMemory> memory) {
  const std::string name = shown_name(list.name);
  if (!memory) memory = share_archive_memory({});
  const auto kept = std::make_shared<internal::ChecksumList>(std::move(memory), name);
  ListReading reading(name, format, *kept);
  const std::unique_ptr<Reader> reader = open_reader(list, options, until);
  std::vector<std::byte> buffer(std::size_t{64} << 10);
  while (true) {
    until.check();
    const std::span<const std::byte> bytes = reader->read(buffer);
    if (bytes.empty()) break;
    reading.take({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  reader->confirm(Verdict::same);
  reading.finish();
  kept->settle(until);
  Checksums result{Source(list.name), reading.lines(), reading.weak()};
  result.source.checksums = kept;
  return result;
}

}  // namespace komparu
