// FHIR JSON -> tree in the shape `fhir`: http://hl7.org/fhir/R4/json.html

#include "syntax/json/walk.h"
#include "syntax/resource_slot.h"

#include <vector>

namespace schakel::syntax::json {

namespace {

enum class In : std::uint8_t {
  object,            // members are children of `node`
  array,             // items are nodes named `key` in `node`
  underscore_array,  // the same for `_key`: each item is merged into the node of its index
  skipped,           // of no use: a second key, a misplaced value
};

// What the next value of an object's member is for.
enum class Target : std::uint8_t { value, underscore, resource_type, nothing };

struct Level {
  Node* node = nullptr;
  Name key;
  Node* next_item = nullptr;  // array that merges: the node of the next item; null when there is none yet
  std::uint32_t members = 0;  // object: where its names start in the MemberTable
  std::uint32_t member = 0;   // object: row of the current member; array: of its name in the parent
  std::uint64_t hashes = 0;   // object: of the names it has, see MemberTable
  std::uint32_t nulls = 0;    // object: where its null items start in nulls_
  In in = In::object;
  Target target = Target::value;
  bool direct = false;      // the next value is a new node, as it mostly is
  bool first = false;       // array: its first node is known in the table
  bool merging = false;     // array: nodes of this name were there before
  std::uint32_t begin = 0;  // array: where its bracket stands
  bool underscore = false;  // object: it is a `_field`, its members join the node of `field`
};

Name value_name() {
  static const Name name = Name::intern("value");
  return name;
}

Name resource_type_name() {
  static const Name name = Name::intern("resourceType");
  return name;
}

class FhirBuilder final : public Builder {
 public:
  static constexpr bool kUnderscores = true;

  FhirBuilder(const Document& document, Scratch& scratch) : Builder(document, scratch) {
    scratch_.members.clear();
    levels_.reserve(32);
  }

  bool null(Span span);
  bool leaf(ValueKind kind, std::string_view text, Span span);
  bool key(Name name, bool underscore, Span span);
  bool start_object(Span span);
  bool end_object(std::uint32_t after, bool empty);
  bool start_array(Span span);
  bool end_array(std::uint32_t after, bool empty);
  bool finish();

 private:
  bool set_resource_type(ValueKind kind, std::string_view text, Span span);
  bool other_leaf(ValueKind kind, std::string_view text, Span span);
  Node* place_directly(Level& level) {
    Node* node = tree_.append(*level.node, level.key);
    if (level.in == In::array) {
      tree_.set_repeats(*node, true);
      if (level.first) return node;
      level.first = true;
    }
    scratch_.members[level.member].first = node;
    return node;
  }
  Node* place(Level& level, Span span);
  Node* place_underscore(Level& level, Span span);
  bool open_root(bool object, Span span);
  void skip() {
    Level level;
    level.in = In::skipped;
    levels_.push_back(level);
  }
  Level& open_object(Node* node);
  void drop_empty_items(Level& level);
  void error(const Message& message, Span span, Node* at, std::initializer_list<Argument> arguments = {});
  [[nodiscard]] Argument key_argument(const Level& level) const { return Argument::value(DataText(level.key.text())); }

  struct Place {
    std::size_t issue;
    Node* node;
  };
  std::vector<Level> levels_;
  std::vector<Node*> nulls_;   // null items that `_field` or `field` must still fill
  std::vector<Place> places_;  // expressions of issues are made when the root's name is known
};

void FhirBuilder::error(const Message& message, Span span, Node* at, std::initializer_list<Argument> arguments) {
  const std::size_t index = document_.issues->all().size();
  document_.issues->add(Severity::error, IssueType::invalid, message, arguments).span = span;
  if (at != nullptr && document_.issues->all().size() > index) places_.push_back({index, at});
}

// The node for the next value of `field`: a new one, or the one that `_field` has made before.
Node* FhirBuilder::place(Level& level, Span span) {
  if (level.direct) return place_directly(level);
  const bool item = level.in == In::array;
  if (item && level.merging && level.next_item != nullptr) {
    Node* node = level.next_item;
    level.next_item = node->next_of_same_name();
    return node;
  }
  SeenMember& member = scratch_.members[level.member];
  if (!item && member.first != nullptr) {
    if (member.first->repeats()) error(kUnderscoreShape, span, level.node, {key_argument(level)});
    return member.first;
  }
  Node* node = tree_.append(*level.node, level.key);
  if (member.first == nullptr) member.first = node;
  if (item) tree_.set_repeats(*node, true);
  return node;
}

// The same for `_field`.
Node* FhirBuilder::place_underscore(Level& level, Span span) {
  Node* node = nullptr;
  if (level.in == In::underscore_array) {
    node = level.next_item;
    if (node != nullptr) level.next_item = node->next_of_same_name();
  } else {
    node = scratch_.members[level.member].first;
    if (node != nullptr && node->repeats()) error(kUnderscoreShape, span, level.node, {key_argument(level)});
  }
  if (node != nullptr) {
    if (!node->has_value() && !node->primitive()) error(kUnderscoreComplex, span, level.node, {key_argument(level)});
    return node;
  }
  node = tree_.append(*level.node, level.key);
  tree_.set_primitive(*node, true);
  if (level.in == In::underscore_array) tree_.set_repeats(*node, true);
  SeenMember& member = scratch_.members[level.member];
  if (member.first == nullptr) member.first = node;
  return node;
}

bool FhirBuilder::set_resource_type(ValueKind kind, std::string_view text, Span span) {
  Node* node = levels_.back().node;
  if (kind != ValueKind::string || text.empty()) {
    error(kResourceTypeKind, span, node);
    return true;
  }
  const Name type = scratch_.names.get(text, tree_.arena());
  tree_.set_resource(*node, type);
  if (node->parent() == nullptr) tree_.set_name(*node, type);
  return true;
}

// By far the most values: a member that is new in its object, an item of an array that nothing was merged into.
inline bool FhirBuilder::leaf(ValueKind kind, std::string_view text, Span span) {
  if (levels_.empty() || !levels_.back().direct) return other_leaf(kind, text, span);
  if (!check_nodes(span)) return false;
  Node* node = place_directly(levels_.back());
  tree_.set_value(*node, kind, text);
  tree_.set_span(*node, span);
  return true;
}

bool FhirBuilder::other_leaf(ValueKind kind, std::string_view text, Span span) {
  if (levels_.empty()) {
    if (document_.root_type.empty()) return stop(kRootNotObject, span);
    Node* root = tree_.create(tree_.name(document_.root_type));
    tree_.set_value(*root, kind, text);
    tree_.set_span(*root, span);
    return true;
  }
  Level& level = levels_.back();
  if (level.in == In::skipped) return true;
  if (level.in == In::underscore_array || (level.in == In::object && level.target == Target::underscore)) {
    error(kUnderscoreObject, span, level.node, {key_argument(level)});
    if (level.next_item != nullptr) level.next_item = level.next_item->next_of_same_name();
    return true;
  }
  if (level.in == In::object) {
    if (level.target == Target::resource_type) return set_resource_type(kind, text, span);
    if (level.target == Target::nothing) return true;
  }
  if (!check_nodes(span)) return false;
  Node* node = place(level, span);
  tree_.set_value(*node, kind, text);
  tree_.set_span(*node, span);
  return true;
}

bool FhirBuilder::null(Span span) {
  if (levels_.empty()) return stop(kRootNotObject, span);
  Level& level = levels_.back();
  if (level.in == In::skipped || (level.in == In::object && level.target == Target::nothing)) return true;
  if (level.in == In::object) {
    error(kNull, span, level.node, {key_argument(level)});
    return true;
  }
  if (level.merging && level.next_item != nullptr) {
    level.next_item = level.next_item->next_of_same_name();
    return true;
  }
  if (!check_nodes(span)) return false;
  Node* node = tree_.append(*level.node, level.key);
  tree_.set_repeats(*node, true);
  tree_.set_primitive(*node, true);
  tree_.set_span(*node, span);
  SeenMember& member = scratch_.members[level.member];
  if (member.first == nullptr) member.first = node;
  level.first = true;
  nulls_.push_back(node);
  return true;
}

inline bool FhirBuilder::key(Name name, bool underscore, Span span) {
  Level& level = levels_.back();
  if (level.in == In::skipped) return true;
  if (name == resource_type_name() && !underscore &&
      (level.node->parent() == nullptr || is_resource_slot(*level.node))) {
    const bool again = level.node->resource();
    if (again) error(kDuplicateKey, span, level.node, {Argument::name(name.text())});
    level.target = again ? Target::nothing : Target::resource_type;
    level.direct = false;
    level.key = {};
    return true;
  }
  level.key = name;
  level.member = scratch_.members.find_or_add(level.members, name, level.hashes);
  SeenMember& member = scratch_.members[level.member];
  bool& seen = underscore ? member.underscore : member.value;
  if (seen) {
    error(kDuplicateKey, span, level.node,
          {Argument::value(DataText(std::string(underscore ? "_" : "").append(name.text())))});
    level.target = Target::nothing;
    level.direct = false;
    return true;
  }
  seen = true;
  level.target = underscore ? Target::underscore : Target::value;
  level.direct = !underscore && member.first == nullptr;
  if (level.underscore && name == value_name())
    error(kIllegalValue, span, level.node, {Argument::name(level.node->name().text())});
  return true;
}

bool FhirBuilder::open_root(bool object, Span span) {
  if (!object) return stop(kRootNotObject, span);
  Node* root = tree_.create(document_.root_type.empty() ? Name() : tree_.name(document_.root_type));
  tree_.set_span(*root, span);
  open_object(root);
  return true;
}

Level& FhirBuilder::open_object(Node* node) {
  Level level;
  level.node = node;
  level.members = scratch_.members.open();
  level.nulls = static_cast<std::uint32_t>(nulls_.size());
  return levels_.emplace_back(level);
}

bool FhirBuilder::start_object(Span span) {
  if (levels_.empty()) return open_root(true, span);
  if (!check_depth(levels_.size(), span)) return false;
  Level& level = levels_.back();
  if (level.in == In::skipped || (level.in == In::object && level.target == Target::nothing)) {
    skip();
    return true;
  }
  if (level.in == In::object && level.target == Target::resource_type) {
    error(kResourceTypeKind, span, level.node);
    skip();
    return true;
  }
  if (!check_nodes(span)) return false;
  const bool underscore =
      level.in == In::underscore_array || (level.in == In::object && level.target == Target::underscore);
  Node* node = underscore ? place_underscore(level, span) : place(level, span);
  if (!underscore && node->primitive()) error(kUnderscoreComplex, span, level.node, {key_argument(level)});
  if (!node->has_value()) tree_.set_span(*node, span);
  open_object(node).underscore = underscore;
  return true;
}

// Null items that got nothing from the other side say nothing: they are reported and taken out.
void FhirBuilder::drop_empty_items(Level& level) {
  const auto empty = [](const Node& n) {
    return n.primitive() && n.repeats() && !n.has_value() && n.first_child() == nullptr;
  };
  bool any = false;
  std::uint64_t index = 0;
  const Node* last = nullptr;
  for (std::size_t i = level.nulls; i < nulls_.size(); ++i) {
    Node* node = nulls_[i];
    if (!empty(*node)) continue;
    any = true;
    if (last == nullptr || last->name() != node->name()) {
      index = 0;
      last = scratch_.members[scratch_.members.find_or_add(level.members, node->name(), level.hashes)].first;
    }
    for (; last != nullptr && last != node; last = last->next_of_same_name()) ++index;
    error(kNullTwice, node->span(), level.node,
          {Argument::value(DataText(node->name().text())), Argument::number(index)});
  }
  nulls_.resize(level.nulls);
  if (any) tree_.prune(*level.node, empty);
}

bool FhirBuilder::end_object(std::uint32_t after, bool empty) {
  Level& level = levels_.back();
  if (level.in != In::skipped) {
    Node* node = level.node;
    if (!(level.underscore && node->has_value())) tree_.set_span(*node, {node->span().begin, after});
    if (empty) error(kEmptyObject, node->span(), node);
    if (nulls_.size() > level.nulls) drop_empty_items(level);
    if (!node->resource() && node->parent() != nullptr && is_resource_slot(*node))
      error(kNoResourceType, node->span(), node);
    scratch_.members.close(level.members);
  }
  levels_.pop_back();
  return true;
}

bool FhirBuilder::start_array(Span span) {
  if (levels_.empty()) return open_root(false, span);
  if (!check_depth(levels_.size(), span)) return false;
  Level& level = levels_.back();
  if (level.in != In::object || level.target == Target::nothing || level.target == Target::resource_type) {
    if (level.in == In::array) error(kArrayInArray, span, level.node, {key_argument(level)});
    if (level.in == In::underscore_array) error(kUnderscoreObject, span, level.node, {key_argument(level)});
    if (level.in == In::object && level.target == Target::resource_type) error(kResourceTypeKind, span, level.node);
    if (level.in == In::underscore_array && level.next_item != nullptr)
      level.next_item = level.next_item->next_of_same_name();
    skip();
    return true;
  }
  Level array;
  array.in = level.target == Target::underscore ? In::underscore_array : In::array;
  array.node = level.node;
  array.key = level.key;
  array.member = level.member;
  array.begin = span.begin;
  array.next_item = scratch_.members[level.member].first;
  array.merging = array.next_item != nullptr;
  array.direct = array.in == In::array && !array.merging;
  if (array.merging && !array.next_item->repeats()) error(kUnderscoreShape, span, level.node, {key_argument(level)});
  levels_.push_back(array);
  return true;
}

bool FhirBuilder::end_array(std::uint32_t after, bool empty) {
  const Level& level = levels_.back();
  if (empty && level.in != In::skipped) error(kEmptyArray, {level.begin, after}, level.node, {key_argument(level)});
  levels_.pop_back();
  return true;
}

bool FhirBuilder::finish() {
  Node* root = tree_.root();
  const bool typed = root->resource() || !document_.root_type.empty();
  if (!typed) return stop(kNoResourceType, root->span());
  for (const Place& place : places_) document_.issues->all()[place.issue].expression = fhirpath_of(*place.node);
  return true;
}

}  // namespace

bool parse_fhir(const Document& document, Scratch& scratch) { return Walk<FhirBuilder>(document, scratch).run(); }

}  // namespace schakel::syntax::json
