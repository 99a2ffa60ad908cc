// SPDX-License-Identifier: MIT
// komparu's side of the oracle (tests/fuzz/oracle): one process that answers one request after the
// other, so that a comparison costs no start of a program.
//
// A request is a line of words NAME=VALUE, then the left and the right operand as they are, without
// anything between them. `left` and `right` say how many bytes those have. An answer is a line
// "VERDICT LENGTH", then so many bytes of text: the findings, one per line, or what was wrong. With
// kind=archives the operands are archives themselves, else the paths of two files or directories.
// The end of the input ends the process.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "komparu/komparu.h"
#include "komparu/signal_guard.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::testing::Behaviour;
using komparu::testing::MemoryReader;

namespace {

class Request {
 public:
  explicit Request(const std::string& line) {
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      const std::size_t at = word.find('=');
      values_[word.substr(0, at)] = word.substr(at + 1);
    }
  }

  std::uint64_t number(const std::string& name, std::uint64_t otherwise = 0) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : std::stoull(found->second);
  }
  bool has(const std::string& name) const { return values_.contains(name); }
  std::string text(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second;
  }

 private:
  std::map<std::string, std::string> values_;
};

struct Reply {
  Verdict verdict = Verdict::trouble;
  std::string text;
};

class TextSink final : public FindingSink {
 public:
  explicit TextSink(std::string& text) : text_(text) {}
  void add(const Finding& finding) override {
    text_.append(word(finding.status)).append(" ").append(finding.path);
    if (finding.problem) text_.append(": ").append(finding.problem->detail);
    text_.push_back('\n');
  }

 private:
  std::string& text_;
};

TreeOptions tree_options(const Request& request) {
  TreeOptions options;
  options.jobs = static_cast<unsigned>(request.number("jobs", 1));
  options.follow_links = request.number("follow", 1) != 0;
  options.quick_check = request.number("quick_check", 1) != 0;
  options.report_same = request.number("report_same") != 0;
  options.allow_empty = true;
  return options;
}

std::unique_ptr<Archive> open(std::string bytes, bool as_stream, const char* name, bool by_digest) {
  ArchiveOptions options;
  options.asked_for = true;
  options.by_digest = by_digest;
  options.limits.decompressed_size = std::uint64_t{64} << 20;
  Behaviour behaviour;
  behaviour.random_access = !as_stream;
  return open_archive(std::make_unique<MemoryReader>(std::move(bytes), behaviour), name, options);
}

Reply compare_archives(const Request& request, std::string left, std::string right) {
  Reply reply;
  const bool by_digest = request.number("by_digest") != 0;
  const auto opened_left = open(std::move(left), request.has("left_stream"), "left", by_digest);
  const auto opened_right = open(std::move(right), request.has("right_stream"), "right", by_digest);
  TextSink sink(reply.text);
  reply.verdict = compare(*opened_left, *opened_right, tree_options(request), sink).verdict;
  return reply;
}

Reply compare_trees(const Request& request, const std::string& left, const std::string& right) {
  Reply reply;
  PairOptions options;
  options.as = As::tree;
  options.trees = tree_options(request);
  options.bytes.jobs = options.trees.jobs;
  TextSink sink(reply.text);
  reply.verdict = verdict_of(compare(Source(left), Source(right), options, sink));
  return reply;
}

Reply compare_files(const Request& request, const std::string& left, const std::string& right) {
  Reply reply;
  PairOptions options;
  options.as = As::bytes;
  CompareOptions& bytes = options.bytes;
  bytes.jobs = static_cast<unsigned>(request.number("jobs"));
  bytes.read.chunk_size = request.number("chunk");
  bytes.read.io = static_cast<Io>(request.number("io"));
  bytes.detail = static_cast<Detail>(request.number("detail"));
  bytes.size_check = request.number("size_check", 1) != 0;
  bytes.quick_check = request.number("quick_check", 1) != 0;
  bytes.extent.skip_left = request.number("skip_left");
  bytes.extent.skip_right = request.number("skip_right");
  if (request.has("limit")) bytes.extent.limit = request.number("limit");
  const Answer answer = compare(Source(left), Source(right), options);
  reply.verdict = verdict_of(answer);
  const auto& difference = std::get<ByteResult>(answer).difference;
  if (difference && difference->offset) reply.text = std::to_string(*difference->offset);
  if (difference && difference->line) reply.text += " " + std::to_string(*difference->line);
  return reply;
}

Reply answer(const Request& request, std::string left, std::string right) {
  try {
    const std::string kind = request.text("kind");
    if (kind == "archives") return compare_archives(request, std::move(left), std::move(right));
    if (kind == "trees") return compare_trees(request, left, right);
    return compare_files(request, left, right);
  } catch (const Error& error) {
    return {Verdict::trouble, error.what()};
  }
}

std::string take(std::uint64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::cin.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace

int main() {
  constexpr const char* kVerdicts[] = {"same", "different", "trouble"};
  std::ios::sync_with_stdio(false);
  install_signal_guard();
  for (std::string line; std::getline(std::cin, line);) {
    const Request request(line);
    std::string left = take(request.number("left"));
    std::string right = take(request.number("right"));
    if (!std::cin) return 2;
    Reply reply = answer(request, std::move(left), std::move(right));
    // Requests may come in a row: what waits to be read must fit into a pipe.
    const std::size_t most = request.number("most", ~std::uint64_t{0});
    reply.text.resize(std::min(reply.text.size(), most));
    std::cout << kVerdicts[static_cast<int>(reply.verdict)] << ' ' << reply.text.size() << '\n'
              << reply.text << std::flush;
  }
  return 0;
}
