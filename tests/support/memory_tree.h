// SPDX-License-Identifier: MIT
// Trees that stand in memory, so that the engine is tested without a disk.
#ifndef KOMPARU_TESTS_SUPPORT_MEMORY_TREE_H_
#define KOMPARU_TESTS_SUPPORT_MEMORY_TREE_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/tree.h"
#include "support/memory_reader.h"

namespace komparu::testing {

class MemoryTree final : public Tree {
 public:
  using Tree::listed;

  enum class Call { list, look, enter, open, link_text };

  // Adds an entry, and the directories above it that are missing. What was there is replaced.
  MemoryTree& file(const std::string& path, std::string bytes, Behaviour behaviour = {}) {
    Node& node = make(path, Kind::regular);
    node.text = std::move(bytes);
    node.behaviour = std::move(behaviour);
    return *this;
  }
  MemoryTree& directory(const std::string& path) {
    make(path, Kind::directory);
    return *this;
  }
  // A symbolic link; when followed, `text` is taken for a path from the root.
  MemoryTree& link(const std::string& path, std::string text) {
    make(path, Kind::symbolic_link).text = std::move(text);
    return *this;
  }
  // Of any other kind; `device` is what a device file stands for.
  MemoryTree& special(const std::string& path, Kind kind, std::uint64_t device = 0) {
    make(path, kind).device = device;
    return *this;
  }

  // That call fails for the entry of that path (empty: the root).
  MemoryTree& fail(const std::string& path, Call call, ErrorCode code, int os_error = 0) {
    find(path)->failures[call] = {code, os_error};
    return *this;
  }
  // Listings do not tell the kind of that entry.
  MemoryTree& hide_kind(const std::string& path) {
    find(path)->listed_kind = Kind::unknown;
    return *this;
  }
  // What makes that directory one and the same wherever it is met.
  MemoryTree& known_as(const std::string& path, std::uint64_t number) {
    find(path)->identity = Identity{{number}, true};
    return *this;
  }
  // That directory and all below it are on a filesystem of their own.
  MemoryTree& mount(const std::string& path, std::uint64_t device) {
    set_device(*find(path), device);
    return *this;
  }

  std::shared_ptr<Folder> root() override {
    if (const auto failure = root_->failures.find(Call::enter); failure != root_->failures.end()) {
      failure->second.raise("");
    }
    return std::make_shared<MemoryFolder>(*this, root_);
  }

  // How often a file was opened, a directory listed.
  unsigned opened(const std::string& path) const { return find(path)->opened; }
  unsigned listed(const std::string& path) const { return find(path)->listed; }

 private:
  struct Failure {
    ErrorCode code = ErrorCode::unreadable;
    int os_error = 0;

    [[noreturn]] void raise(const std::string& subject) const {
      throw Error(code, subject, "failed on request").with_os_error(os_error);
    }
  };

  struct Node {
    Kind kind = Kind::directory;
    std::optional<Kind> listed_kind;
    std::string text;
    Behaviour behaviour;
    std::uint64_t device = 0;
    std::optional<Identity> identity;
    std::map<Call, Failure> failures;
    std::map<std::string, std::shared_ptr<Node>> entries;
    std::atomic<unsigned> opened{0};
    std::atomic<unsigned> listed{0};

    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    // One by one: a chain of destructors inside each other overflows the stack.
    ~Node() {
      std::vector<std::shared_ptr<Node>> left;
      for (auto& [name, node] : entries) left.push_back(std::move(node));
      while (!left.empty()) {
        const std::shared_ptr<Node> node = std::move(left.back());
        left.pop_back();
        if (node.use_count() > 1) continue;
        for (auto& [name, below] : node->entries) left.push_back(std::move(below));
        node->entries.clear();
      }
    }
  };

  class MemoryFolder final : public Folder {
   public:
    MemoryFolder(MemoryTree& tree, std::shared_ptr<Node> node)
        : tree_(tree), node_(std::move(node)) {}

    std::vector<Entry> list() override {
      check(*node_, Call::list, "");
      ++node_->listed;
      std::vector<Entry> entries;
      // Backwards, for nothing promises an order.
      for (auto at = node_->entries.rbegin(); at != node_->entries.rend(); ++at) {
        entries.push_back({at->first, at->second->listed_kind.value_or(at->second->kind)});
      }
      return entries;
    }
    EntryFacts look(const std::string& name, bool follow) override {
      return facts_of(*reach(name, follow, Call::look));
    }
    std::string link_text(const std::string& name) override {
      return reach(name, false, Call::link_text)->text;
    }
    std::shared_ptr<Folder> enter(const std::string& name, bool follow) override {
      std::shared_ptr<Node> node = reach(name, follow, Call::enter);
      if (node->kind != Kind::directory) throw Error(ErrorCode::wrong_kind, name, "no directory");
      return std::make_shared<MemoryFolder>(tree_, std::move(node));
    }
    std::unique_ptr<Reader> open(const std::string& name, bool follow,
                                 const ReadOptions& /*options*/, const Until& /*until*/) override {
      const std::shared_ptr<Node> node = reach(name, follow, Call::open);
      if (node->kind != Kind::regular) throw Error(ErrorCode::wrong_kind, name, "no file");
      ++node->opened;
      return std::make_unique<MemoryReader>(node->text, node->behaviour);
    }
    EntryFacts facts() override { return facts_of(*node_); }

   private:
    static void check(const Node& node, Call call, const std::string& subject) {
      const auto failure = node.failures.find(call);
      if (failure != node.failures.end()) failure->second.raise(subject);
    }

    std::shared_ptr<Node> reach(const std::string& name, bool follow, Call call) const {
      const auto found = node_->entries.find(name);
      if (found == node_->entries.end()) throw Error(ErrorCode::not_found, name, "no such entry");
      std::shared_ptr<Node> node = found->second;
      check(*node, call, name);
      for (int links = 0; follow && node->kind == Kind::symbolic_link; ++links) {
        if (links == 40) throw Error(ErrorCode::unreadable, name, "too many links");
        node = tree_.find(node->text);
        if (!node) throw Error(ErrorCode::not_found, name, "no such entry");
      }
      return node;
    }

    static EntryFacts facts_of(const Node& node) {
      EntryFacts facts;
      facts.side.kind = node.kind;
      facts.device = node.device;
      if (node.kind == Kind::regular) facts.side.size = Size{node.text.size(), false};
      if (node.kind == Kind::directory) {
        facts.identity =
            node.identity.value_or(Identity{{reinterpret_cast<std::uintptr_t>(&node)}, false});
      }
      return facts;
    }

    MemoryTree& tree_;
    std::shared_ptr<Node> node_;
  };

  // Calls `work` with each component of the path.
  template <typename Work>
  static void split(const std::string& path, const Work& work) {
    for (std::size_t from = 0; from < path.size();) {
      const std::size_t to = std::min(path.find('/', from), path.size());
      work(path.substr(from, to - from));
      from = to + 1;
    }
  }

  Node& make(const std::string& path, Kind kind) {
    std::shared_ptr<Node> node = root_;
    split(path, [&node](const std::string& name) {
      std::shared_ptr<Node>& below = node->entries[name];
      if (!below) below = std::make_shared<Node>();
      node = below;
    });
    node->kind = kind;
    return *node;
  }

  // Null if there is no such entry.
  std::shared_ptr<Node> find(const std::string& path) const {
    std::shared_ptr<Node> node = root_;
    split(path, [&node](const std::string& name) {
      if (!node) return;
      const auto found = node->entries.find(name);
      node = found == node->entries.end() ? nullptr : found->second;
    });
    return node;
  }

  static void set_device(Node& node, std::uint64_t device) {
    node.device = device;
    for (auto& [name, below] : node.entries) set_device(*below, device);
  }

  std::shared_ptr<Node> root_ = std::make_shared<Node>();
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_MEMORY_TREE_H_
