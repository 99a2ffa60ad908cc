// SPDX-License-Identifier: MIT
#include <komparu/komparu.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const komparu::Answer answer = komparu::compare(argv[1], argv[2]);
    const bool same = komparu::verdict_of(answer) == komparu::Verdict::same;
    std::puts(same ? "same" : "different");
    return same ? 0 : 1;
  } catch (const komparu::Error& error) {
    std::puts(error.what());
    return 2;
  }
}
