// Any JSON document -> tree in the shape `plain`.

#include "syntax/json/walk.h"

#include <vector>

namespace schakel::syntax::json {

namespace {

class PlainBuilder final : public Builder {
 public:
  static constexpr bool kUnderscores = false;

  PlainBuilder(const Document& document, Scratch& scratch) : Builder(document, scratch) { scratch_.members.clear(); }

  bool null(std::uint32_t begin) { return leaf(ValueKind::null, "null", begin, begin + 4); }
  bool leaf(ValueKind kind, std::string_view text, std::uint32_t begin, std::uint32_t end) {
    if (!check_nodes(begin, end)) return false;
    Node* node = add();
    tree_.set_value(*node, kind, text);
    tree_.set_span(*node, begin, end);
    return true;
  }
  bool key(HashedName name, bool, std::uint32_t begin, std::uint32_t end) {
    Level& level = levels_.back();
    level.key = name.name;
    if (level.tracked || !level.names.is_new(name)) [[unlikely]] {
      if (!is_new(level, name.name))
        return stop(kDuplicateKeyFatal, {begin, end}, {Argument::value(DataText(level.key.text()))});
    }
    level.names.add(name);
    return true;
  }
  bool start_object(std::uint32_t begin) { return open(ValueKind::none, begin); }
  bool start_array(std::uint32_t begin) { return open(ValueKind::list, begin); }
  bool end_object(std::uint32_t after) {
    if (levels_.back().tracked) scratch_.members.close(number());
    return close(after);
  }
  bool end_empty_object(std::uint32_t after) { return close(after); }
  bool end_array(std::uint32_t after) { return close(after); }
  bool end_empty_array(std::uint32_t after) { return close(after); }
  bool finish() { return true; }

 private:
  struct Level {
    Node* node;
    Name key;
    NameSet names;
    bool tracked;
  };

  [[nodiscard]] std::uint32_t number() const { return static_cast<std::uint32_t>(levels_.size()); }
  Node* add() { return levels_.empty() ? tree_.create({}) : tree_.append(*levels_.back().node, levels_.back().key); }
  bool is_new(Level& level, Name name) {
    if (!level.tracked) {
      bool many = false;
      if (find_among_few(*level.node, name, many) != nullptr) return false;
      if (!many) return true;
      level.tracked = true;
      scratch_.members.track(number(), *level.node);
    }
    if (scratch_.members.find(number(), name) != nullptr) return false;
    scratch_.members.add(number(), name);
    return true;
  }
  bool open(ValueKind kind, std::uint32_t begin) {
    if (!check_nodes(begin, begin + 1)) return false;
    Node* node = add();
    if (kind == ValueKind::list) tree_.set_value(*node, kind, {});
    tree_.set_span(*node, begin, begin + 1);
    Level& level = levels_.emplace_back();
    level.node = node;
    level.names.clear();
    level.tracked = false;
    return true;
  }
  bool close(std::uint32_t after) {
    tree_.set_span_end(*levels_.back().node, after);
    levels_.pop_back();
    return true;
  }

  std::vector<Level> levels_;
};

}  // namespace

bool parse_plain(const Document& document, Scratch& scratch) { return Walk<PlainBuilder>(document, scratch).run(); }

}  // namespace schakel::syntax::json
