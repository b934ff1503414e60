// Elements that the base slices already: its slices in their order, constrained further, then new ones.

#include "fhir/definitions/snapshot/walk.h"
#include "fhir/model/names.h"

#include <algorithm>

namespace schakel::fhir::snapshot {

std::vector<std::size_t> Walker::slices_in_base(const Scope& scope, std::size_t slicer) const {
  const auto& elements = scope.base->elements;
  std::vector<std::size_t> found;
  for (std::size_t i = scope.base->end_of(slicer); i < elements.size() && elements[i].path == elements[slicer].path;
       i = scope.base->end_of(i))
    found.push_back(i);
  return found;
}

void Walker::sliced(Scope& scope, const std::string& path, const Matches& matches) {
  if (matches.empty()) return sliced_not_stated(scope, path);
  const Node* slicing = scope.base->elements[scope.at].node->child(element_names().slicing);
  const Node* d = slicing != nullptr ? slicing->child(element_names().discriminator) : nullptr;
  const bool typed = d != nullptr && text(*d, element_names().type) == "type" &&
                     text(*d, element_names().path) == "$this" && is_choice(path);
  if (typed) {
    if (auto types = type_slices(path, matches)) return slice_by_type(scope, path, std::move(*types));
  }
  sliced_stated(scope, path, matches);
}

void Walker::sliced_not_stated(Scope& scope, const std::string& path) {
  const std::vector<std::size_t> slices = slices_in_base(scope, scope.at);
  const std::size_t from = inner(scope, path, true);
  const std::size_t end = scope.base->end_of(scope.at);
  if (from == kNowhere) {
    const std::size_t last = slices.empty() ? end : scope.base->end_of(slices.back());
    copy_range(scope, scope.at, last);
    scope.at = last;
    return;
  }
  not_stated(scope, path);
  scope.at = end;
  if (failed() || slices.empty()) return;
  copy_range(scope, slices.front(), scope.base->end_of(slices.back()));
  scope.at = scope.base->end_of(slices.back());
}

bool Walker::slicing_agrees(const Scope& scope, const std::string& path, const DiffElement& stated) {
  const ElementNames& n = element_names();
  const Node& base = *scope.base->elements[scope.at].node->child(n.slicing);
  const Node& slicing = *stated.node->child(n.slicing);
  const std::string_view base_ordered = text(base, n.ordered);
  if (slicing.child(n.ordered) != nullptr && base.child(n.ordered) != nullptr &&
      text(slicing, n.ordered) != base_ordered) {
    return fail(path, "the slicing's order is not the base's"), false;
  }
  const Node* d = slicing.child(n.discriminator);
  for (const Node* b = base.child(n.discriminator); b != nullptr && d != nullptr;
       b = b->next_of_same_name(), d = d->next_of_same_name()) {
    if (text(*b, n.type) != text(*d, n.type) || text(*b, n.path) != text(*d, n.path))
      return fail(path, "the slicing's discriminators do not begin with the base's"), false;
  }
  const std::string_view from = text(base, n.rules);
  const std::string_view to = text(slicing, n.rules);
  const bool rules =
      to.empty() || from == to || from == "open" || from.empty() || (from == "openAtEnd" && to == "closed");
  if (!rules && !is_choice(path))
    return fail(path, "slicing rules " + std::string(to) + " over " + std::string(from)), false;
  return true;
}

void Walker::add_discriminators(Node& element, const Node& stated) {
  const ElementNames& n = element_names();
  Node* slicing = element.child(n.slicing);
  for (const Name name : {n.ordered, n.rules, n.description}) {
    if (stated.child(name) != nullptr) replace_all(tree_, *slicing, name, stated);
  }
  for (const Node* d = stated.child(n.discriminator); d != nullptr; d = d->next_of_same_name()) {
    bool known = false;
    for (const Node* k = slicing->child(n.discriminator); k != nullptr; k = k->next_of_same_name()) {
      known = known || (text(*k, n.type) == text(*d, n.type) && text(*k, n.path) == text(*d, n.path));
    }
    if (!known) append_copy(tree_, *slicing, *d);
  }
}

// What is said of all slices: content stated below the slicer, or the base's own children of it.
void Walker::said_of_all(const Scope& scope, const std::string& path, std::size_t match, std::size_t slicer) {
  const std::size_t slicer_at = scope.at;
  const std::size_t end = scope.base->end_of(slicer_at);
  const DiffElement& first = diff_[match];
  const bool unnamed = first.slice.empty();
  const std::size_t to = unnamed ? end_of(diff_, match) : match;
  const std::size_t from = unnamed ? match + 1 : inner(scope, path, false);
  if (end > slicer_at + 1) {
    Scope below = scope;
    below.at = slicer_at + 1;
    below.end = end;
    below.diff = from == kNowhere ? 0 : from;
    below.diff_end = from == kNowhere ? 0 : std::max(to, from);
    below.in_slice = false;
    below.slicer = kNowhere;
    below.sliced_path.clear();
    walk(below);
  } else if (from != kNowhere && from < to) {
    children(scope, slicer, unnamed ? first.path : std::string(first_parts(diff_[from].path, parts_of(path))), from,
             to);
  }
}

void Walker::sliced_stated(Scope& scope, const std::string& path, const Matches& matches) {
  const ElementNames& n = element_names();
  const std::size_t slicer_at = scope.at;
  const BaseList::Element& base = scope.base->elements[slicer_at];
  DiffElement& first = diff_[matches.front()];
  if (first.slicing && !slicing_agrees(scope, path, first)) return;
  const bool unnamed = first.slice.empty();
  const std::size_t end = scope.base->end_of(slicer_at);
  const std::size_t slicer = made_.size();
  Node* node = merger_.copy_of(*base.node, scope.base->url);
  if (unnamed) {
    first.used = true;
    if (first.slicing) add_discriminators(*node, *first.node->child(n.slicing));
    if (!merger_.lay_over(*node, *first.node, first.path, false)) return;
  }
  add(node, result_path(scope, base.path), {});
  said_of_all(scope, path, matches.front(), slicer);
  if (failed()) return;

  std::size_t next = unnamed ? 1 : 0;
  const std::vector<std::size_t> slices = slices_in_base(scope, slicer_at);
  for (const std::size_t s : slices) {
    if (failed()) return;
    const std::size_t slice_end = scope.base->end_of(s);
    if (next < matches.size() && diff_[matches[next]].slice == scope.base->elements[s].slice) {
      walk_slice(scope, s, slice_end, matches[next], kNowhere, {});
      ++next;
    } else {
      copy_range(scope, s, slice_end);
    }
  }
  const Node* slicing = base.node->child(n.slicing);
  if (next < matches.size() && text(*slicing, n.rules) == "closed" && !is_choice(path))
    return fail(diff_[matches[next]].path, "the base's slicing is closed");
  for (; next < matches.size() && !failed(); ++next) {
    for (const std::size_t s : slices) {
      if (scope.base->elements[s].slice == diff_[matches[next]].slice)
        return fail(diff_[matches[next]].path,
                    "the slice " + diff_[matches[next]].slice + " stands before one that the base has first");
    }
    new_slice(scope, path, matches[next]);
  }
  if (failed()) return;
  if (!unnamed) raise_minimum(slicer);
  scope.at = slices.empty() ? end : scope.base->end_of(slices.back());
  scope.diff = end_of(diff_, matches.back());
}

// A slice that the base does not have: the base element without slicing, or the slice it re-slices (`a/b`).
void Walker::new_slice(Scope& scope, const std::string& path, std::size_t match) {
  const std::size_t slicer_at = scope.at;
  std::size_t from = slicer_at;
  const std::string& name = diff_[match].slice;
  const auto slash = name.rfind('/');
  if (slash != std::string::npos) {
    for (const std::size_t s : slices_in_base(scope, slicer_at)) {
      if (scope.base->elements[s].slice == std::string_view(name).substr(0, slash)) from = s;
    }
  }
  const std::size_t made = made_.size();
  walk_slice(scope, from, scope.base->end_of(from), match, kNowhere, path);
  if (failed() || made >= made_.size()) return;
  const DiffElement& diff = diff_[match];
  if (diff.node->child(element_names().min) == nullptr && diff.slicing == false) {
    const auto types = types_of(*diff.node);
    const bool profiled = types.size() == 1 && values_of(*types[0].node, element_names().profile).size() == 1;
    if (!profiled) set_text(tree_, *made_[made].node, element_names().min, "0", ValueKind::number);
  }
}

}  // namespace schakel::fhir::snapshot
