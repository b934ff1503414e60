#include "fhir/definitions/snapshot.h"

#include "fhir/definitions/snapshot/prepare.h"
#include "fhir/definitions/snapshot/specialise.h"
#include "fhir/model/names.h"

#include <algorithm>
#include <unordered_set>

namespace schakel::fhir {

namespace {

using namespace snapshot;

constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/Base";

bool is_profile_of(const Node& profile, std::string_view code, SnapshotSource& source) {
  const Names& n = names();
  const Node* sd = &profile;
  for (int steps = 0; steps < 64; ++steps) {
    const std::string_view type = text_at(*sd, n.type);
    if (type == code || tail(type) == code || text_at(*sd, n.url) == code) return true;
    if (text_at(*sd, n.base_definition).empty()) return false;
    const Node* base = source.structure(text_at(*sd, n.base_definition));
    if (base == nullptr) return true;  // where its chain ends is not known
    sd = base;
  }
  return false;
}

// After the walk: what only the whole list shows.
class Finish {
 public:
  Finish(Tree& tree, Node& structure, SnapshotSource& source, SnapshotResult& result)
      : tree_(tree), structure_(structure), source_(source), result_(result) {}

  bool run(std::vector<Made>& made, const DiffList& diff) {
    for (const DiffElement& d : diff) {
      if (!d.used)
        return fail(d.path + (d.slice.empty() ? "" : ":" + d.slice) +
                    ": the base has no such element, or the differential is out of order");
    }
    drop_prohibited_types(made);
    for (const Made& m : made) {
      if (!types_fit(m)) return false;
    }
    return write(made);
  }

 private:
  bool fail(std::string why) {
    result_.error = std::move(why);
    return false;
  }

  // A type whose slice may not occur is no type of the choice any more.
  void drop_prohibited_types(std::vector<Made>& made) {
    const ElementNames& n = element_names();
    for (std::size_t i = 0; i < made.size(); ++i) {
      if (!is_choice(made[i].path) || made[i].node->child(n.slicing) == nullptr) continue;
      for (std::size_t j = i + 1;
           j < made.size() && (made[j].path == made[i].path || is_below(made[j].path, made[i].path)); ++j) {
        if (made[j].path != made[i].path || text(*made[j].node, n.max) != "0") continue;
        const auto prohibited = types_of(*made[j].node);
        for (Node* t = made[i].node->child(n.type); t != nullptr && prohibited.size() == 1;
             t = t->next_of_same_name()) {
          if (text(*t, n.code) != prohibited[0].code) continue;
          tree_.detach(*t);
          break;
        }
      }
    }
  }

  bool types_fit(const Made& made) {
    const ElementNames& n = element_names();
    for (const TypeView& t : types_of(*made.node)) {
      std::string_view code = type_code(t.code);
      if (made.path == "Bundle.entry.response.outcome") code = "OperationOutcome";
      // One element of the profile is meant (extension elementdefinition-profile-element), whose type is this one.
      if (code == "BackboneElement") continue;
      for (const std::string_view url : values_of(*t.node, n.profile)) {
        const Node* profile = source_.structure(url);
        if (profile != nullptr && !is_profile_of(*profile, code, source_)) {
          return fail(made.path + ": the profile " + std::string(url) + " is none of " + std::string(code));
        }
      }
    }
    return true;
  }

  bool write(std::vector<Made>& made) {
    const ElementNames& n = element_names();
    IdMaker ids;
    std::unordered_set<std::string> seen;
    for (Made& m : made) {
      const std::string id = ids.id_of(m.path, m.slice);
      if (!seen.insert(id).second) return fail(id + ": there are two elements of this id");
      remove_all(tree_, *m.node, n.id);
      set_text(tree_, *m.node, n.id, id);
      tree_.set_attribute(*m.node->child(n.id), true);
      set_text(tree_, *m.node, n.path, m.path);
      remove_all(tree_, *m.node, n.slice_name);
      if (!m.slice.empty()) set_text(tree_, *m.node, n.slice_name, m.slice);
      sort_children(tree_, *m.node);
    }
    while (Node* old = structure_.child(names().snapshot)) tree_.detach(*old);
    Node* snapshot = tree_.insert_before(structure_, structure_.child(names().differential), names().snapshot);
    for (Made& m : made) {
      tree_.set_name(*m.node, names().element);
      tree_.set_repeats(*m.node, true);
      tree_.adopt(*snapshot, *m.node);
    }
    return true;
  }

  Tree& tree_;
  Node& structure_;
  SnapshotSource& source_;
  SnapshotResult& result_;
};

bool constrain(Tree& tree, const Node& sd, const Node& base, SnapshotSource& source, const SnapshotOptions& options,
               DiffList& diff, SnapshotResult& result, std::vector<Made>& made) {
  const BaseList list = read_snapshot(base);
  Walker walker(tree, sd, diff, source, result);
  Sorter sorter(list, walker);
  if (options.sort) sorter.sort(diff);
  push_into_slices(tree, diff, sorter);
  if (!walker.run(list)) return false;
  made = std::move(walker.made());
  return true;
}

}  // namespace

const Node* DefinitionsSource::structure(std::string_view canonical) {
  const Definitions::Found found = definitions_.find(canonical, "StructureDefinition");
  if (!found) return nullptr;
  const std::string_view package = found.resource->package;
  const bool seen =
      !core_alone_ ||
      (found.exact && (package == "overlay" || package.substr(0, package.find('#')) == "hl7.fhir.r4.core"));
  return seen ? found.resource->root : nullptr;
}

SnapshotResult make_snapshot(Tree& tree, SnapshotSource& source, const SnapshotOptions& options) {
  SnapshotResult result;
  Node& sd = *tree.root();
  const Names& n = names();
  const std::string_view base_url = text_at(sd, n.base_definition);
  const Node* base = base_url.empty() ? nullptr : source.structure(base_url);
  const bool specialisation = text_at(sd, n.derivation) == "specialization";
  const bool from_nothing = specialisation && base == nullptr && (base_url == kBase || base_url.empty());
  result.error = fault_of(sd, base, !from_nothing);
  if (!result.error.empty()) return result;
  DiffList diff = read_differential(tree, sd);
  std::vector<Made> made;
  bool walked = false;
  if (specialisation) {
    const BaseList list = base != nullptr ? read_snapshot(*base) : BaseList{};
    walked = specialise(tree, sd, base != nullptr ? &list : nullptr, diff, source, result, made);
  } else {
    walked = constrain(tree, sd, *base, source, options, diff, result, made);
  }
  result.made = walked && Finish(tree, sd, source, result).run(made, diff);
  return result;
}

bool must_be_made_anew(const Node& sd) {
  const std::string_view version = text_at(sd, names().fhir_version);
  return !version.empty() && version[0] < '4';
}

}  // namespace schakel::fhir
