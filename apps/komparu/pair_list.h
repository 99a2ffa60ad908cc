// SPDX-License-Identifier: MIT
// --pairs: the list of what is compared with what.
#ifndef KOMPARU_APPS_PAIR_LIST_H_
#define KOMPARU_APPS_PAIR_LIST_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "file_lines.h"
#include "invocation.h"
#include "komparu/pairs.h"
#include "outputs.h"
#include "sources.h"

namespace komparu::cli {

// Reads lines LEFT TAB RIGHT, or names each ended by NUL. A line that is no pair is trouble in its
// place, and the message names the line.
class PairList final : public PairFeed {
 public:
  // Throws Error if the list cannot be opened.
  PairList(const Invocation& asked, Fetching fetching, const StopToken& stop);

  bool ready() override { return lines_.ready(); }
  std::optional<Pair> next() override;

  // The operands of the earliest pair that was read and not yet taken; pairs come out of the
  // comparison in the order they went in.
  std::pair<Operand, Operand> take_operands();

 private:
  std::optional<Pair> make(const std::string& left, const std::string& right);
  std::optional<Pair> refuse(const std::string& left, const std::string& why);

  const bool ended_by_nul_;
  const Fetching fetching_;
  const std::shared_ptr<Origins> origins_;
  const Outputs outputs_;
  bool input_taken_;  // standard input is the list, or an operand already
  const std::string name_;
  FileLines lines_;
  std::size_t number_ = 0;  // of the line or field that was read last
  std::deque<std::pair<Operand, Operand>> operands_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_PAIR_LIST_H_
