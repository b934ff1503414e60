// Any JSON document -> tree in the shape `plain`.

#include "syntax/json/walk.h"

#include <vector>

namespace schakel::syntax::json {

namespace {

class PlainBuilder final : public Builder {
 public:
  static constexpr bool kUnderscores = false;

  PlainBuilder(const Document& document, Scratch& scratch) : Builder(document, scratch) { scratch_.members.clear(); }

  bool null(Span span) { return leaf(ValueKind::null, "null", span); }
  bool leaf(ValueKind kind, std::string_view text, Span span) {
    if (!check_nodes(span)) return false;
    Node* node = add();
    tree_.set_value(*node, kind, text);
    tree_.set_span(*node, span);
    return true;
  }
  bool key(Name name, bool, Span span) {
    Level& level = levels_.back();
    level.key = name;
    SeenMember& member = scratch_.members[scratch_.members.find_or_add(level.members, name, level.hashes)];
    if (member.value) return stop(kDuplicateKeyFatal, span, {Argument::value(DataText(name.text()))});
    member.value = true;
    return true;
  }
  bool start_object(Span span) { return open(ValueKind::none, span); }
  bool start_array(Span span) { return open(ValueKind::list, span); }
  bool end_object(std::uint32_t after, bool) {
    scratch_.members.close(levels_.back().members);
    return close(after);
  }
  bool end_array(std::uint32_t after, bool) { return close(after); }
  bool finish() { return true; }

 private:
  struct Level {
    Node* node;
    Name key;
    std::uint32_t members;
    std::uint64_t hashes = 0;
  };

  Node* add() { return levels_.empty() ? tree_.create({}) : tree_.append(*levels_.back().node, levels_.back().key); }
  bool open(ValueKind kind, Span span) {
    if (!check_depth(levels_.size(), span) || !check_nodes(span)) return false;
    Node* node = add();
    if (kind == ValueKind::list) tree_.set_value(*node, kind, {});
    tree_.set_span(*node, span);
    levels_.push_back({node, {}, scratch_.members.open()});
    return true;
  }
  bool close(std::uint32_t after) {
    Node* node = levels_.back().node;
    tree_.set_span(*node, {node->span().begin, after});
    levels_.pop_back();
    return true;
  }

  std::vector<Level> levels_;
};

}  // namespace

bool parse_plain(const Document& document, Scratch& scratch) { return Walk<PlainBuilder>(document, scratch).run(); }

}  // namespace schakel::syntax::json
