// SPDX-License-Identifier: MIT
#include "tree/one_file_tree.h"

#include <atomic>
#include <utility>

#include "komparu/error.h"

namespace komparu {

namespace {

class OneFileFolder final : public Folder {
 public:
  OneFileFolder(std::string name, std::unique_ptr<Reader> reader)
      : name_(std::move(name)), facts_(reader->facts()), reader_(std::move(reader)) {
    facts_.kind = Kind::regular;
  }

  std::vector<Entry> list() override { return {{name_, Kind::regular}}; }

  EntryFacts look(const std::string& name, bool /*follow*/) override {
    if (name != name_) throw Error(ErrorCode::not_found, name, "is not there");
    EntryFacts facts;
    facts.side = facts_;
    return facts;
  }

  std::string link_text(const std::string& name) override {
    throw Error(ErrorCode::wrong_kind, name, "is no symbolic link");
  }

  std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
    throw Error(ErrorCode::wrong_kind, name, "is no directory");
  }

  std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/,
                               const ReadOptions& /*options*/, const Until& /*until*/) override {
    if (opened_.exchange(true)) throw Error(ErrorCode::unreadable, name, "can be read only once");
    return std::move(reader_);
  }

  EntryFacts facts() override {
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    return facts;
  }

 private:
  const std::string name_;
  SideFacts facts_;
  std::unique_ptr<Reader> reader_;
  std::atomic<bool> opened_{false};
};

class OneFileTree final : public Tree {
 public:
  OneFileTree(std::string name, std::unique_ptr<Reader> reader)
      : root_(std::make_shared<OneFileFolder>(std::move(name), std::move(reader))) {}

  std::shared_ptr<Folder> root() override { return root_; }

 private:
  const std::shared_ptr<OneFileFolder> root_;
};

}  // namespace

std::unique_ptr<Tree> make_one_file_tree(std::string name, std::unique_ptr<Reader> reader) {
  return std::make_unique<OneFileTree>(std::move(name), std::move(reader));
}

}  // namespace komparu
