// SPDX-License-Identifier: MIT
#include <atomic>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/byte_path.h"
#include "archive/extra_formats.h"
#include "archive/member_pass.h"
#include "archive/member_tree.h"
#include "archive/members.h"
#include "archive/other_kinds.h"
#include "archive/seven_zip/header.h"
#include "archive/sniff.h"
#include "archive/spool.h"
#include "archive/zip/audit.h"
#include "archive/zip/tree.h"
#include "komparu/archive.h"

namespace komparu {

namespace archive {

namespace {

constexpr std::string_view kCompressed = "it is compressed, but what it holds is no archive";

// What sniffing found. Neither: no archive.
struct Found {
  Filter filter = Filter::none;
  std::optional<Format> format;
  std::optional<ExtraFormat> extra;
  std::string other;  // what it is instead, as far as that is known
};

// Looks at what comes along the path, and leads it through the filter it needs. `access` is the
// same in full, or null.
Found sniff(BytePath& path, RandomAccess* access, bool asked_for, Account& account) {
  Found found;
  const auto head = path.look(kSniffedBytes);
  found.format = sniff_format(head, asked_for);
  if (found.format) return found;
  found.filter = sniff_filter(head);
  if (found.filter != Filter::none) {
    path.add(found.filter);
    const auto inside = sniff_format(path.look(kSniffedInside), asked_for);
    if (inside && may_be_filtered(*inside)) found.format = inside;
    if (!found.format) found.other = kCompressed;
    return found;
  }
  found.extra = sniff_extra_format(head);
  // Last, because any file may end like that; a program that unpacks itself is one.
  if (!found.extra && asked_for && access != nullptr && ends_as_zip(*access, account)) {
    found.format = Format::zip;
  }
  if (!found.extra && !found.format) found.other = other_kind(head);
  return found;
}

// Everything but the members: where the bytes are, and what was found out about them once.
class OpenedArchive final : public Archive {
 public:
  OpenedArchive(std::unique_ptr<Reader> reader, std::string name, const ArchiveOptions& options)
      : reader_(std::move(reader)),
        name_(std::move(name)),
        options_(options),
        memory_(options.memory ? options.memory : share_archive_memory(options.limits)) {
    access_ = reader_->random_access();
  }

  // False if there is no archive.
  bool open(const Until& until) {
    auto account = new_account(until);
    auto path = access_ != nullptr ? std::make_unique<BytePath>(*access_, *account)
                                   : std::make_unique<BytePath>(*reader_, *account);
    found_ = sniff(*path, access_, options_.asked_for, *account);
    if (found_.extra) require_request(*found_.extra, options_);
    if (access_ == nullptr && needs_access()) {
      spooled_ = spool(path->out(), options_.spool_directory, *account);
      access_ = spooled_.get();
      if (may_end_as_zip() && ends_as_zip(*access_, *account)) found_.format = Format::zip;
    }
    if (found_.extra) return true;
    if (!found_.format) return false;
    if (needs_seeking(*found_.format)) {
      audit(*account);
    } else if (access_ == nullptr) {
      only_account_ = std::move(account);
      only_path_ = std::move(path);
    }
    return true;
  }

  // Of what is no archive: what it is instead; empty if that is not known.
  const std::string& other() const { return found_.other; }

  std::unique_ptr<MemberStream> members(const Until& until) override {
    try {
      return access_ == nullptr ? only_members(until) : new_members(until);
    } catch (const Error& error) {
      throw named(error, name_);
    }
  }

  std::unique_ptr<Tree> tree(const Until& until, bool checks_differing) {
    if (found_.format != Format::zip || !can_open_members(zip_)) return nullptr;
    return make_zip_tree(*access_, zip_, new_account(until), checks_differing);
  }

  bool repeatable() const override { return access_ != nullptr; }
  std::uint64_t bytes_read() const override { return bytes_read_.load(std::memory_order_relaxed); }
  bool left_out_files() const override { return left_out_files_; }
  void confirm(Verdict verdict) override { reader_->confirm(verdict); }

  MemoryShare index_memory() const { return {memory_->index, name_}; }

 private:
  std::unique_ptr<MemberStream> new_members(const Until& until) {
    auto account = new_account(until);
    if (found_.extra) {
      return read_extra(*found_.extra, *access_, options_, std::move(account));
    }
    if (*found_.format == Format::zip) return read_zip(*access_, zip_, std::move(account));
    if (*found_.format == Format::seven_zip) {
      return read_seven_zip(*access_, seven_zip_, std::move(account));
    }
    auto path = std::make_unique<BytePath>(*access_, *account);
    if (found_.filter != Filter::none) path->add(found_.filter);
    return read_in_order(*found_.format, std::move(path), std::move(account));
  }

  std::shared_ptr<Account> new_account(const Until& until) {
    auto account = std::make_shared<Account>(options_.limits, name_, bytes_read_, until, memory_);
    account->strip_components = options_.strip_components;
    account->left_out_files = &left_out_files_;
    return account;
  }

  bool may_end_as_zip() const {
    return options_.asked_for && found_.filter == Filter::none && !found_.format && !found_.extra;
  }

  bool needs_access() const {
    return found_.format ? needs_seeking(*found_.format)
                         : found_.extra.has_value() || may_end_as_zip();
  }

  void audit(Account& account) {
    if (*found_.format == Format::zip) {
      zip_ = audit_zip(*access_, account);
    } else {
      seven_zip_ = audit_seven_zip(*access_, account);
    }
  }

  std::unique_ptr<MemberStream> only_members(const Until& until) {
    if (!only_path_) {
      throw Error(ErrorCode::unsupported, name_, "it comes from a stream, which is read only once");
    }
    only_account_->until = until;
    return read_in_order(*found_.format, std::move(only_path_), only_account_);
  }

  const std::unique_ptr<Reader> reader_;
  const std::string name_;
  const ArchiveOptions options_;
  const std::shared_ptr<ArchiveMemory> memory_;
  std::atomic<std::uint64_t> bytes_read_{0};
  std::atomic<bool> left_out_files_{false};
  std::unique_ptr<RandomAccess> spooled_;
  RandomAccess* access_ = nullptr;  // null: there is one pass
  Found found_;
  ZipDirectory zip_;
  SevenZipHeader seven_zip_;
  std::shared_ptr<Account> only_account_;
  std::unique_ptr<BytePath> only_path_;
};

}  // namespace

std::unique_ptr<komparu::Archive> open_or_name(std::unique_ptr<Reader> reader,
                                               const std::string& name,
                                               const ArchiveOptions& options, const Until& until,
                                               std::string& other) {
  auto opened = std::make_unique<OpenedArchive>(std::move(reader), name, options);
  try {
    if (opened->open(until)) return opened;
  } catch (const Error& error) {
    throw named(error, name);
  }
  other = opened->other();
  return nullptr;
}

std::unique_ptr<Tree> tree_of(komparu::Archive& archive, const Until& until,
                              bool checks_differing) {
  auto* const opened = dynamic_cast<OpenedArchive*>(&archive);
  return opened != nullptr ? opened->tree(until, checks_differing) : nullptr;
}

MemoryShare index_memory_of(komparu::Archive& archive) {
  auto* const opened = dynamic_cast<OpenedArchive*>(&archive);
  return opened != nullptr ? opened->index_memory() : MemoryShare();
}

}  // namespace archive

bool is_archive(Reader& reader, const ArchiveOptions& options) {
  RandomAccess* const access = reader.random_access();
  if (access == nullptr) return false;
  std::atomic<std::uint64_t> ignored{0};
  archive::Account account(options.limits, "", ignored, {});
  archive::BytePath path(*access, account);
  try {
    const auto found = archive::sniff(path, access, options.asked_for, account);
    return found.format || (found.extra && archive::is_requested(*found.extra, options));
  } catch (const Error& error) {
    // What begins like a compressed file and is none, or cannot be unpacked here.
    if (error.code() == ErrorCode::bad_archive || error.code() == ErrorCode::unsupported) {
      return false;
    }
    throw;
  }
}

std::unique_ptr<Archive> open_archive(std::unique_ptr<Reader> reader, std::string name,
                                      const ArchiveOptions& options, const Until& until) {
  std::string other;
  auto opened = archive::open_or_name(std::move(reader), name, options, until, other);
  if (opened) return opened;
  throw Error(ErrorCode::bad_archive, std::move(name),
              other.empty()                   ? "it is no archive"
              : other == archive::kCompressed ? other
                                              : "it is no archive (" + other + ")");
}

std::unique_ptr<Archive> open_if_archive(std::unique_ptr<Reader> reader, std::string name,
                                         const ArchiveOptions& options, const Until& until) {
  std::string ignored;
  return archive::open_or_name(std::move(reader), name, options, until, ignored);
}

}  // namespace komparu
