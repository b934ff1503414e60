#include "fhir/definitions/snapshot/prepare.h"

#include "fhir/model/names.h"

#include <algorithm>
#include <unordered_set>

namespace schakel::fhir::snapshot {

namespace {

// A part of a path: letters, digits and a few signs; brackets only as the `[x]` of a choice.
bool is_part(std::string_view part) {
  static constexpr std::string_view kRefused = ",:;'\"/|?!@#$%^&*(){}[]";
  part = stem_of(part);
  if (part.empty() || part.size() > 64) return false;
  return std::none_of(part.begin(), part.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7F || kRefused.find(c) != std::string_view::npos;
  });
}

// No honest definition nests deeper; content references could go on for ever.
constexpr std::size_t kMostParts = 100;

bool is_path(std::string_view path) {
  if (parts_of(path) > kMostParts) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t dot = std::min(path.find('.', at), path.size());
    if (!is_part(path.substr(at, dot - at))) return false;
    at = dot + 1;
  }
  return true;
}

// extension by url, open, explicitly in any order: what everyone writes and nobody means as content.
bool is_plain_extension_slicing(const DiffElement& diff) {
  const ElementNames& n = element_names();
  if (last_part(diff.path) != "extension") return false;
  const Node& slicing = *diff.node->child(n.slicing);
  const Node* d = slicing.child(n.discriminator);
  return text(slicing, n.rules) == "open" && text(slicing, n.ordered) == "false" && d != nullptr &&
         d->next_of_same_name() == nullptr && text(*d, n.type) == "value" && text(*d, n.path) == "url";
}

// The properties that `element` lacks, from the slicer's content.
void fill(Tree& tree, Node& element, const Node& from) {
  const ElementNames& n = element_names();
  for (const Node* c = from.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == n.id || c->name() == n.path || c->name() == n.slicing || element.child(c->name()) != nullptr)
      continue;
    for (const Node* same = c; same != nullptr; same = same->next_of_same_name()) append_copy(tree, element, *same);
  }
}

// A slicer whose children are constrained before its first slice.
struct Group {
  std::size_t slicer;
  std::size_t first_slice;
  std::size_t end;
};

std::vector<Group> groups_of(const DiffList& diff) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < diff.size(); ++i) {
    if (!diff[i].slicing || is_plain_extension_slicing(diff[i])) continue;
    Group group{i, kNowhere, i + 1};
    while (group.end < diff.size() &&
           (diff[group.end].path == diff[i].path || is_below(diff[group.end].path, diff[i].path))) {
      if (group.first_slice == kNowhere && diff[group.end].path == diff[i].path) group.first_slice = group.end;
      ++group.end;
    }
    const bool sliced = group.first_slice != kNowhere && !diff[group.first_slice].slice.empty();
    if (sliced && group.first_slice > i + 1) groups.push_back(group);
  }
  return groups;
}

void push(Tree& tree, DiffList& diff, const Group& group, Sorter& sorter) {
  const std::vector<DiffElement> common(diff.begin() + static_cast<std::ptrdiff_t>(group.slicer + 1),
                                        diff.begin() + static_cast<std::ptrdiff_t>(group.first_slice));
  const std::string path = diff[group.slicer].path;
  std::size_t end = group.end;
  for (std::size_t at = group.first_slice; at < end;) {
    std::size_t slice_end = end_of(diff, at);
    std::size_t added = 0;
    for (const DiffElement& c : common) {
      const auto same = std::find_if(
          diff.begin() + static_cast<std::ptrdiff_t>(at + 1), diff.begin() + static_cast<std::ptrdiff_t>(slice_end),
          [&c](const DiffElement& d) { return paths_match(c.path, d.path) && c.slice == d.slice; });
      if (same != diff.begin() + static_cast<std::ptrdiff_t>(slice_end)) {
        fill(tree, *same->node, *c.node);
        continue;
      }
      DiffElement copy = c;
      copy.node = tree.copy(*c.node);
      diff.insert(diff.begin() + static_cast<std::ptrdiff_t>(at + 1 + added), std::move(copy));
      ++slice_end;
      ++added;
    }
    if (added > 0) sorter.sort(diff, at + 1, slice_end, parts_of(path));
    end += added;
    at = slice_end;
  }
}

std::size_t end_of_part(std::string_view id, std::size_t from) { return std::min(id.find('.', from), id.size()); }

// The id is the path with slices: only then can it be trusted.
bool spells(std::string_view id, std::string_view path) {
  std::size_t i = 0;
  std::size_t p = 0;
  for (;;) {
    const std::size_t id_end = end_of_part(id, i);
    const std::size_t path_end = end_of_part(path, p);
    const std::string_view part = id.substr(i, id_end - i);
    if (part.substr(0, part.find(':')) != path.substr(p, path_end - p)) return false;
    if (id_end == id.size() || path_end == path.size()) return id_end == id.size() && path_end == path.size();
    i = id_end + 1;
    p = path_end + 1;
  }
}

class SliceInserter {
 public:
  SliceInserter(Tree& tree, DiffList& diff) : tree_(tree), diff_(diff) {
    IdMaker ids;
    for (const DiffElement& d : diff_) {
      stated_.insert(std::string(text(*d.node, element_names().id)));
      stated_.insert(ids.id_of(d.path, d.slice));
    }
  }

  // The slices that diff[at] is in and nothing states; how many were put before it.
  std::size_t before(std::size_t at) {
    const std::string id(text(*diff_[at].node, element_names().id));
    const std::string path = diff_[at].path;
    if (id.find(':') == std::string::npos || !spells(id, path)) return 0;
    std::size_t added = 0;
    std::size_t path_end = end_of_part(path, 0);
    for (std::size_t from = 0, end = end_of_part(id, 0); end < id.size();
         from = end + 1, end = end_of_part(id, from), path_end = end_of_part(path, path_end + 1)) {
      const std::string_view part = std::string_view(id).substr(from, end - from);
      const std::size_t colon = part.find(':');
      if (colon == std::string_view::npos || is_choice(part.substr(0, colon))) continue;
      if (!stated_.insert(id.substr(0, end)).second) continue;
      insert(at + added, id.substr(0, end), path.substr(0, path_end), part.substr(colon + 1));
      ++added;
    }
    return added;
  }

 private:
  void insert(std::size_t at, std::string_view id, const std::string& path, std::string_view slice) {
    const ElementNames& n = element_names();
    Node* node = tree_.create(names().element);
    set_text(tree_, *node, n.id, id);
    set_text(tree_, *node, n.path, path);
    set_text(tree_, *node, n.slice_name, slice);
    diff_.insert(diff_.begin() + static_cast<std::ptrdiff_t>(at), {node, path, std::string(slice), false, false});
  }

  Tree& tree_;
  DiffList& diff_;
  std::unordered_set<std::string> stated_;
};

}  // namespace

std::string fault_of(const Node& sd, const Node* base, bool needs_base) {
  const Names& n = names();
  const std::string type(text_at(sd, n.type));
  const bool constraint = text_at(sd, n.derivation) == "constraint";
  if (type.empty()) return "it has no type";
  if (text_at(sd, n.derivation).empty()) return "it has no derivation";
  if (needs_base) {
    const std::string base_url(text_at(sd, n.base_definition));
    if (base_url.empty()) return "it has no baseDefinition";
    if (base == nullptr) return "its base " + base_url + " is not known";
    if (base->child(n.snapshot) == nullptr) return "its base " + base_url + " has no snapshot";
    if (constraint && text_at(*base, n.type) != type)
      return "it constrains " + type + ", but its base is of type " + std::string(text_at(*base, n.type));
  }
  const Node* differential = sd.child(n.differential);
  const std::string_view root = tail(type);
  if (!is_path(root)) return std::string(root) + ": this is no name of a type";
  bool first = true;
  for (const Node* e = differential != nullptr ? differential->child(n.element) : nullptr; e != nullptr;
       e = e->next_of_same_name()) {
    const std::string path(text_at(*e, n.path));
    if (!(path == root && first) && !is_below(path, root) && !(path == root && !constraint))
      return path + ": the path does not begin with " + std::string(root);
    if (!is_path(path)) return path.substr(0, 200) + ": this is no path";
    if (path == root && e->child(n.type) != nullptr && text_at(sd, n.kind) != "logical")
      return path + ": the first element has no type of its own";
    first = false;
  }
  return {};
}

DiffList read_differential(Tree& tree, const Node& sd) {
  const ElementNames& n = element_names();
  DiffList diff;
  const Node* differential = sd.child(names().differential);
  for (const Node* e = differential != nullptr ? differential->child(names().element) : nullptr; e != nullptr;
       e = e->next_of_same_name()) {
    Node* copy = tree.copy(*e);
    diff.push_back({copy, std::string(text(*copy, n.path)), std::string(text(*copy, n.slice_name)),
                    copy->child(n.slicing) != nullptr, false});
  }
  SliceInserter inserter(tree, diff);
  for (std::size_t i = 0; i < diff.size(); ++i) i += inserter.before(i);
  return diff;
}

void Sorter::sort(DiffList& diff, std::size_t begin, std::size_t end, std::size_t depth) {
  if (depth > kMostParts) return;
  struct Run {
    std::size_t begin, end, rank;
  };
  std::vector<Run> runs;
  for (std::size_t i = begin; i < end;) {
    const std::string head(first_parts(diff[i].path, depth + 1));
    std::size_t j = i + 1;
    while (j < end && is_below(diff[j].path, head)) ++j;
    runs.push_back({i, j, rank(head)});
    i = j;
  }
  std::stable_sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.rank < b.rank; });
  DiffList sorted;
  std::vector<std::pair<std::size_t, std::size_t>> inner;
  for (const Run& run : runs) {
    const std::size_t at = begin + sorted.size();
    for (std::size_t i = run.begin; i < run.end; ++i) sorted.push_back(diff[i]);
    const bool headed = parts_of(diff[run.begin].path) == depth + 1;
    inner.emplace_back(headed ? at + 1 : at, at + run.end - run.begin);
  }
  std::move(sorted.begin(), sorted.end(), diff.begin() + static_cast<std::ptrdiff_t>(begin));
  for (const auto& [from, to] : inner) {
    if (to - from > 1) sort(diff, from, to, depth + 1);
  }
}

// The element's place among the children of its parent, in the base or in the type that is walked into.
std::size_t Sorter::rank(std::string_view path) const {
  const BaseList* list = &base_;
  std::size_t at = 0;
  for (std::size_t parts = 2; parts <= parts_of(path); ++parts) {
    if (!list->has_children(at)) {
      const auto types = types_of(*list->elements[at].node);
      const std::string_view reference = text(*list->elements[at].node, element_names().content_reference);
      if (!reference.empty()) {
        at = list->by_id(reference.substr(reference.find('#') + 1));
      } else if (!types.empty()) {
        list = walker_.list(type_url(types[0].code));
        at = 0;
      } else {
        list = nullptr;
      }
      if (list == nullptr || at == kNowhere) return kNowhere;
    }
    const std::string child =
        std::string(list->elements[at].path) + "." + std::string(last_part(first_parts(path, parts)));
    std::size_t found = kNowhere;
    for (std::size_t i = at + 1; i < list->end_of(at); ++i) {
      if (paths_match(list->elements[i].path, child)) {
        found = i;
        break;
      }
    }
    if (found == kNowhere) return kNowhere;
    at = found;
  }
  return at;
}

void push_into_slices(Tree& tree, DiffList& diff, Sorter& sorter) {
  std::vector<Group> groups = groups_of(diff);
  for (const Group& g : groups) {
    for (std::size_t i = g.slicer + 1; i < g.first_slice; ++i) {
      if (diff[i].slicing && !is_plain_extension_slicing(diff[i])) return;
    }
  }
  for (auto g = groups.rbegin(); g != groups.rend(); ++g) {
    // Groups further in have grown: where this one ends is looked up again.
    for (const Group& now : groups_of(diff)) {
      if (now.slicer == g->slicer) push(tree, diff, now, sorter);
    }
  }
}

}  // namespace schakel::fhir::snapshot
