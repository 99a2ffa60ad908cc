// SPDX-License-Identifier: MIT
// When two names count as one.
#ifndef KOMPARU_TREE_NAME_KEY_H_
#define KOMPARU_TREE_NAME_KEY_H_

#include <string>
#include <string_view>

#include "komparu/tree_options.h"

namespace komparu {

// Two names count as one if their keys are the same bytes. With ignore_case it is Unicode's full
// case folding (no locale: I and i are one in every language), with nfc its normalisation form C,
// with both its canonical caseless matching. Bytes that are not UTF-8 stay what they are. Keys are
// for comparing within one run: another version of Unicode may give others. Safe to call from
// several threads at once.
std::string name_key(std::string_view name, const NameMatching& matching);

// The same without a copy where the name is its own key: the result views either the name or
// `buffer`, in which the name must not lie.
std::string_view name_key(std::string_view name, const NameMatching& matching, std::string& buffer);

// Why two names that are not the same bytes could be taken for one another.
enum class NameKinship {
  different,           // no reason
  only_case,           // ignore_case alone would make one name of them
  only_normalization,  // nfc alone would
};

// What a note may say about two names (rule T6). Of equal names there is nothing to say: different.
NameKinship kinship(std::string_view a, std::string_view b);

}  // namespace komparu

#endif  // KOMPARU_TREE_NAME_KEY_H_
