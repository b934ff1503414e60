#include "fhir/definitions/overlay.h"

#include "fhir/definitions/corrections.h"
#include "fhir/definitions/image_definitions.h"
#include "fhir/definitions/image_sections.h"
#include "fhir/definitions/problems.h"
#include "fhir/definitions/snapshot.h"
#include "fhir/model/annotate.h"
#include "fhir/model/names.h"
#include "syntax/json/reader.h"
#include "syntax/xml/reader.h"

#include <algorithm>
#include <unordered_set>

namespace schakel::fhir {

OverlayDefinitions::OverlayDefinitions(DefinitionsPtr below)
    : below_(std::move(below)), generation_(next_generation()), problems_(below_->problems()) {}

const Type* OverlayDefinitions::type(std::string_view name_or_url) const {
  if (model_ != nullptr) {
    if (const Type* t = model_->by_name(Name::find(name_or_url))) return t;
    if (const Type* t = model_->by_url(without_version(name_or_url))) return t;
  }
  return below_->type(name_or_url);
}

const Type* OverlayDefinitions::type(Name name) const {
  const Type* t = model_ != nullptr ? model_->by_name(name) : nullptr;
  return t != nullptr ? t : below_->type(name);
}

const Element* OverlayDefinitions::element(std::uint32_t id) const {
  const Element* e = model_ != nullptr ? model_->element(id) : nullptr;
  return e != nullptr ? e : below_->element(id);
}

std::uint32_t OverlayDefinitions::end_of_elements() const {
  return model_ != nullptr ? model_->end_id() : below_->end_of_elements();
}

Definitions::Found OverlayDefinitions::find(std::string_view canonical, std::string_view type) const {
  const std::string_view asked = version_of(canonical);
  Found best;
  int fit = -1;
  const auto at = by_url_.find(without_version(canonical));
  if (at != by_url_.end()) {
    for (const Loaded* l : at->second) {
      if (!type.empty() && !(l->resource.root->type() == type)) continue;
      const int f = version_fit(l->resource.version, asked);
      if (f > fit) {
        fit = f;
        best = {&l->resource, f > 0};
      }
    }
  }
  if (fit > 0) return best;
  const Found other = below_->find(canonical, type);
  return other && (other.exact || fit < 0) ? other : best;
}

std::vector<std::string_view> OverlayDefinitions::list(std::string_view type) const {
  std::vector<std::string_view> urls;
  for (const auto& l : loaded_) {
    if (l->resource.root->type() == type && std::find(urls.begin(), urls.end(), l->url) == urls.end())
      urls.emplace_back(l->url);
  }
  const std::size_t ours = urls.size();
  for (const std::string_view url : below_->list(type)) {
    if (std::find(urls.begin(), urls.begin() + static_cast<std::ptrdiff_t>(ours), url) ==
        urls.begin() + static_cast<std::ptrdiff_t>(ours))
      urls.push_back(url);
  }
  return urls;
}

void OverlayDefinitions::add(std::unique_ptr<Loaded> document, Issues& issues, const std::string& name) {
  Node& root = *document->tree.root();
  if (!(root.type() == "Bundle")) {
    add_resource(std::move(document), issues, name);
    return;
  }
  for (const Node* e = root.child(names().entry); e != nullptr; e = e->next_of_same_name()) {
    const Node* resource = e->child(names().resource);
    if (resource == nullptr) continue;
    auto one = std::make_unique<Loaded>();
    Node* copy = one->tree.copy(*resource);
    one->tree.set_name(*copy, copy->type());
    one->tree.set_root(*copy);
    add_resource(std::move(one), issues, name);
  }
}

void OverlayDefinitions::add_resource(std::unique_ptr<Loaded> loaded, Issues& issues, const std::string& name) {
  const Node& root = *loaded->tree.root();
  loaded->url = canonical_of(root);
  if (loaded->url.empty()) {
    issues.add(Severity::information, IssueType::informational, problem::kNoCanonical, {Argument::name(name)});
    return;
  }
  loaded->version = text_at(root, names().version);
  loaded->package = "overlay";
  loaded->resource = {&root, loaded->url, loaded->version, loaded->package};
  by_url_[loaded->url].push_back(loaded.get());
  loaded_.push_back(std::move(loaded));
}

// Makes the snapshots of an overlay, each when it is first needed: a profile's base may stand beside it.
class OverlayDefinitions::Snapshots final : public SnapshotSource {
 public:
  Snapshots(OverlayDefinitions& overlay, Issues& issues) : overlay_(overlay), issues_(issues) {}

  const Node* structure(std::string_view canonical) override {
    const Found found = overlay_.find(canonical, "StructureDefinition");
    if (!found) return nullptr;
    const auto at = overlay_.by_url_.find(without_version(canonical));
    if (at != overlay_.by_url_.end()) {
      for (Loaded* l : at->second) {
        if (&l->resource == found.resource) make(*l);
      }
    }
    return found.resource->root;
  }

  // A definition that is being made is seen without snapshot: circles end there.
  void make(Loaded& loaded) {
    if (!begun_.insert(&loaded).second) return;
    const Node& sd = *loaded.tree.root();
    if (!(sd.type() == "StructureDefinition") || sd.child(names().differential) == nullptr) return;
    if (sd.child(names().snapshot) != nullptr && !must_be_made_anew(sd)) return;
    SnapshotResult result = make_snapshot(loaded.tree, *this);
    // Authors who publish differentials alone do not mind their order; nobody is served by refusing them for it.
    if (!result.made && make_snapshot(loaded.tree, *this, {.sort = true}).made) return;
    if (result.made) return;
    const Issue& issue = issues_.add(Severity::warning, IssueType::invalid, problem::kSnapshotFailed,
                                     {Argument::name(loaded.url), Argument::name(result.error)});
    overlay_.problems_.push_back(issue);
  }

 private:
  OverlayDefinitions& overlay_;
  Issues& issues_;
  std::unordered_set<const Loaded*> begun_;
};

void OverlayDefinitions::finish(Issues& issues) {
  Snapshots snapshots(*this, issues);
  for (const auto& l : loaded_) snapshots.make(*l);
  TypeTableBuilder types;
  bool any = false;
  for (const auto& l : loaded_) {
    if (l->resource.root->type() == "StructureDefinition") any = types.add(*l->resource.root) || any;
  }
  if (any) {
    const TypeTable table = types.finish();
    strings_ = table.strings;
    TypeTable kept = table;
    kept.strings = strings_;
    model_ = std::make_unique<TypeModel>(kept, below_->end_of_elements(),
                                         [this](std::string_view name) { return below_->type(name); });
  }
  for (const auto& l : loaded_) annotate(l->tree, *this);
}

Result<DefinitionsPtr> overlay(DefinitionsPtr below, const std::vector<Document>& documents, Issues& issues) {
  auto corrections = Corrections::parse(below->section(sections::kCorrections));
  if (!corrections) return failed(std::move(corrections.error()));
  auto definitions = std::make_shared<OverlayDefinitions>(std::move(below));
  for (const Document& document : documents) {
    auto loaded = std::make_unique<Loaded>();
    Issues own;
    const bool read = document.xml
                          ? syntax::xml::read(document.bytes, loaded->tree, own, {.limits = &definition_limits()})
                          : syntax::json::read(document.bytes, loaded->tree, own, {.limits = &definition_limits()});
    if (!read || own.has_errors()) {
      const std::string why = own.empty() ? "it is no resource" : text_of(own.all().front(), false);
      issues.add(Severity::error, IssueType::invalid, problem::kUnreadable,
                 {Argument::name(document.name), Argument::name(why)});
    }
    if (!read) continue;
    if (document.xml) annotate(loaded->tree, *definitions, Kinds::from_types);
    corrections->apply(loaded->tree, *loaded->tree.root(), {});
    definitions->add(std::move(loaded), issues, document.name);
  }
  definitions->finish(issues);
  return DefinitionsPtr(std::move(definitions));
}

}  // namespace schakel::fhir
