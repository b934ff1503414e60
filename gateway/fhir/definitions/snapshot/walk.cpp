#include "fhir/definitions/snapshot/walk.h"

#include "fhir/model/names.h"

namespace schakel::fhir::snapshot {

namespace {

// More elements than any honest profile has: a hostile one ends here.
constexpr std::size_t kMostElements = 50'000;
// Comparisons of paths, for differentials that are long and slice what they sliced.
constexpr std::size_t kMostWork = 50'000'000;

bool is_extension(const DiffElement& diff) {
  return last_part(diff.path) == "extension" || last_part(diff.path) == "modifierExtension";
}

}  // namespace

Walker::Walker(Tree& tree, const Node& structure, DiffList& diff, SnapshotSource& source, SnapshotResult& result)
    : tree_(tree),
      structure_(structure),
      diff_(diff),
      source_(source),
      result_(result),
      merger_(tree, source, result) {}

bool Walker::run(const BaseList& base) {
  Scope scope;
  scope.base = &base;
  scope.end = base.elements.size();
  scope.diff_end = diff_.size();
  return run(std::move(scope));
}

bool Walker::run(Scope scope) {
  walk(scope);
  return !failed();
}

const BaseList* Walker::list(std::string_view canonical) {
  const auto known = lists_.find(canonical);
  if (known != lists_.end()) return known->second.get();
  const Node* sd = source_.structure(canonical);
  std::unique_ptr<BaseList> list;
  if (sd != nullptr) list = std::make_unique<BaseList>(read_snapshot(*sd));
  if (list != nullptr && list->elements.empty()) list.reset();
  return lists_.emplace(std::string(canonical), std::move(list)).first->second.get();
}

void Walker::fail(const std::string& path, const std::string& why) {
  if (result_.error.empty()) result_.error = path + ": " + why;
}

std::string Walker::match_path(const Scope& scope, std::string_view base_path) const {
  return scope.match_root.empty() ? std::string(base_path)
                                  : scope.match_root + std::string(base_path.substr(scope.base_root.size()));
}

std::string Walker::result_path(const Scope& scope, std::string_view base_path) const {
  return scope.result_root.empty() ? std::string(base_path)
                                   : scope.result_root + std::string(base_path.substr(scope.base_root.size()));
}

void Walker::walk(Scope& scope) {
  while (scope.at < scope.end && !failed()) {
    work_ += 2 * (scope.diff_end - scope.diff);
    if (++steps_ > kMostElements || work_ > kMostWork) return fail("snapshot", "its differential asks for too much");
    const BaseList::Element& base = scope.base->elements[scope.at];
    const std::string path = match_path(scope, base.path);
    const Matches matches = matches_of(scope, path);
    if (base.slicing && path != scope.sliced_path) {
      sliced(scope, path, matches);
    } else if (matches.empty()) {
      not_stated(scope, path);
    } else if (is_one(scope, path, matches)) {
      stated_once(scope, path, matches.front(), matches.size());
    } else if (auto types = type_slices(path, matches)) {
      slice_by_type(scope, path, std::move(*types));
    } else {
      slice(scope, path, matches);
    }
  }
}

Walker::Matches Walker::matches_of(const Scope& scope, std::string_view path) const {
  Matches found;
  for (std::size_t i = scope.diff; i < scope.diff_end; ++i) {
    if (paths_match(path, diff_[i].path)) found.push_back(i);
  }
  return found;
}

std::size_t Walker::inner(const Scope& scope, std::string_view path, bool past_slices) const {
  const std::size_t parts = parts_of(path);
  for (std::size_t i = scope.diff; i < scope.diff_end; ++i) {
    if (!past_slices && diff_[i].path == path && !diff_[i].slice.empty()) return kNowhere;
    if (parts_of(diff_[i].path) > parts && paths_match(path, first_parts(diff_[i].path, parts))) return i;
  }
  return kNowhere;
}

bool Walker::is_one(const Scope& scope, std::string_view path, const Matches& matches) const {
  if (matches.size() != 1) return false;
  const DiffElement& diff = diff_[matches.front()];
  // Inside a slice a lone statement is one, except where it names a slice of something that nobody sliced yet.
  const bool names_slice =
      scope.at != scope.root && !diff.slice.empty() && scope.base->elements[scope.at].slice.empty();
  if (scope.in_slice && names_slice && is_extension(diff)) return false;
  if (scope.in_slice && names_slice && is_choice(diff.path) && diff.node->child(element_names().type) != nullptr)
    return false;
  if (scope.in_slice) return true;
  if (is_choice(path) && diff.path != path) return false;  // `valueQuantity`: a type slice by short cut
  return !diff.slicing && (!is_extension(diff) || diff.slice.empty());
}

std::size_t Walker::add(Node* node, std::string path, std::string slice) {
  set_text(tree_, *node, element_names().path, path);
  made_.push_back({node, std::move(path), std::move(slice)});
  return made_.size() - 1;
}

std::size_t Walker::add(const Scope& scope, const BaseList::Element& base) {
  return add(merger_.copy_of(*base.node, scope.base->url), result_path(scope, base.path), std::string(base.slice));
}

void Walker::copy_range(const Scope& scope, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) add(scope, scope.base->elements[i]);
}

// The differential says nothing of this element, maybe of what is below it.
void Walker::not_stated(Scope& scope, const std::string& path) {
  const std::size_t made = add(scope, scope.base->elements[scope.at]);
  const std::size_t end = scope.base->end_of(scope.at);
  const std::size_t from = inner(scope, path, true);
  const bool inline_children = end > scope.at + 1;
  ++scope.at;
  if (from == kNowhere) return;
  if (inline_children) {
    Scope below = scope;
    below.end = end;
    below.in_slice = false;
    below.slicer = kNowhere;
    below.sliced_path.clear();
    walk(below);
    scope.at = end;
    scope.diff = below.diff;
    return;
  }
  const std::string stated(first_parts(diff_[from].path, parts_of(path)));
  std::size_t to = from;
  while (to < scope.diff_end && is_below(diff_[to].path, stated)) ++to;
  children(scope, made, stated, from, to);
  scope.diff = to;
}

// The root of the type's profile is the template where there is one, filled up from the base element.
Node* Walker::template_of(const Scope& scope, const BaseList::Element& base, const DiffElement& diff,
                          const std::string& path) {
  const ElementNames& n = element_names();
  const auto types = types_of(*diff.node);
  if (types.size() != 1 || types[0].code == "Reference" || path.find('.') == std::string::npos) return nullptr;
  const auto profiles = values_of(*types[0].node, n.profile);
  if (profiles.size() != 1) return nullptr;
  const std::string_view code = type_code(types[0].code);
  for (const TypeView& t : types_of(*base.node)) {
    for (const std::string_view p : values_of(*t.node, n.profile)) {
      if (p == profiles[0]) return nullptr;
    }
  }
  const Node* sd = source_.structure(profiles[0]);
  if (sd == nullptr) return nullptr;
  if (!check_profile(*sd, code, path)) return nullptr;
  const BaseList* profile = list(profiles[0]);
  const Node* type = source_.structure(type_url(code));
  const bool resource = type != nullptr && text_at(*type, names().kind) == "resource";
  if (profile == nullptr || (code != "Extension" && !resource)) return nullptr;
  Node* root = merger_.copy_of(*profile->elements[0].node, profile->url);
  remove_all(tree_, *root, n.slice_name);
  remove_all(tree_, *root, n.base);
  if (resource) {
    remove_all(tree_, *root, n.min);
    remove_all(tree_, *root, n.max);
    remove_all(tree_, *root, n.constraint);
  }
  // What is stated is measured against the element that is constrained, not against the profile's root.
  for (const Name name : {n.min, n.max}) {
    if (diff.node->child(name) != nullptr) remove_all(tree_, *root, name);
  }
  Node* from_base = merger_.copy_of(*base.node, scope.base->url);
  merger_.fill_from(*root, *from_base);
  for (const Node* c = from_base->child(n.constraint); c != nullptr; c = c->next_of_same_name()) {
    bool known = false;
    for (const Node* k = root->child(n.constraint); k != nullptr; k = k->next_of_same_name())
      known = known || text(*k, n.key) == text(*c, n.key);
    if (!known) append_copy(tree_, *root, *c);
  }
  return root;
}

// A slice without a stated minimum has none, except where the base or the slicing already decided.
bool Walker::keeps_minimum(const Scope& scope, const std::string& path, const BaseList::Element& base,
                           const DiffElement& diff, std::size_t count) const {
  if (!base.slice.empty() && diff.slice.find('/') == std::string::npos) return true;
  if (path.size() >= 17 && path.substr(path.size() - 17) == "xtension.value[x]") return true;
  if (count > 1 || scope.slicer == kNowhere) return false;
  const Node* slicing = made_[scope.slicer].node->child(element_names().slicing);
  return slicing != nullptr && text(*slicing, element_names().rules) == "closed";
}

// `slicing` on a slice says how it is sliced further (http://hl7.org/fhir/R4/profiling.html#reslicing); the slicing
// that the slice itself comes from stands on the slicer alone.
void Walker::keep_reslicing(Node& node, const BaseList::Element& base, const DiffElement& diff) {
  const Name slicing = element_names().slicing;
  const bool of_base = !base.slice.empty() && (diff.slice.empty() || diff.slice == base.slice);
  if (!diff.slice.empty() && diff.slicing) {
    replace_all(tree_, node, slicing, *diff.node);
  } else if (!of_base) {
    remove_all(tree_, node, slicing);
  }
}

void Walker::stated_once(Scope& scope, const std::string& path, std::size_t match, std::size_t count) {
  const BaseList::Element& base = scope.base->elements[scope.at];
  DiffElement& diff = diff_[match];
  diff.used = true;
  Node* node = template_of(scope, base, diff, path);
  if (failed()) return;
  if (node == nullptr) node = merger_.copy_of(*base.node, scope.base->url);
  if (!diff.slice.empty() && diff.node->child(element_names().min) == nullptr &&
      !keeps_minimum(scope, path, base, diff, count)) {
    set_text(tree_, *node, element_names().min, "0", ValueKind::number);
  }
  const bool is_slice = !base.slice.empty() || !diff.slice.empty();
  if (!merger_.lay_over(*node, *diff.node, diff.path, is_slice)) return;
  keep_reslicing(*node, base, diff);
  const std::size_t made =
      add(node, result_path(scope, base.path), diff.slice.empty() ? std::string(base.slice) : diff.slice);
  const bool inline_children = scope.base->has_children(scope.at);
  ++scope.at;
  scope.diff = match + 1;
  if (inline_children || made_[made].path.find('.') == std::string::npos) return;
  // Below it, under the name it was stated by or, for a choice, another one of its names.
  const std::size_t parts = parts_of(path);
  std::size_t to = match + 1;
  while (to < scope.diff_end && parts_of(diff_[to].path) > parts &&
         paths_match(path, first_parts(diff_[to].path, parts)))
    ++to;
  if (to == match + 1) return;
  const std::string stated(first_parts(diff_[match + 1].path, parts));
  children(scope, made, stated, match + 1, to);
  scope.diff = to;
}

}  // namespace schakel::fhir::snapshot
