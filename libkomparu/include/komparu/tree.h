// SPDX-License-Identifier: MIT
// A set of named readers: a directory, a base URL, a map from paths to sources, whatever a user
// brings besides. The engine knows nothing else about trees.
#ifndef KOMPARU_TREE_H_
#define KOMPARU_TREE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "komparu/digest.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

// One line of a listing.
struct Entry {
  std::string name;           // one component, in the system's own bytes
  Kind kind = Kind::unknown;  // as listed, links not followed; unknown: look() has to say
};

// What look() finds.
struct EntryFacts {
  SideFacts side;
  std::uint64_t device = 0;  // of a device file: what it stands for; else the filesystem it is on
  // Of a directory or a regular file: what makes it one and the same wherever it is met. Links that
  // lead back to a directory that is being walked are recognised by it.
  std::optional<Identity> identity;
};

// One directory of a tree. look(), open(), digest(), link_text() and enter() may be called from
// several threads at once; list(), rest() and return_from() only while no other call is under way.
// What they throw is an Error whose subject is the entry's name; the engine puts the path before
// it.
class Folder {
 public:
  virtual ~Folder() = default;

  // All entries, in any order, no name twice.
  virtual std::vector<Entry> list() = 0;

  // What an entry is; with `follow`, what a symbolic link leads to (not_found if to nothing).
  virtual EntryFacts look(const std::string& name, bool follow) = 0;

  virtual std::string link_text(const std::string& name) = 0;

  // The directory of that name; with `follow` it may be a symbolic link to one.
  virtual std::shared_ptr<Folder> enter(const std::string& name, bool follow) = 0;

  // A reader of the regular file of that name; with `follow` it may be a symbolic link to one.
  virtual std::unique_ptr<Reader> open(const std::string& name, bool follow,
                                       const ReadOptions& options, const Until& until) = 0;

  // The content of the regular file of that name, if it is to be judged by its digest (digest.h):
  // open() is not called then. None: by its bytes.
  virtual std::optional<Digest> digest(const std::string& /*name*/, bool /*follow*/) {
    return std::nullopt;
  }

  // Of the directory itself.
  virtual EntryFacts facts() = 0;

  // Gives back what is scarce (descriptors) until it is used again.
  virtual void rest() {}

  // Called before the walk goes on in this folder after `child`, which it had entered.
  virtual void return_from(Folder& /*child*/) {}
};

namespace internal {
class Paths;
}  // namespace internal

class Tree {
 public:
  virtual ~Tree() = default;

  virtual std::shared_ptr<Folder> root() = 0;

  // False for a tree that can be asked for a name but not for its names: list() of its folders is
  // never called, enter() always succeeds, and open() tells what is missing (not_found). One side
  // of a comparison must be listed, unless TreeOptions::paths are given.
  virtual bool listed() const { return true; }

  // How many of its entries are best asked for at the same time, because each makes wait for
  // something else than this machine; 0: no matter.
  virtual unsigned connections() const { return 0; }
};

// One file of a tree that is made of sources.
struct MappedSource {
  std::string path;  // relative, components joined by '/'
  Source source;
};

// The source that is a tree with a regular file at each path, and its source's bytes in it. A file
// whose source is not found is listed all the same: open() says not_found. Throws Error
// (bad_option) for a path that is empty, absolute, has an empty component, "." or "..", or a NUL,
// and (duplicate) for one that is given twice or is a directory of another one. Base URLs,
// directories and maps are no files.
Source make_map(std::vector<MappedSource> files);

// Throws Error (bad_option), whose subject is the path, if it is no path below a tree: empty,
// absolute, or with a ".." or a NUL in it.
void check_path(const std::string& path);

// Paths for TreeOptions::paths, in any order; one that is given twice counts once. Components that
// are empty or "." are dropped. Throws what check_path() throws.
std::shared_ptr<const internal::Paths> make_paths(std::vector<std::string> paths);

}  // namespace komparu

#endif  // KOMPARU_TREE_H_
