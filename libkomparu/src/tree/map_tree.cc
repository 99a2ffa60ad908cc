// SPDX-License-Identifier: MIT
// A tree whose files are sources that a map names.
#include "tree/map_tree.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/open.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/reader.h"

namespace komparu {

namespace internal {

// A directory of the map, or a file: then it has a source and no entries.
class Map {
 public:
  std::map<std::string, std::unique_ptr<Map>> entries;
  std::unique_ptr<Source> source;
};

}  // namespace internal

namespace {

using Node = internal::Map;

std::vector<std::string> components(const std::string& path) {
  std::vector<std::string> names;
  std::size_t from = 0;
  while (true) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    names.push_back(path.substr(from, slash - from));
    if (slash == path.size()) return names;
    from = slash + 1;
  }
}

// Throws Error (bad_option) for what is no plain relative path.
void check_path(const std::string& path, const std::vector<std::string>& names) {
  const bool bad = path.find('\0') != std::string::npos ||
                   std::any_of(names.begin(), names.end(), [](const std::string& name) {
                     return name.empty() || name == "." || name == "..";
                   });
  if (!bad) return;
  throw Error(ErrorCode::bad_option, path, "is no relative path of plain names");
}

void add(Node& root, MappedSource file) {
  const std::vector<std::string> names = components(file.path);
  check_path(file.path, names);
  if (file.source.map || (is_url(file.source.name) && is_base_url(file.source.name))) {
    throw Error(ErrorCode::bad_option, file.path, "a base URL is no file");
  }
  Node* at = &root;
  for (const std::string& name : names) {
    if (at->source)
      throw Error(ErrorCode::duplicate, file.path, "is below another file of the map");
    std::unique_ptr<Node>& next = at->entries[name];
    if (!next) next = std::make_unique<Node>();
    at = next.get();
  }
  if (at->source) throw Error(ErrorCode::duplicate, file.path, "is in the map more than once");
  if (!at->entries.empty()) {
    throw Error(ErrorCode::duplicate, file.path, "is a directory of another file of the map");
  }
  at->source = std::make_unique<Source>(std::move(file.source));
}

// A file of the map, called by its source and not by its place in the map.
class NamedReader final : public Reader {
 public:
  NamedReader(std::unique_ptr<Reader> reader, std::string shown_as)
      : reader_(std::move(reader)), shown_as_(std::move(shown_as)) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    return reader_->read(scratch);
  }
  void skip(std::uint64_t count) override { reader_->skip(count); }
  std::optional<Size> size() const override { return reader_->size(); }
  RandomAccess* random_access() override { return reader_->random_access(); }
  RandomAccess* probes() override { return reader_->probes(); }
  std::optional<Identity> identity() const override { return reader_->identity(); }
  Kind kind() const override { return reader_->kind(); }
  std::size_t largest_read() const override { return reader_->largest_read(); }
  void confirm(Verdict verdict) override { reader_->confirm(verdict); }

  SideFacts facts() const override {
    SideFacts facts = reader_->facts();
    if (facts.shown_as.empty()) facts.shown_as = shown_as_;
    return facts;
  }

 private:
  const std::unique_ptr<Reader> reader_;
  const std::string shown_as_;
};

class MapFolder final : public Folder {
 public:
  MapFolder(std::shared_ptr<const Node> root, const Node& node)
      : root_(std::move(root)), node_(node) {}

  std::vector<Entry> list() override {
    std::vector<Entry> entries;
    entries.reserve(node_.entries.size());
    for (const auto& [name, node] : node_.entries) entries.push_back({name, kind(*node)});
    return entries;
  }

  EntryFacts look(const std::string& name, bool /*follow*/) override {
    const Node& found = child(name);
    EntryFacts facts;
    facts.side.kind = kind(found);
    if (found.source) facts.side.shown_as = shown_name(found.source->name);
    return facts;
  }

  std::string link_text(const std::string& name) override {
    throw Error(ErrorCode::wrong_kind, name, "is no symbolic link");
  }

  std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
    return std::make_shared<MapFolder>(root_, child(name));
  }

  std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/, const ReadOptions& options,
                               const Until& until) override {
    const Source& source = *child(name).source;
    return std::make_unique<NamedReader>(open_reader(source, options, until),
                                         shown_name(source.name));
  }

  EntryFacts facts() override {
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    return facts;
  }

 private:
  static Kind kind(const Node& node) { return node.source ? Kind::regular : Kind::directory; }

  const Node& child(const std::string& name) const {
    const auto found = node_.entries.find(name);
    if (found == node_.entries.end()) throw Error(ErrorCode::not_found, name, "is not in the map");
    return *found->second;
  }

  std::shared_ptr<const Node> root_;
  const Node& node_;
};

class MapTree final : public Tree {
 public:
  MapTree(std::shared_ptr<const Node> root, unsigned connections)
      : root_(std::move(root)), connections_(connections) {}

  std::shared_ptr<Folder> root() override { return std::make_shared<MapFolder>(root_, *root_); }
  unsigned connections() const override { return connections_; }

 private:
  std::shared_ptr<const Node> root_;
  unsigned connections_;
};

// The most that any of its files allows; 0 if none is fetched.
unsigned connections_of(const Node& node, const ReadOptions& options) {
  if (node.source) {
    return is_url(node.source->name) ? http::options_of(*node.source, options)->connections : 0;
  }
  unsigned most = 0;
  for (const auto& [name, child] : node.entries) {
    most = std::max(most, connections_of(*child, options));
  }
  return most;
}

}  // namespace

Source make_map(std::vector<MappedSource> files) {
  auto root = std::make_shared<Node>();
  for (MappedSource& file : files) add(*root, std::move(file));
  Source source("");
  source.map = std::move(root);
  return source;
}

bool is_empty(const internal::Map& map) noexcept { return map.entries.empty(); }

bool any_source(const internal::Map& map, bool (*test)(const Source&)) {
  if (map.source) return test(*map.source);
  return std::any_of(map.entries.begin(), map.entries.end(),
                     [test](const auto& entry) { return any_source(*entry.second, test); });
}

std::unique_ptr<Tree> make_map_tree(std::shared_ptr<const internal::Map> map,
                                    const ReadOptions& options) {
  const unsigned connections = connections_of(*map, options);
  return std::make_unique<MapTree>(std::move(map), connections);
}

}  // namespace komparu
