// SPDX-License-Identifier: MIT
#include "compare/many/tree_keys.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/at_side.h"
#include "base/keyed_hash.h"
#include "compare/trees/descriptors.h"
#include "tree/name_filter.h"
#include "tree/name_key.h"

namespace komparu {

namespace {

// Something that two trees of one key could not agree in, or that cannot be judged.
struct Doubt {};

struct Lookout {
  const TreeOptions& options;
  const NameFilter& filter;
  const KeyMaking& making;
  std::size_t entries;  // are taken at most
  bool contents;        // of files; else their lengths
};

class Walk {
 public:
  explicit Walk(const Lookout& lookout) : look_(lookout), hash_(lookout.making.secret) {}

  // Throws Error or Doubt.
  SourceKey run(Tree& tree) {
    std::shared_ptr<Folder> root = tree.root();
    device_ = root->facts().device;
    push(std::move(root), 0, look_.filter.root());
    while (!levels_.empty() && !over_) {
      look_.making.until.check();
      Level& level = levels_.back();
      if (level.next == level.entries.size()) {
        pop();
      } else {
        visit(level.entries[level.next++]);
      }
    }
    return hash_.value();
  }

 private:
  struct Named {
    std::string key;  // what the name counts as
    Entry entry;

    bool operator<(const Named& other) const { return key < other.key; }
  };

  struct Level {
    std::shared_ptr<Folder> folder;
    std::uint64_t place = 0;  // a hash of the path
    NameFilter::Place filtered;
    std::vector<Named> entries;
    std::size_t next = 0;
  };

  struct Seen {
    Kind kind = Kind::unknown;
    bool link = false;  // one that is followed
  };

  Folder& folder() const { return *levels_.back().folder; }

  void push(std::shared_ptr<Folder> folder, std::uint64_t place, NameFilter::Place filtered) {
    Level level{std::move(folder), place, std::move(filtered), {}, 0};
    for (Entry& entry : level.folder->list()) {
      std::string key = name_key(entry.name, look_.options.names);
      level.entries.push_back({std::move(key), std::move(entry)});
    }
    std::sort(level.entries.begin(), level.entries.end());
    const auto alike = [](const Named& a, const Named& b) { return a.key == b.key; };
    if (std::adjacent_find(level.entries.begin(), level.entries.end(), alike) !=
        level.entries.end()) {
      throw Doubt();
    }
    levels_.push_back(std::move(level));
    const std::size_t awake = budget_.levels_awake();
    if (levels_.size() > awake) levels_[levels_.size() - 1 - awake].folder->rest();
  }

  void pop() {
    const std::shared_ptr<Folder> done = std::move(levels_.back().folder);
    levels_.pop_back();
    if (levels_.empty() || levels_.back().next == levels_.back().entries.size()) return;
    folder().return_from(*done);
  }

  void visit(const Named& named) {
    if (excluded(named.entry)) return;
    if (taken_ == look_.entries) {
      note(named, Kind::unknown);
      over_ = true;
      return;
    }
    ++taken_;
    const Seen seen = see(named.entry);
    switch (seen.kind) {
      case Kind::directory:
        return visit_directory(named, seen);
      case Kind::regular:
        return visit_file(named, seen);
      case Kind::symbolic_link: {
        note(named, seen.kind);
        const std::string text = folder().link_text(named.entry.name);
        hash_.add(text.size());
        return hash_.add(std::as_bytes(std::span(text)));
      }
      default:
        return note(named, seen.kind);
    }
  }

  // Whether a directory takes part may depend on what the other side has of that name.
  bool excluded(const Entry& entry) const {
    if (look_.filter.empty()) return false;
    const NameFilter::Place& place = levels_.back().filtered;
    const bool as_file = look_.filter.excludes(place, entry.name, false);
    const bool as_directory = look_.filter.excludes(place, entry.name, true);
    if (as_file != as_directory && see(entry).kind == Kind::directory) throw Doubt();
    return as_file || as_directory;
  }

  Seen see(const Entry& entry) const {
    Seen seen{entry.kind, false};
    if (seen.kind == Kind::unknown) seen.kind = folder().look(entry.name, false).side.kind;
    if (seen.kind == Kind::symbolic_link && look_.options.follow_links) {
      seen.link = true;
      seen.kind = folder().look(entry.name, true).side.kind;
    }
    return seen;
  }

  void note(const Named& named, Kind kind) {
    hash_.add(levels_.back().place);
    hash_.add(named.key.size());
    hash_.add(std::as_bytes(std::span(named.key)));
    hash_.add(static_cast<std::uint64_t>(kind));
  }

  void visit_file(const Named& named, const Seen& seen) {
    const std::unique_ptr<Reader> reader =
        folder().open(named.entry.name, seen.link, look_.making.read, look_.making.until);
    KeyedHash content(look_.making.secret);
    const std::optional<Size> size = reader->size();
    std::uint64_t length = 0;
    if (look_.contents || !size || !size->proven) {
      length = add_content(content, *reader, kWholeContent, look_.making);
    } else {
      length = size->bytes;
    }
    if (length == 0 && look_.options.new_file) return;  // as good as absent
    note(named, seen.kind);
    hash_.add(length);
    if (look_.contents) hash_.add(content.value());
  }

  void visit_directory(const Named& named, const Seen& seen) {
    // With new_file, an empty one is as good as absent.
    if (!look_.options.new_file) note(named, seen.kind);
    const auto& most = look_.options.max_depth;
    if (most && levels_.size() > *most) return;
    if (seen.link) throw Doubt();
    std::shared_ptr<Folder> below = folder().enter(named.entry.name, false);
    if (look_.options.one_file_system && below->facts().device != device_) throw Doubt();
    KeyedHash place(look_.making.secret);
    place.add(levels_.back().place);
    place.add(std::as_bytes(std::span(named.key)));
    push(std::move(below), place.value(),
         look_.filter.below(levels_.back().filtered, named.entry.name));
  }

  const Lookout& look_;
  const DescriptorBudget budget_;
  KeyedHash hash_;
  std::uint64_t device_ = 0;
  std::vector<Level> levels_;
  std::size_t taken_ = 0;
  bool over_ = false;
};

constexpr unsigned kSteps = 16;

// Where the order of the entries, or whether there is one, depends on the other side, a part of
// them says nothing.
bool only_as_a_whole(const TreeOptions& options) {
  return options.names.ignore_case || options.names.nfc || options.new_file;
}

std::size_t entries_at(unsigned step, const TreeOptions& options) {
  if (only_as_a_whole(options) || step > kSteps) return std::numeric_limits<std::size_t>::max();
  return (std::size_t{1} << step) - 1;
}

}  // namespace

unsigned tree_key_levels(const TreeOptions& options) {
  return only_as_a_whole(options) ? 2 : 2 * (kSteps + 1) + 1;
}

// Level 0 is the name of the first entry.
std::optional<SourceKey> tree_key(Tree& tree, unsigned level, const TreeOptions& options,
                                  const KeyMaking& making) {
  // What is listed in a directory is not what is compared then.
  if (options.paths) return std::nullopt;
  const NameFilter filter(options.filter);
  // Which of two names the filter is held against depends on the side.
  if ((options.names.ignore_case || options.names.nfc) && !filter.empty()) return std::nullopt;
  const bool contents = only_as_a_whole(options) ? level == 1 : level > 0 && level % 2 == 0;
  const Lookout lookout{options, filter, making, entries_at((level + 1) / 2, options), contents};
  try {
    return Walk(lookout).run(tree);
  } catch (const Doubt&) {
    return std::nullopt;
  } catch (const Error& error) {
    making.until.check();
    if (concerns_everything(error)) throw;
    return std::nullopt;
  }
}

}  // namespace komparu
