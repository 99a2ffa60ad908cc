// SPDX-License-Identifier: MIT
#include "url_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "file_lines.h"
#include "komparu/error.h"
#include "komparu/tree.h"
#include "operand.h"
#include "sources.h"

namespace komparu::cli {
namespace {

using nlohmann::json;

// What the map says, and where: place i is that of file i, a line or a byte counted from 1.
struct Entries {
  std::vector<MappedSource> files;
  std::vector<std::size_t> places;
};

// `text` must outlive what is thrown. The text of the map itself is never quoted: it may be a URL.
class MapReader {
 public:
  MapReader(const std::string& file, const std::shared_ptr<const HttpOptions>& http,
            const std::function<void(const Operand&)>& seen, std::string_view unit)
      : file_(file), http_(http), seen_(seen), unit_(unit) {}

  void add(std::string path, std::string_view url, std::size_t place) {
    try {
      const Operand operand = read_operand(url);
      const bool is_url = operand.kind == Operand::Kind::web ||
                          (operand.kind == Operand::Kind::path && operand.path != url);
      if (!is_url) throw fault(place, "neither an http://, https:// nor file:// URL");
      if (is_base_url(url)) throw fault(place, "a URL that ends in '/' is no file");
      seen_(operand);
      entries_.files.push_back({std::move(path), source_of(operand, http_)});
      entries_.places.push_back(place);
    } catch (const BadOperand& bad) {
      throw fault(place, bad.reason);
    }
  }

  Source make_map() {
    std::vector<std::string> paths;
    paths.reserve(entries_.files.size());
    for (const MappedSource& one : entries_.files) paths.push_back(one.path);
    try {
      Source map = komparu::make_map(std::move(entries_.files));
      map.name = file_;
      return map;
    } catch (const Error& error) {
      // Of a path that stands there twice, the last is the fault.
      const auto last = std::find(paths.rbegin(), paths.rend(), error.subject());
      if (last == paths.rend()) throw;
      const std::size_t index = static_cast<std::size_t>(paths.rend() - last) - 1;
      const bool duplicate = error.code() == ErrorCode::duplicate;
      throw fault(entries_.places[index], fmt::format("'{}' {}", shown_name(*last), error.detail()),
                  duplicate ? ErrorCode::duplicate : ErrorCode::unreadable);
    }
  }

  Error fault(std::size_t place, std::string_view why,
              ErrorCode code = ErrorCode::unreadable) const {
    return Error(code, shown_name(file_), fmt::format("{} {}: {}", unit_, place, why));
  }

 private:
  const std::string& file_;
  const std::shared_ptr<const HttpOptions>& http_;
  const std::function<void(const Operand&)>& seen_;
  const std::string_view unit_;
  Entries entries_;
};

// Lets the handler of JSON events know how far the parser has read.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}

  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// One object whose values are strings, and nothing else. What is wrong is thrown.
class ObjectHandler final : public nlohmann::json_sax<json> {
 public:
  ObjectHandler(MapReader& reader, const char* begin, const char* const& reached)
      : reader_(reader), begin_(begin), reached_(reached) {}

  bool start_object(std::size_t) override {
    if (inside_) refuse();
    inside_ = true;
    return true;
  }
  bool key(string_t& name) override {
    path_ = std::move(name);
    return true;
  }
  bool string(string_t& value) override {
    if (!inside_) refuse();
    reader_.add(std::move(path_), value, place());
    return true;
  }
  bool end_object() override { return true; }

  bool null() override { refuse(); }
  bool boolean(bool) override { refuse(); }
  bool number_integer(number_integer_t) override { refuse(); }
  bool number_unsigned(number_unsigned_t) override { refuse(); }
  bool number_float(number_float_t, const string_t&) override { refuse(); }
  bool binary(binary_t&) override { refuse(); }
  bool start_array(std::size_t) override { refuse(); }
  bool end_array() override { refuse(); }

  // Its own message would quote the text.
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    throw reader_.fault(position, "is not JSON");
  }

 private:
  [[noreturn]] void refuse() const {
    throw reader_.fault(place(), "a value that is no string: a map is one object of path to URL");
  }

  std::size_t place() const { return static_cast<std::size_t>(reached_ - begin_); }

  MapReader& reader_;
  const char* const begin_;
  const char* const& reached_;
  bool inside_ = false;
  std::string path_;
};

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void add_line(MapReader& reader, std::string_view line, std::size_t number) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (is_blank(line)) return;
  // A path may hold a TAB, a URL may not.
  const std::size_t tab = line.rfind('\t');
  if (tab == std::string_view::npos) throw reader.fault(number, "no TAB between path and URL");
  reader.add(std::string(line.substr(0, tab)), line.substr(tab + 1), number);
}

}  // namespace

Source read_url_map(const std::string& file, const std::shared_ptr<const HttpOptions>& http,
                    const StopToken& stop, const std::function<void(const Operand&)>& seen) {
  FileLines lines(file, '\n', stop);
  std::string text;
  std::size_t number = 0;
  std::optional<std::string> line;
  while ((line = lines.next())) {
    ++number;
    if (!is_blank(*line)) break;
    text += *line + '\n';
  }
  if (!line || (*line)[line->find_first_not_of(" \t\r")] != '{') {
    MapReader reader(file, http, seen, "line");
    for (; line; line = lines.next()) add_line(reader, *line, number++);
    return reader.make_map();
  }
  for (; line; line = lines.next()) text += *line + '\n';
  MapReader reader(file, http, seen, "byte");
  const char* reached = text.data();
  ObjectHandler handler(reader, text.data(), reached);
  const char* const end = text.data() + text.size();
  json::sax_parse(CountingIterator(text.data(), &reached), CountingIterator(end, &reached),
                  &handler);
  return reader.make_map();
}

}  // namespace komparu::cli
