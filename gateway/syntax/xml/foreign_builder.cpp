// Any XML (KMEHR, CDA ...) -> tree in the shape `foreign`.

#include "syntax/xml/builders.h"

#include <algorithm>

namespace schakel::syntax::xml {

namespace {

constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

struct Level {
  Node* node;
  std::size_t text_begin;  // where its pending text starts in the buffer
  Span text_place = {};    // place of that text
  bool has_elements = false;
  bool has_words = false;  // text other than white space was seen
};

class ForeignBuilder final : public Builder {
 public:
  ForeignBuilder(std::string_view document, const Limits& limits, Tree& tree, Issues& issues,
                 std::span<const Namespace> namespaces)
      : Builder(document, limits, tree, issues), namespaces_(namespaces) {}

  bool start(const QName& name, std::span<const Attribute> attributes, Span tag, std::size_t own) override;
  bool end(std::uint32_t after) override;
  void text(std::string_view run, Span place, bool) override {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (text_.size() == level.text_begin) level.text_place.begin = place.begin;
    level.text_place.end = place.end;
    if (!level.has_words) level.has_words = !is_white(run);
    text_.append(run);
  }
  void processing_instruction(Span) override {}
  bool finish() override { return true; }

 private:
  Name name_in(const QName& name, Span tag, bool attribute);
  bool flush(Level& level);

  std::span<const Namespace> namespaces_;
  std::vector<Level> levels_;
  std::string text_;  // pending text of all open elements, one after the other
};

Name ForeignBuilder::name_in(const QName& name, Span tag, bool attribute) {
  std::string_view prefix;
  if (name.uri == kXmlNamespace) {
    prefix = "xml";
  } else if (name.uri == kSchemaInstance) {
    prefix = "xsi";
  } else if (!(attribute && name.uri.empty())) {
    const auto listed =
        std::find_if(namespaces_.begin(), namespaces_.end(), [&](const Namespace& n) { return n.uri == name.uri; });
    if (listed != namespaces_.end()) {
      prefix = listed->prefix;
    } else if (!namespaces_.empty() && !attribute) {
      issues_.add(Severity::warning, IssueType::structure, kForeignNamespace, {Argument::value(DataText(name.local))})
          .span = tag;
    }
  }
  if (prefix.empty()) return this->name(name.local);
  return this->name(std::string(prefix).append(":").append(name.local));
}

// Text before, between and after child elements becomes a child of its own; white space is taken out again at the end
// if there were no words.
bool ForeignBuilder::flush(Level& level) {
  const std::string_view run = std::string_view(text_).substr(level.text_begin);
  if (run.empty()) return true;
  Node* node = append(level.node, {}, level.text_place);
  if (node == nullptr) return false;
  tree_.set_value(*node, ValueKind::string, tree_.keep(run));
  text_.resize(level.text_begin);
  return true;
}

bool ForeignBuilder::start(const QName& name, std::span<const Attribute> attributes, Span tag, std::size_t) {
  Node* parent = nullptr;
  if (levels_.empty()) {
    const bool listed = namespaces_.empty() || std::any_of(namespaces_.begin(), namespaces_.end(),
                                                           [&](const Namespace& n) { return n.uri == name.uri; });
    if (!listed) return stop(kRootNamespace, tag, {Argument::name(namespaces_.front().uri)});
  } else {
    Level& level = levels_.back();
    level.has_elements = true;
    parent = level.node;
    if (!flush(level)) return false;
  }
  Node* before = parent == nullptr ? nullptr : parent->last_child();
  Node* node = append(parent, name_in(name, tag, false), tag);
  if (node == nullptr) return false;
  if (before != nullptr && before->name() == node->name() && !before->attribute()) {
    tree_.set_repeats(*before, true);
    tree_.set_repeats(*node, true);
  }
  for (const Attribute& a : attributes) {
    Node* child = append(node, name_in(a.name, tag, true), tag);
    if (child == nullptr) return false;
    tree_.set_attribute(*child, true);
    tree_.set_value(*child, ValueKind::string, tree_.keep(a.value));
  }
  levels_.push_back({node, text_.size()});
  return true;
}

bool ForeignBuilder::end(std::uint32_t) {
  Level& level = levels_.back();
  if (level.has_elements) {
    if (!flush(level)) return false;
    if (!level.has_words) {
      tree_.prune(*level.node, [](const Node& n) { return n.name().empty(); });
    }
  } else {
    const std::string_view all = std::string_view(text_).substr(level.text_begin);
    if (!all.empty()) tree_.set_value(*level.node, ValueKind::string, tree_.keep(all));
    text_.resize(level.text_begin);
  }
  levels_.pop_back();
  return true;
}

}  // namespace

bool read_foreign(std::string_view document, const Limits& limits, Tree& tree, Issues& issues,
                  std::span<const Namespace> namespaces) {
  ForeignBuilder builder(document, limits, tree, issues, namespaces);
  return parse(document, limits, issues, builder);
}

bool read(std::string_view document, Tree& tree, Issues& issues, const ReadOptions& options) {
  static constexpr Limits kDefaults;
  const Limits& limits = options.limits != nullptr ? *options.limits : kDefaults;
  tree.set_source(document);
  if (options.shape == Shape::fhir) return read_fhir(document, limits, tree, issues, options.fhir_namespace);
  return read_foreign(document, limits, tree, issues, options.namespaces);
}

}  // namespace schakel::syntax::xml
