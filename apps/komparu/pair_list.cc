// SPDX-License-Identifier: MIT
#include "pair_list.h"

#include <fmt/format.h>

#include "komparu/error.h"
#include "komparu/http.h"
#include "origins.h"

namespace komparu::cli {

namespace {

// What a line that is no pair is called: a URL may stand anywhere in it.
std::string shown_record(const std::string& record) {
  if (record.find("://") == std::string::npos || is_url(record)) return shown_name(record);
  return "***";
}

}  // namespace

PairList::PairList(const Invocation& asked, Fetching fetching, const StopToken& stop)
    : ended_by_nul_(asked.ended_by_nul),
      fetching_(std::move(fetching)),
      origins_(asked.web.origins),
      outputs_(asked.lists),
      input_taken_(*asked.pairs == "-"),
      name_(shown_name(*asked.pairs)),
      lines_(*asked.pairs, ended_by_nul_ ? '\0' : '\n', stop) {}

std::optional<Pair> PairList::next() {
  std::optional<std::string> record = lines_.next();
  if (!record) return std::nullopt;
  ++number_;
  if (!ended_by_nul_) {
    const std::size_t tab = record->find('\t');
    if (tab == std::string::npos) return refuse(*record, "no TAB between two names");
    return make(record->substr(0, tab), record->substr(tab + 1));
  }
  const std::optional<std::string> right = lines_.next();
  if (!right) return refuse(*record, "a name without another to compare it with");
  ++number_;
  return make(*record, *right);
}

std::optional<Pair> PairList::make(const std::string& left, const std::string& right) {
  if (left.empty() || right.empty()) return refuse(left, "an empty name");
  try {
    std::pair<Operand, Operand> operands(read_operand(left), read_operand(right));
    for (const Operand* operand : {&operands.first, &operands.second}) {
      if (const auto objection = outputs_.objection(*operand)) return refuse(left, *objection);
      if (operand->kind != Operand::Kind::standard_input) continue;
      if (input_taken_) return refuse(left, "standard input can be read only once");
      input_taken_ = true;
    }
    if (origins_) {
      origins_->note(operands.first);
      origins_->note(operands.second);
    }
    Pair pair{source_of(operands.first, fetching_.left),
              source_of(operands.second, fetching_.right), std::nullopt};
    operands_.push_back(std::move(operands));
    return pair;
  } catch (const BadOperand& operand) {
    return refuse(left, operand.reason);
  }
}

std::optional<Pair> PairList::refuse(const std::string& left, const std::string& why) {
  Operand shown;
  shown.name = shown_record(left);
  shown.path = left;
  operands_.emplace_back(shown, Operand{});
  const std::string place =
      fmt::format("{}: {} {}", name_, ended_by_nul_ ? "field" : "line", number_);
  return Pair{Source(left), Source(""), Error(ErrorCode::not_found, place, why)};
}

std::pair<Operand, Operand> PairList::take_operands() {
  std::pair<Operand, Operand> operands = std::move(operands_.front());
  operands_.pop_front();
  return operands;
}

}  // namespace komparu::cli
