// SPDX-License-Identifier: MIT
#include "compare/trees/listed_trees.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/at_side.h"
#include "compare/call.h"
#include "compare/trees/descriptors.h"
#include "compare/trees/directory_pair.h"
#include "compare/trees/entry_judge.h"
#include "compare/trees/left_out.h"
#include "compare/trees/linked.h"
#include "compare/trees/merged_listing.h"
#include "compare/trees/settling_queue.h"
#include "compare/trees/tally.h"
#include "komparu/error.h"
#include "pool/thread_pool.h"
#include "tree/name_filter.h"
#include "tree/paths.h"

namespace komparu {

namespace {

// Reads of many small files that a disk is best asked for at once (docs/performance.md).
constexpr unsigned kThreadsAtSlowDevice = 32;

class ListedTrees {
 public:
  // `connections`: see Tree::connections().
  ListedTrees(const TreeOptions& options, const Until& until, FindingSink& sink,
              const WorkDone& done, unsigned connections)
      : options_(options),
        done_(done),
        stop_(until.stop),
        until_{stop_.token(), until.deadline, until.watch},
        sink_(sink),
        filter_(options.filter),
        tally_(options),
        left_out_files_(options.left_out),
        linked_(options, filter_, [this](const DirectoryPair& above) { rest_again(above); }),
        pool_(budget_.threads(connections > 0 ? connections : threads_of(options.jobs)) - 1,
              options.jobs > 0 || connections > 0 ? 0 : budget_.threads(kThreadsAtSlowDevice) - 1),
        judge_(options, until_, pool_, done.contents),
        queue_(pool_, judge_, until_, connections > 0 ? 1 : SettlingQueue::kBatch,
               [this](Item& item) { return tell(item); }) {
    stop_.set_poll([this] { queue_.hand_over_meanwhile(); });
  }

  // What is under way is not wanted any more, and must end before what it works on.
  ~ListedTrees() {
    stop_.request_stop();
    pool_.shut_down();
    stop_.set_poll(nullptr);
  }

  ListedTrees(const ListedTrees&) = delete;
  ListedTrees& operator=(const ListedTrees&) = delete;

  TreeSummary run(Tree& left, Tree& right) {
    auto root = std::make_shared<DirectoryPair>(pairs_alive_);
    root->take(Side::left, left.root());
    root->take(Side::right, right.root());
    if (options_.paths) root->paths = make_path_tree(options_.paths)->root();
    left_listed_ = left.listed();
    right_listed_ = right.listed();
    if (!left_listed_ && !right_listed_ && !options_.paths) {
      throw Error(ErrorCode::wrong_kind, "", "neither side can be listed");
    }
    left_device_ = root->left->facts().device;
    right_device_ = root->right->facts().device;
    if (same_directory(*root)) {
      tally_.count(Status::same);
    } else {
      list(*root);
      push(std::move(root));
      walk();
    }
    check_anything_compared();
    return tally_.summary(judge_.over(), judge_.bytes_read());
  }

 private:
  struct Level {
    std::shared_ptr<DirectoryPair> pair;
    std::vector<MergedEntry> entries;
    std::size_t next = 0;
  };

  // F4, for directories: what is one and the same needs no walk.
  bool same_directory(const DirectoryPair& pair) const {
    if (!pair.left || !pair.right || options_.report_same || options_.paths) return false;
    if (options_.digests != nullptr) return false;
    const std::optional<Identity> left = pair.left->facts().identity;
    return left && left->repeatable && left == pair.right->facts().identity;
  }

  void list(DirectoryPair& pair) const {
    if (pair.paths) return list_paths(pair);
    if (pair.left && left_listed_) {
      pair.left_entries = at_side(Side::left, [&] { return pair.left->list(); });
    }
    if (pair.right && right_listed_) {
      pair.right_entries = at_side(Side::right, [&] { return pair.right->list(); });
    }
  }

  // What the paths name stands on both sides, until it is looked for.
  static void list_paths(DirectoryPair& pair) {
    pair.left_entries = pair.paths->list();
    for (Entry& entry : pair.left_entries) entry.kind = Kind::unknown;
    pair.right_entries = pair.left_entries;
  }

  void push(std::shared_ptr<DirectoryPair> pair) {
    Level level;
    level.entries = merge_listings(pair->left_entries, pair->right_entries, options_.names);
    if (options_.progress != nullptr) options_.progress->entries_found += level.entries.size();
    level.pair = std::move(pair);
    levels_.push_back(std::move(level));
    const std::size_t awake = budget_.levels_awake();
    if (levels_.size() > awake) rest(levels_[levels_.size() - 1 - awake].pair);
  }

  // Entries of it that are still to be judged would only wake it again.
  void rest(const std::shared_ptr<DirectoryPair>& pair) {
    constexpr long kStackAndChild = 2;
    if (pair.use_count() > kStackAndChild) queue_.drain();
    if (pair->left) pair->left->rest();
    if (pair->right) pair->right->rest();
  }

  // A directory far above, which was looked into while its turn is long over or yet to come.
  void rest_again(const DirectoryPair& above) {
    if (above.depth + budget_.levels_awake() >= levels_.size()) return;
    if (above.left) above.left->rest();
    if (above.right) above.right->rest();
  }

  void walk() {
    while (!levels_.empty()) {
      until_.check();
      Level& level = levels_.back();
      if (level.next == level.entries.size()) {
        pop();
      } else {
        const MergedEntry entry = level.entries[level.next++];
        if (!visit(level.pair, entry)) return;
      }
    }
    if (options_.progress != nullptr) options_.progress->all_found = true;
    queue_.drain();
  }

  void pop() {
    const std::shared_ptr<DirectoryPair> done = std::move(levels_.back().pair);
    levels_.pop_back();
    if (levels_.empty() || levels_.back().next == levels_.back().entries.size()) return;
    spare_descriptors();
    const DirectoryPair& above = *levels_.back().pair;
    if (above.left && done->left) above.left->return_from(*done->left);
    if (above.right && done->right) above.right->return_from(*done->right);
  }

  // Directories whose entries wait to be judged hold theirs.
  void spare_descriptors() {
    if (pairs_alive_ > levels_.size() + budget_.pairs_waiting()) queue_.drain();
  }

  // False once the run has ended.
  bool visit(const std::shared_ptr<DirectoryPair>& pair, const MergedEntry& entry) {
    if (pair->paths) return visit_path(pair, entry);
    if (concerns_nobody(entry.left != nullptr, entry.right != nullptr)) return going_on();
    Item item;
    item.directory = pair;
    if (pair->left) item.left = judge_.see(*pair->left, entry.left);
    if (pair->right) item.right = judge_.see(*pair->right, entry.right);
    assume_on_unlisted_side(item);
    EntryJudge::keep_links(item);
    if (!leave_included(item) || is_left_out_file(item)) return going_on();
    if (concerns_nobody(item.left.entry != nullptr, item.right.entry != nullptr)) return going_on();
    if (is_no_file(item)) {
      tally_.count_excluded();
      return going_on();
    }
    if (entry.ambiguous) {
      judge_.refuse(item, Error(ErrorCode::duplicate, "", "another name counts as the same")
                              .with_side(entry.left != nullptr ? Side::left : Side::right));
    } else if (is_directory(item.left) && is_directory(item.right) &&
               (both(item) || options_.new_file || options_.every_file)) {
      if (walked_elsewhere(item)) {
        if (options_.files_only && !both(item)) return going_on();
        both(item) ? judge_.tell_same(item) : judge_.tell_missing(item);
      } else if (enter_with_descriptors(item)) {
        return going_on();
      }
    } else {
      judge_.settle(item);
      if (entry.resembles != nullptr && item.finding) {
        item.finding->resembles = entry.resembles->name;
      }
    }
    return queue_.add(std::move(item)) && !judge_.over();
  }

  // The same with TreeOptions::paths, where every name stands on both sides.
  bool visit_path(const std::shared_ptr<DirectoryPair>& pair, const MergedEntry& entry) {
    const EntryFacts path = pair->paths->look(entry.left->name, false);
    const bool leads_on = path.side.kind == Kind::directory;
    Item item;
    item.directory = pair;
    item.left = look_for(pair->left.get(), *entry.left, left_listed_, path.side.kind);
    item.right = look_for(pair->right.get(), *entry.right, right_listed_, path.side.kind);
    if (done_.names_missing && !both(item)) return true;
    assume_on_unlisted_side(item);
    EntryJudge::keep_links(item);
    const bool nowhere = item.left.entry == nullptr && item.right.entry == nullptr;
    if (nowhere) item.left.entry = item.right.entry = entry.left;
    if (!leave_included(item) || is_left_out_file(item)) return going_on();
    if (done_.names_missing && !both(item)) return true;
    if (!nowhere && options_.ignore_missing && item.right.entry == nullptr) return going_on();
    const bool directory = !nowhere && is_directory(item.left) && is_directory(item.right);
    if (!leads_on || !(nowhere || directory)) {
      if (nowhere) {
        judge_.refuse_absent(item);
      } else if (options_.one_way && only_on_right(item)) {
        return going_on();
      } else {
        settle_path(item);
      }
    } else if (enter_with_descriptors(item)) {
      return going_on();
    }
    // What is to be compared below a file is missing.
    const bool cut_off = leads_on && !nowhere && item.left.kind != Kind::directory &&
                         item.right.kind != Kind::directory;
    if (!queue_.add(std::move(item)) || judge_.over()) return false;
    if (!cut_off) return true;
    Item below;
    below.directory = pair;
    below.left.entry = below.right.entry = entry.left;
    enter(below);
    return going_on();
  }

  void settle_path(Item& item) {
    const Seen& there = item.left.entry != nullptr ? item.left : item.right;
    if (!both(item) && there.error && !there.link) {
      // It may not be there, either.
      judge_.refuse(item, *there.error);
    } else if (both(item) && is_directory(item.left) && is_directory(item.right)) {
      judge_.refuse(item, Error(ErrorCode::wrong_kind, "", "is a directory: give paths of files"));
    } else {
      judge_.settle(item);
    }
  }

  // What a side has of that name; an entry without a name if it has nothing. A side that cannot be
  // listed is believed to have what is looked for until it is read.
  Seen look_for(Folder* folder, const Entry& entry, bool listed, Kind kind) const {
    Seen seen;
    if (folder == nullptr) return seen;
    if (!listed) {
      seen.entry = &entry;
      seen.kind = kind;
      seen.believed = kind == Kind::regular;
      return seen;
    }
    seen = judge_.see(*folder, &entry);
    const bool absent = seen.error && !seen.link && seen.error->code() == ErrorCode::not_found;
    return absent ? Seen() : seen;
  }

  // G5. A side that cannot be listed has no links of its own.
  bool walked_elsewhere(const Item& item) const {
    return left_listed_ && right_listed_ && linked_.walked_elsewhere(item);
  }

  // A side that cannot be listed is asked for every file of the other one; its directories are
  // there as far as their files are.
  void assume_on_unlisted_side(Item& item) const {
    if (left_listed_ && right_listed_) return;
    Seen& there = left_listed_ ? item.left : item.right;
    Seen& asked = left_listed_ ? item.right : item.left;
    if (there.entry == nullptr) return;
    asked = Seen();
    if (!there.error && there.kind != Kind::regular && there.kind != Kind::directory) return;
    asked.entry = there.entry;
    asked.kind = there.kind;
  }

  bool going_on() { return queue_.submit_late() && !judge_.over(); }

  static bool both(const Item& item) {
    return item.left.entry != nullptr && item.right.entry != nullptr;
  }

  static bool only_on_right(const Item& item) {
    return item.left.entry == nullptr && item.right.entry != nullptr && !item.right.believed;
  }

  // True also for the side that has nothing of that name.
  static bool is_directory(const Seen& seen) {
    return seen.entry == nullptr || (seen.kind == Kind::directory && !seen.error);
  }

  // What is on one side only, where nobody asks for that, or where it has been told.
  bool concerns_nobody(bool is_left, bool is_right) const {
    if (!is_left && options_.one_way && left_listed_) return true;
    if (!is_right && options_.ignore_missing && right_listed_) return true;
    return done_.names_missing && !(is_left && is_right);
  }

  // Takes away what a pattern excludes, of each side by itself (T7). False if nothing is left.
  bool leave_included(Item& item) {
    const Excluded excluded = excluded_of(item);
    if (excluded.left || excluded.right) tally_.count_excluded();
    if (excluded.left == (item.left.entry != nullptr) &&
        excluded.right == (item.right.entry != nullptr)) {
      if (!tally_.judged_anything()) left_out_.add(std::move(item), left_listed_, right_listed_);
      return false;
    }
    if (excluded.left) item.left = {};
    if (excluded.right) item.right = {};
    return true;
  }

  bool is_left_out_file(Item& item) {
    const bool found = (left_listed_ && left_out_files_.have(item, Side::left)) ||
                       (right_listed_ && left_out_files_.have(item, Side::right));
    if (found) tally_.count_excluded();
    return found;
  }

  // TreeOptions::files_only. What could not be looked at may be a file.
  bool is_no_file(const Item& item) const {
    if (!options_.files_only || both(item)) return false;
    const Seen& there = item.left.entry != nullptr ? item.left : item.right;
    return !there.error && there.kind != Kind::regular && there.kind != Kind::directory;
  }

  struct Excluded {
    bool left = false;
    bool right = false;
  };

  // A pattern may be for directories only, or for files: then it may concern what one side has of a
  // name, and not what the other has. Where two names count as one, it is about the left one.
  Excluded excluded_of(const Item& item) const {
    if (filter_.empty()) return {};
    const Side side = item.left.entry != nullptr ? Side::left : Side::right;
    const Entry& named = *(side == Side::left ? item.left : item.right).entry;
    const auto excluded = [&](Kind kind) {
      return filter_.excludes(item.directory->place(side, filter_), named.name,
                              kind == Kind::directory);
    };
    if (item.left.entry == nullptr) return {false, excluded(item.right.kind)};
    const bool left = excluded(item.left.kind);
    if (item.right.entry == nullptr) return {left, false};
    return {left, item.right.kind == item.left.kind ? left : excluded(item.right.kind)};
  }

  // F9: where the system has no descriptor left, those of the work under way are given back first.
  bool enter_with_descriptors(Item& item) {
    try {
      return enter(item);
    } catch (const Error& error) {
      if (!wants_descriptors(error)) throw;
    }
    queue_.drain();
    return enter(item);
  }

  // Goes down into a directory of one side or both. False if the item was settled instead.
  bool enter(Item& item) {
    if (options_.max_depth && item.directory->depth >= *options_.max_depth) {
      tally_.note_directory();
      return true;
    }
    spare_descriptors();
    std::shared_ptr<DirectoryPair> below = new_pair(item);
    if (item.directory->paths) {
      below->paths = item.directory->paths->enter(below->left_name, false);
      list_paths(*below);
    }
    std::optional<Error> left = attempt([&] { enter_side(item, Side::left, *below); });
    std::optional<Error> right = attempt([&] { enter_side(item, Side::right, *below); });
    if (!left && !right) left = attempt([&] { check_for_loop(item, *below); });
    if (left || right) {
      left ? judge_.refuse(item, *left, right) : judge_.refuse(item, *right);
      return false;
    }
    if (options_.one_file_system && leaves_device(*below)) {
      tally_.count_excluded();
    } else if (same_directory(*below)) {
      tally_.count(Status::same);
    } else if (is_empty_side(*below, item)) {
      if (options_.files_only) return true;
      judge_.tell_missing(item);
      return false;
    } else {
      // What is in it judges any other directory.
      if (below->left_entries.empty() && below->right_entries.empty()) tally_.note_directory();
      push(std::move(below));
    }
    return true;
  }

  std::shared_ptr<DirectoryPair> new_pair(const Item& item) {
    auto below = std::make_shared<DirectoryPair>(pairs_alive_);
    below->left_name = (item.left.entry != nullptr ? item.left : item.right).entry->name;
    below->right_name = (item.right.entry != nullptr ? item.right : item.left).entry->name;
    below->depth = item.directory->depth + 1;
    below->left_linked = item.directory->left_linked || item.left.link;
    below->right_linked = item.directory->right_linked || item.right.link;
    below->through_link = item.left.link || item.right.link;
    below->parent = item.directory;
    return below;
  }

  // Opens and lists the directory of one side, if that side has it.
  void enter_side(const Item& item, Side side, DirectoryPair& below) const {
    const Seen& seen = side == Side::left ? item.left : item.right;
    if (seen.entry == nullptr || (below.paths && seen.kind != Kind::directory)) return;
    at_side(side, [&] {
      std::shared_ptr<Folder> folder =
          item.directory->folder(side)->enter(seen.entry->name, seen.link);
      if ((side == Side::left ? left_listed_ : right_listed_) && !below.paths) {
        (side == Side::left ? below.left_entries : below.right_entries) = folder->list();
      }
      below.take(side, std::move(folder));
    });
  }

  // T2: only past a symbolic link can the walk come back to where it was, and only where every side
  // does is there no end.
  void check_for_loop(const Item& item, const DirectoryPair& below) const {
    bool leads = false;
    for (const Side side : {Side::left, Side::right}) {
      const bool listed = side == Side::left ? left_listed_ : right_listed_;
      if (below.folder(side) == nullptr || !listed) continue;
      leads = below.linked(side) && leads_back(item, side, *below.folder(side));
      if (!leads) return;
    }
    if (!leads) return;
    throw Error(ErrorCode::loop, "", "recursive directory loop")
        .with_side(item.left.entry != nullptr ? Side::left : Side::right);
  }

  static bool leads_back(const Item& item, Side side, Folder& folder) {
    const std::optional<Identity> own = folder.facts().identity;
    for (const DirectoryPair* at = item.directory.get(); at != nullptr; at = at->parent.get()) {
      if (at->folder(side) == nullptr) continue;
      const std::optional<Identity> above = at->folder(side)->facts().identity;
      if (own && above && own->facts == above->facts) return true;
    }
    return false;
  }

  bool leaves_device(const DirectoryPair& pair) const {
    return (pair.left && pair.left->facts().device != left_device_) ||
           (pair.right && pair.right->facts().device != right_device_);
  }

  // With every_file, an empty directory on one side only is told by its own path.
  bool is_empty_side(const DirectoryPair& below, const Item& item) const {
    return !both(item) && !options_.new_file && below.left_entries.empty() &&
           below.right_entries.empty();
  }

  // Hands a settled item on. False once enough has been told.
  bool tell(Item& item) {
    if (item.passed_over) return true;
    tally_.count(item.status);
    if (options_.progress != nullptr) ++options_.progress->entries;
    if (item.finding) sink_.add(*item.finding);
    if (item.digest) {
      options_.digests->add(item.directory->path(Side::left, item.left.entry->name), *item.digest);
    }
    return !tally_.is_enough();
  }

  // G4: after a mistake in a pattern there is nothing that differs. Trees that are empty of
  // themselves are the same, and so are those whose entries --one-way or max_depth leaves alone.
  void check_anything_compared() const {
    if (options_.allow_empty) return;
    check_anything_in_common();
    if (tally_.judged_anything()) return;
    if (done_.names_missing || judge_.over()) return;
    if (!done_.left_out_files && !left_out_.hold_file(until_)) return;
    throw Error(ErrorCode::nothing_compared, "", "nothing was compared: every file was left out");
  }

  // D3: --ignore-missing would make the same of two trees that have nothing in common.
  void check_anything_in_common() const {
    if (!options_.ignore_missing || tally_.judged_in_common()) return;
    if (done_.names_missing || judge_.over()) return;
    throw Error(ErrorCode::nothing_compared, "",
                "nothing was compared: all that the left side has is missing on the right");
  }

  const TreeOptions& options_;
  const WorkDone& done_;
  StopSource stop_;
  const Until until_;
  FindingSink& sink_;
  const NameFilter filter_;
  Tally tally_;
  const LeftOutFiles left_out_files_;
  const LinkedDirectories linked_;
  LeftOut left_out_;  // by a pattern, while nothing was judged
  bool left_listed_ = true;
  bool right_listed_ = true;
  std::uint64_t left_device_ = 0;
  std::uint64_t right_device_ = 0;
  const DescriptorBudget budget_;
  std::atomic<std::size_t> pairs_alive_{0};
  std::vector<Level> levels_;
  ThreadPool pool_;
  EntryJudge judge_;
  SettlingQueue queue_;
};

}  // namespace

TreeSummary compare_listed_trees(Tree& left, Tree& right, const TreeOptions& options,
                                 const Until& until, FindingSink& sink, const WorkDone& done) {
  const unsigned connections = std::max(left.connections(), right.connections());
  return ListedTrees(options, until, sink, done, connections).run(left, right);
}

}  // namespace komparu
