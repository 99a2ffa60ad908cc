// SPDX-License-Identifier: MIT
// How it works: the paths of all members are sorted component by component, so what is below a
// directory is one range of them. A folder is such a range and the length of the path that leads to
// it; listing it means stepping from child to child, and finding a name is a binary search. Nothing
// is built per directory: a tree of a million members costs what their list costs. A directory that
// has no member of its own is there because something is below it.
#include "archive/member_tree.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "komparu/error.h"

namespace komparu::archive {

namespace {

// A leading slash belongs to the first component: the name is compared, never resolved.
std::string_view component(std::string_view path, std::size_t from) {
  const std::size_t to = path.find('/', from + (from == 0 ? 1 : 0));
  return path.substr(from, std::min(to, path.size()) - from);
}

// The members from `begin` to `end`: what is below one directory.
class MemberFolder final : public Folder {
 public:
  MemberFolder(std::shared_ptr<const MemberList> members, std::size_t begin, std::size_t end,
               std::size_t prefix)
      : members_(std::move(members)),
        begin_(begin),
        end_(end),
        prefix_(prefix),
        memory_(members_->memory()) {}

  // What it returns is counted as long as the folder lives: the walk keeps both as long.
  std::vector<Entry> list() override {
    std::vector<Entry> entries;
    for (std::size_t at = begin_; at != end_;) {
      const Child child = child_at(at);
      const std::string_view name = component(members_->path(at), prefix_);
      memory_.grow(kListed + (name.size() > kShort ? name.size() + kPiece : 0));
      entries.push_back({std::string(name), listed_kind(child)});
      at = child.end;
    }
    return entries;
  }

  EntryFacts look(const std::string& name, bool /*follow*/) override {
    const Child child = find(name);
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    if (!child.own) return facts;
    facts = members_->look(child.begin);
    if (facts.side.kind != Kind::directory && child.has_more()) {
      throw Error(ErrorCode::duplicate, name, "a directory and another member have this name");
    }
    return facts;
  }

  std::string link_text(const std::string& name) override {
    const Child child = find(name);
    return child.own ? members_->link_text(child.begin) : std::string();
  }

  std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
    const Child child = find(name);
    return std::make_shared<MemberFolder>(members_, child.begin + (child.own ? 1 : 0), child.end,
                                          prefix_ + name.size() + 1);
  }

  std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/,
                               const ReadOptions& /*options*/, const Until& /*until*/) override {
    return members_->open(find(name).begin);
  }

  std::optional<Digest> digest(const std::string& name, bool /*follow*/) override {
    return members_->digest(find(name).begin);
  }

  EntryFacts facts() override {
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    return facts;
  }

 private:
  // An entry and half of its place in the walk, where it is one with that of the other side. A name
  // that does not fit into its string has a piece of memory of its own.
  static constexpr std::uint64_t kListed = sizeof(Entry) + 2 * sizeof(void*);
  static constexpr std::size_t kShort = 15;
  static constexpr std::uint64_t kPiece = 16;

  // The members of one name and below it.
  struct Child {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool own = false;  // the first has that very name

    bool has_more() const { return end - begin > (own ? 1U : 0U); }
  };

  Kind listed_kind(const Child& child) const {
    if (!child.own) return Kind::directory;
    const Kind kind = members_->kind(child.begin);
    return child.has_more() && kind != Kind::directory ? Kind::unknown : kind;
  }

  Child child_at(std::size_t at) const {
    const std::string_view path = members_->path(at);
    const std::string_view name = component(path, prefix_);
    Child child{at, at + 1, path.size() == prefix_ + name.size()};
    const auto below = [&](std::size_t member) {
      return component(members_->path(member), prefix_) == name;
    };
    if (child.end < end_ && below(child.end)) child.end = first_from(child.end, std::not_fn(below));
    return child;
  }

  Child find(const std::string& name) const {
    const std::size_t at = first_from(begin_, [&](std::size_t member) {
      return component(members_->path(member), prefix_) >= name;
    });
    if (at == end_ || component(members_->path(at), prefix_) != name) {
      throw Error(ErrorCode::not_found, name, "no such member");
    }
    return child_at(at);
  }

  // The first member from `begin` on for which that holds, as it does for all behind it.
  template <typename Holds>
  std::size_t first_from(std::size_t begin, const Holds& holds) const {
    std::size_t end = end_;
    while (begin < end) {
      const std::size_t middle = begin + (end - begin) / 2;
      if (holds(middle)) {
        end = middle;
      } else {
        begin = middle + 1;
      }
    }
    return begin;
  }

  const std::shared_ptr<const MemberList> members_;
  const std::size_t begin_;
  const std::size_t end_;
  const std::size_t prefix_;
  MemoryShare memory_;
};

class MemberTree final : public Tree {
 public:
  explicit MemberTree(std::shared_ptr<const MemberList> members) : members_(std::move(members)) {}

  std::shared_ptr<Folder> root() override {
    return std::make_shared<MemberFolder>(members_, 0, members_->count(), 0);
  }

 private:
  const std::shared_ptr<const MemberList> members_;
};

}  // namespace

// The slash between two components comes before every byte.
bool comes_before(std::string_view a, std::string_view b) {
  const auto [l, r] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (l == a.end() || r == b.end()) return a.size() < b.size();
  const auto rank = [](char c, bool first) {
    return c == '/' && !first ? -1 : static_cast<int>(static_cast<unsigned char>(c));
  };
  return rank(*l, l == a.begin()) < rank(*r, r == b.begin());
}

std::unique_ptr<Tree> make_member_tree(std::shared_ptr<const MemberList> members) {
  return std::make_unique<MemberTree>(std::move(members));
}

}  // namespace komparu::archive
