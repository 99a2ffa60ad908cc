// SPDX-License-Identifier: MIT
// Names are bytes. These functions make them printable.
#ifndef KOMPARU_APPS_REPORT_SHOWN_TEXT_H_
#define KOMPARU_APPS_REPORT_SHOWN_TEXT_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// X3: the one escaper for text that a person reads: messages, reports at a terminal, the progress
// line, lists. Anything that could control a terminal or reorder a line becomes \xNN for each of
// its bytes: C0 controls, DEL, U+0080-9F, U+200E/F, U+2028-202E, U+2066-2069, and bytes that are
// not UTF-8. A backslash becomes two, so that the text can be turned back into the bytes.
std::string escape(std::string_view text);

// The wording of cmp and diff in a pipe or a file: other programs read it, and find the bytes of a
// name there. Only C0 controls and DEL become \xNN, which keeps each line one line.
std::string escape_controls(std::string_view text);

// True for well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

// A JSON string, quotes included; what is not UTF-8 becomes U+FFFD, what escape() escapes \uNNNN.
std::string json_string(std::string_view text);

// RFC 4648, section 4.
std::string base64(std::string_view bytes);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_SHOWN_TEXT_H_
