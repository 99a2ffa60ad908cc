// SPDX-License-Identifier: MIT
// Every option, once. The scan of the command line, --help, the completions and the guess at what
// a misspelt option meant all read this table.
#ifndef KOMPARU_APPS_OPTIONS_TABLE_H_
#define KOMPARU_APPS_OPTIONS_TABLE_H_

#include <span>
#include <string_view>

namespace komparu::cli {

// One per meaning; spellings of one meaning share it.
enum class OptionId {
  allow_private_redirects,
  allow_unframed,
  archive_formats,
  archives,
  as,
  brief,
  bytes,
  cacert,
  chunk_size,
  color,
  combined,
  completions,
  connect_timeout,
  connections,
  differ,
  error,
  exclude,
  exclude_from,
  from0,
  groups,
  header,
  header_left,
  header_right,
  help,
  ignore_file_name_case,
  ignore_initial,
  include,
  insecure,
  io,
  jobs,
  json,
  limit_rate,
  match,
  max_archive_entries,
  max_compression_ratio,
  max_decoder_memory,
  max_decompressed_size,
  max_depth,
  max_diffs,
  max_entry_name_length,
  max_index_memory,
  max_redirs,
  missing_on_left,
  missing_on_right,
  netrc,
  new_file,
  no_dereference,
  no_location,
  no_quick_check,
  no_recursive,
  no_size_check,
  noproxy,
  normalize_names,
  null,
  one_file_system,
  one_way,
  pairs,
  print_bytes,
  progress,
  proxy,
  public_only,
  quiet,
  recursive,
  report_identical_files,
  retry,
  stats,
  strip_components,
  summary,
  time_limit,
  timeout,
  url_map,
  user_agent,
  verbose,
  version,
  allow_empty,
};

enum class Argument {
  none,
  required,  // -n5, -n 5, --bytes=5, --bytes 5
  optional,  // --color, --color=never; the next word is never taken
};

// Headings of --help, in the order they are printed.
enum class Group {
  comparison,
  trees,
  archives,
  many,
  lists,
  output,
  reading,
  http,
  information,
  hidden
};

struct Option {
  OptionId id;
  char letter;            // '\0': none
  std::string_view name;  // without the dashes; empty: only a letter
  Argument argument;
  std::string_view argument_name;
  std::string_view choices;  // the words an argument can be, separated by spaces; empty: any
  Group group;
  std::string_view help;  // empty: another spelling of the entry before it
};

// Entries that share an id stand next to each other, the preferred spelling first.
std::span<const Option> option_table();

std::string_view heading(Group group);

// Two command lines that show what a section of --help is good for, one per line; "%" stands for
// the program's name.
std::string_view examples(Group group);

// The entry whose spelling stands for its id: it has a long name and the help.
const Option& preferred(OptionId id);

// The option with this letter, or null.
const Option* find_letter(char letter);

// What to use instead of an option that other programs have and this one lacks; empty if that is
// not known. `name` is a long name or a letter, without dashes.
std::string_view advice(std::string_view name);

// The visible long name that is spelt most like `name`; empty if none is near.
std::string_view nearest_name(std::string_view name);

// True if `word` is one of the words in `choices`.
bool is_choice(std::string_view choices, std::string_view word);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_TABLE_H_
