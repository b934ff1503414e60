// Any JSON document -> tree in the shape `plain`.

#include "syntax/json/parse.h"

#include <vector>

namespace schakel::syntax::json {

namespace {

class PlainBuilder final : public Handler {
 public:
  PlainBuilder(const Document& document, Scratch& scratch, rapidjson::InsituStringStream& stream)
      : Handler(document, scratch, stream) {
    scratch_.members.clear();
  }

  bool Null() { return leaf(ValueKind::null, "null", word_span(4)); }
  bool Bool(bool b) {
    return b ? leaf(ValueKind::boolean, "true", word_span(4)) : leaf(ValueKind::boolean, "false", word_span(5));
  }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return leaf(ValueKind::number, {text, size}, {here(), here() + size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    bool escaped = false;
    const Span span = string_span(size, escaped);
    if (escaped && !check_escapes({text, size}, span)) return false;
    return leaf(ValueKind::string, {text, size}, span);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    bool escaped = false;
    const Span span = string_span(size, escaped);
    if (escaped && !check_escapes({text, size}, span)) return false;
    Level& level = levels_.back();
    level.key = size == 0 ? Name::lookup({}, tree_.arena()) : name({text, size});
    SeenMember& member = scratch_.members[scratch_.members.find_or_add(level.members, level.key)];
    if (member.value) return stop(kDuplicateKeyFatal, span, {Argument::value(DataText({text, size}))});
    member.value = true;
    return true;
  }
  bool StartObject() { return open(ValueKind::none); }
  bool StartArray() { return open(ValueKind::list); }
  bool EndObject(rapidjson::SizeType) {
    scratch_.members.close(levels_.back().members);
    return close();
  }
  bool EndArray(rapidjson::SizeType) { return close(); }
  bool finish() { return true; }

 private:
  struct Level {
    Node* node;
    Name key;
    std::uint32_t members;
  };

  Node* add() { return levels_.empty() ? tree_.create({}) : tree_.append(*levels_.back().node, levels_.back().key); }
  bool leaf(ValueKind kind, std::string_view text, Span span) {
    if (!check_nodes()) return false;
    Node* node = add();
    tree_.set_value(*node, kind, text);
    tree_.set_span(*node, span);
    return true;
  }
  bool open(ValueKind kind) {
    if (levels_.size() >= document_.limits->depth) {
      return stop(kTooDeep, bracket_span(), {Argument::number(document_.limits->depth)});
    }
    if (!check_nodes()) return false;
    Node* node = add();
    if (kind == ValueKind::list) tree_.set_value(*node, kind, {});
    tree_.set_span(*node, bracket_span());
    levels_.push_back({node, {}, scratch_.members.open()});
    return true;
  }
  bool close() {
    Node* node = levels_.back().node;
    tree_.set_span(*node, {node->span().begin, here()});
    levels_.pop_back();
    return true;
  }

  std::vector<Level> levels_;
};

}  // namespace

bool parse_plain(const Document& document, Scratch& scratch) { return parse<PlainBuilder>(document, scratch); }

}  // namespace schakel::syntax::json
