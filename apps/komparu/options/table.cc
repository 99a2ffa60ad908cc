// SPDX-License-Identifier: MIT
#include "options/table.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "options/effects.h"

namespace komparu::cli {
namespace {

constexpr std::string_view kWhen = "auto always never";

// clang-format off
constexpr Option kOptions[] = {
    {'s', "quiet", Argument::none, "", "", Group::comparison,
     "print nothing, only set the exit status; stop at the first difference",
     on<&Invocation::quiet>},
    {'\0', "silent", Argument::none, "", "", Group::comparison, "", on<&Invocation::quiet>},
    {'q', "brief", Argument::none, "", "", Group::comparison,
     "say only whether they differ, not where", on<&Invocation::brief>},
    {'l', "verbose", Argument::none, "", "", Group::comparison,
     "list every differing byte: its number and both values in octal", on<&Invocation::list>},
    {'b', "print-bytes", Argument::none, "", "", Group::comparison,
     "also print the differing bytes as characters", on<&Invocation::print_bytes>},
    {'c', "", Argument::none, "", "", Group::hidden, "", on<&Invocation::print_bytes>},
    {'i', "ignore-initial", Argument::required, "SKIP[:SKIP2]", "", Group::comparison,
     "skip the first SKIP bytes of both, or SKIP of LEFT and SKIP2 of RIGHT", set_ignore_initial},
    {'n', "bytes", Argument::required, "LIMIT", "", Group::comparison,
     "compare at most LIMIT bytes", set_bytes},
    {'\0', "as", Argument::required, "KIND", "auto bytes tree", Group::comparison,
     "what the operands are compared as: auto, bytes or tree (both must be directories or "
     "archives)", set_as},
    {'\0', "time-limit", Argument::required, "SECONDS", "", Group::comparison,
     "give up, with status 2, after this much time", set_time_limit},
    {'r', "recursive", Argument::none, "", "", Group::trees,
     "accepted for diff's sake: directories are always compared recursively", nothing},
    {'\0', "no-recursive", Argument::none, "", "", Group::trees,
     "do not enter directories below the operands", set_no_recursive},
    {'\0', "max-depth", Argument::required, "N", "", Group::trees,
     "enter at most N levels of directories below the operands",
     lowest<&Invocation::trees, &TreeOptions::max_depth>},
    {'x', "exclude", Argument::required, "PAT", "", Group::trees,
     "ignore entries that match the glob PAT: by name, or with a / by the whole path",
     append<&Invocation::trees, &TreeOptions::filter, &Filter::exclude>},
    {'X', "exclude-from", Argument::required, "FILE", "", Group::trees,
     "ignore entries that match a pattern in FILE, one per line",
     append<&Invocation::exclude_from>},
    {'\0', "include", Argument::required, "PAT", "", Group::trees,
     "compare only files that match PAT", set_include},
    {'\0', "files-from", Argument::required, "FILE", "", Group::trees,
     "compare only the relative paths in FILE (- for standard input), one per line; list no "
     "directory", name<&Invocation::files_from>},
    {'N', "new-file", Argument::none, "", "", Group::trees,
     "treat absent files and directories as empty", on<&Invocation::trees, &TreeOptions::new_file>},
    {'\0', "one-way", Argument::none, "", "", Group::trees,
     "ignore what exists only on the right", on<&Invocation::trees, &TreeOptions::one_way>},
    {'\0', "one-file-system", Argument::none, "", "", Group::trees,
     "do not enter directories on another device than their operand",
     on<&Invocation::trees, &TreeOptions::one_file_system>},
    {'\0', "no-dereference", Argument::none, "", "", Group::trees,
     "compare symbolic links themselves, not what they lead to",
     off<&Invocation::trees, &TreeOptions::follow_links>},
    {'\0', "ignore-file-name-case", Argument::none, "", "", Group::trees,
     "names that differ in case only are the same name",
     on<&Invocation::trees, &TreeOptions::names, &NameMatching::ignore_case>},
    {'\0', "normalize-names", Argument::required, "FORM", "nfc", Group::trees,
     "names that are the same in Unicode form FORM (nfc) are the same name",
     on<&Invocation::trees, &TreeOptions::names, &NameMatching::nfc>},
    {'\0', "allow-empty", Argument::none, "", "", Group::trees,
     "accept that nothing was compared: patterns left out every file, a list is empty",
     on<&Invocation::trees, &TreeOptions::allow_empty>},
    {'m', "max-diffs", Argument::required, "N", "", Group::trees,
     "stop after N differences, the first in path order; with -l, after N bytes",
     set_max_diffs},
    {'a', "archives", Argument::none, "", "", Group::archives,
     "compare the members of archives, not their bytes; the same as --as=tree", set_as_tree},
    {'\0', "strip-components", Argument::required, "N", "", Group::archives,
     "take N leading components off the names of members", set_strip_components},
    {'\0', "max-decompressed-size", Argument::required, "SIZE", "", Group::archives,
     "unpack at most SIZE bytes of each archive (64G); none: no limit",
     archive_limit<size, &ArchiveLimits::decompressed_size>},
    {'\0', "max-compression-ratio", Argument::required, "N", "", Group::archives,
     "unpack at most N bytes for each byte read (500); none: no limit", set_ratio},
    {'\0', "max-archive-entries", Argument::required, "N", "", Group::archives,
     "read at most N members of each archive (1000000); none: no limit",
     archive_limit<count, &ArchiveLimits::entries>},
    {'\0', "max-entry-name-length", Argument::required, "SIZE", "", Group::archives,
     "accept names of members up to SIZE bytes (64K); none: no limit",
     archive_limit<size, &ArchiveLimits::entry_name_length>},
    {'\0', "max-index-memory", Argument::required, "SIZE", "", Group::archives,
     "keep at most SIZE bytes about members in memory (384M); none: no limit",
     archive_limit<size, &ArchiveLimits::index_memory>},
    {'\0', "max-decoder-memory", Argument::required, "SIZE", "", Group::archives,
     "unpack with at most SIZE bytes of memory (288M); none: no limit",
     archive_limit<size, &ArchiveLimits::decoder_memory>},
    {'\0', "archive-formats", Argument::required, "LIST", "all rar iso cab xar lha warc", Group::archives,
     "also read archives of these formats, in a process of their own: all, or rar, iso, cab, "
     "xar, lha, warc separated by commas", add_archive_formats},
    {'\0', "groups", Argument::none, "", "", Group::many,
     "sort the operands into groups of equal content, as with three or more",
     on<&Invocation::groups>},
    {'\0', "pairs", Argument::required, "LIST", "", Group::many,
     "compare the pairs in the file LIST (- for standard input), LEFT TAB RIGHT per line",
     name<&Invocation::pairs>},
    {'\0', "url-map", Argument::required, "MAP", "", Group::many,
     "compare the directory DIR with the URLs in the file MAP: PATH TAB URL per line, or a "
     "JSON object", name<&Invocation::url_map>},
    {'\0', "checksums", Argument::required, "FILE", "", Group::many,
     "verify the only operand against the checksums in FILE (a path, a URL or - for standard "
     "input), as sha256sum -c does", name<&Invocation::checksums>},
    {'\0', "write-checksums", Argument::required, "FILE", "", Group::many,
     "write the checksums of the files in LEFT to FILE, as sha256sum does; with one operand "
     "do nothing else", name<&Invocation::write_checksums>},
    {'\0', "hash", Argument::required, "ALG", "", Group::many,
     "the algorithm to write (sha256), or that of lines without a tag: sha256 sha384 sha512 "
     "sha512/256 sha3-256 sha3-384 sha3-512 blake2b, and to read also md5 sha1", set_hash},
    {'\0', "ignore-missing", Argument::none, "", "", Group::many,
     "listed files that are absent are no difference, but one must be there",
     on<&Invocation::trees, &TreeOptions::ignore_missing>},
    {'\0', "allow-weak-checksums", Argument::none, "", "", Group::many,
     "accept equal md5 and sha1 checksums as the same, although they do not prove it",
     on<&Invocation::trees, &TreeOptions::weak_digests>},
    {'0', "from0", Argument::none, "", "", Group::many,
     "names in LIST and in the FILE of --files-from end with NUL, and so do lines of checksums "
     "and the names in the lists that are written", on<&Invocation::ended_by_nul>},
    {'\0', "combined", Argument::required, "FILE", "", Group::lists,
     "all paths, each behind a sign: = same, * differ, + only left, - only right, ! error",
     list<ListKind::combined>},
    {'\0', "match", Argument::required, "FILE", "", Group::lists,
     "paths that are the same", list<ListKind::match>},
    {'\0', "differ", Argument::required, "FILE", "", Group::lists,
     "paths that differ", list<ListKind::differ>},
    {'\0', "missing-on-left", Argument::required, "FILE", "", Group::lists,
     "paths that are only on the right", list<ListKind::missing_on_left>},
    {'\0', "missing-on-right", Argument::required, "FILE", "", Group::lists,
     "paths that are only on the left", list<ListKind::missing_on_right>},
    {'\0', "error", Argument::required, "FILE", "", Group::lists,
     "paths that could not be compared", list<ListKind::error>},
    {'\0', "report-identical-files", Argument::none, "", "", Group::output,
     "also report what is the same", on<&Invocation::report_identical>},
    {'\0', "json", Argument::none, "", "", Group::output,
     "print one JSON object per line", form<Form::json>},
    {'z', "null", Argument::none, "", "", Group::output,
     "print WORD, a space and the path as it is, ended by NUL", form<Form::null>},
    {'\0', "progress", Argument::optional, "WHEN", kWhen, Group::output,
     "show progress on standard error: auto (at a terminal, if it takes long), always or never",
     when<&Invocation::progress>},
    {'\0', "color", Argument::optional, "WHEN", kWhen, Group::output,
     "colour differences: auto (at a terminal), always or never", when<&Invocation::color>},
    {'\0', "stats", Argument::none, "", "", Group::output,
     "print totals at the end, on standard error", on<&Invocation::stats>},
    {'j', "jobs", Argument::required, "N", "", Group::reading,
     "use at most N threads; 0, the default, is one per core, at most 8", set_jobs},
    {'\0', "io", Argument::required, "HOW", "auto read mmap", Group::reading,
     "how files are read: auto, read or mmap", set_io},
    {'\0', "chunk-size", Argument::required, "N", "", Group::reading,
     "read N bytes at once; 0, the default, chooses", set_chunk_size},
    {'\0', "no-quick-check", Argument::none, "", "", Group::reading,
     "do not probe a few places before reading everything",
     off<&Invocation::compare, &CompareOptions::quick_check>},
    {'\0', "no-size-check", Argument::none, "", "", Group::reading,
     "do not conclude from unequal sizes, read",
     off<&Invocation::compare, &CompareOptions::size_check>},
    {'H', "header", Argument::required, "LINE", "", Group::http,
     "send this header to the servers of the URLs; @FILE sends the lines of FILE",
     header<&WebOptions::headers>},
    {'\0', "header-left", Argument::required, "LINE", "", Group::http,
     "the same for LEFT only", header<&WebOptions::left_headers>},
    {'\0', "header-right", Argument::required, "LINE", "", Group::http,
     "the same for RIGHT only", header<&WebOptions::right_headers>},
    {'\0', "user-agent", Argument::required, "NAME", "", Group::http,
     "send NAME as the User-Agent",
     text<&Invocation::web, &WebOptions::http, &HttpOptions::user_agent>},
    {'\0', "netrc", Argument::none, "", "", Group::http,
     "look users and passwords up in $NETRC or ~/.netrc", on<&Invocation::web, &WebOptions::netrc>},
    {'\0', "connect-timeout", Argument::required, "SECONDS", "", Group::http,
     "give up connecting after this time (30)", http<&HttpOptions::connect_timeout, duration>},
    {'\0', "timeout", Argument::required, "SECONDS", "", Group::http,
     "give up when nothing has arrived for this time (30); 0: never", set_stall_timeout},
    {'\0', "retry", Argument::required, "N", "", Group::http,
     "try again N times after failures that may pass (2, after fewer kinds of them)",
     http<&HttpOptions::retries, small_count>},
    {'\0', "max-redirs", Argument::required, "N", "", Group::http,
     "follow at most N redirects (10)", http<&HttpOptions::max_redirects, small_count>},
    {'\0', "no-location", Argument::none, "", "", Group::http,
     "follow no redirect",
     off<&Invocation::web, &WebOptions::http, &HttpOptions::follow_redirects>},
    {'\0', "allow-private-redirects", Argument::none, "", "", Group::http,
     "follow redirects to addresses that are not public",
     on<&Invocation::web, &WebOptions::http, &HttpOptions::allow_private_redirects>},
    {'\0', "public-only", Argument::none, "", "", Group::http,
     "reach public addresses only",
     on<&Invocation::web, &WebOptions::http, &HttpOptions::public_only>},
    {'\0', "proxy", Argument::required, "URL", "", Group::http,
     "use this proxy, not the environment's; empty: none",
     text<&Invocation::web, &WebOptions::proxy>},
    {'\0', "noproxy", Argument::required, "HOSTS", "", Group::http,
     "reach these hosts without a proxy; separated by commas",
     text<&Invocation::web, &WebOptions::no_proxy>},
    {'\0', "cacert", Argument::required, "FILE", "", Group::http,
     "trust the certificates in FILE",
     name<&Invocation::web, &WebOptions::http, &HttpOptions::ca_file>},
    {'k', "insecure", Argument::none, "", "", Group::http,
     "do not verify the servers' certificates",
     off<&Invocation::web, &WebOptions::http, &HttpOptions::verify_tls>},
    {'\0', "allow-unframed", Argument::none, "", "", Group::http,
     "accept a body that ends when its connection closes, although nothing proves that it is "
     "whole", on<&Invocation::web, &WebOptions::http, &HttpOptions::allow_unframed>},
    {'\0', "connections", Argument::required, "N", "", Group::http,
     "fetch at most N URLs at the same time (8)", set_connections},
    {'\0', "limit-rate", Argument::required, "N", "", Group::http,
     "fetch at most N bytes a second from each URL; 0: no limit",
     http<&HttpOptions::rate_limit, size>},
    {'\0', "completions", Argument::required, "SHELL", "bash zsh fish", Group::information,
     "print completions for bash, zsh or fish, and exit", print_completions},
    {'v', "version", Argument::none, "", "", Group::information,
     "print the version, and those of libcurl and libarchive; exit", print_version},
    {'V', "", Argument::none, "", "", Group::hidden, "", print_version},
    {'h', "summary", Argument::none, "", "", Group::information,
     "print the most used options, and exit", print_summary},
    {'\0', "help", Argument::none, "", "", Group::information,
     "print this help, and exit", print_help},
};
// clang-format on

// Edits (insertions, deletions, replacements, swaps of neighbours) that turn `a` into `b`.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

bool is_list(const Option& option) {
  return option.argument_name == "LIST" && !option.choices.empty();
}

std::span<const Option> option_table() { return kOptions; }

std::string_view advice(std::string_view name) {
  struct Advice {
    std::string_view name;
    std::string_view text;
  };
  static constexpr Advice kAdvice[] = {
      {"size-only", "contents are always compared; -q is the fastest that still prints"},
      {"checksum", "contents are always compared: no option is needed"},
      {"u", "to see the lines that differ, use diff -u"},
      {"unified", "to see the lines that differ, use diff -u"},
      {"w", "every byte counts, white space too: to ignore it, use diff -w"},
      {"ignore-all-space", "every byte counts, white space too: to ignore it, use diff -w"},
      {"user", "write the user into the URL, or use --netrc or --header"},
  };
  for (const Advice& one : kAdvice) {
    if (one.name == name) return one.text;
  }
  return "";
}

const Option& preferred(const Option& option) {
  const Option* found = &option;
  while (found->help.empty()) --found;
  return *found;
}

const Option* find_letter(char letter) {
  for (const Option& option : kOptions) {
    if (letter != '\0' && option.letter == letter) return &option;
  }
  return nullptr;
}

std::string_view nearest_name(std::string_view name) {
  // A third of the letters wrong is still a misspelling; more is another word.
  std::size_t fewest = name.size() / 3 + 2;
  std::string_view nearest;
  for (const Option& option : kOptions) {
    if (option.group == Group::hidden || option.name.empty()) continue;
    const std::size_t edits = edits_between(name, option.name);
    if (edits < fewest && edits < option.name.size()) {
      fewest = edits;
      nearest = option.name;
    }
  }
  return nearest;
}

bool is_choice(std::string_view choices, std::string_view word) {
  while (!choices.empty()) {
    const std::size_t end = std::min(choices.find(' '), choices.size());
    if (choices.substr(0, end) == word) return true;
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  return false;
}

}  // namespace komparu::cli
