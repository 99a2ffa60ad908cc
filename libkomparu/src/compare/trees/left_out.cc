// SPDX-License-Identifier: MIT
#include "compare/trees/left_out.h"

#include <algorithm>
#include <utility>

#include "base/at_side.h"
#include "komparu/error.h"
#include "tree/directory_tree.h"

namespace komparu {

void LeftOut::add(Item item, bool left_listed, bool right_listed) {
  constexpr std::size_t kMost = 64;
  if (file_) return;
  for (const Side side : {Side::left, Side::right}) {
    const Seen& seen = side == Side::left ? item.left : item.right;
    if (seen.entry == nullptr || !(side == Side::left ? left_listed : right_listed)) continue;
    const bool is_directory = seen.kind == Kind::directory && !seen.error;
    if (is_directory && directories_.size() < kMost) {
      directories_.push_back({item.directory, side, seen.entry->name, seen.link});
    } else {
      file_ = true;
      directories_.clear();
    }
    if (file_) return;
  }
}

bool LeftOut::hold_file(const Until& until) const {
  return file_ || std::any_of(directories_.begin(), directories_.end(),
                              [&](const Directory& directory) { return holds(directory, until); });
}

bool LeftOut::holds(const Directory& directory, const Until& until) {
  constexpr std::size_t kMostLooks = 4096;
  std::vector<std::shared_ptr<Folder>> to_look_at;
  try {
    Folder& above = *directory.above->folder(directory.side);
    to_look_at.push_back(above.enter(directory.name, directory.link));
    for (std::size_t looks = 0; !to_look_at.empty(); ++looks) {
      until.check();
      if (looks == kMostLooks) return true;
      const std::shared_ptr<Folder> folder = std::move(to_look_at.back());
      to_look_at.pop_back();
      for (const Entry& entry : folder->list()) {
        if (entry.kind != Kind::directory) return true;
        to_look_at.push_back(folder->enter(entry.name, false));
      }
    }
  } catch (const Error& error) {
    if (concerns_everything(error)) throw;
    return true;
  }
  return false;
}

LeftOutFiles::LeftOutFiles(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    if (const auto identity = identity_of_path(file)) places_.push_back(place_of(*identity));
  }
}

bool LeftOutFiles::have(Item& item, Side side) const {
  Seen& seen = side == Side::left ? item.left : item.right;
  if (places_.empty() || seen.entry == nullptr || seen.kind != Kind::regular || seen.error) {
    return false;
  }
  if (!seen.facts) {
    attempt([&] { seen.facts = item.directory->folder(side)->look(seen.entry->name, seen.link); });
  }
  if (!seen.facts || !seen.facts->identity) return false;
  return std::find(places_.begin(), places_.end(), place_of(*seen.facts->identity)) !=
         places_.end();
}

// See file/identity.h.
LeftOutFiles::Place LeftOutFiles::place_of(const Identity& identity) {
  return {identity.facts[1], identity.facts[2]};
}

}  // namespace komparu
