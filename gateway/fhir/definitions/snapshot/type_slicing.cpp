// Slicing of a choice by type: `value[x]`, then `valueQuantity` and its like. Stated in full (a slicer on `value[x]`)
// or by the short cut (just `valueQuantity`).

#include "fhir/definitions/snapshot/walk.h"
#include "fhir/model/names.h"

#include <algorithm>

namespace schakel::fhir::snapshot {

// Null: the matches are no slicing by type.
std::optional<std::vector<Walker::TypeSlice>> Walker::type_slices(const std::string& path, const Matches& matches) {
  if (!is_choice(path) && !is_choice(diff_[matches.front()].path)) return std::nullopt;
  const std::string_view stem = stem_of(last_part(path));
  std::vector<TypeSlice> slices;
  for (const std::size_t m : matches) {
    const DiffElement& diff = diff_[m];
    const std::string_view name = last_part(diff.path);
    if (name.substr(0, stem.size()) != stem) return std::nullopt;
    if (name != path && is_choice(name) && diff.slice.empty()) {
      slices.push_back({m, {}});
      continue;
    }
    const auto types = types_of(*diff.node);
    std::string type;
    if (types.size() == 1 && (!diff.slice.empty() || is_choice(name))) {
      type = type_code(types[0].code);
    } else {
      // By name: `valueQuantity`, or a slice of `value[x]` called so.
      std::string_view suffix = is_choice(name) ? std::string_view(diff.slice) : name;
      if (suffix.substr(0, stem.size()) == stem) suffix.remove_prefix(stem.size());
      type = std::string(suffix);
      if (source_.structure(type_url(type)) == nullptr && !type.empty())
        type[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(type[0])));
    }
    slices.push_back({m, type});
  }
  return slices;
}

bool Walker::prepare_type_slices(const std::string& path, std::vector<TypeSlice>& slices) {
  const ElementNames& n = element_names();
  const DiffElement& first = diff_[slices.front().diff];
  if (slices.front().type.empty() && first.slicing) {
    const Node& slicing = *first.node->child(n.slicing);
    if (text(slicing, n.ordered) == "true") return fail(path, "a slicing by type cannot be ordered"), false;
    const Node* d = slicing.child(n.discriminator);
    if (d != nullptr &&
        (d->next_of_same_name() != nullptr || text(*d, n.type) != "type" || text(*d, n.path) != "$this")) {
      return fail(path, "a slicing by type has the one discriminator type:$this"), false;
    }
  }
  for (const TypeSlice& s : slices) {
    if (s.type.empty()) continue;
    DiffElement& diff = diff_[s.diff];
    const std::string name = std::string(stem_of(last_part(path))) + capitalised(last_part(s.type));
    if (diff.slice.empty()) {
      diff.slice = name;
      set_text(tree_, *diff.node, n.slice_name, name);
    } else if (diff.slice != name) {
      return fail(diff.path, "the slice must be called " + name + ", not " + diff.slice), false;
    }
    const auto types = types_of(*diff.node);
    if (types.empty()) {
      Node* type = tree_.append(*diff.node, n.type);
      tree_.set_repeats(*type, true);
      set_text(tree_, *type, n.code, s.type);
    } else if (types.size() > 1 || type_code(types[0].code) != s.type) {
      return fail(diff.path, "the slice " + name + " has another type than its name says"), false;
    }
  }
  return true;
}

void Walker::slice_by_type(Scope& scope, const std::string& path, std::vector<TypeSlice> slices) {
  if (!prepare_type_slices(path, slices)) return;
  const bool short_cut = !slices.front().type.empty();
  const std::size_t end = scope.base->end_of(scope.at);
  const std::size_t slicer = made_.size();
  const std::size_t first_slice = short_cut ? 0 : 1;
  if (short_cut) {
    Scope bare = scope;
    bare.end = end;
    bare.diff = bare.diff_end = 0;
    bare.sliced_path = path;
    walk(bare);
  } else {
    walk_slice(scope, scope.at, end, slices.front().diff, kNowhere, path);
  }
  if (failed()) return;
  made_[slicer].slice.clear();
  remove_all(tree_, *made_[slicer].node, element_names().slice_name);
  set_slicing(tree_, *made_[slicer].node, "type", "$this", "closed");

  // What the base slices already.
  const std::vector<std::size_t> known =
      scope.base->elements[scope.at].slicing ? slices_in_base(scope, scope.at) : std::vector<std::size_t>{};
  std::vector<std::size_t> untouched = known;
  for (std::size_t i = first_slice; i < slices.size() && !failed(); ++i) {
    const auto same = std::find_if(untouched.begin(), untouched.end(), [&](std::size_t k) {
      const auto types = types_of(*scope.base->elements[k].node);
      return !types.empty() && type_code(types[0].code) == slices[i].type;
    });
    const std::size_t made = made_.size();
    if (same != untouched.end()) {
      const std::size_t at = *same;
      untouched.erase(same);
      walk_slice(scope, at, scope.base->end_of(at), slices[i].diff, slicer, path);
    } else {
      walk_slice(scope, scope.at, end, slices[i].diff, slicer, path);
    }
    if (failed()) return;
    if (slices.size() - first_slice > 1)
      set_text(tree_, *made_[made].node, element_names().min, "0", ValueKind::number);
  }
  std::vector<std::string> others;
  for (const std::size_t k : untouched) {
    copy_range(scope, k, scope.base->end_of(k));
    const auto types = types_of(*scope.base->elements[k].node);
    if (!types.empty()) others.emplace_back(type_code(types[0].code));
  }
  finish_type_slicing(path, slicer, slices, short_cut, others);
  scope.at = known.empty() ? end : scope.base->end_of(known.back());
  scope.diff = end_of(diff_, slices.back().diff);
}

// Which types remain on the choice, and whether it is closed.
void Walker::finish_type_slicing(const std::string& path, std::size_t slicer, const std::vector<TypeSlice>& slices,
                                 bool short_cut, const std::vector<std::string>& others) {
  const ElementNames& n = element_names();
  Node& choice = *made_[slicer].node;
  std::vector<std::string> named = others;
  for (const TypeSlice& s : slices) {
    if (!s.type.empty()) named.push_back(s.type);
  }
  const auto keep_only = [&](const std::vector<std::string>& types) {
    for (Node* t = choice.child(n.type); t != nullptr;) {
      Node* next = t->next_of_same_name();
      if (std::find(types.begin(), types.end(), type_code(text(*t, n.code))) == types.end()) tree_.detach(*t);
      t = next;
    }
  };
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const DiffElement& diff = diff_[slices[i].diff];
    if (slices[i].type.empty() || number(*diff.node, n.min, 0) == 0) continue;
    if (i + 1 < slices.size()) return fail(path, "one type slice has min 1, so the other slices cannot exist");
    set_text(tree_, choice, n.min, "1", ValueKind::number);
    keep_only({slices[i].type});
  }
  const auto types = types_of(choice);
  const bool rest = std::any_of(types.begin(), types.end(), [&](const TypeView& t) {
    return std::find(named.begin(), named.end(), type_code(t.code)) == named.end();
  });
  if (!rest) return;
  const bool extension = path.size() >= 17 && path.substr(path.size() - 17) == "xtension.value[x]";
  if (extension && short_cut) {
    keep_only(named);
  } else {
    set_text(tree_, *choice.child(n.slicing), n.rules, "open");
  }
}

}  // namespace schakel::fhir::snapshot
