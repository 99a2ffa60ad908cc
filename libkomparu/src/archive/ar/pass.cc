// SPDX-License-Identifier: MIT
#include <utility>

#include "archive/ar/format.h"
#include "archive/members.h"
#include "archive/ordered_pass.h"

namespace komparu::archive {

namespace {

class ArPass final : public OrderedPass {
 public:
  ArPass(std::unique_ptr<BytePath> path, std::shared_ptr<Account> account,
         std::uint64_t strip_components)
      : OrderedPass(std::move(path), std::move(account), strip_components) {
    start(std::make_unique<ArFormat>(feed(), this->account()));
  }

 protected:
  // The table of symbols is called "/".
  bool has_paths() const override { return false; }

  // Headers are read up to the end of the file.
  void check_end() override {}
};

}  // namespace

std::unique_ptr<MemberStream> read_ar(std::unique_ptr<BytePath> path,
                                      std::shared_ptr<Account> account,
                                      std::uint64_t strip_components) {
  return std::make_unique<ArPass>(std::move(path), std::move(account), strip_components);
}

}  // namespace komparu::archive
