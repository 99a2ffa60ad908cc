// SPDX-License-Identifier: MIT
#include "compare/archives/member_tree.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "komparu/error.h"

namespace komparu {

namespace {

using Entries = std::vector<const MemberEntry*>;
using Iterator = Entries::const_iterator;

// A leading slash belongs to the first component: the name is compared, never resolved.
std::string_view component(std::string_view path, std::size_t from) {
  const std::size_t to = path.find('/', from + (from == 0 ? 1 : 0));
  return path.substr(from, std::min(to, path.size()) - from);
}

// Component by component: the slash between two of them comes before every byte.
bool in_order(const MemberEntry* a, const MemberEntry* b) {
  const std::string_view left = a->path;
  const std::string_view right = b->path;
  const auto [l, r] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (l == left.end() || r == right.end()) return left.size() < right.size();
  const auto rank = [](char c, bool first) {
    return c == '/' && !first ? -1 : static_cast<int>(static_cast<unsigned char>(c));
  };
  return rank(*l, l == left.begin()) < rank(*r, r == right.begin());
}

std::optional<Size> size_of(const MemberEntry& entry) {
  if (entry.content != nullptr && entry.content->measure) {
    return Size{entry.content->measure->length, true};
  }
  if (entry.own_content() && entry.declared_size) return Size{*entry.declared_size, false};
  return std::nullopt;
}

// A range of the sorted entries: what is below one directory.
class MemberFolder final : public Folder {
 public:
  MemberFolder(Iterator begin, Iterator end, std::size_t prefix)
      : begin_(begin), end_(end), prefix_(prefix) {}

  std::vector<Entry> list() override {
    std::vector<Entry> entries;
    for (Iterator at = begin_; at != end_;) {
      const Child child = child_at(at);
      entries.push_back({std::string(component((*at)->path, prefix_)), listed_kind(child)});
      at = child.end;
    }
    return entries;
  }

  EntryFacts look(const std::string& name, bool /*follow*/) override {
    const Child child = find(name);
    if (child.own != nullptr && child.own->problem) throw *child.own->problem;
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    if (child.own == nullptr) return facts;
    facts.side.kind = child.own->kind;
    if (child.own->kind != Kind::directory && child.has_more) {
      throw Error(ErrorCode::duplicate, name, "a directory and another member have this name");
    }
    if (child.own->kind == Kind::regular) facts.side.size = size_of(*child.own);
    facts.device = child.own->device;
    return facts;
  }

  std::string link_text(const std::string& name) override {
    const Child child = find(name);
    return child.own != nullptr ? child.own->link_text : std::string();
  }

  std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
    const Child child = find(name);
    const Iterator below = child.own != nullptr ? child.begin + 1 : child.begin;
    return std::make_shared<MemberFolder>(below, child.end, prefix_ + name.size() + 1);
  }

  std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/,
                               const ReadOptions& /*options*/, const Until& /*until*/) override {
    throw Error(ErrorCode::unsupported, name, "its content could not be compared");
  }

  EntryFacts facts() override {
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    return facts;
  }

 private:
  struct Child {
    Iterator begin;
    Iterator end;
    const MemberEntry* own = nullptr;  // the entry of that very name
    bool has_more = false;             // there are entries below it
  };

  static Kind listed_kind(const Child& child) {
    if (child.own == nullptr) return Kind::directory;
    if (child.own->problem || (child.has_more && child.own->kind != Kind::directory)) {
      return Kind::unknown;  // look() says why
    }
    return child.own->kind;
  }

  Child child_at(Iterator at) const {
    const std::string_view name = component((*at)->path, prefix_);
    Child child{at, end_};
    child.end = std::partition_point(at, end_, [&](const MemberEntry* entry) {
      return component(entry->path, prefix_) == name;
    });
    if ((*at)->path.size() == prefix_ + name.size()) child.own = *at;
    child.has_more = child.end - at > (child.own != nullptr ? 1 : 0);
    return child;
  }

  Child find(const std::string& name) const {
    const Iterator at = std::partition_point(begin_, end_, [&](const MemberEntry* entry) {
      return component(entry->path, prefix_) < name;
    });
    if (at == end_ || component((*at)->path, prefix_) != name) {
      throw Error(ErrorCode::not_found, name, "no such member");
    }
    return child_at(at);
  }

  const Iterator begin_;
  const Iterator end_;
  const std::size_t prefix_;
};

class MemberTree final : public Tree {
 public:
  MemberTree(const MemberIndex& index, bool reached_only) {
    for (const MemberEntry& entry : index.entries()) {
      if (entry.reached || !reached_only) entries_.push_back(&entry);
    }
    std::sort(entries_.begin(), entries_.end(), in_order);
  }

  std::shared_ptr<Folder> root() override {
    return std::make_shared<MemberFolder>(entries_.cbegin(), entries_.cend(), 0);
  }

 private:
  Entries entries_;
};

}  // namespace

std::unique_ptr<Tree> make_member_tree(const MemberIndex& index, bool reached_only) {
  return std::make_unique<MemberTree>(index, reached_only);
}

}  // namespace komparu
