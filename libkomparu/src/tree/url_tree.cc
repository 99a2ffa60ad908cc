// SPDX-License-Identifier: MIT
#include "tree/url_tree.h"

#include <string>
#include <utility>

#include "http/open.h"
#include "http/url.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu {

namespace {

struct Base {
  http::Url url;
  std::shared_ptr<const HttpOptions> http;
  std::shared_ptr<HttpClient> client;
};

class UrlFolder final : public Folder {
 public:
  // `prefix` is the path below the base, empty or with a '/' at its end.
  UrlFolder(std::shared_ptr<const Base> base, std::string prefix)
      : base_(std::move(base)), prefix_(std::move(prefix)) {}

  std::vector<Entry> list() override {
    throw Error(ErrorCode::unsupported, "", "a server lists nothing");
  }

  EntryFacts look(const std::string& name, bool /*follow*/) override {
    EntryFacts facts;
    facts.side.kind = Kind::regular;
    facts.side.shown_as = url(name).shown();
    return facts;
  }

  std::string link_text(const std::string& name) override {
    throw Error(ErrorCode::wrong_kind, name, "a URL is no symbolic link");
  }

  std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
    return std::make_shared<UrlFolder>(base_, prefix_ + name + '/');
  }

  std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/, const ReadOptions& options,
                               const Until& until) override {
    ReadOptions shared = options;
    if (!shared.client) shared.client = base_->client;
    return http::Opening(url(name), base_->http, shared, until).finish();
  }

  EntryFacts facts() override {
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    return facts;
  }

 private:
  http::Url url(const std::string& name) const { return base_->url.below(prefix_ + name); }

  std::shared_ptr<const Base> base_;
  std::string prefix_;
};

class UrlTree final : public Tree {
 public:
  explicit UrlTree(std::shared_ptr<const Base> base) : base_(std::move(base)) {}

  std::shared_ptr<Folder> root() override { return std::make_shared<UrlFolder>(base_, ""); }
  bool listed() const override { return false; }
  unsigned connections() const override { return base_->http->connections; }

 private:
  std::shared_ptr<const Base> base_;
};

}  // namespace

std::unique_ptr<Tree> make_url_tree(const Source& base, const ReadOptions& options) {
  return std::make_unique<UrlTree>(
      std::make_shared<Base>(Base{http::Url::parse(base.name), http::options_of(base, options),
                                  options.client ? options.client : make_http_client()}));
}

}  // namespace komparu
