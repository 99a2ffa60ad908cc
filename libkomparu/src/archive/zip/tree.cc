// SPDX-License-Identifier: MIT
// How it works: the audit has shown that the directory tells the truth about where each member is,
// so members need not be read in the order of the file. The heads are listed once, when the root is
// asked for; each open() then unpacks one member with an inflater of its own, so that any number of
// threads may work on one archive. Inflaters and their buffers (some 400 KiB) are kept for the next
// member, as many as were in use at once.
//
// Every member is held against its size and CRC at its end, and equal bytes lead there. A
// comparison that finds a difference stops earlier: then Reader::confirm() reads the rest, because
// of a damaged member nothing is proven. Since it does, the size of the directory can be believed.
// Where any difference ends the run, neither is done.
//
// All threads share one account. The ratio is that of all bytes unpacked to all bytes of the file,
// so that whether a limit is met does not depend on which thread came first.
//
// A name that comes again (A7) is compared with its first copy when the walk comes to it.
#include "archive/zip/tree.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "archive/member_content.h"
#include "archive/member_pass.h"
#include "archive/member_tree.h"
#include "archive/read_ahead.h"
#include "archive/zip/content.h"

namespace komparu::archive {

namespace {

struct Unpacker {
  Unpacker(RandomAccess& access, Account& account)
      : packed(access, account), content(packed, account) {}

  ZipContent packed;
  MemberContent content;
};

// Those that nobody uses at the moment, and how many are in use.
class Unpackers {
 public:
  Unpackers(RandomAccess& access, Account& account) : access_(access), account_(account) {}

  // Whether so few members are open that a second thread for each has a processor of its own.
  bool leave_processors_idle() const {
    // Asked for when it is needed: it takes the system four calls.
    static const unsigned processors = std::thread::hardware_concurrency();
    return 2 * in_use_.load() <= processors;
  }

  std::unique_ptr<Unpacker> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        std::unique_ptr<Unpacker> unpacker = std::move(free_.back());
        free_.pop_back();
        ++in_use_;
        return unpacker;
      }
    }
    auto unpacker = std::make_unique<Unpacker>(access_, account_);
    ++in_use_;
    return unpacker;
  }

  void give_back(std::unique_ptr<Unpacker> unpacker) {
    const std::lock_guard lock(mutex_);
    --in_use_;
    free_.push_back(std::move(unpacker));
  }

 private:
  RandomAccess& access_;
  Account& account_;
  std::mutex mutex_;
  std::atomic<unsigned> in_use_{0};
  std::vector<std::unique_ptr<Unpacker>> free_;
};

class ZipReader final : public Reader {
 public:
  ZipReader(Unpackers& unpackers, const ZipMember& member, bool checks_differing)
      : unpackers_(unpackers),
        unpacker_(unpackers.take()),
        size_(member.entry->size),
        left_(size_),
        checks_differing_(checks_differing) {
    MemberContent::Expected expected;
    expected.size = size_;
    unpacker_->packed.begin(*member.entry);
    unpacker_->content.begin(&expected, std::string(member.path));
  }
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;
  ~ZipReader() override {
    ahead_.reset();
    unpackers_.give_back(std::move(unpacker_));
  }

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    if (!ahead_ && is_worth_a_thread()) start_thread();
    const auto bytes = ahead_ ? ahead_->read(scratch) : unpacker_->content.read(scratch);
    left_ -= std::min<std::uint64_t>(left_, bytes.size());
    return bytes;
  }
  std::optional<Size> size() const override { return Size{size_, checks_differing_}; }
  Kind kind() const override { return Kind::regular; }

  void confirm(Verdict verdict) override {
    if (verdict != Verdict::different || !checks_differing_) return;
    if (ahead_) ahead_->finish();
    unpacker_->content.finish();
  }

 private:
  bool is_worth_a_thread() const {
    constexpr std::uint64_t kLarge = std::uint64_t{2} << 20;
    return left_ >= kLarge && unpackers_.leave_processors_idle();
  }

  void start_thread() {
    try {
      ahead_ = std::make_unique<ReadAhead>(unpacker_->content);
    } catch (const std::system_error&) {
      left_ = 0;  // there is none to be had
    }
  }

  Unpackers& unpackers_;
  std::unique_ptr<Unpacker> unpacker_;
  const std::uint64_t size_;
  std::uint64_t left_;  // of them, as far as another thread may read them
  const bool checks_differing_;
  std::unique_ptr<ReadAhead> ahead_;
};

class ZipMembers final : public MemberList {
 public:
  ZipMembers(RandomAccess& access, const ZipDirectory& directory, std::shared_ptr<Account> account,
             bool checks_differing)
      : account_(std::move(account)),
        unpackers_(access, *account_),
        checks_differing_(checks_differing),
        memory_(account_->memory->index, account_->allowance.name()) {
    account_->allowance.set_whole(access.size());
    account_->allowance.took(access.size());
    set_members(list_zip(access, directory, account_, names_, memory_));
  }

  std::size_t count() const override { return members_.size(); }
  std::string_view path(std::size_t member) const override { return members_[member].path; }

  Kind kind(std::size_t member) const override {
    const bool has_more_to_say = members_[member].problem() != nullptr || again_.contains(member);
    return has_more_to_say ? Kind::unknown : members_[member].kind;
  }

  EntryFacts look(std::size_t member) const override {
    const ZipMember& own = members_[member];
    if (own.problem() != nullptr) throw *own.problem();
    const auto again = again_.find(member);
    if (again != again_.end()) require_one_content(own, again->second);
    EntryFacts facts;
    facts.side.kind = own.kind;
    if (own.kind == Kind::regular) facts.side.size = Size{own.entry->size, false};
    return facts;
  }

  std::string link_text(std::size_t member) const override {
    return std::string(members_[member].link_text());
  }

  std::unique_ptr<Reader> open(std::size_t member) const override {
    if (const Error* const problem = members_[member].problem()) throw *problem;
    return std::make_unique<ZipReader>(unpackers_, members_[member], checks_differing_);
  }

  MemoryShare memory() const override { return memory_.another(); }

 private:
  // Members of a name that an earlier one has, and what came of comparing them.
  struct Again {
    std::vector<ZipMember> members;
    mutable std::once_flag compared;
    mutable std::unique_ptr<Error> problem;
  };

  // In order; of each name the first.
  void set_members(std::vector<ZipMember> all) {
    const auto before = [](const ZipMember& a, const ZipMember& b) {
      return comes_before(a.path, b.path);
    };
    if (!std::is_sorted(all.begin(), all.end(), before)) {
      std::stable_sort(all.begin(), all.end(), before);
    }
    std::size_t kept = 0;
    for (ZipMember& member : all) {
      if (kept > 0 && all[kept - 1].path == member.path) {
        add_again(all[kept - 1], kept - 1, std::move(member));
      } else {
        std::swap(all[kept++], member);
      }
    }
    all.resize(kept);
    members_ = std::move(all);
  }

  // What need not be read is decided at once.
  void add_again(ZipMember& own, std::size_t number, ZipMember member) {
    if (own.problem() != nullptr) return;
    if (member.problem() != nullptr) {
      own.special = std::move(member.special);
    } else if (own.kind != member.kind || own.link_text() != member.link_text()) {
      auto problem = duplicate(own.path);
      memory_.grow(sizeof(ZipMember::Special) + memory_of(*problem));
      own.special = std::make_unique<ZipMember::Special>();
      own.special->problem = std::move(problem);
    } else if (own.kind == Kind::regular) {
      memory_.grow(sizeof(Again) + 2 * sizeof(ZipMember));
      again_[number].members.push_back(std::move(member));
    }
  }

  static std::unique_ptr<Error> duplicate(std::string_view path) {
    return std::make_unique<Error>(ErrorCode::duplicate, std::string(path),
                                   "several members have this name");
  }

  void require_one_content(const ZipMember& own, const Again& again) const {
    std::call_once(again.compared, [&] {
      for (const ZipMember& other : again.members) {
        if (!again.problem && !equal(own, other)) again.problem = duplicate(own.path);
      }
    });
    if (again.problem) throw *again.problem;
  }

  bool equal(const ZipMember& one, const ZipMember& other) const {
    constexpr std::size_t kPart = std::size_t{64} << 10;
    if (one.entry->size != other.entry->size) return false;
    ZipReader left(unpackers_, one, false);
    ZipReader right(unpackers_, other, false);
    std::vector<std::byte> scratch(2 * kPart);
    while (true) {
      const auto a = left.read(std::span(scratch).first(kPart));
      const auto b = right.read(std::span(scratch).last(kPart));
      if (a.size() != b.size()) return false;
      if (a.empty()) return true;
      if (std::memcmp(a.data(), b.data(), a.size()) != 0) return false;
    }
  }

  const std::shared_ptr<Account> account_;
  mutable Unpackers unpackers_;
  const bool checks_differing_;
  MemoryShare memory_;
  NameArena names_;
  std::vector<ZipMember> members_;
  std::map<std::size_t, Again> again_;  // by the number of the first
};

class ZipTree final : public Tree {
 public:
  ZipTree(RandomAccess& access, const ZipDirectory& directory, std::shared_ptr<Account> account,
          bool checks_differing)
      : access_(access),
        directory_(directory),
        account_(std::move(account)),
        checks_differing_(checks_differing) {}

  std::shared_ptr<Folder> root() override {
    if (!tree_) {
      tree_ = make_member_tree(
          std::make_shared<ZipMembers>(access_, directory_, account_, checks_differing_));
    }
    return tree_->root();
  }

 private:
  RandomAccess& access_;
  const ZipDirectory& directory_;
  const std::shared_ptr<Account> account_;
  const bool checks_differing_;
  std::unique_ptr<Tree> tree_;
};

}  // namespace

bool can_open_members(const ZipDirectory& directory) {
  return std::all_of(directory.entries.begin(), directory.entries.end(), [](const ZipEntry& entry) {
    return entry.encrypted() || ZipContent::unpacks(entry);
  });
}

std::unique_ptr<Tree> make_zip_tree(RandomAccess& access, const ZipDirectory& directory,
                                    std::shared_ptr<Account> account, bool checks_differing) {
  return std::make_unique<ZipTree>(access, directory, std::move(account), checks_differing);
}

}  // namespace komparu::archive
