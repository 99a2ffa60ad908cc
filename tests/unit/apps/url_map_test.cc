// SPDX-License-Identifier: MIT
#include "url_map.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "captured_output.h"
#include "komparu/error.h"
#include "options/apply.h"
#include "run.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::testing::CapturedOutput;
using komparu::testing::TemporaryDirectory;

namespace {

std::unique_ptr<Tree> read(const TemporaryDirectory& directory, std::string_view text) {
  return open_tree(read_url_map(directory.write("map", text), nullptr, {}));
}

void collect(Folder& folder, const std::string& above, std::vector<std::string>& found) {
  for (const Entry& entry : folder.list()) {
    if (entry.kind == Kind::directory) {
      collect(*folder.enter(entry.name, false), above + entry.name + '/', found);
    } else {
      found.push_back(above + entry.name + ' ' + folder.look(entry.name, false).side.shown_as);
    }
  }
}

// "path shown-URL" of every file in the map.
std::vector<std::string> entries(std::string_view text) {
  const TemporaryDirectory directory;
  std::vector<std::string> found;
  collect(*read(directory, text)->root(), "", found);
  std::sort(found.begin(), found.end());
  return found;
}

// The fault that is found: its place, and the rest of the message.
Error fault(std::string_view text) {
  const TemporaryDirectory directory;
  try {
    read(directory, text);
  } catch (const Error& error) {
    CHECK(error.subject() == directory.path("map"));
    CHECK(std::string(error.what()).find("secret") == std::string::npos);
    return error;
  }
  return {ErrorCode::output, "", "accepted"};
}

std::string place(std::string_view text) {
  const std::string detail = fault(text).detail();
  return detail.substr(0, detail.find(':'));
}

using Entries = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are path TAB URL") {
  CHECK(entries("a\thttp://h/a\nb/c\thttps://h/c\n") == Entries{"a http://h/a", "b/c https://h/c"});
  CHECK(entries("\n \na\thttp://h/a\r\n\nb\thttp://h/b") ==
        Entries{"a http://h/a", "b http://h/b"});
  CHECK(entries("a\tb\thttp://h/a\n") == Entries{"a\tb http://h/a"});
  CHECK(entries("").empty());
  CHECK(entries("a\thttp://u:secret@h/a?x=secret\n") == Entries{"a http://***@h/a?x=***"});
}

TEST_CASE("an object of JSON is one if its first byte is a brace") {
  CHECK(entries(R"({"a":"http://h/a","b/c":"https://h/c"})") ==
        Entries{"a http://h/a", "b/c https://h/c"});
  CHECK(entries(" \r\n\t{}\n").empty());
  CHECK(entries("\n{\n\"a\"\n:\"http://h/a\"}\n\n") == Entries{"a http://h/a"});
  CHECK(entries(R"({"\u00fc\ud83d\ude00\n":"http:\/\/h/\u0061"})") ==
        Entries{"\xC3\xBC\xF0\x9F\x98\x80\n http://h/a"});
}

TEST_CASE("a map of lines that is none is trouble that names the line") {
  CHECK(place("a\thttp://h/a\nb http://secret/\n") == "line 2");
  CHECK(place("\n\na\tsecret\n") == "line 3");
  CHECK(place("a\t/etc/passwd\n") == "line 1");
  CHECK(place("a\t-\n") == "line 1");
  CHECK(place("a\thttp://secret/\n") == "line 1");
  CHECK(place("a\tftp://u:secret@h/\n") == "line 1");
  CHECK(place("a\thttp://u:secret@h h/\n") == "line 1");
  CHECK(place("a\tfile:///b?c\n") == "line 1");
  CHECK(place("[]") == "line 1");
  CHECK(place("x\thttp://h/a\n../a\thttp://h/b\n") == "line 2");
  for (const char* const path : {"", "/a", "a//b", "a/", ".", "a/../b"}) {
    CAPTURE(path);
    CHECK(place(std::string(path) + "\thttp://h/a\n") == "line 1");
  }
}

TEST_CASE("a map of JSON that is none is trouble that names the byte") {
  CHECK(place(R"({"a":"http://h/a",})") == "byte 19");
  CHECK(place(R"({"a":"http://h/a"} x)") == "byte 20");
  CHECK(place(R"({"a":"secret"})") == "byte 13");
  for (const char* const text : {"{",
                                 R"({"a")",
                                 R"({"a":})",
                                 R"({"a":null})",
                                 R"({"a":1})",
                                 R"({"a":-1})",
                                 R"({"a":1.5})",
                                 R"({"a":true})",
                                 R"({"a":["http://h/f"]})",
                                 R"({"a":{}})",
                                 R"({a:"http://h/f"})",
                                 R"({"a":"http://h/f" /* */})",
                                 R"({"a":'http://h/'})",
                                 R"({"\ud83d":"http://h/f"})",
                                 R"({"\ude00\ud83d":"http://h/f"})",
                                 "{\"\xff\":\"http://h/\"}",
                                 "{\"\xC3\":\"http://h/\"}",
                                 "{\"a\n\":\"http://h/\"}",
                                 R"({"a\u0000":"http://h/f"})",
                                 R"({"a":"http://h/f\u0000"})",
                                 R"({"a":"http://h/f\u000a"})",
                                 R"({"\x":"http://h/f"})",
                                 R"({"a":"http://h/f"}{})"}) {
    CAPTURE(text);
    CHECK(place(text).find("byte ") == 0);
  }
}

TEST_CASE("a path that stands there twice is trouble, in either form") {
  const Error lines = fault("a\thttp://h/1\nb\thttp://h/1\na\thttp://h/1\n");
  CHECK(lines.code() == ErrorCode::duplicate);
  CHECK(lines.detail().find("line 3: 'a' ") == 0);
  CHECK(fault(R"({"a":"http://h/1","a":"http://h/1"})").code() == ErrorCode::duplicate);
  CHECK(fault(R"({"a":"http://h/1","\u0061":"http://h/1"})").code() == ErrorCode::duplicate);
  CHECK(fault("a\thttp://h/1\na/b\thttp://h/1\n").code() == ErrorCode::duplicate);
  CHECK(fault("a/b\thttp://h/1\na\thttp://h/1\n").code() == ErrorCode::duplicate);
}

TEST_CASE("nested arrays without end are refused at the first") {
  CHECK(place(R"({"a":)" + std::string(1'000'000, '[')) == "byte 6");
}

TEST_CASE("a directory is LEFT and the map RIGHT, path by path") {
  const TemporaryDirectory directory;
  for (const char* const name : {"content", "other"}) directory.write(name, name);
  const TemporaryDirectory left;
  left.write("same", "content");
  left.write("differs", "content");
  left.write("alone", "content");
  std::string map;
  const std::pair<const char*, const char*> rows[] = {
      {"same", "content"}, {"differs", "other"}, {"sub/new", "other"}, {"sub/x", "other"}};
  for (const auto& [path, file] : rows) {
    const std::string at = directory.path(file);
    const char* const root = at.starts_with('/') ? "" : "/";  // file:///C:...
    map += std::string(path) + "\tfile://" + root + at + '\n';
  }
  const std::string file = directory.write("map", map);
  const std::string operand = left.path("");
  const std::string option = "--url-map=" + file;
  const std::vector<std::string_view> words = {option, operand};
  const auto asked = std::get<Invocation>(read_command_line("komparu", words));
  CapturedOutput captured;
  Progress progress;
  const auto report = make_report(asked, captured.output());
  CHECK(run(asked, {}, progress, *report, captured.output()).verdict == Verdict::different);
  CHECK(captured.output().finish(0) == 0);
  CHECK(captured.report() == "Only in " + operand + ": alone\nFiles " + operand + "differs and " +
                                 directory.path("other") + " differ\nOnly in " + file +
                                 ": sub/new\nOnly in " + file + ": sub/x\n");
  CHECK(captured.messages().empty());
}
