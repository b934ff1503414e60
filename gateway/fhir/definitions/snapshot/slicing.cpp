// Slicing of an element that the base does not slice: the slicer, then the base element walked again for each slice.

#include "fhir/definitions/snapshot/walk.h"
#include "fhir/model/names.h"

#include <algorithm>

namespace schakel::fhir::snapshot {

namespace {

bool is_extension_path(std::string_view path) {
  return last_part(path) == "extension" || last_part(path) == "modifierExtension";
}

bool by_type(const DiffElement& diff) {
  const Node* slicing = diff.node->child(element_names().slicing);
  const Node* discriminator = slicing != nullptr ? slicing->child(element_names().discriminator) : nullptr;
  return discriminator != nullptr && text(*discriminator, element_names().type) == "type" &&
         text(*discriminator, element_names().path) == "$this";
}

}  // namespace

void Walker::slice(Scope& scope, const std::string& path, const Matches& matches) {
  const BaseList::Element& base = scope.base->elements[scope.at];
  const DiffElement& first = diff_[matches.front()];
  const bool repeats = number(*base.node, element_names().max, 1) > 1;
  const bool to_one = first.slicing && number(*first.node, element_names().max, kMany) == 1;
  if (!repeats && !to_one && !by_type(first))
    return fail(first.path, "it does not repeat, so it can only be sliced to one or by type");
  if (!first.slicing && !is_extension_path(path))
    return fail(first.path, "several statements without a slicing before them");
  const std::size_t end = scope.base->end_of(scope.at);
  std::size_t start = 0;
  const std::size_t slicer = make_slicer(scope, path, matches, end, start);
  if (failed()) return;
  std::size_t last = matches.front();
  for (std::size_t i = start; i < matches.size() && !failed(); ++i) {
    if (!walk_reslice(scope, path, matches[i], slicer)) walk_slice(scope, scope.at, end, matches[i], slicer, {});
    last = matches[i];
  }
  if (failed()) return;
  if (made_[slicer].implied_slicing) raise_minimum(slicer);
  scope.at = end;
  scope.diff = std::max(scope.diff, end_of(diff_, last));
}

// `start`: the first match that is a slice.
std::size_t Walker::make_slicer(Scope& scope, const std::string& path, const Matches& matches, std::size_t end,
                                std::size_t& start) {
  const ElementNames& n = element_names();
  DiffElement& first = diff_[matches.front()];
  const bool inline_children = end > scope.at + 1;
  const std::size_t slicer = made_.size();
  if (first.slicing && matches.size() > 1 && (inline_children || matches[1] > matches[0] + 1)) {
    // There is content between the slicer and its slices: it is walked like any element.
    walk_slice(scope, scope.at, end, matches.front(), kNowhere, {});
    if (failed()) return slicer;
    replace_all(tree_, *made_[slicer].node, n.slicing, *first.node);
    made_[slicer].slice.clear();
    start = 1;
    return slicer;
  }
  const BaseList::Element& base = scope.base->elements[scope.at];
  Node* node = merger_.copy_of(*base.node, scope.base->url);
  if (first.slicing) {
    replace_all(tree_, *node, n.slicing, *first.node);
  } else {
    set_slicing(tree_, *node, "value", "url", "open");
  }
  const bool unnamed = first.slice.empty();
  if (unnamed) {
    first.used = true;
    if (!merger_.lay_over(*node, *first.node, first.path, false)) return slicer;
    start = 1;
  }
  add(node, result_path(scope, base.path), {});
  made_[slicer].implied_slicing = !first.slicing;
  const std::size_t to = unnamed ? end_of(diff_, matches.front()) : 0;
  if (inline_children) {
    // The base's own children stand below the slicer as well.
    Scope below = scope;
    ++below.at;
    below.end = end;
    below.diff = unnamed ? matches.front() + 1 : 0;
    below.diff_end = unnamed ? to : 0;
    below.in_slice = false;
    below.slicer = kNowhere;
    below.sliced_path.clear();
    walk(below);
  } else if (unnamed && to > matches.front() + 1) {
    children(scope, slicer, first.path, matches.front() + 1, to);
  }
  (void)path;
  return slicer;
}

void Walker::walk_slice(const Scope& scope, std::size_t at, std::size_t end, std::size_t match, std::size_t slicer,
                        const std::string& sliced_path) {
  Scope one = scope;
  one.at = one.root = at;
  one.end = end;
  one.diff = match;
  one.diff_end = end_of(diff_, match);
  one.in_slice = true;
  one.slicer = slicer;
  one.sliced_path = sliced_path;
  walk(one);
}

// `a/b` constrains the slice `a` that was made before: that one is its base, children and slices included. False: it is
// no re-slice.
bool Walker::walk_reslice(const Scope& scope, const std::string& path, std::size_t match, std::size_t slicer) {
  const auto slash = diff_[match].slice.rfind('/');
  if (slash == std::string::npos) return false;
  const std::string general = diff_[match].slice.substr(0, slash);
  for (std::size_t i = slicer + 1; i < made_.size(); ++i) {
    if (made_[i].path != made_[slicer].path || made_[i].slice != general) continue;
    std::size_t end = i + 1;
    while (end < made_.size() && is_below(made_[end].path, made_[i].path)) ++end;
    auto list = std::make_unique<BaseList>();
    list->structure = scope.base->structure;
    list->url = scope.base->url;
    std::vector<std::pair<std::string, std::string>>& texts =
        *texts_.emplace_back(std::make_unique<std::vector<std::pair<std::string, std::string>>>());
    for (std::size_t m = i; m < end; ++m) texts.emplace_back(made_[m].path, made_[m].slice);
    for (std::size_t m = i; m < end; ++m) {
      list->elements.push_back({made_[m].node, texts[m - i].first, texts[m - i].second,
                                made_[m].node->child(element_names().slicing) != nullptr});
    }
    Scope one = scope;
    one.base = reslices_.emplace_back(std::move(list)).get();
    one.at = one.root = 0;
    one.end = one.base->elements.size();
    one.diff = match;
    one.diff_end = end_of(diff_, match);
    one.base_root = made_[slicer].path;
    one.match_root = path;
    one.result_root = made_[slicer].path;
    one.in_slice = true;
    one.slicer = slicer;
    one.sliced_path = path;
    walk(one);
    return true;
  }
  return false;
}

// A slicing that was only implied has at least as many elements as its slices ask for.
void Walker::raise_minimum(std::size_t slicer) {
  const ElementNames& n = element_names();
  Node& node = *made_[slicer].node;
  if (number(node, n.max, 1) <= 1) return;
  std::uint32_t sum = 0;
  for (std::size_t i = slicer + 1; i < made_.size(); ++i) {
    if (made_[i].path == made_[slicer].path && !made_[i].slice.empty() && made_[i].slice.find('/') == std::string::npos)
      sum += number(*made_[i].node, n.min, 0);
  }
  if (sum > number(node, n.min, 0)) set_text(tree_, node, n.min, std::to_string(sum), ValueKind::number);
}

}  // namespace schakel::fhir::snapshot
