// SPDX-License-Identifier: MIT
// Lists what differs between two directories: compare_trees LEFT RIGHT.
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
  komparu::TreeOptions options;
  options.filter.exclude = {".git"};
  Printer printer;
  try {
    const komparu::TreeSummary summary = komparu::compare_trees(argv[1], argv[2], options, printer);
    std::printf("%llu the same\n", static_cast<unsigned long long>(summary.counts.same));
    return static_cast<int>(summary.verdict);
  } catch (const komparu::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
