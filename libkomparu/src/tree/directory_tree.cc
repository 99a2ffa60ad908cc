// SPDX-License-Identifier: MIT
// Directories, walked by descriptor: a name is only ever looked up in the directory it was listed
// in, so that neither a renamed ancestor nor a path of any length leads astray.
#include "tree/directory_tree.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "base/unique_fd.h"
#include "file/identity.h"
#include "file/readers.h"
#include "file/small_file.h"
#include "file/stamps.h"
#include "file/system.h"
#include "komparu/error.h"
#include "tree/small_files.h"

namespace komparu {

namespace {

using file::Links;

Links links(bool follow) { return follow ? Links::followed : Links::kept; }

EntryFacts facts_of(const file::Status& status) {
  EntryFacts facts;
  facts.side.kind = status.kind;
  facts.device = status.device;
  if (status.kind == Kind::regular) facts.side.size = Size{status.size, false};
  if (status.kind == Kind::character_device || status.kind == Kind::block_device) {
    facts.device = status.special_device;
  }
  if (status.kind == Kind::directory) facts.identity = file::identity_of_directory(status, false);
  if (status.kind == Kind::regular) facts.identity = file::identity_of_file(status, 0);
  return facts;
}

class DirectoryFolder final : public Folder,
                              public SmallFiles,
                              public std::enable_shared_from_this<DirectoryFolder> {
 public:
  using Handle = std::shared_ptr<const UniqueFd>;

  // The one that was typed; a borrowed descriptor stays the caller's.
  explicit DirectoryFolder(file::OpenFile opened) : name_(std::move(opened.name)) {
    take(opened.borrowed ? UniqueFd(::dup(opened.fd)) : std::move(opened.owned));
    operand_device_ = status_.device;
  }

  DirectoryFolder(std::shared_ptr<DirectoryFolder> parent, std::string name, bool through_link,
                  UniqueFd fd)
      : parent_(std::move(parent)), name_(std::move(name)), through_link_(through_link) {
    take(std::move(fd));
    operand_device_ = parent_->operand_device_;
    made_up_ = parent_->made_up_ || is_made_up();
  }

  // A chain of parents is let go one by one: 20 000 destructors inside each other need more stack
  // than a thread may have.
  ~DirectoryFolder() override {
    std::shared_ptr<DirectoryFolder> above = std::move(parent_);
    while (above && above.use_count() == 1) above = std::move(above->parent_);
  }

  std::vector<Entry> list() override { return file::list_directory(handle()->get(), name_); }

  EntryFacts look(const std::string& name, bool follow) override {
    return facts_of(file::status_at(handle()->get(), name, links(follow), name));
  }

  std::string link_text(const std::string& name) override {
    return file::link_text_at(handle()->get(), name, name);
  }

  std::shared_ptr<Folder> enter(const std::string& name, bool follow) override {
    UniqueFd fd = file::open_directory_at(handle()->get(), name, links(follow), name);
    return std::make_shared<DirectoryFolder>(shared_from_this(), name, follow, std::move(fd));
  }

  std::unique_ptr<Reader> open(const std::string& name, bool follow, const ReadOptions& options,
                               const Until& until) override {
    if (made_up_) file::refuse_made_up(name);
    auto opened = file::open_listed_file(handle()->get(), name, links(follow), operand_device_);
    return file::make_reader(std::move(opened), options, until);
  }

  SmallContent open_small(const std::string& name, bool follow, std::span<std::byte> buffer,
                          const ReadOptions& options, const Until& until) override {
    if (made_up_) file::refuse_made_up(name);
    // Files of one directory are often of one age.
    const bool one_look = trusted_device_ && !in_vain_.load(std::memory_order_relaxed);
    file::SmallFile file =
        file::read_small_file(handle()->get(), name, links(follow), operand_device_,
                              one_look ? trusted_device_ : std::nullopt, buffer);
    if (file.in_vain) in_vain_.store(true, std::memory_order_relaxed);
    SmallContent content;
    if (!file.length) {
      content.reader = file::make_reader(std::move(file.opened), options, until);
      return content;
    }
    content.length = *file.length;
    if (file.traits.unique_inodes) content.identity = file::identity_of_file(file.status, 0);
    return content;
  }

  EntryFacts facts() override {
    EntryFacts facts = facts_of(status_);
    facts.identity = file::identity_of_directory(status_, traits_.unique_inodes);
    return facts;
  }

  void rest() override {
    const std::lock_guard lock(mutex_);
    if (parent_) handle_.reset();
  }

  void return_from(Folder& child) override {
    auto* const from = dynamic_cast<DirectoryFolder*>(&child);
    if (from == nullptr || from->through_link_) return;
    const Handle below = from->awake_handle();
    const std::lock_guard lock(mutex_);
    if (handle_ || !below) return;
    try {
      adopt(file::open_directory_at(below->get(), "..", Links::kept, name_));
    } catch (const Error&) {
      // The child may have been moved: then handle() finds the way from above.
    }
  }

 private:
  void take(UniqueFd fd) {
    status_ = file::status_of(fd.get(), name_);
    traits_ = file::traits_of_filesystem(fd.get(), status_.device);
    if (parent_ && parent_->status_.device == status_.device) {
      trusted_device_ = parent_->trusted_device_;
    } else if (file::has_own_stamps(fd.get())) {
      trusted_device_ = status_.device;
    }
    handle_ = std::make_shared<const UniqueFd>(std::move(fd));
  }

  // Whether a link leads from where the parent is to a filesystem whose files are made up as they
  // are read. One that is mounted there belongs to the operand.
  bool is_made_up() {
    if (!traits_.generated || status_.device == operand_device_) return false;
    if (!through_link_ || status_.device == parent_->status_.device) return false;
    const auto seen = file::status_at(parent_->handle()->get(), name_, Links::kept, name_);
    return seen.kind == Kind::symbolic_link;
  }

  // Takes the descriptor if it is this directory's.
  void adopt(UniqueFd fd) {
    const file::Status now = file::status_of(fd.get(), name_);
    if (now.device != status_.device || now.inode != status_.inode) {
      throw Error(ErrorCode::changed, name_, "replaced while it was walked");
    }
    handle_ = std::make_shared<const UniqueFd>(std::move(fd));
  }

  Handle awake_handle() {
    const std::lock_guard lock(mutex_);
    return handle_;
  }

  // The descriptor; opened again, from the nearest ancestor that has one, if it was given back.
  Handle handle() {
    Handle above = awake_handle();
    std::vector<DirectoryFolder*> resting;
    for (DirectoryFolder* folder = this; !above; above = folder->awake_handle()) {
      resting.push_back(folder);
      folder = folder->parent_.get();
    }
    for (; !resting.empty(); resting.pop_back()) {
      DirectoryFolder& folder = *resting.back();
      const std::lock_guard lock(folder.mutex_);
      if (!folder.handle_) {
        folder.adopt(file::open_directory_at(above->get(), folder.name_,
                                             links(folder.through_link_), folder.name_));
      }
      above = folder.handle_;
      // Only the one that was asked for stays awake.
      if (&folder != this) folder.handle_.reset();
    }
    return above;
  }

  std::shared_ptr<DirectoryFolder> parent_;
  std::string name_;
  bool through_link_ = false;
  file::FilesystemTraits traits_;
  std::uint64_t operand_device_ = 0;
  bool made_up_ = false;  // a link has led from the operand's device to where this is
  std::optional<std::uint64_t> trusted_device_;  // this one's, if its stamps prove something
  std::atomic<bool> in_vain_{false};             // they proved nothing of some file in here
  file::Status status_;
  std::mutex mutex_;
  Handle handle_;
};

class DirectoryTree final : public Tree {
 public:
  explicit DirectoryTree(file::OpenFile directory)
      : root_(std::make_shared<DirectoryFolder>(std::move(directory))) {}

  std::shared_ptr<Folder> root() override { return root_; }

 private:
  std::shared_ptr<DirectoryFolder> root_;
};

}  // namespace

std::optional<Identity> identity_of_path(const std::string& path) {
  try {
    return facts_of(file::status_at(file::kWorkingDirectory, path, Links::followed, path)).identity;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::unique_ptr<Tree> make_directory_tree(file::OpenFile directory) {
  return std::make_unique<DirectoryTree>(std::move(directory));
}

}  // namespace komparu
