// SPDX-License-Identifier: MIT
// X7: a list must not be written over what is compared.
#ifndef KOMPARU_APPS_OUTPUTS_H_
#define KOMPARU_APPS_OUTPUTS_H_

#include <optional>
#include <string>
#include <vector>

#include "invocation.h"
#include "komparu/stop.h"
#include "local_file.h"

namespace komparu::cli {

// The files of the lists that are asked for, and the directories above them. A file is known by its
// device and number, so that a link or another spelling of its name hides nothing; one that is not
// there yet is known by its directory and its name. Looks at paths, opens nothing.
class Outputs {
 public:
  explicit Outputs(const std::vector<ListRequest>& lists);

  // Why `path`, which messages call `name`, cannot be read: a list is to be written over it, or
  // below it. None if there is no reason.
  std::optional<std::string> objection(const std::string& path, const std::string& name) const;
  // The same for an operand; only a path is a local file.
  std::optional<std::string> objection(const Operand& operand) const;

  // The same where a list may lie below what is compared, because it is left out there.
  std::optional<std::string> objection_to_replacing(const std::string& path,
                                                    const std::string& name) const;

 private:
  struct Written {
    // What is at `path` is passed as well; none if nothing is.
    bool is(const std::string& path, const std::optional<LocalFile>& file) const;
    bool is_below(const LocalFile& directory) const;

    std::string list;              // as it was asked for
    std::string place;             // where that leads
    std::vector<LocalFile> above;  // its directory, and those above that
  };

  std::vector<Written> written_;
};

// The directory that a path leads to an entry of.
std::string directory_of(const std::string& path);

// Where the file stands that is written if `path` is opened: symbolic links at its end lead there,
// also those that lead to nothing yet.
std::string place_of(std::string path);

// Throws UsageError if a list that is to be written is an operand or another file that is read, or
// lies below an operand. The names in the list of pairs are operands, too, where the list is a
// regular file; those that come through a pipe are for PairList to look at.
void check_outputs(const Invocation& asked, const StopToken& stop);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OUTPUTS_H_
