// SPDX-License-Identifier: MIT
#include "options/table.h"

#include <algorithm>
#include <set>
#include <string>

#include "options/completions.h"
#include "options/help.h"
#include "support/catch.h"

using namespace komparu::cli;

TEST_CASE("no letter and no name stands for two options") {
  std::set<char> letters;
  std::set<std::string_view> names;
  for (const Option& option : option_table()) {
    CAPTURE(option.name, option.letter);
    CHECK((option.letter == '\0' || letters.insert(option.letter).second));
    CHECK((option.name.empty() || names.insert(option.name).second));
    CHECK((option.letter != '\0' || !option.name.empty()));
  }
}

TEST_CASE("spellings of one option stand together, the preferred one first") {
  const Option* before = nullptr;
  for (const Option& option : option_table()) {
    CAPTURE(option.name, option.letter);
    const bool another = option.help.empty();
    REQUIRE((!another || before != nullptr));
    CHECK((another || &preferred(option) == &option));
    CHECK((another || (!option.name.empty() && option.group != Group::hidden)));
    CHECK((!another || &preferred(option) == &preferred(*before)));
    CHECK((!another || before->argument == option.argument));
    CHECK((!another || before->apply == option.apply));
    CHECK((option.argument == Argument::none) == option.argument_name.empty());
    before = &option;
  }
}

TEST_CASE("a misspelling is near, another word is not") {
  CHECK(nearest_name("quiett") == "quiet");
  CHECK(nearest_name("qiuet") == "quiet");
  CHECK(nearest_name("ignore-intial") == "ignore-initial");
  CHECK(nearest_name("sillent") == "silent");
  CHECK(nearest_name("jsn") == "json");
  CHECK(nearest_name("text").empty());
  CHECK(nearest_name("").empty());
  CHECK(nearest_name("ignore-space-change").empty());
}

TEST_CASE("choices are whole words") {
  CHECK(is_choice("auto bytes", "auto"));
  CHECK(is_choice("auto bytes", "bytes"));
  CHECK_FALSE(is_choice("auto bytes", "byte"));
  CHECK_FALSE(is_choice("auto bytes", "auto bytes"));
  CHECK_FALSE(is_choice("auto bytes", ""));
  CHECK_FALSE(is_choice("", ""));
}

TEST_CASE("the help names every visible spelling and fits 80 columns") {
  const std::string help = help_text("komparu");
  for (const Option& option : option_table()) {
    if (option.group == Group::hidden) continue;
    CAPTURE(option.name);
    CHECK(help.find("--" + std::string(option.name)) != std::string::npos);
  }
  CHECK(help.find("  -s, --quiet, --silent ") != std::string::npos);
  CHECK(help.find("      --color[=WHEN] ") != std::string::npos);
  CHECK(help.find("  -n, --bytes=LIMIT ") != std::string::npos);
  CHECK(help.find("-c,") == std::string::npos);
  for (std::size_t start = 0; start < help.size();) {
    const std::size_t end = help.find('\n', start);
    REQUIRE(end != std::string::npos);
    CAPTURE(help.substr(start, end - start));
    CHECK(end - start < 80);
    CHECK((end == start || help[end - 1] != ' '));
    start = end + 1;
  }
}

namespace {

// fish is given those of a list with commas between them.
std::string choices_in(const std::string& shell, const Option& option) {
  std::string choices(option.choices);
  if (shell == "fish" && option.argument_name == "LIST")
    std::replace(choices.begin(), choices.end(), ' ', ',');
  return choices;
}

}  // namespace

TEST_CASE("every visible option is completed in every shell") {
  for (const char* const shell : {"bash", "zsh", "fish"}) {
    const std::string script = completions(shell);
    const std::string dashes = std::string_view(shell) == "fish" ? "-l " : "--";
    for (const Option& option : option_table()) {
      if (option.group == Group::hidden) continue;
      CAPTURE(shell, option.name);
      CHECK(script.find(dashes + std::string(option.name)) != std::string::npos);
      CHECK(script.find(choices_in(shell, option)) != std::string::npos);
    }
  }
}

TEST_CASE("completions quote what their shells would read otherwise") {
  CHECK(completions("zsh").find("'*-i+[skip") != std::string::npos);
  CHECK(completions("zsh").find(":SKIP\\[\\:SKIP2\\]: '") != std::string::npos);
  CHECK(completions("zsh").find("'--color=-[") != std::string::npos);
  CHECK(completions("zsh").find("]::WHEN:(auto always never)'") != std::string::npos);
  CHECK(completions("fish").find("-s n -l bytes -x -d") != std::string::npos);
}
