#include "fhir/definitions/snapshot/specialise.h"

#include "fhir/model/names.h"

namespace schakel::fhir::snapshot {

namespace {

class Specialiser {
 public:
  Specialiser(Tree& tree, const Node& structure, DiffList& diff, SnapshotSource& source, SnapshotResult& result,
              std::vector<Made>& made)
      : tree_(tree), diff_(diff), result_(result), made_(made), walker_(tree, structure, diff, source, result) {}

  bool run(std::string_view root, const BaseList* base) {
    copy_base(root, base);
    for (std::size_t i = 0; i < diff_.size() && result_.error.empty(); ++i) {
      diff_[i].used = true;
      const std::size_t at = find(diff_[i].path, diff_[i].slice);
      if (at == kNowhere) {
        add(diff_[i]);
      } else {
        lay_over(at, diff_[i]);
      }
    }
    finish_root();
    return result_.error.empty();
  }

 private:
  // The root states its own cardinality, any number where it says nothing.
  void finish_root() {
    Node& root = *made_.front().node;
    const ElementNames& n = element_names();
    if (root.child(n.min) == nullptr) set_text(tree_, root, n.min, "0", ValueKind::number);
    if (root.child(n.max) == nullptr) set_text(tree_, root, n.max, "*");
    set_base(root, made_.front().path);
  }

  void copy_base(std::string_view root, const BaseList* base) {
    if (base == nullptr) {
      made_.push_back({tree_.create(Name::intern("element")), std::string(root), {}});
      return;
    }
    for (const BaseList::Element& e : base->elements) {
      const std::string path = std::string(root) + std::string(e.path.substr(base->elements[0].path.size()));
      made_.push_back({walker_.merger().copy_of(*e.node, base->url), path, std::string(e.slice)});
    }
  }

  [[nodiscard]] std::size_t find(std::string_view path, std::string_view slice) const {
    for (std::size_t i = 0; i < made_.size(); ++i) {
      if (made_[i].path == path && made_[i].slice == slice) return i;
    }
    return kNowhere;
  }

  void lay_over(std::size_t at, const DiffElement& diff) {
    Node& element = *made_[at].node;
    const ElementNames& n = element_names();
    // A new type states its own cardinality and types; it does not constrain.
    for (const Name name : {n.min, n.max, n.type}) {
      if (diff.node->child(name) != nullptr) remove_all(tree_, element, name);
    }
    walker_.merger().lay_over(element, *diff.node, diff.path, true);
  }

  void set_base(Node& element, std::string_view path) {
    const ElementNames& n = element_names();
    remove_all(tree_, element, n.base);
    Node* base = tree_.append(element, n.base);
    set_text(tree_, *base, n.path, path);
    set_text(tree_, *base, n.min, element.child(n.min) != nullptr ? text(element, n.min) : "0", ValueKind::number);
    set_text(tree_, *base, n.max, element.child(n.max) != nullptr ? text(element, n.max) : "1");
  }

  void add(const DiffElement& diff) {
    const std::string_view parent_path = first_parts(diff.path, parts_of(diff.path) - 1);
    std::size_t parent = kNowhere;
    for (std::size_t i = 0; i < made_.size(); ++i) {
      if (made_[i].path == parent_path) parent = i;
    }
    if (parent == kNowhere) {
      result_.error = diff.path + ": there is no " + std::string(parent_path);
      return;
    }
    std::size_t end = end_of(parent);
    if (parent > 0 && end == parent + 1) end = open(parent);
    if (!result_.error.empty()) return;
    if (const std::size_t at = find(diff.path, diff.slice); at != kNowhere) return lay_over(at, diff);
    Node* node = tree_.copy(*diff.node);
    remove_all(tree_, *node, element_names().id);
    if (node->child(element_names().base) == nullptr) set_base(*node, diff.path);
    made_.insert(made_.begin() + static_cast<std::ptrdiff_t>(end), {node, diff.path, diff.slice});
  }

  [[nodiscard]] std::size_t end_of(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < made_.size() && is_below(made_[end].path, made_[at].path)) ++end;
    return end;
  }

  // A new element that is walked into gets the children of its type; what a group of a model has by itself.
  std::size_t open(std::size_t parent) {
    const auto types = types_of(*made_[parent].node);
    if (types.size() > 1) {
      result_.error = made_[parent].path + ": it has several types and cannot be walked into";
      return parent + 1;
    }
    const BaseList* type = types.empty() ? nullptr : walker_.list(type_url(types[0].code));
    if (type == nullptr) return parent + 1;
    for (const Node* c = type->elements[0].node->child(element_names().constraint); c != nullptr;
         c = c->next_of_same_name()) {
      append_copy(tree_, *made_[parent].node, *c);
    }
    std::vector<Made> children;
    for (std::size_t i = 1; i < type->elements.size(); ++i) {
      const BaseList::Element& e = type->elements[i];
      children.push_back({walker_.merger().copy_of(*e.node, type->url),
                          made_[parent].path + std::string(e.path.substr(type->elements[0].path.size())),
                          std::string(e.slice)});
    }
    made_.insert(made_.begin() + static_cast<std::ptrdiff_t>(parent + 1), children.begin(), children.end());
    return parent + 1 + children.size();
  }

  Tree& tree_;
  DiffList& diff_;
  SnapshotResult& result_;
  std::vector<Made>& made_;
  Walker walker_;
};

}  // namespace

bool specialise(Tree& tree, const Node& sd, const BaseList* base, DiffList& diff, SnapshotSource& source,
                SnapshotResult& result, std::vector<Made>& made) {
  return Specialiser(tree, sd, diff, source, result, made).run(tail(text_at(sd, names().type)), base);
}

}  // namespace schakel::fhir::snapshot
