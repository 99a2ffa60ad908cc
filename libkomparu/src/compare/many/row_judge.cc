// SPDX-License-Identifier: MIT
#include "compare/many/row_judge.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "compare/bytes/nothing_reader.h"

namespace komparu {

namespace {

// What sets entries apart without reading them.
struct Trait {
  Kind kind = Kind::unknown;
  std::uint64_t device = 0;  // of device files
  std::string link_text;     // of links that are not followed, or lead nowhere

  bool operator<(const Trait& other) const {
    return std::tie(kind, device, link_text) < std::tie(other.kind, other.device, other.link_text);
  }
};

bool dangling(const Seen& seen) {
  return seen.link && seen.error && seen.error->code() == ErrorCode::not_found;
}

Members trees_of(const DirectoryRow& row, const Places& places) {
  Members trees;
  for (const std::size_t place : places) {
    trees.insert(trees.end(), row.places[place].trees.begin(), row.places[place].trees.end());
  }
  std::sort(trees.begin(), trees.end());
  return trees;
}

}  // namespace

// One name under judgement.
class RowJudge::Name {
 public:
  Name(RowJudge& judge, const DirectoryRow& row, const RowNames& names)
      : judge_(judge), row_(row), names_(names), seen_(row.places.size()) {}

  JudgedName judge(const std::vector<Places>& sets) {
    for (const Places& set : sets) {
      parts_.clear();
      const std::size_t failures = told_.trees.failures.size();
      judge_set(set);
      const Members all = trees_of(row_, set);
      told_.trees.looked_at.insert(told_.trees.looked_at.end(), all.begin(), all.end());
      if (parts_.size() != 1 || told_.trees.failures.size() > failures) {
        told_.trees.anything = true;
      }
      for (const Places& part : parts_) {
        Members trees = trees_of(row_, part);
        if (trees.size() > 1) told_.trees.equal.push_back(std::move(trees));
      }
    }
    return std::move(told_);
  }

 private:
  void judge_set(const Places& set) {
    Places present;
    Places absent;
    for (const std::size_t place : set) (is_there(place) ? present : absent).push_back(place);
    const bool joins = judge_.options_.trees.new_file && !present.empty() &&
                       !(present.size() == 1 && seen_[present[0]].error);
    if (!absent.empty() && !joins) parts_.push_back(std::exchange(absent, {}));
    if (present.size() == 1 && absent.empty()) {
      parts_.push_back(std::move(present));  // nobody else has it: that is all there is to know
    } else if (!present.empty()) {
      judge_present(present, std::move(absent));
    }
  }

  // What an entry is; true if there is one and it takes part.
  bool is_there(std::size_t place) {
    const Entry* const entry = names_.entries()[place];
    if (entry == nullptr) return false;
    seen_[place] = see(place, entry);
    if (judge_.filter_.empty()) return true;
    return !judge_.filter_.excludes(row_.path(place, entry), entry->name,
                                    seen_[place].kind == Kind::directory);
  }

  Seen see(std::size_t place, const Entry* entry) {
    Folder& folder = *row_.places[place].folder;
    try {
      return judge_.turns_.with_room([&] {
        Seen seen = judge_.eyes_.see(folder, entry);
        if (seen.error && Turns::lacks_descriptors(*seen.error)) throw *seen.error;
        return seen;
      });
    } catch (const Error& error) {
      Seen seen;
      seen.entry = entry;
      seen.kind = entry->kind;
      seen.error = error;
      return seen;
    }
  }

  // `absent` are those without the entry for which nothing counts as something.
  void judge_present(const Places& present, Places absent) {
    std::map<Trait, Places> alike;
    const bool equal_nowhere = all_lead_nowhere_alike(present);
    for (const std::size_t place : present) {
      try {
        if (names_.ambiguous(place)) {
          throw Error(ErrorCode::duplicate, "", "another name counts as the same");
        }
        if (seen_[place].error && !equal_nowhere) throw *seen_[place].error;
        alike[trait(place)].push_back(place);
      } catch (const Error& error) {
        fail(place, present, error);
      }
    }
    for (const Kind kind : {Kind::regular, Kind::directory}) {
      const auto found = alike.find({kind, 0, ""});
      if (absent.empty() || found == alike.end()) continue;
      for (const std::size_t place : std::exchange(absent, {})) {
        seen_[place] = {};
        found->second.push_back(place);
      }
      std::sort(found->second.begin(), found->second.end());
    }
    if (!absent.empty()) parts_.push_back(std::move(absent));
    for (auto& [trait, places] : alike) judge_alike(trait.kind, std::move(places));
  }

  // T2: dangling links are equal if all there is are such links with one text.
  bool all_lead_nowhere_alike(const Places& present) {
    std::optional<std::string> text;
    for (const std::size_t place : present) {
      if (!dangling(seen_[place])) return false;
      try {
        const std::string own = link_text(place);
        if (own != text.value_or(own)) return false;
        text = own;
      } catch (const Error&) {
        return false;
      }
    }
    return true;
  }

  Trait trait(std::size_t place) {
    const Seen& seen = seen_[place];
    Trait trait{seen.kind, 0, ""};
    if (seen.kind == Kind::symbolic_link) {
      trait.link_text = link_text(place);
    } else if (seen.kind == Kind::character_device || seen.kind == Kind::block_device) {
      trait.device = judge_.turns_.with_room(
          [&] { return row_.places[place].folder->look(seen.entry->name, seen.link).device; });
    }
    return trait;
  }

  std::string link_text(std::size_t place) {
    return judge_.turns_.with_room(
        [&] { return row_.places[place].folder->link_text(seen_[place].entry->name); });
  }

  void judge_alike(Kind kind, Places places) {
    if (kind == Kind::regular && places.size() > 1) return read(places);
    if (kind == Kind::directory && places.size() > 1 && !too_deep()) {
      std::vector<Below>& directories = told_.directories.emplace_back();
      for (const std::size_t place : places) directories.push_back({place, seen_[place]});
    }
    parts_.push_back(std::move(places));
  }

  bool too_deep() const {
    const auto& most = judge_.options_.trees.max_depth;
    return most && row_.depth >= *most;
  }

  void read(const Places& places) {
    Places opened;
    std::vector<std::unique_ptr<Reader>> readers;
    for (const std::size_t place : places) {
      try {
        readers.push_back(open(place));
        opened.push_back(place);
      } catch (const Error& error) {
        fail(place, places, error);
      }
    }
    const Grouping grouping = group_streams(std::move(readers), judge_.content_, judge_.until_,
                                            judge_.meter_, {judge_.pool_, judge_.scratch_});
    const auto at = [&opened](const Members& members) {
      Places chosen;
      for (const std::size_t member : members) chosen.push_back(opened[member]);
      return chosen;
    };
    for (const Failure& failure : grouping.failures) {
      fail(opened[failure.member], at(failure.mates), failure.error);
    }
    for (const Members& group : grouping.groups) parts_.push_back(at(group));
  }

  std::unique_ptr<Reader> open(std::size_t place) {
    const Seen& seen = seen_[place];
    if (seen.entry == nullptr) return std::make_unique<NothingReader>();
    const Turns::Open open = [this, &seen, folder = row_.places[place].folder] {
      return folder->open(seen.entry->name, seen.link, judge_.options_.trees.read, judge_.until_);
    };
    return judge_.turns_.share(judge_.turns_.with_room(open), open);
  }

  void fail(std::size_t place, const Places& mates, const Error& error) {
    judge_.until_.check();  // an error that only says that it is time to end is none of the entry's
    RowJudge::fail(told_.trees, row_, place, mates, seen_[place], error);
  }

  RowJudge& judge_;
  const DirectoryRow& row_;
  const RowNames& names_;
  std::vector<Seen> seen_;     // by place
  std::vector<Places> parts_;  // of the set that is being judged
  JudgedName told_;
};

RowJudge::RowJudge(const GroupOptions& options, const Until& until, Meter& meter, ThreadPool& pool,
                   Turns& turns)
    : options_(options),
      until_(until),
      meter_(meter),
      pool_(pool),
      turns_(turns),
      filter_(options.trees.filter),
      eyes_(options.trees, until, pool),
      content_(grouping_options(options)) {}

JudgedName RowJudge::judge(const DirectoryRow& row, const RowNames& names,
                           const std::vector<Places>& sets) {
  return Name(*this, row, names).judge(sets);
}

void RowJudge::fail(Refinement& trees, const DirectoryRow& row, std::size_t place,
                    const Places& mates, const Seen& seen, const Error& error) {
  // It was listed a moment ago; only what a link leads to may never have been there.
  const bool vanished = error.code() == ErrorCode::not_found && !seen.link;
  Error told(vanished ? ErrorCode::vanished : error.code(), row.path(place, seen.entry),
             error.detail());
  told.with_os_error(error.os_error()).with_http_status(error.http_status());
  const Members all = trees_of(row, mates);
  for (const std::size_t tree : row.places[place].trees) {
    trees.failures.push_back({tree, all, told});
  }
  trees.anything = true;
}

}  // namespace komparu
