// SPDX-License-Identifier: MIT
#include "http/netrc.h"

#include <algorithm>

#include "http/ascii.h"

namespace komparu::http {
namespace {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Token {
  std::string text;
  bool quoted = false;
  bool begins_line = false;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // Where a keyword is expected, # begins a comment; a value may begin with it.
  enum class Expected { keyword, value };

  // None at the end, and behind a quote that is not closed on its line.
  std::optional<Token> next(Expected expected) {
    skip_space();
    while (expected == Expected::keyword && !text_.empty() && text_.front() == '#') {
      skip_line();
      skip_space();
    }
    if (text_.empty()) return std::nullopt;
    Token token;
    token.begins_line = begins_line_;
    begins_line_ = false;
    if (text_.front() == '"') {
      token.quoted = true;
      if (!quoted(token.text)) return std::nullopt;
      return token;
    }
    const auto* const end = std::find_if(text_.begin(), text_.end(), is_space);
    token.text.assign(text_.begin(), end);
    text_.remove_prefix(token.text.size());
    return token;
  }

  // Back to where the token begins that was read last; for unquoted ones only.
  void unread(const Token& token) {
    text_ = std::string_view(text_.data() - token.text.size(), text_.size() + token.text.size());
    begins_line_ = token.begins_line;
  }

  // A macro goes from the rest of its line up to a line with nothing on it.
  void skip_macro() {
    bool blank = false;
    while (!blank && !text_.empty()) {
      skip_line();
      const std::string_view line = text_.substr(0, text_.find('\n'));
      blank = std::all_of(line.begin(), line.end(), is_space);
    }
  }

 private:
  void skip_space() {
    while (!text_.empty() && is_space(text_.front())) {
      if (text_.front() == '\n') begins_line_ = true;
      text_.remove_prefix(1);
    }
  }

  void skip_line() {
    const std::size_t end = text_.find('\n');
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
    begins_line_ = true;
  }

  bool quoted(std::string& value) {
    for (text_.remove_prefix(1); !text_.empty(); text_.remove_prefix(1)) {
      char c = text_.front();
      if (c == '"') {
        text_.remove_prefix(1);
        return true;
      }
      if (c == '\\' && text_.size() > 1) {
        text_.remove_prefix(1);
        c = text_.front();
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      } else if (c == '\n') {
        break;
      }
      value += c;
    }
    text_ = {};
    return false;
  }

  std::string_view text_;
  bool begins_line_ = true;
};

bool is(const Token& token, std::string_view keyword) {
  return !token.quoted && equal_ignoring_case(token.text, keyword);
}

// The value that belongs to a keyword. None where it was forgotten: the beginning of the next entry
// must not be taken for it, or that entry's password would go to this one's host.
std::optional<std::string> value_from(Scanner& scanner) {
  auto token = scanner.next(Scanner::Expected::value);
  if (!token) return std::nullopt;
  if (token->begins_line && (is(*token, "machine") || is(*token, "default"))) {
    scanner.unread(*token);
    return std::nullopt;
  }
  return std::move(token->text);
}

struct Entry {
  bool wanted = false;
  std::optional<std::string> login;
  std::optional<std::string> password;

  bool complete() const { return wanted && login; }
};

}  // namespace

std::optional<Credentials> netrc_entry(std::string_view text, std::string_view host) {
  Scanner scanner(text);
  Entry entry;
  while (const auto token = scanner.next(Scanner::Expected::keyword)) {
    const bool machine = is(*token, "machine");
    const bool macro = is(*token, "macdef");
    if (machine || macro || is(*token, "default")) {
      if (entry.complete()) break;
      entry = Entry{};
      if (macro) scanner.skip_macro();
      if (!machine) continue;
      const auto name = value_from(scanner);
      entry.wanted = name && equal_ignoring_case(without_brackets(*name), without_brackets(host));
    } else if (is(*token, "login") || is(*token, "password") || is(*token, "account")) {
      const auto value = value_from(scanner);
      if (!value) {
        entry = Entry{};
      } else if (is(*token, "login") && !entry.login) {
        entry.login = value;
      } else if (is(*token, "password") && !entry.password) {
        entry.password = value;
      }
    }
  }
  if (!entry.complete()) return std::nullopt;
  return Credentials{*entry.login, entry.password.value_or("")};
}

std::optional<Credentials> netrc_lookup(const std::string& path, std::string_view host) {
  return netrc_entry(read_netrc_file(path), host);
}

}  // namespace komparu::http
