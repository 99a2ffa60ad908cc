// SPDX-License-Identifier: MIT
// How it works: each member of the stream is compared with the tree's file of its name while it
// passes by, in the order of the stream; the way to each file is found from the one before. Nothing
// is hashed if it need not be. A hard link's content has gone by when the link comes: if it was
// found equal to a file of the tree, that file stands for it; else its digest does. If that was not
// made, or a name comes again (A7), all is read once more with every content hashed; an archive
// that can be read only once is hashed from the beginning. Then the names are walked as those of
// any two trees, and the walk asks here for what was found.
//
// A tree that cannot be listed is asked for each file, and what it was found to have is the other
// side of that walk.
#include <string>
#include <utility>

#include "base/at_side.h"
#include "compare/archives/path_finder.h"
#include "compare/archives/scan.h"
#include "compare/bytes/comparison.h"
#include "compare/trees/entry_judge.h"
#include "tree/paths.h"

namespace komparu {

namespace {

CompareOptions options_for_content(const TreeOptions& options) {
  constexpr std::size_t kChunk = std::size_t{64} << 10;
  CompareOptions content;
  content.detail = options.detail == Detail::line ? Detail::offset : options.detail;
  content.size_check = options.size_check;
  content.quick_check = options.quick_check;
  content.weak_digests = options.weak_digests;
  content.read = options.read;
  if (content.read.chunk_size == 0) content.read.chunk_size = kChunk;
  return content;
}

// A file of the tree, which has its bytes or its digest; neither: there is no such file.
struct TreeFile {
  std::unique_ptr<Reader> reader = nullptr;
  std::optional<Digest> digest = std::nullopt;

  explicit operator bool() const { return reader || digest; }

  std::optional<Identity> identity() const { return reader ? reader->identity() : std::nullopt; }
  Known known() { return {digest ? &*digest : nullptr, reader.get()}; }
};

class PassingMembers final : public Reading {
 public:
  PassingMembers(Side side, const MemberSource& archive, Tree& tree, const ScanContext& context)
      : Reading(context),
        side_(side),
        tree_(tree),
        content_options_(options_for_content(context.options)),
        scan_(side, archive, context, context.until),
        finder_(tree, context.options),
        answers_(context.options.names, scan_.index().memory()) {}

  bool run() override {
    const auto go_by = [](const MemberEntry&) { return true; };
    scan_.advance(go_by);
    while (scan_.pending() != nullptr) {
      take(*scan_.pending());
      if (over_ || lacks_digest_) break;
      scan_.advance(go_by);
    }
    bytes_read_ += scan_.close();
    if (lacks_digest_ || !settle()) return false;
    if (!scan_.confirm(over_ ? Verdict::different : Verdict::same)) over_ = false;
    if (!tree_.listed()) find_others();
    finder_.rest();
    return true;
  }

  const std::optional<Error>& fault() const override { return scan_.fault(); }

  // Of a tree that cannot be listed, what it was found to have stands for it.
  Sides<std::shared_ptr<Tree>> trees(bool reached_only) override {
    Sides<std::shared_ptr<Tree>> both;
    both[side_] = make_index_tree(scan_.index(), reached_only);
    both[opposite(side_)] = tree_.listed() ? std::shared_ptr<Tree>(std::shared_ptr<Tree>(), &tree_)
                                           : make_index_tree(answers_, reached_only);
    return both;
  }

  std::optional<ByteResult> result(const Item& item) const override {
    const Seen& member = side_ == Side::left ? item.left : item.right;
    const Seen& other = side_ == Side::left ? item.right : item.left;
    if (member.entry == nullptr) return std::nullopt;
    const MemberEntry* const entry =
        scan_.index().find(item.directory->path(side_, member.entry->name));
    if (entry == nullptr) return std::nullopt;
    if (other.entry == nullptr) return result_alone(*entry, side_);
    const MemberEntry* const content = entry->content();
    if (content != nullptr && content->failure() != nullptr) throw *content->failure();
    if (!entry->judged) {
      throw Error(ErrorCode::changed, "", "changed while the archive was read")
          .with_side(opposite(side_));
    }
    Sides<SideFacts> facts;
    facts[side_] = facts_of(*entry);
    facts[opposite(side_)].kind = Kind::regular;
    const Judgement* const judgement = entry->judgement.get();
    if (judgement != nullptr && judgement->facts) facts[opposite(side_)] = *judgement->facts;
    return result_of(judgement, facts.left, facts.right);
  }

 private:
  void take(MemberEntry& entry) {
    if (scan_.again()) {
      lacks_digest_ = !scan_.take_again();
      return;
    }
    MeasuredContent content(scan_.content(), context_.hashed);
    TreeFile file = entry.skipped ? TreeFile{} : open_or_judge(entry);
    if (file) compare(entry, content, file);
    if (over_ || entry.failure() != nullptr) return;
    // The length of what has no partner is wanted where an absent file equals an empty one.
    if (context_.hashed || context_.options.new_file || file) {
      const bool needed = !entry.judged;
      if (const auto error = finish(entry, content); error && needed) scan_.refuse_content(*error);
    }
  }

  void compare(MemberEntry& entry, MeasuredContent& content, TreeFile& file) {
    try {
      const ByteResult result = compare_with_file(content, file);
      count_bytes(result.bytes_read - content.bytes_read());
      const bool any_will_do = context_.options.stop_at_any_difference && !entry.skipped;
      // Equal bytes prove nothing before the end, and an end that came first must be one.
      const bool end_decides = !result.difference || result.difference->ended == side_;
      if (end_decides || !any_will_do) {
        const auto error = finish(entry, content);
        if (error && end_decides) return scan_.refuse_content(*error);
      }
      std::optional<std::uint64_t> length;
      if (entry.measured()) length = entry.size;
      Judgement judgement =
          judgement_of(result.difference, length, length_of(file.known()), context_.options);
      const std::optional<Identity> identity = file.identity();
      if (!result.difference && identity && identity->repeatable) {
        judgement.equal_to = std::make_unique<Identity>(*identity);
      }
      judge(entry, std::move(judgement), &result);
    } catch (const Error& error) {
      if (concerns_everything(error)) throw;
      if (error.side() == side_) return scan_.refuse_content(error);
      judge(entry, trouble(error), nullptr);
    }
  }

  // What was not compared is read to its end, too.
  std::optional<Error> finish(MemberEntry& entry, MeasuredContent& content) {
    if (entry.measured()) return std::nullopt;
    auto error = attempt([&] { at_side(side_, [&] { content.finish(context_.until, rest_); }); });
    if (!error) scan_.index().set_measure(entry, content.measure());
    return error;
  }

  ByteResult compare_with_file(Reader& member, TreeFile& file) {
    Sides<Known> known;
    known[side_].reader = &member;
    known[opposite(side_)] = file.known();
    if (file.digest) {
      return compare_by_digest(known.left, known.right, content_options_, context_.until, rest_);
    }
    return compare_readers(*known.left.reader, *known.right.reader, content_options_,
                           context_.until, {pool_, scratch_}, "", nullptr);
  }

  void judge(MemberEntry& entry, Judgement judgement, const ByteResult* result) {
    const bool different = judgement.difference.has_value();
    if (different && context_.options.stop_at_any_difference && !entry.skipped) over_ = true;
    if (result != nullptr && (different || context_.options.report_same)) {
      judgement.facts =
          std::make_unique<SideFacts>(side_ == Side::left ? result->right : result->left);
    }
    scan_.index().set_judgement(entry, std::move(judgement));
    entry.reached = true;
  }

  TreeFile open_or_judge(MemberEntry& entry) {
    try {
      TreeFile file = at_side(opposite(side_), [&] { return open(entry); });
      if (file) note_answer(entry, Kind::regular);
      return file;
    } catch (const Error& error) {
      if (concerns_everything(error)) throw;
      judge(entry, trouble(error), nullptr);
      note_answer(entry, Kind::regular);
      return {};
    }
  }

  // Neither if there is no regular file of that name. Descriptors that are kept for the way to the
  // next member are given back where they are wanted.
  TreeFile open(const MemberEntry& entry) {
    for (bool rested = false;; rested = true) {
      try {
        const std::optional<PathFinder::Place> place = finder_.find(entry.path);
        return place ? open_at(*place) : TreeFile{};
      } catch (const Error& error) {
        if (!wants_descriptors(error) || rested) throw;
        finder_.rest();
      }
    }
  }

  TreeFile open_at(const PathFinder::Place& place) {
    const TreeOptions& options = context_.options;
    try {
      if (tree_.listed()) {
        const EntryFacts facts = place.folder->look(place.name, options.follow_links);
        if (facts.side.kind != Kind::regular) return {};
      }
      if (auto digest = place.folder->digest(place.name, options.follow_links)) {
        return {nullptr, std::move(digest)};
      }
      return {place.folder->open(place.name, options.follow_links, options.read, context_.until)};
    } catch (const Error& error) {
      if (error.code() == ErrorCode::not_found) return {};
      throw;
    }
  }

  // False if something needs the digest of a content that has gone by.
  bool settle() {
    const bool complete = !over_ && !fault();
    bool settled = scan_.index().settle(complete, context_.until);
    for (MemberEntry& entry : scan_.index().entries()) {
      if (over_) break;
      const bool judged_by_its_head = entry.kind != Kind::regular || entry.problem() != nullptr;
      const bool linked = entry.hard_link && !entry.skipped && entry.content() != nullptr;
      // The file of that name is none, or there is none.
      const bool alone = !entry.judged && entry.own_content() && !scan_.broke_in(entry);
      if (!judged_by_its_head && linked) {
        if (!settle_link(entry)) settled = false;
      } else if (judged_by_its_head || alone) {
        entry.reached = true;
      }
    }
    return settled || over_ || !complete || !context_.may_repeat;
  }

  bool settle_link(MemberEntry& entry) {
    context_.until.check();
    TreeFile file = open_or_judge(entry);
    const MemberEntry& content = *entry.content();
    const bool failed = content.failure() != nullptr;
    const bool length_wanted = context_.options.new_file && !content.judged && !failed;
    if (!file) return !length_wanted || content.measured();
    if (failed) {
      entry.reached = true;
      return true;
    }
    try {
      return compare_link(entry, file);
    } catch (const Error& error) {
      if (concerns_everything(error)) throw;
      judge(entry, trouble(error), nullptr);
      return true;
    }
  }

  // The content has gone by: its digest stands for it, or the file that it was found to equal.
  bool compare_link(MemberEntry& entry, TreeFile& file) {
    const MemberEntry& content = *entry.content();
    if (file.digest) return compare_link_by_digest(entry, content, file);
    if (std::optional<Digest> digest = digest_of(entry)) {
      CompareOptions options = content_options_;
      options.size_check = false;  // the lengths are compared all the same, when the file is hashed
      Sides<Known> known;
      known[side_].digest = &*digest;
      known[opposite(side_)] = file.known();
      const ByteResult result =
          compare_by_digest(known.left, known.right, options, context_.until, rest_);
      count_bytes(result.bytes_read);
      Judgement judgement;
      if (result.difference) judgement.difference = result.difference->reason;
      judge(entry, std::move(judgement), &result);
      return true;
    }
    if (!content.judgement || !content.judgement->equal_to) return false;
    const TreeFile equal = at_side(opposite(side_), [&] { return open(content); });
    if (!equal || equal.identity() != *content.judgement->equal_to) return false;
    const ByteResult result = compare_with_file(*equal.reader, file);
    count_bytes(result.bytes_read);
    judge(entry,
          judgement_of(result.difference, content.size, length_of(file.known()), context_.options),
          &result);
    return true;
  }

  // The content was found to have the digest that the tree has for it, or nothing is known.
  bool compare_link_by_digest(MemberEntry& entry, const MemberEntry& content, TreeFile& file) {
    const bool same =
        content.judged &&
        (!content.judgement || (!content.judgement->difference && !content.judgement->error));
    const TreeFile equal =
        same ? at_side(opposite(side_), [&] { return open(content); }) : TreeFile{};
    if (!equal.digest) {
      throw Error(ErrorCode::unsupported, "",
                  "a hard link is judged by the checksum of what it leads to, and that fails");
    }
    Sides<Known> known;
    known[side_].digest = &*equal.digest;
    known[opposite(side_)] = file.known();
    const ByteResult result =
        compare_by_digest(known.left, known.right, content_options_, context_.until, rest_);
    Judgement judgement;
    if (result.difference) judgement.difference = result.difference->reason;
    judge(entry, std::move(judgement), &result);
    return true;
  }

  // A name that the archive has as something else than a file may be a file there.
  void find_others() {
    for (MemberEntry& entry : scan_.index().entries()) {
      if (entry.kind == Kind::directory) {
        note_answer(entry, Kind::directory);
        continue;
      }
      const std::size_t slash = entry.path.rfind('/');
      if (slash != std::string::npos && slash > 0) {
        Member above;
        above.path = entry.path.substr(0, slash);
        above.kind = Kind::directory;
        answers_.add(above);
      }
      const bool asked_before = entry.kind == Kind::regular && entry.problem() == nullptr;
      if (over_ || entry.skipped || asked_before) continue;
      context_.until.check();
      const auto error = attempt([&] {
        if (open(entry)) note_answer(entry, Kind::regular);
      });
      if (error) note_answer(entry, Kind::regular);
    }
    if (context_.options.paths) find_paths(*context_.options.paths);
  }

  // What the archive does not have may still be there.
  void find_paths(const internal::Paths& paths) {
    for (std::size_t at = 0; at < paths.count() && !over_ && !fault(); ++at) {
      MemberEntry entry;
      entry.path = paths.path(at);
      if (paths.kind(at) == Kind::directory || scan_.index().find(entry.path) != nullptr) continue;
      context_.until.check();
      bool found = true;
      const auto error = attempt([&] { found = bool{open(entry)}; });
      if (found) note_answer(entry, Kind::regular, error);
    }
  }

  void note_answer(const MemberEntry& entry, Kind kind,
                   const std::optional<Error>& problem = std::nullopt) {
    if (tree_.listed()) return;
    Member answer;
    answer.path = entry.path;
    answer.kind = kind;
    answer.problem = problem;
    answers_.add(answer).entry.reached = true;
  }

  void count_bytes(std::uint64_t bytes) {
    bytes_read_ += bytes;
    if (context_.options.progress != nullptr) context_.options.progress->bytes_read += bytes;
  }

  const Side side_;
  Tree& tree_;
  CompareOptions content_options_;
  Scan scan_;
  PathFinder finder_;
  MemberIndex answers_;  // what a tree that cannot be listed has, and all directories that could be
  ThreadPool pool_{0};
  Scratch scratch_;
  Scratch rest_;
};

}  // namespace

std::unique_ptr<Reading> read_passing(Side side, const MemberSource& archive, Tree& tree,
                                      const ScanContext& context) {
  return std::make_unique<PassingMembers>(side, archive, tree, context);
}

}  // namespace komparu
