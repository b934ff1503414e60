#include "mapping/executor/builder.h"

#include "fhir/primitives/primitives.h"

#include <algorithm>
#include <vector>

namespace schakel::mapping {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Single blanks inside and none around.
std::string as_code(std::string_view text) {
  std::string code;
  for (const char c : text) {
    if (!is_blank(c)) {
      code += c;
    } else if (!code.empty() && code.back() != ' ') {
      code += ' ';
    }
  }
  if (!code.empty() && code.back() == ' ') code.pop_back();
  return code;
}

}  // namespace

bool Builder::is_code(std::string_view text) {
  bool blank = true;
  for (const char c : text) {
    if (is_blank(c) && (blank || c != ' ')) return false;
    blank = c == ' ';
  }
  return !blank;
}

const fhir::Type* Builder::type_of(const Node& node, const fhir::Type* known) const {
  if (known != nullptr && !known->abstract) return known;
  if (node.type().empty()) return known;
  const fhir::Type* own = definitions_.type(node.type());
  return own != nullptr ? own : known;
}

void Builder::describe(Node& node, const Place& place, const fhir::Type* type) {
  tree_->set_element(node, place.element);
  tree_->set_repeats(node, place.repeats);
  tree_->set_attribute(node, place.attribute);
  if (type == nullptr) return;
  const bool as_placed = type == place.type;
  if (as_placed ? place.resource : type->kind == fhir::TypeKind::resource) {
    tree_->set_resource(node, type->name);
  } else {
    tree_->set_type(node, as_placed ? place.type_name : type->name);
  }
}

Node* Builder::child(Node& parent, const Place& place, const fhir::Type* type, const Node* origin) {
  if (!place.repeats) {
    if (Node* existing = parent.child(place.name)) return existing;
    if (place.choice) {
      // Only one of a choice can stand: what was there of another type goes.
      tree_->prune(parent, [&](const Node& c) { return c.element() == place.element; });
    }
  }
  const Node* const last = parent.last_child();
  Node* node = last == nullptr || last->element() <= place.element
                   ? tree_->append(parent, place.name)
                   : tree_->insert_before(parent, after(parent, place), place.name);
  tree_->set_origin(*node, origin);
  describe(*node, place, type != nullptr ? type : place.type);
  return node;
}

// The first child that belongs behind an element, where all of them are of the type of that element: then nothing is
// left to sort in the end. Null: at the end.
Node* Builder::after(const Node& parent, const Place& place) {
  const std::uint32_t first = place.element - place.row->order;
  const std::size_t count = place.row->owner == nullptr ? 0 : place.row->owner->elements.size();
  Node* found = nullptr;
  for (Node* c = parent.first_child(); c != nullptr; c = c->next()) {
    if (c->element() - first >= count) return nullptr;
    if (found == nullptr && c->element() > place.element) found = c;
  }
  return found;
}

Node* Builder::add(Node& parent, const fhir::Type* parent_type, Name name, std::string_view text, const Node* origin) {
  std::size_t chosen = 0;
  const fhir::Element* row = parent_type == nullptr ? nullptr : parent_type->find(name, &chosen);
  if (row == nullptr) return nullptr;
  return add(parent, Place(*row, name, chosen), text, origin);
}

Node* Builder::add(Node& parent, const Place& place, std::string_view text, const Node* origin) {
  if (place.row == nullptr) return nullptr;
  Node* node = child(parent, place, nullptr, origin);
  if (!text.empty()) set_text(*node, place.kind, text);
  return node;
}

Node* Builder::detached(const fhir::Type* type, Name name, const Node* origin) {
  Node* const root = tree_->root();
  Node* node = tree_->create(name);
  if (root != nullptr) tree_->set_root(*root);
  tree_->set_origin(*node, origin);
  if (type == nullptr) return node;
  if (type->kind == fhir::TypeKind::resource) {
    tree_->set_resource(*node, type->name);
  } else {
    tree_->set_type(*node, type->name);
  }
  return node;
}

bool Builder::set_text(Node& node, ValueKind kind, std::string_view text) {
  if (kind == ValueKind::number && !fhir::is_json_number(text)) return false;
  if (kind == ValueKind::boolean && text != "true" && text != "false") return false;
  tree_->set_value(node, kind, text);
  return true;
}

bool Builder::choose(Place& place, const Made& made, std::string& error) const {
  if (!place.open) return true;
  const fhir::Type* type = made.kind == Made::Kind::copy ? type_of(*made.node, made.type) : made.type;
  for (const fhir::Type* t = type; t != nullptr; t = t->base) {
    for (std::size_t i = 0; i < place.row->types.size(); ++i) {
      if (place.row->types[i].type == t) {
        place = Place(*place.row, place.row->choice_names[i], i);
        return true;
      }
    }
  }
  // A value of a source whose types nobody states is text.
  if (made.kind != Made::Kind::fresh && (type == nullptr || made.node == nullptr || made.node->has_value())) {
    for (std::size_t i = 0; i < place.row->types.size(); ++i) {
      if (place.row->types[i].code == "string") {
        place = Place(*place.row, place.row->choice_names[i], i);
        return true;
      }
    }
  }
  error = "`" + std::string(place.row->path) + "` cannot be a " +
          (type == nullptr ? "value of that kind" : std::string(type->name.text()));
  return false;
}

bool Builder::store(Node& parent, const Place& place, const Made& made, const Node* origin, Node*& stored,
                    std::string& error, std::string_view& bad_value) {
  stored = nullptr;
  if (made.kind == Made::Kind::nothing) return true;
  const fhir::Type* type = place.type;
  const Node* const from = made.origin != nullptr ? made.origin : origin;
  if (place.primitive) {
    std::string_view text = made.kind == Made::Kind::text ? made.text : made.node->value().reveal();
    if (type != nullptr && type->primitive == fhir::Primitive::code && !is_code(text))
      text = tree_->keep(as_code(text));
    if (text.empty()) return true;
    Node* node = child(parent, place, nullptr, from);
    tree_->set_origin(*node, from);
    if (!set_text(*node, place.kind, text)) {
      error = place.type_name.text();
      bad_value = text;
      return false;
    }
    stored = node;
    return true;
  }
  // A primitive has no place in a complex element: nothing is set.
  if (made.kind == Made::Kind::text) return true;
  if (made.kind == Made::Kind::copy && made.node->first_child() == nullptr) {
    // Nothing to copy, yet what follows may fill it; finish() takes it away if nothing does.
    stored = child(parent, place, nullptr, from);
    return true;
  }
  const fhir::Type* actual = type;
  if (const fhir::Type* own = type_of(*made.node, nullptr);
      own != nullptr && (own->is_a(*type) || made.node->resource()))
    actual = own;
  Node* node = child(parent, place, actual, from);
  stored = node;
  if (node == made.node) return true;
  if (node->first_child() != nullptr) tree_->prune(*node, [](const Node&) { return true; });
  if (made.kind == Made::Kind::copy) {
    copy_into(*made.node, *node, actual);
  } else {
    while (Node* c = made.node->first_child()) {
      tree_->detach(*c);
      tree_->adopt(*node, *c);
    }
  }
  return true;
}

void Builder::copy_into(const Node& from, Node& to, const fhir::Type* type) {
  for (const Node* n = &to; n != nullptr; n = n->parent()) {
    if (n == &from) return copy_children(*tree_->copy(from), to, type);
  }
  copy_children(from, to, type);
}

void Builder::copy_children(const Node& from, Node& to, const fhir::Type* type) {
  // Where the rows of a type begin: what has one of them is copied as it stands.
  const std::uint32_t first = type == nullptr || type->elements.empty() ? 0 : type->elements[0].id;
  for (const Node* c = from.first_child(); c != nullptr; c = c->next()) {
    Node* node = tree_->append(to, c->name());
    tree_->set_origin(*node, c->origin() != nullptr ? c->origin() : c);
    const fhir::Type* child_type = nullptr;
    const bool same = first != 0 && c->element() - first < type->elements.size();
    std::size_t chosen = 0;
    const fhir::Element* row = same || type == nullptr ? nullptr : type->find(c->name(), &chosen);
    if (row != nullptr) {
      const Place at(*row, c->name(), chosen);
      child_type = c->resource() ? definitions_.type(c->type()) : at.type;
      describe(*node, at, child_type);
    } else {
      if (same) tree_->set_element(*node, c->element());
      tree_->set_repeats(*node, c->repeats());
      tree_->set_attribute(*node, c->attribute());
      tree_->set_type(*node, c->type());
      if (c->first_child() != nullptr && !c->type().empty()) child_type = definitions_.type(c->type());
    }
    if (c->resource()) tree_->set_resource(*node, c->type());
    if (c->has_value()) tree_->set_value(*node, c->kind(), c->value().reveal());
    if (c->first_child() != nullptr) copy_children(*c, *node, child_type);
  }
}

void Builder::finish(Node& root) { prune_and_sort(root, 0); }

namespace {

// Rows of the children of one node. Mostly they belong to one type, whose rows lie side by side: asked for once.
class Siblings {
 public:
  explicit Siblings(const fhir::Definitions& definitions) : definitions_(definitions) {}

  // Null: not annotated.
  const fhir::Element* row(const Node& child) {
    const std::uint32_t id = child.element();
    if (id == 0) return nullptr;
    if (id - first_ < rows_.size()) return &rows_[id - first_];
    const fhir::Element* found = definitions_.element(id);
    if (found == nullptr || found->owner == nullptr) return found;
    rows_ = found->owner->elements;
    first_ = id - found->order;
    return found;
  }
  // What is foreign to the type stands first.
  std::uint32_t order(const Node& child) {
    const fhir::Element* found = row(child);
    return found == nullptr ? 0 : found->order + 1U;
  }

 private:
  const fhir::Definitions& definitions_;
  std::span<const fhir::Element> rows_;
  std::uint32_t first_ = 0;
};

}  // namespace

// True: the node is empty.
bool Builder::prune_and_sort(Node& node, int depth) {
  if (node.first_child() == nullptr) return !node.has_value();
  bool sorted = true;
  bool empty_ones = false;
  std::uint32_t last = 0;
  std::uint32_t last_element = 0;
  Siblings siblings(definitions_);
  for (Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (prune_and_sort(*c, depth + 1)) empty_ones = true;
    if (c->element() == last_element) continue;
    last_element = c->element();
    const std::uint32_t order = siblings.order(*c);
    if (order < last) sorted = false;
    last = order;
  }
  if (empty_ones) tree_->prune(node, [](const Node& c) { return c.first_child() == nullptr && !c.has_value(); });
  if (node.first_child() == nullptr) return !node.has_value();
  if (!sorted) sort_children(node);
  if (!node.has_value()) mark_primitive(node);
  return false;
}

// A primitive that has only an id or extensions.
void Builder::mark_primitive(Node& node) {
  // Names of primitive types are the ones that begin with a small letter.
  const std::string_view type = node.type().text();
  if (type.empty() || type[0] < 'a' || type[0] > 'z') return;
  const fhir::Element* row = definitions_.element(node.element());
  if (row == nullptr) return;
  for (const fhir::TypeUse& use : row->types) {
    if (use.type != nullptr && use.type->kind == fhir::TypeKind::primitive && use.type->name == node.type()) {
      tree_->set_primitive(node, true);
    }
  }
}

void Builder::sort_children(Node& node) {
  order_.clear();
  Siblings siblings(definitions_);
  for (Node* c = node.first_child(); c != nullptr; c = c->next()) order_.emplace_back(siblings.order(*c), c);
  std::stable_sort(order_.begin(), order_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  tree_->prune(node, [](const Node&) { return true; });
  for (const auto& [order, child] : order_) tree_->adopt(node, *child);
}

}  // namespace schakel::mapping
