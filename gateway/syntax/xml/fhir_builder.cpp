// FHIR XML -> tree in the shape `fhir`: http://hl7.org/fhir/R4/xml.html

#include "syntax/resource_slot.h"
#include "syntax/xml/builders.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace schakel::syntax::xml {

namespace {

struct Level {
  Node* node;
  bool inner = false;      // the element of a resource inside its slot: the same node again
  bool said_text = false;  // text was reported here already
};

class FhirBuilder final : public Builder {
 public:
  FhirBuilder(std::string_view document, const Limits& limits, Tree& tree, Issues& issues, std::string_view name_space)
      : Builder(document, limits, tree, issues), any_namespace_(name_space.empty()), namespace_(name_space) {}

  bool start(const QName& name, std::span<const Attribute> attributes, Span tag, std::size_t own) override;
  bool end(std::uint32_t after) override;
  void text(std::string_view run, Span place, bool cdata) override;
  void processing_instruction(Span place) override { error(kProcessingInstruction, place, nullptr); }
  void declared_encoding(std::string_view declared) override;
  bool finish() override { return true; }

 private:
  bool root(const QName& name, std::span<const Attribute> attributes, Span tag);
  bool set_attributes(Node& node, std::span<const Attribute> attributes, Span tag);
  void open_narrative(Node& node, Span tag, std::size_t own);
  void close_narrative(std::uint32_t after);
  std::string outer_declarations(std::string_view raw, std::size_t own) const;
  std::string_view utf8(std::string_view bytes);
  void error(const Message& message, Span span, const Node* at, std::initializer_list<Argument> arguments = {}) {
    Issue& issue = issues_.add(Severity::error, IssueType::structure, message, arguments);
    issue.span = span;
    if (at != nullptr) issue.expression = fhirpath_of(*at);
  }

  bool any_namespace_;
  std::string namespace_;
  std::vector<Level> levels_;
  // The narrative that is being passed over: its div, where it starts, how deep in it.
  Node* narrative_ = nullptr;
  std::uint32_t narrative_begin_ = 0;
  std::uint32_t narrative_tag_end_ = 0;
  std::size_t narrative_own_ = 0;
  std::size_t narrative_outer_ = 0;
  std::size_t narrative_depth_ = 0;
};

void FhirBuilder::declared_encoding(std::string_view declared) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  static constexpr std::string_view kUtf8 = "utf-8";
  if (std::equal(declared.begin(), declared.end(), kUtf8.begin(), kUtf8.end(), same)) return;
  Issue& issue =
      issues_.add(Severity::error, IssueType::invalid, kEncodingNotUtf8, {Argument::value(DataText(declared))});
  issue.span = {0, 0};
}

bool FhirBuilder::root(const QName& name, std::span<const Attribute> attributes, Span tag) {
  if (any_namespace_) {
    namespace_ = name.uri;
  } else if (name.uri != namespace_) {
    return stop(kRootNamespace, tag, {Argument::name(namespace_)});
  }
  Node* node = append(nullptr, this->name(name.local), tag);
  tree_.set_resource(*node, node->name());
  levels_.push_back({node});
  return set_attributes(*node, attributes, tag);
}

bool FhirBuilder::start(const QName& name, std::span<const Attribute> attributes, Span tag, std::size_t own) {
  if (narrative_ != nullptr) {
    ++narrative_depth_;
    return true;
  }
  if (levels_.empty()) return root(name, attributes, tag);
  Node* parent = levels_.back().node;
  if (name.uri == kXhtml && name.local == "div") {
    Node* div = append(parent, this->name("div"), tag);
    if (div == nullptr) return false;
    open_narrative(*div, tag, own);
    return true;
  }
  if (name.uri != namespace_) {
    error(kWrongNamespace, tag, parent, {Argument::value(DataText(name.local)), Argument::name(namespace_)});
  }
  const bool type_name = !name.local.empty() && name.local[0] >= 'A' && name.local[0] <= 'Z';
  if (type_name && !levels_.back().inner && is_resource_slot(*parent)) {
    if (parent->resource()) {
      error(kOneResource, tag, parent, {Argument::name(parent->name().text())});
    } else {
      tree_.set_resource(*parent, this->name(name.local));
    }
    levels_.push_back({parent, true});
    return set_attributes(*parent, attributes, tag);
  }
  Node* before = parent->last_child();
  Node* node = append(parent, this->name(name.local), tag);
  if (node == nullptr) return false;
  if (before != nullptr && !before->attribute() && before->name() == node->name()) {
    tree_.set_repeats(*before, true);
    tree_.set_repeats(*node, true);
  }
  levels_.push_back({node});
  return set_attributes(*node, attributes, tag);
}

bool FhirBuilder::set_attributes(Node& node, std::span<const Attribute> attributes, Span tag) {
  for (const Attribute& a : attributes) {
    if (a.name.uri.empty() && a.name.local == "value") {
      tree_.set_value(node, ValueKind::string, tree_.keep(a.value));
      continue;
    }
    // Other attributes of a logical model's own elements are elements of it; FHIR has only these two.
    const bool known = a.name.uri.empty() && (a.name.local == "id" || a.name.local == "url");
    if (!known && (!a.name.uri.empty() || namespace_ == kFhir)) {
      error(kUndefinedAttribute, tag, &node, {Argument::value(DataText(a.name.local))});
      continue;
    }
    Node* child = append(&node, name(a.name.local), tag);
    if (child == nullptr) return false;
    tree_.set_attribute(*child, true);
    tree_.set_value(*child, ValueKind::string, tree_.keep(a.value));
  }
  return true;
}

bool FhirBuilder::end(std::uint32_t after) {
  if (narrative_ != nullptr) {
    if (--narrative_depth_ == 0) close_narrative(after);
    return true;
  }
  const Level level = levels_.back();
  levels_.pop_back();
  const Node& node = *level.node;
  if (level.inner) return true;
  if (!node.has_value() && node.first_child() == nullptr && !node.resource()) {
    error(kNoContent, node.span(), &node, {Argument::value(DataText(node.name().text()))});
  }
  if (!node.resource() && is_resource_slot(node))
    error(kNoResource, node.span(), &node, {Argument::name(node.name().text())});
  return true;
}

void FhirBuilder::text(std::string_view run, Span place, bool cdata) {
  if (narrative_ != nullptr || levels_.empty()) return;
  Level& level = levels_.back();
  if (level.said_text || (is_white(run) && !cdata)) return;
  level.said_text = true;
  error(cdata ? kCdata : kText, {place.begin, place.begin + 1}, level.node);
}

void FhirBuilder::open_narrative(Node& node, Span tag, std::size_t own) {
  narrative_ = &node;
  narrative_begin_ = tag.begin;
  narrative_tag_end_ = tag.end;
  narrative_own_ = own;
  narrative_outer_ = declarations.size() - own;
  narrative_depth_ = 1;
}

// Declarations that stand further out but are needed by the div when it stands alone. They are copied when its end is
// reached, so those in force then (the div's own and its context) are the ones meant.
std::string FhirBuilder::outer_declarations(std::string_view raw, std::size_t own) const {
  std::string out;
  const std::size_t outer = std::min(narrative_outer_, declarations.size());
  const auto own_has = [&](const std::string& prefix) {
    return std::any_of(declarations.begin() + static_cast<std::ptrdiff_t>(outer),
                       declarations.begin() + static_cast<std::ptrdiff_t>(std::min(outer + own, declarations.size())),
                       [&](const Declaration& d) { return d.prefix == prefix; });
  };
  std::vector<std::string_view> done;
  for (std::size_t i = outer; i-- > 0;) {
    const Declaration& d = declarations[i];
    if (std::find(done.begin(), done.end(), d.prefix) != done.end()) continue;  // hidden by an inner one
    done.push_back(d.prefix);
    if (own_has(d.prefix)) continue;
    if (d.prefix.empty()) {
      if (d.uri == kXhtml) out.append(" xmlns=\"").append(d.uri).append("\"");
    } else if (raw.find(d.prefix + ":") != std::string_view::npos) {
      out.append(" xmlns:").append(d.prefix).append("=\"");
      append_attribute(out, d.uri);
      out += '"';
    }
  }
  return out;
}

void FhirBuilder::close_narrative(std::uint32_t after) {
  const std::string_view raw = document_.substr(narrative_begin_, after - narrative_begin_);
  std::string_view value = utf8(raw);
  const std::string missing = outer_declarations(value, narrative_own_);
  if (!missing.empty()) {
    const std::size_t name_end = value.find_first_of(" \t\r\n/>");
    value = tree_.keep(std::string(value.substr(0, name_end)).append(missing).append(value.substr(name_end)));
  } else if (value.data() == raw.data()) {
    value = tree_.keep(value);
  }
  tree_.set_value(*narrative_, ValueKind::xhtml, value);
  tree_.set_span(*narrative_, {narrative_begin_, narrative_tag_end_});
  narrative_ = nullptr;
}

std::string_view FhirBuilder::utf8(std::string_view bytes) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  static constexpr std::string_view kUtf8 = "utf-8";
  if (std::equal(encoding.begin(), encoding.end(), kUtf8.begin(), kUtf8.end(), same)) return bytes;
  std::string out;
  icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()), encoding.c_str()).toUTF8String(out);
  return tree_.keep(out);
}

}  // namespace

bool read_fhir(std::string_view document, const Limits& limits, Tree& tree, Issues& issues,
               std::string_view name_space) {
  FhirBuilder builder(document, limits, tree, issues, name_space);
  return parse(document, limits, issues, builder);
}

}  // namespace schakel::syntax::xml
