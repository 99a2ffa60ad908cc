// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_SUPPORT_UNLISTED_TREE_H_
#define KOMPARU_TESTS_SUPPORT_UNLISTED_TREE_H_

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/tree.h"

namespace komparu::testing {

// The files of another tree as a server has them: they can be asked for by name, and nothing else
// can. To ask for anything else is a mistake that no test survives.
class UnlistedTree final : public Tree {
 public:
  explicit UnlistedTree(Tree& files) : files_(files) {}

  std::shared_ptr<Folder> root() override { return std::make_shared<Asked>(files_.root()); }
  bool listed() const override { return false; }

 private:
  class Asked final : public Folder {
   public:
    explicit Asked(std::shared_ptr<Folder> folder) : folder_(std::move(folder)) {}

    std::vector<Entry> list() override { throw std::logic_error("listed"); }
    EntryFacts look(const std::string& /*name*/, bool /*follow*/) override {
      throw std::logic_error("looked at");
    }
    std::string link_text(const std::string& /*name*/) override {
      throw std::logic_error("asked for a link");
    }
    std::shared_ptr<Folder> enter(const std::string& name, bool follow) override {
      if (!folder_) return std::make_shared<Asked>(nullptr);
      try {
        return std::make_shared<Asked>(folder_->enter(name, follow));
      } catch (const Error&) {
        return std::make_shared<Asked>(nullptr);
      }
    }
    std::unique_ptr<Reader> open(const std::string& name, bool follow, const ReadOptions& options,
                                 const Until& until) override {
      if (!folder_) throw Error(ErrorCode::not_found, name, "no such file");
      return folder_->open(name, follow, options, until);
    }
    EntryFacts facts() override { return {}; }

   private:
    const std::shared_ptr<Folder> folder_;
  };

  Tree& files_;
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_UNLISTED_TREE_H_
