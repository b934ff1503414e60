// FHIR JSON -> tree in the shape `fhir`: http://hl7.org/fhir/R4/json.html

#include "syntax/json/walk.h"
#include "syntax/resource_slot.h"

#include <vector>

namespace schakel::syntax::json {

namespace {

enum class In : std::uint8_t {
  document,          // nothing is open
  object,            // members are children of `node`
  array,             // items are nodes named `key` in `node`
  underscore_array,  // the same for `_key`: each item is merged into the node of its index
  skipped,           // an object or array of no use: a second key, a misplaced value
};

// What the next value of an object's member is for.
enum class Target : std::uint8_t { value, underscore, resource_type, nothing };

// An open object; while the array of one of its members is open, that array too (FHIR has no arrays in arrays).
struct Level {
  Node* node;
  Name key;
  NameSet names;
  Member* member;        // of the key in the table; mostly null: its nodes are the children of that name
  std::uint8_t special;  // what is not as usual, see below
  In in;
  Target target;
  bool direct;          // the next value is a new node and that is all, as it mostly is
  bool resource_slot;   // `resourceType` says what it is
  bool merging;         // array: nodes of this name were there before
  std::uint32_t begin;  // array: where its bracket stands
  Node* next_item;      // array that merges: the node of the next item; null when there is none yet
};
constexpr std::uint8_t kTracked = 1;     // the table has all names
constexpr std::uint8_t kUnderscore = 2;  // it is a `_field`, its members join the node of `field`
constexpr std::uint8_t kAwaitsType = 4;  // no resourceType was seen yet
constexpr std::uint8_t kSkipped = 8;     // In::skipped
constexpr std::uint8_t kSlowKeys = 15;   // any of those above
constexpr std::uint8_t kMembers = 16;    // the table has some names
constexpr std::uint8_t kNulls = 32;      // arrays had null items

class FhirBuilder final : public Builder {
 public:
  static constexpr bool kUnderscores = true;

  FhirBuilder(const Document& document, Scratch& scratch) : Builder(document, scratch), levels_(kLevels) {
    scratch_.members.clear();
    level_ = levels_.data();
    level_->in = In::document;
    level_->direct = false;
  }

  // The usual ways are short and stand here; what is rare is behind a call.
  [[gnu::always_inline]] inline bool leaf(ValueKind kind, std::string_view text, std::uint32_t begin,
                                          std::uint32_t end) {
    if (!level_->direct) [[unlikely]]
      return other_leaf(kind, text, begin, end);
    if (!check_nodes(begin, end)) [[unlikely]]
      return false;
    Node* node = place_directly(*level_);
    tree_.set_value(*node, kind, text);
    tree_.set_span(*node, begin, end);
    return true;
  }
  [[gnu::always_inline]] inline bool key(HashedName name, bool underscore, std::uint32_t begin, std::uint32_t end) {
    Level& level = *level_;
    if (underscore || (level.special & kSlowKeys) != 0 || !level.names.is_new(name)) [[unlikely]]
      return other_key(name, underscore, begin, end);
    level.names.add(name);
    level.key = name.name;
    level.member = nullptr;
    level.target = Target::value;
    level.direct = true;
    return true;
  }
  [[gnu::always_inline]] inline bool start_object(std::uint32_t begin) {
    if (!level_->direct) [[unlikely]]
      return start_other_object(begin);
    if (!check_nodes(begin, begin + 1)) [[unlikely]]
      return false;
    Node* node = place_directly(*level_);
    tree_.set_span(*node, begin, begin + 1);
    open_object(node);
    return true;
  }
  [[gnu::always_inline]] inline bool end_object(std::uint32_t after) {
    if (level_->special != 0) [[unlikely]]
      return end_other_object(after, false);
    tree_.set_span_end(*level_->node, after);
    --level_;
    return true;
  }
  bool end_empty_object(std::uint32_t after) { return end_other_object(after, true); }
  [[gnu::always_inline]] inline bool start_array(std::uint32_t begin) {
    if (!level_->direct || level_->in != In::object) [[unlikely]]
      return start_other_array(begin);
    level_->in = In::array;
    level_->merging = false;
    level_->begin = begin;
    return true;
  }
  [[gnu::always_inline]] inline bool end_array(std::uint32_t) {
    if ((level_->special & kSkipped) != 0) [[unlikely]] {
      --level_;
      return true;
    }
    level_->in = In::object;
    if (level_->direct) left_no_node(*level_);
    return true;
  }
  bool end_empty_array(std::uint32_t after);
  bool null(std::uint32_t begin);
  bool finish();

 private:
  static constexpr std::size_t kLevels = 32;  // to begin with

  [[gnu::always_inline]] inline Node* place_directly(Level& level) {
    Node* node = tree_.append(*level.node, level.key);
    tree_.set_repeats(*node, level.in == In::array);
    return node;
  }
  [[gnu::always_inline]] inline Level& push() {
    if (++level_ == levels_.data() + levels_.size()) [[unlikely]]
      more_levels();
    return *level_;
  }
  [[gnu::noinline]] void more_levels() {
    const std::size_t open = levels_.size();
    levels_.resize(open * 2);
    level_ = levels_.data() + open;
  }
  // Written in place, member by member: a copy of a Level would wait for the writes before it.
  [[gnu::always_inline]] inline Level& open_object(Node* node) {
    Level& level = push();
    level.node = node;
    level.names.clear();
    level.in = In::object;
    level.direct = false;
    level.resource_slot = slots_.has(*node);
    level.special = level.resource_slot ? kAwaitsType : 0;
    return level;
  }
  void skip() {
    Level& level = push();
    level.node = nullptr;
    level.in = In::skipped;
    level.special = kSkipped;
    level.direct = false;
    level.resource_slot = false;
  }
  [[nodiscard]] std::uint32_t number() const { return static_cast<std::uint32_t>(level_ - levels_.data()); }
  Member& add_member(Level& level, Node* first) {
    level.special |= kMembers;
    Member& member = scratch_.members.add(number(), level.key);
    member.first = first;
    member.value = first != nullptr;
    return member;
  }
  // A name that left no node is remembered in the table.
  [[gnu::always_inline]] inline void left_no_node(Level& level) {
    const Node* last = level.node->last_child();
    if (last == nullptr || last->name() != level.key) [[unlikely]]
      add_member(level, nullptr).value = true;
  }
  bool set_resource_type(ValueKind kind, std::string_view text, Span span);
  bool other_leaf(ValueKind kind, std::string_view text, std::uint32_t begin, std::uint32_t end);
  bool other_key(HashedName name, bool underscore, std::uint32_t begin, std::uint32_t end);
  Node* look_for(Level& level, Member*& member);
  bool start_other_object(std::uint32_t begin);
  bool end_other_object(std::uint32_t after, bool empty);
  bool start_other_array(std::uint32_t begin);
  Node* place(Level& level, Span span);
  Node* place_underscore(Level& level, Span span);
  void drop_empty_items(Level& level);
  void error(const Message& message, Span span, Node* at, std::initializer_list<Argument> arguments = {});
  [[nodiscard]] Argument key_argument(const Level& level) const { return Argument::value(DataText(level.key.text())); }

  struct Place {
    std::size_t issue;
    Node* node;
  };
  const ResourceSlots& slots_ = ResourceSlots::instance();
  std::vector<Level> levels_;
  Level* level_;               // the innermost
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
  Member& member = *level.member;  // what is not direct is in the table
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
    node = level.member->first;
    if (node != nullptr && node->repeats()) error(kUnderscoreShape, span, level.node, {key_argument(level)});
  }
  if (node != nullptr) {
    if (!node->has_value() && !node->primitive()) error(kUnderscoreComplex, span, level.node, {key_argument(level)});
    return node;
  }
  node = tree_.append(*level.node, level.key);
  tree_.set_primitive(*node, true);
  if (level.in == In::underscore_array) tree_.set_repeats(*node, true);
  if (level.member->first == nullptr) level.member->first = node;
  return node;
}

bool FhirBuilder::set_resource_type(ValueKind kind, std::string_view text, Span span) {
  Node* node = level_->node;
  if (kind != ValueKind::string || text.empty()) {
    error(kResourceTypeKind, span, node);
    return true;
  }
  const Name type = scratch_.names.get(text, tree_.arena()).name;
  tree_.set_resource(*node, type);
  level_->special &= static_cast<std::uint8_t>(~kAwaitsType);
  if (node->parent() == nullptr) tree_.set_name(*node, type);
  return true;
}

bool FhirBuilder::other_leaf(ValueKind kind, std::string_view text, std::uint32_t begin, std::uint32_t end) {
  const Span span{begin, end};
  Level& level = *level_;
  if (level.in == In::document) {
    if (document_.root_type.empty()) return stop(kRootNotObject, span);
    Node* root = tree_.create(tree_.name(document_.root_type));
    tree_.set_value(*root, kind, text);
    tree_.set_span(*root, span);
    return true;
  }
  if (level.in == In::skipped) return true;
  if (level.in == In::underscore_array || (level.in == In::object && level.target == Target::underscore)) {
    error(kUnderscoreObject, span, level.node, {key_argument(level)});
    if (level.in == In::underscore_array && level.next_item != nullptr)
      level.next_item = level.next_item->next_of_same_name();
    return true;
  }
  if (level.in == In::object) {
    if (level.target == Target::resource_type) return set_resource_type(kind, text, span);
    if (level.target == Target::nothing) return true;
  }
  if (!check_nodes(begin, end)) return false;
  Node* node = place(level, span);
  tree_.set_value(*node, kind, text);
  tree_.set_span(*node, span);
  return true;
}

bool FhirBuilder::null(std::uint32_t begin) {
  const Span span{begin, begin + 4};
  Level& level = *level_;
  if (level.in == In::document) return stop(kRootNotObject, span);
  if (level.in == In::skipped || (level.in == In::object && level.target == Target::nothing)) return true;
  if (level.in == In::object) {
    error(kNull, span, level.node, {key_argument(level)});
    if (level.direct) left_no_node(level);
    return true;
  }
  if (level.merging && level.next_item != nullptr) {
    level.next_item = level.next_item->next_of_same_name();
    return true;
  }
  if (!check_nodes(span.begin, span.end)) return false;
  Node* node = tree_.append(*level.node, level.key);
  tree_.set_repeats(*node, true);
  tree_.set_primitive(*node, true);
  tree_.set_span(*node, span);
  if (level.member != nullptr && level.member->first == nullptr) level.member->first = node;
  level.special |= kNulls;
  nulls_.push_back(node);
  return true;
}

// The first node of the level's key and its row in the table, as far as there are any.
Node* FhirBuilder::look_for(Level& level, Member*& member) {
  member = scratch_.members.find(number(), level.key);
  if (member != nullptr || (level.special & kTracked) != 0) return member != nullptr ? member->first : nullptr;
  bool many = false;
  Node* first = find_among_few(*level.node, level.key, many);
  if (!many) return first;
  level.special |= kTracked | kMembers;
  scratch_.members.track(number(), *level.node);
  member = scratch_.members.find(number(), level.key);
  return member != nullptr ? member->first : nullptr;
}

bool FhirBuilder::other_key(HashedName hashed, bool underscore, std::uint32_t begin, std::uint32_t end) {
  static const Name kResourceType = Name::intern("resourceType");
  static const Name kValue = Name::intern("value");
  const Span span{begin, end};
  Level& level = *level_;
  level.direct = false;
  if (level.in == In::skipped) return true;
  level.key = hashed.name;
  Member* member = nullptr;
  Node* first = level.names.is_new(hashed) ? nullptr : look_for(level, member);
  level.names.add(hashed);
  if (level.resource_slot && level.key == kResourceType && !underscore) {
    const bool again = level.node->resource();
    if (again) error(kDuplicateKey, span, level.node, {Argument::name(level.key.text())});
    level.target = again ? Target::nothing : Target::resource_type;
    level.key = {};
    return true;
  }
  if (member == nullptr && (underscore || first != nullptr || (level.special & kTracked) != 0))
    member = &add_member(level, first);
  level.member = member;
  if (member != nullptr) {
    bool& seen = underscore ? member->underscore : member->value;
    if (seen) {
      error(kDuplicateKey, span, level.node,
            {Argument::value(DataText(std::string(underscore ? "_" : "").append(level.key.text())))});
      level.target = Target::nothing;
      return true;
    }
    seen = true;
  }
  level.target = underscore ? Target::underscore : Target::value;
  level.direct = member == nullptr;
  if ((level.special & kUnderscore) != 0 && level.key == kValue)
    error(kIllegalValue, span, level.node, {Argument::name(level.node->name().text())});
  return true;
}

bool FhirBuilder::start_other_object(std::uint32_t begin) {
  const Span span{begin, begin + 1};
  Level& level = *level_;
  if (level.in == In::document) {
    Node* root = tree_.create(document_.root_type.empty() ? Name() : tree_.name(document_.root_type));
    tree_.set_span(*root, span);
    Level& opened = open_object(root);
    opened.resource_slot = true;
    opened.special = kAwaitsType;
    return true;
  }
  if (level.in == In::skipped || (level.in == In::object && level.target == Target::nothing)) {
    skip();
    return true;
  }
  if (level.in == In::object && level.target == Target::resource_type) {
    error(kResourceTypeKind, span, level.node);
    skip();
    return true;
  }
  if (!check_nodes(begin, begin + 1)) return false;
  const bool underscore =
      level.in == In::underscore_array || (level.in == In::object && level.target == Target::underscore);
  Node* node = underscore ? place_underscore(level, span) : place(level, span);
  if (!underscore && node->primitive()) error(kUnderscoreComplex, span, level.node, {key_argument(level)});
  if (!node->has_value()) tree_.set_span(*node, span);
  const bool shared = underscore || node->first_child() != nullptr;
  Level& opened = open_object(node);
  // The children of such a node are not those of this object alone.
  if (shared) opened.special |= kTracked;
  if (underscore) opened.special |= kUnderscore;
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
  std::size_t begin = nulls_.size();
  while (begin > 0 && nulls_[begin - 1]->parent() == level.node) --begin;
  for (std::size_t i = begin; i < nulls_.size(); ++i) {
    Node* node = nulls_[i];
    if (!empty(*node)) continue;
    any = true;
    if (last == nullptr || last->name() != node->name()) {
      index = 0;
      const Member* member = scratch_.members.find(number(), node->name());
      last = member != nullptr && member->first != nullptr ? member->first : level.node->child(node->name());
    }
    for (; last != nullptr && last != node; last = last->next_of_same_name()) ++index;
    error(kNullTwice, node->span(), level.node,
          {Argument::value(DataText(node->name().text())), Argument::number(index)});
  }
  nulls_.resize(begin);
  if (any) tree_.prune(*level.node, empty);
}

bool FhirBuilder::end_other_object(std::uint32_t after, bool empty) {
  Level& level = *level_;
  if (level.in != In::skipped) {
    Node* node = level.node;
    if ((level.special & kUnderscore) == 0 || !node->has_value()) tree_.set_span_end(*node, after);
    if (empty) error(kEmptyObject, node->span(), node);
    if ((level.special & kNulls) != 0) drop_empty_items(level);
    if (level.resource_slot && !node->resource() && node->parent() != nullptr)
      error(kNoResourceType, node->span(), node);
    if ((level.special & kMembers) != 0) scratch_.members.close(number());
  }
  --level_;
  return true;
}

bool FhirBuilder::start_other_array(std::uint32_t begin) {
  const Span span{begin, begin + 1};
  Level& level = *level_;
  if (level.in == In::document) return stop(kRootNotObject, span);
  if (level.in != In::object || level.target == Target::nothing || level.target == Target::resource_type) {
    if (level.in == In::array) error(kArrayInArray, span, level.node, {key_argument(level)});
    if (level.in == In::underscore_array) error(kUnderscoreObject, span, level.node, {key_argument(level)});
    if (level.in == In::object && level.target == Target::resource_type) error(kResourceTypeKind, span, level.node);
    if (level.in == In::underscore_array && level.next_item != nullptr)
      level.next_item = level.next_item->next_of_same_name();
    skip();
    return true;
  }
  level.in = level.target == Target::underscore ? In::underscore_array : In::array;
  level.begin = begin;
  level.next_item = level.member->first;
  level.merging = level.next_item != nullptr;
  if (level.merging && !level.next_item->repeats()) error(kUnderscoreShape, span, level.node, {key_argument(level)});
  return true;
}

bool FhirBuilder::end_empty_array(std::uint32_t after) {
  Level& level = *level_;
  if ((level.special & kSkipped) == 0) error(kEmptyArray, {level.begin, after}, level.node, {key_argument(level)});
  return end_array(after);
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
