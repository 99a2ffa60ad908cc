// SPDX-License-Identifier: MIT
// Lists what differs between two trees, directories or archives: compare_trees LEFT RIGHT.
#include <komparu/komparu.h>

#include <cstdio>

namespace {

// Findings arrive in path order, while the comparison is still under way.
class Printer final : public komparu::FindingSink {
 public:
  void add(const komparu::Finding& finding) override {
    std::printf("%s %s\n", komparu::word(finding.status).data(), finding.path.c_str());
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  komparu::PairOptions options;
  options.as = komparu::As::tree;
  options.trees.filter.exclude = {".git"};
  Printer printer;
  try {
    const komparu::Answer answer = komparu::compare(argv[1], argv[2], options, printer);
    const auto& summary = std::get<komparu::TreeSummary>(answer);
    std::printf("%llu the same\n", static_cast<unsigned long long>(summary.counts.same));
    return static_cast<int>(summary.verdict);
  } catch (const komparu::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
