// SPDX-License-Identifier: MIT
// What people type and what they put into files for the command. The first byte says which it is: a
// map of URLs, a list of pairs (by lines or by NUL), a command line of words that NUL ends, or a
// text that is a number, an operand and a name to show.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "claim.h"
#include "invocation.h"
#include "komparu/komparu.h"
#include "operand.h"
#include "options/apply.h"
#include "options/sizes.h"
#include "pair_list.h"
#include "report/shown_text.h"
#include "url_map.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::fuzz::claim;
using komparu::fuzz::take_until;

namespace {

// The name of a file that holds the text.
std::string as_file(std::string_view text) {
  static const int descriptor = memfd_create("input", MFD_CLOEXEC);
  if (descriptor < 0 || ftruncate(descriptor, 0) != 0 ||
      pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    std::abort();
  }
  return "/proc/self/fd/" + std::to_string(descriptor);
}

void read_map(std::string_view text) {
  try {
    const Source map = read_url_map(as_file(text), nullptr, {});
    claim(map.map != nullptr, "what is read is a map");
  } catch (const Error& error) {
    claim(is_utf8(escape(error.what())), "a message can be shown");
  }
}

void read_pairs(std::string_view text, bool ended_by_nul) {
  Invocation asked;
  asked.pairs = as_file(text);
  asked.ended_by_nul = ended_by_nul;
  PairList list(asked, Fetching{}, {});
  const std::size_t most = text.size() + 1;
  std::size_t pairs = 0;
  while (list.next()) {
    list.take_operands();
    claim(++pairs <= most, "a list has no more pairs than bytes");
  }
}

void read_words(std::string_view text, bool operands_last) {
  std::vector<std::string_view> words;
  while (!text.empty()) words.push_back(take_until(text, '\0'));
  const auto read = read_command_line("komparu", words, operands_last);
  if (const auto* const answer = std::get_if<cli::Answer>(&read)) {
    claim(answer->status == 0 || answer->status == 2, "a command line alone is no difference");
    claim(answer->status == 0 || !answer->messages.empty(), "trouble has a message");
  }
}

void read_text(std::string_view text) {
  (void)read_number(text);
  (void)read_count(text);
  (void)read_seconds(text);
  if (const auto leading = read_leading_number(text)) {
    claim(leading->length > 0 && leading->length <= text.size(), "a number lies in its text");
  }
  for (const std::string& shown : {escape(text), json_string(text)}) {
    claim(is_utf8(shown), "what is shown is UTF-8");
    for (const char c : shown) {
      claim(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "what is shown steers nothing");
    }
  }
  try {
    (void)read_operand(text);
  } catch (const BadOperand& refused) {
    claim(!refused.reason.empty(), "a refusal has a reason");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0:
      read_map(text);
      break;
    case 1:
    case 2:
      try {
        read_pairs(text, data[0] % 6 == 2);
      } catch (const Error& error) {
        claim(error.code() == ErrorCode::limit_exceeded, "only a record can be too long");
      }
      break;
    case 3:
    case 4:
      read_words(text, data[0] % 6 == 4);
      break;
    default:
      read_text(text);
  }
  return 0;
}
