// SPDX-License-Identifier: MIT
#include "options/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "komparu/archive.h"
#include "komparu/http.h"
#include "komparu/version.h"
#include "options/table.h"

namespace komparu::cli {
namespace {

constexpr std::size_t kWidth = 79;
constexpr std::size_t kHelpColumn = 29;

constexpr std::string_view kIntroduction = R"(
Say whether LEFT and RIGHT hold the same bytes, and where they first differ:
two files as cmp does, two directories as diff -rq does, the members of an
archive with a directory or, with -a, with those of another archive.

An operand is a file, a FIFO, a device, a directory, an http://, https:// or
file:// URL, or - for standard input; without RIGHT, LEFT is compared with
standard input. An http URL that ends in / is the base of a tree: each file of
the other side is asked for below it. With --as=bytes, -l, -b, -i or -n, SKIP1
and SKIP2 say how many bytes to skip at the start of each; otherwise three or
more operands are sorted into groups.
Mandatory arguments to long options are mandatory for short options too.
)";

constexpr std::string_view kSummary = R"(
  -s       print nothing, only set the status    -q       say only whether
  -l, -b   list every differing byte             -n, -i   how much, from where
  -r       accepted: directories are always compared recursively
  -x PAT   ignore entries that match PAT         -m N     only N differences
  -N       absent files are empty                --no-dereference
  -a       compare the members of archives       --strip-components=N
  --pairs=LIST, --url-map=MAP                    many pairs, a tree of URLs
  --json, -z, --combined=FILE                    for programs
  -H LINE, --proxy=URL, --time-limit=SECONDS     for URLs and long jobs
)";

constexpr std::string_view kEnding = R"(
SKIP, LIMIT, SIZE and the N of --chunk-size and --limit-rate may be followed by
kB 1000, K 1024, MB 1000*1000, M 1024*1024, and so on for G, T, P, E; kiB, MiB
... are K, M ...
Exit status is 0 if the inputs are the same, 1 if different, 2 if trouble.
)";

std::string_view heading(Group group) {
  switch (group) {
    case Group::comparison:
      return "Two files, and every comparison";
    case Group::trees:
      return "Directories";
    case Group::archives:
      return "Archives";
    case Group::many:
      return "Many at once";
    case Group::lists:
      return "Lists (FILE may be - for standard output, in the place of the text)";
    case Group::output:
      return "Output";
    case Group::reading:
      return "Reading";
    case Group::http:
      return "URLs";
    case Group::information:
      return "Information";
    case Group::hidden:
      break;
  }
  return "";
}

// Two command lines that show what a section of --help is good for, one per line; "%" stands for
// the program's name.
std::string_view examples(Group group) {
  switch (group) {
    case Group::comparison:
      return "% -s a.iso b.iso                    only the status\n"
             "% -l -n 1M old.bin new.bin          every differing byte of 1 MiB\n";
    case Group::trees:
      return "% -x .git -x '*.o' tree copy        without what these match\n"
             "% -m 10 tree copy                   the first ten differences\n";
    case Group::archives:
      return "% release.tar.gz checkout           the members and the files\n"
             "% -a old.zip new.tar                the members of both\n";
    case Group::many:
      return "% copy1 copy2 copy3                 groups of equal content\n"
             "% --pairs=pairs.txt                 LEFT TAB RIGHT in each line\n";
    case Group::lists:
      return "% --combined=- tree copy            all paths, each with a sign\n"
             "% --differ=changed.txt tree copy    what has changed, in a file\n";
    case Group::output:
      return "% --json tree copy                  for programs\n"
             "% --stats --progress=never a b      totals at the end\n";
    case Group::reading:
      return "% -j 1 a.img b.img                  one thread\n"
             "% --io=mmap a.img b.img             through mappings of the files\n";
    case Group::http:
      return "% site https://example.org/site/    each file and its URL\n"
             "% -H @token.txt a https://host/a    with a secret from a file\n";
    case Group::information:
      return "% --completions=bash                to be sourced by bash\n"
             "% --version                         which libraries are used\n";
    case Group::hidden:
      break;
  }
  return "";
}

// "-s, --quiet, --silent": every spelling of the option that `at` begins with.
std::string spellings(std::span<const Option> options, std::size_t at) {
  const Option& option = options[at];
  std::string result = option.letter == '\0' ? "      " : fmt::format("  -{}, ", option.letter);
  for (std::size_t i = at; i < options.size() && &preferred(options[i]) == &option; ++i) {
    if (options[i].group == Group::hidden) continue;
    result += fmt::format("{}--{}", i == at ? "" : ", ", options[i].name);
  }
  if (option.argument == Argument::required) result += fmt::format("={}", option.argument_name);
  if (option.argument == Argument::optional) result += fmt::format("[={}]", option.argument_name);
  return result;
}

// The label, then the help in a column of its own, broken between words.
void append_entry(std::string& text, std::string line, std::string_view help) {
  if (line.size() + 2 > kHelpColumn) {
    text += line + '\n';
    line.clear();
  }
  line.resize(kHelpColumn, ' ');
  while (help.size() > kWidth - line.size()) {
    const std::size_t end = help.rfind(' ', kWidth - line.size());
    text.append(line).append(help.substr(0, end)).push_back('\n');
    line.assign(kHelpColumn + 2, ' ');
    help.remove_prefix(end + 1);
  }
  text.append(line).append(help).push_back('\n');
}

std::string usage(std::string_view program) {
  return fmt::format(
      "Usage: {0} [OPTION]... LEFT [RIGHT [SKIP1 [SKIP2]]]\n"
      "  or:  {0} [OPTION]... A B C...\n"
      "  or:  {0} [OPTION]... --pairs=LIST\n"
      "  or:  {0} [OPTION]... --url-map=MAP DIR\n",
      program);
}

void append_examples(std::string& text, std::string_view examples, std::string_view program) {
  for (const char c : examples) {
    if (c == '%') text.append("    ");
    c == '%' ? text.append(program) : text.append(1, c);
  }
}

}  // namespace

std::string summary_text(std::string_view program) {
  std::string text = usage(program);
  text += "Say whether two files, directories, archives or URLs hold the same bytes.\n";
  text += kSummary;
  text += fmt::format("\nExit status: 0 the same, 1 different, 2 trouble. All options: {} --help\n",
                      program);
  return text;
}

std::string help_text(std::string_view program) {
  std::string text = usage(program);
  text += kIntroduction.substr(1);
  const std::span<const Option> options = option_table();
  Group group = Group::hidden;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i].group == Group::hidden || options[i].help.empty()) continue;
    if (options[i].group != group) {
      group = options[i].group;
      text += fmt::format("\n{}:\n", heading(group));
      append_examples(text, examples(group), program);
    }
    append_entry(text, spellings(options, i), options[i].help);
  }
  text += kEnding;
  return text;
}

std::string version_text() {
  const std::string http = http_library();
  const std::string archives = archive_library();
  return fmt::format("komparu " KOMPARU_VERSION_STRING "\n{}\n{}\n",
                     http.empty() ? "no libcurl: URLs cannot be compared" : http,
                     archives.empty() ? "no libarchive: archives cannot be compared" : archives);
}

}  // namespace komparu::cli
