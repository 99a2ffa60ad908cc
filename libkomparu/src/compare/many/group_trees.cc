// SPDX-License-Identifier: MIT
#include "compare/many/group_trees.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/descriptor_limit.h"
#include "compare/many/directory_row.h"
#include "compare/many/partition.h"
#include "compare/many/row_judge.h"
#include "compare/many/row_names.h"
#include "compare/many/turns.h"
#include "komparu/error.h"

namespace komparu {

namespace {

constexpr std::size_t kMostOpen = 128;

// Levels of the current path that keep their descriptors; those above open them again.
std::size_t levels_awake(std::size_t trees) {
  const std::uint64_t limit = std::max<std::uint64_t>(descriptor_limit(), 32);
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(limit / (3 * trees), 1, 64));
}

class TreeSorting {
 public:
  TreeSorting(std::span<const std::unique_ptr<Tree>> trees, const GroupOptions& options,
              const Until& until, Meter& meter, ThreadPool& pool)
      : trees_(trees),
        options_(options),
        until_(until),
        awake_(levels_awake(std::max<std::size_t>(trees.size(), 1))),
        partition_(trees.size()),
        devices_(trees.size()),
        turns_(kMostOpen, [this] { return rest_all(); }),
        judge_(options, until, meter, pool, turns_) {}

  Grouping run() {
    begin();
    walk();
    Grouping grouping;
    grouping.groups = partition_.groups();
    std::sort(grouping.groups.begin(), grouping.groups.end());
    grouping.failures = partition_.failures();
    std::sort(grouping.failures.begin(), grouping.failures.end(),
              [](const Failure& a, const Failure& b) { return a.member < b.member; });
    grouping.stopped = stopped_;
    return grouping;
  }

 private:
  using Place = DirectoryRow::Place;

  struct Level {
    Level(std::shared_ptr<DirectoryRow> walked, const NameMatching& matching)
        : row(std::move(walked)), names(*row, matching) {}

    std::shared_ptr<DirectoryRow> row;
    RowNames names;
    std::shared_ptr<const Sets> known;  // what `sets` was made of
    std::vector<Places> sets;
  };

  // A directory that was entered, and the places above that have it.
  struct Entered {
    Place place;
    Places from;
    Seen seen;
  };

  void begin() {
    DirectoryRow operands;
    operands.places.resize(trees_.size());
    Places all;
    for (std::size_t tree = 0; tree < trees_.size(); ++tree) {
      operands.places[tree].trees = {tree};
      all.push_back(tree);
    }
    Refinement told{false, all, {all}, {}};
    std::vector<Entered> roots;
    for (const std::size_t tree : all) {
      attempt(operands, {tree}, all, {}, told, [&] {
        const std::shared_ptr<Folder> root = trees_[tree]->root();
        devices_[tree] = root->facts().device;
        roots.push_back({{{tree}, root, "", DirectoryRow::kNowhere, {}}, {tree}, {}});
      });
    }
    const auto row = std::make_shared<DirectoryRow>();
    add_places(operands, std::move(roots), all, *row, told);
    settle(told);
    push(row);
  }

  void walk() {
    while (!levels_.empty() && !stopped_) {
      until_.check();
      Level& level = levels_.back();
      update_sets(level);
      if (level.sets.empty() || !level.names.next()) {
        pop();
        continue;
      }
      count_entry();
      JudgedName judged = judge_.judge(*level.row, level.names, level.sets);
      const std::shared_ptr<DirectoryRow> below = enter(level.row, judged);
      settle(judged.trees);
      if (below) push(below);
    }
  }

  void count_entry() {
    if (options_.trees.progress == nullptr) return;
    ++options_.trees.progress->entries_found;
    ++options_.trees.progress->entries;
  }

  // The sets of trees that are still to be told apart, by their places in the row.
  void update_sets(Level& level) const {
    if (level.known == partition_.sets()) return;
    level.known = partition_.sets();
    level.sets.clear();
    std::vector<std::size_t> place_of(trees_.size(), DirectoryRow::kNowhere);
    for (std::size_t place = 0; place < level.row->places.size(); ++place) {
      for (const std::size_t tree : level.row->places[place].trees) place_of[tree] = place;
    }
    for (const Members& set : *level.known) {
      Places places;
      for (const std::size_t tree : set) {
        if (place_of[tree] != DirectoryRow::kNowhere) places.push_back(place_of[tree]);
      }
      std::sort(places.begin(), places.end());
      places.erase(std::unique(places.begin(), places.end()), places.end());
      if (places.size() > 1) level.sets.push_back(std::move(places));
    }
  }

  void settle(Refinement& told) {
    for (const Failure& failure : told.failures) {
      for (Members& equal : told.equal) std::erase(equal, failure.member);
    }
    partition_.settle(told);
    if (options_.stop_at_any_difference && partition_.split()) stopped_ = true;
  }

  void push(const std::shared_ptr<DirectoryRow>& row) {
    levels_.emplace_back(row, options_.trees.names);
    if (levels_.size() > awake_) levels_[levels_.size() - 1 - awake_].row->rest();
  }

  void pop() {
    const std::shared_ptr<DirectoryRow> done = std::move(levels_.back().row);
    levels_.pop_back();
    if (levels_.empty()) return;
    for (const Place& place : done->places) {
      const Place& above = done->above->places[place.above];
      if (place.folder && above.folder) above.folder->return_from(*place.folder);
    }
  }

  // True: there may be descriptors now that were none before.
  bool rest_all() {
    for (const Level& level : levels_) level.row->rest();
    for (const std::shared_ptr<Folder>& folder : entering_) folder->rest();
    return true;
  }

  // The row of the directories below, null if there is nothing to tell apart in them.
  std::shared_ptr<DirectoryRow> enter(const std::shared_ptr<DirectoryRow>& above,
                                      JudgedName& judged) {
    if (judged.directories.empty()) return nullptr;
    auto below = std::make_shared<DirectoryRow>();
    below->above = above;
    below->depth = above->depth + 1;
    for (const std::vector<Below>& directories : judged.directories) {
      Places mates;
      for (const Below& directory : directories) mates.push_back(directory.place);
      std::vector<Entered> entered;
      for (const Below& directory : directories) {
        attempt(*above, {directory.place}, mates, directory.seen, judged.trees,
                [&] { entered.push_back(enter_one(*above, directory)); });
      }
      add_places(*above, std::move(entered), mates, *below, judged.trees);
    }
    entering_.clear();
    return below->places.empty() ? nullptr : below;
  }

  Entered enter_one(const DirectoryRow& above, const Below& directory) {
    const Place& place = above.places[directory.place];
    Entered entered{
        {place.trees, nullptr, "", directory.place, {}}, {directory.place}, directory.seen};
    if (directory.seen.entry == nullptr) return entered;
    entered.place.name = directory.seen.entry->name;
    entered.place.folder = turns_.with_room(
        [&] { return place.folder->enter(directory.seen.entry->name, directory.seen.link); });
    if (directory.seen.link) check_for_loop(above, directory.place, *entered.place.folder);
    entering_.push_back(entered.place.folder);
    return entered;
  }

  // T2: only a symbolic link can lead back to where the walk came from.
  static void check_for_loop(const DirectoryRow& row, std::size_t place, Folder& folder) {
    const std::optional<Identity> own = folder.facts().identity;
    for (const DirectoryRow* at = &row; at != nullptr;
         place = at->places[place].above, at = at->above.get()) {
      if (!at->places[place].folder) continue;
      const std::optional<Identity> above = at->places[place].folder->facts().identity;
      if (own && above && own->facts == above->facts) {
        throw Error(ErrorCode::loop, "", "recursive directory loop");
      }
    }
  }

  // Adds directories that are equal as far as they are known, if they can differ at all.
  void add_places(const DirectoryRow& above, std::vector<Entered> entered, const Places& mates,
                  DirectoryRow& row, Refinement& told) {
    if (options_.trees.one_file_system) join_those_that_leave(entered);
    join_the_same(entered);
    if (entered.size() < 2) return;
    std::vector<Place> listed;
    for (Entered& directory : entered) {
      attempt(above, directory.from, mates, directory.seen, told, [&] {
        Place& place = directory.place;
        if (place.folder) {
          place.entries = turns_.with_room([&] { return place.folder->list(); });
        }
        listed.push_back(std::move(place));
      });
    }
    if (listed.size() < 2) return;
    std::move(listed.begin(), listed.end(), std::back_inserter(row.places));
  }

  // What is on another device is not looked at: it counts as equal to the first that is looked at.
  void join_those_that_leave(std::vector<Entered>& entered) const {
    const auto stays = [this](const Entered& directory) {
      const Place& place = directory.place;
      return !place.folder || place.folder->facts().device == devices_[place.trees.front()];
    };
    const auto first = std::find_if(entered.begin(), entered.end(), stays);
    if (first == entered.end()) {
      entered.clear();
      return;
    }
    for (Entered& directory : entered) {
      if (!stays(directory)) join(*first, directory);
    }
    std::erase_if(entered, [](const Entered& directory) { return directory.from.empty(); });
  }

  // F4, for directories: what is one and the same needs one walk.
  static void join_the_same(std::vector<Entered>& entered) {
    std::map<decltype(Identity::facts), Entered*> known;
    for (Entered& directory : entered) {
      if (!directory.place.folder) continue;
      const std::optional<Identity> identity = directory.place.folder->facts().identity;
      if (!identity || !identity->repeatable) continue;
      const auto [first, is_new] = known.emplace(identity->facts, &directory);
      if (!is_new) join(*first->second, directory);
    }
    std::erase_if(entered, [](const Entered& directory) { return directory.from.empty(); });
  }

  static void join(Entered& first, Entered& other) {
    Members& trees = first.place.trees;
    trees.insert(trees.end(), other.place.trees.begin(), other.place.trees.end());
    std::sort(trees.begin(), trees.end());
    first.from.insert(first.from.end(), other.from.begin(), other.from.end());
    other.from.clear();
  }

  // Runs `work` on a directory that the places `from` share; its error is a failure of theirs.
  template <typename Work>
  void attempt(const DirectoryRow& above, const Places& from, const Places& mates, const Seen& seen,
               Refinement& told, const Work& work) const {
    try {
      work();
    } catch (const Error& error) {
      until_.check();
      for (const std::size_t place : from) {
        RowJudge::fail(told, above, place, mates, seen, error);
      }
    }
  }

  const std::span<const std::unique_ptr<Tree>> trees_;
  const GroupOptions& options_;
  const Until& until_;
  const std::size_t awake_;
  Partition partition_;
  std::vector<std::uint64_t> devices_;  // of the operands
  Turns turns_;
  RowJudge judge_;
  std::deque<Level> levels_;
  std::vector<std::shared_ptr<Folder>> entering_;  // those of a row that is no level yet
  bool stopped_ = false;
};

}  // namespace

Grouping group_trees(std::span<const std::unique_ptr<Tree>> trees, const GroupOptions& options,
                     const Until& until, Meter& meter, ThreadPool& pool) {
  return TreeSorting(trees, options, until, meter, pool).run();
}

}  // namespace komparu
