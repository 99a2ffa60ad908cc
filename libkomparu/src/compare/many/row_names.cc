// SPDX-License-Identifier: MIT
#include "compare/many/row_names.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tree/name_key.h"

namespace komparu {

RowNames::RowNames(const DirectoryRow& row, const NameMatching& names)
    : entries_(row.places.size()), ambiguous_(row.places.size()) {
  for (const DirectoryRow::Place& place : row.places) {
    listings_.push_back(listing_of(place, names));
  }
}

RowNames::Listing RowNames::listing_of(const DirectoryRow::Place& place,
                                       const NameMatching& names) {
  Listing listing;
  listing.names.reserve(place.entries.size());
  for (const Entry& entry : place.entries) {
    std::string_view key = entry.name;
    if (names.ignore_case || names.nfc) key = keys_.emplace_back(name_key(entry.name, names));
    listing.names.push_back({key, &entry});
  }
  std::sort(listing.names.begin(), listing.names.end(), [](const Named& a, const Named& b) {
    return a.key != b.key ? a.key < b.key : a.entry->name < b.entry->name;
  });
  return listing;
}

bool RowNames::next() {
  std::optional<std::string_view> first;
  for (const Listing& listing : listings_) {
    if (listing.next == listing.names.size()) continue;
    const std::string_view key = listing.names[listing.next].key;
    if (!first || key < *first) first = key;
  }
  if (!first) return false;
  for (std::size_t place = 0; place < listings_.size(); ++place) {
    Listing& listing = listings_[place];
    const std::size_t from = listing.next;
    while (listing.next < listing.names.size() && listing.names[listing.next].key == *first) {
      ++listing.next;
    }
    entries_[place] = listing.next > from ? listing.names[from].entry : nullptr;
    ambiguous_[place] = listing.next > from + 1;
  }
  return true;
}

}  // namespace komparu
