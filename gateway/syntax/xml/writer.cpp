#include "syntax/xml/writer.h"

#include "syntax/xml/parse.h"

namespace schakel::syntax::xml {

namespace {

Name id_name() {
  static const Name name = Name::intern("id");
  return name;
}
Name url_name() {
  static const Name name = Name::intern("url");
  return name;
}
Name div_name() {
  static const Name name = Name::intern("div");
  return name;
}

bool is_extension(const Node& node) {
  static const Name extension = Name::intern("extension");
  static const Name modifier = Name::intern("modifierExtension");
  return node.name() == extension || node.name() == modifier;
}

// Element.id and Extension.url are attributes, Resource.id is an element; known without definitions by where they
// stand.
bool is_attribute(const Node& child) {
  if (child.attribute()) return true;
  const Node* parent = child.parent();
  if (child.first_child() != nullptr || parent == nullptr || parent->resource()) return false;
  return child.name() == id_name() || (child.name() == url_name() && is_extension(*parent));
}

class Writer {
 public:
  Writer(std::string& out, Issues& issues, const WriteOptions& options)
      : out_(out), issues_(issues), options_(options) {}

  void fhir_root(const Node& node) {
    const std::string_view space = options_.name_space.empty() ? kFhir : options_.name_space;
    const std::string_view name = (node.resource() ? node.type() : node.name()).text();
    fhir_element(node, name, space, node.resource());
  }
  void foreign_root(const Node& node);

 private:
  void fhir_element(const Node& node, std::string_view name, std::string_view space, bool inside_resource);
  void fhir_child(const Node& child);
  void foreign_element(const Node& node, bool root);
  void attribute(std::string_view name, const Node& node) {
    out_.append(" ").append(name).append("=\"");
    if (!append_attribute(out_, node.value().reveal())) bad_character(node);
    out_ += '"';
  }
  void bad_character(const Node& node);
  void narrative(const Node& node);
  void new_line() {
    if (!options_.pretty) return;
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  std::string& out_;
  Issues& issues_;
  const WriteOptions& options_;
  std::size_t depth_ = 0;
};

void Writer::bad_character(const Node& node) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string code = "FFFE";
  for (const char c : node.value().reveal()) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 || c == '\t' || c == '\n' || c == '\r') continue;
    code = std::string("00") + kHex[byte >> 4] + kHex[byte & 15];
    break;
  }
  Issue& issue = issues_.add(Severity::error, IssueType::invalid, kNotXmlCharacter, {Argument::name(code)});
  issue.span = node.span();
  issue.expression = fhirpath_of(node);
}

// A narrative is written as it is, so it must be one element and nothing else: it could close its parents otherwise.
void Writer::narrative(const Node& node) {
  const std::string_view div = node.value().reveal();
  if (is_well_formed(div, kXhtml, "div")) {
    out_.append(div);
    return;
  }
  Issue& issue = issues_.add(Severity::error, IssueType::invalid, kNarrative);
  issue.span = node.span();
  issue.expression = fhirpath_of(node);
}

void Writer::fhir_child(const Node& child) {
  new_line();
  if (child.kind() == ValueKind::xhtml || (child.name() == div_name() && child.has_value())) return narrative(child);
  if (!child.resource()) return fhir_element(child, child.name().text(), {}, false);
  const std::string_view slot = child.name().text();
  out_.append("<").append(slot).append(">");
  ++depth_;
  new_line();
  // Inside a logical model a resource stays one of FHIR's.
  const bool other = !options_.name_space.empty() && options_.name_space != kFhir;
  fhir_element(child, child.type().text(), other ? kFhir : std::string_view{}, true);
  --depth_;
  new_line();
  out_.append("</").append(slot).append(">");
}

void Writer::fhir_element(const Node& node, std::string_view name, std::string_view space, bool inside_resource) {
  out_.append("<").append(name);
  if (!space.empty()) {
    out_.append(" xmlns=\"");
    append_attribute(out_, space);
    out_ += '"';
  }
  bool elements = false;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (!inside_resource && is_attribute(*c)) {
      attribute(c->name().text(), *c);
    } else {
      elements = true;
    }
  }
  if (node.has_value()) attribute("value", node);
  if (!elements) {
    out_.append("/>");
    return;
  }
  out_ += '>';
  ++depth_;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (inside_resource || !is_attribute(*c)) fhir_child(*c);
  }
  --depth_;
  new_line();
  out_.append("</").append(name).append(">");
}

void Writer::foreign_root(const Node& node) { foreign_element(node, true); }

void Writer::foreign_element(const Node& node, bool root) {
  const std::string_view name = node.name().text();
  out_.append("<").append(name);
  if (root) {
    const auto declare = [this](std::string_view prefix, std::string_view uri) {
      out_.append(prefix.empty() ? " xmlns" : " xmlns:").append(prefix).append("=\"");
      append_attribute(out_, uri);
      out_ += '"';
    };
    if (!options_.name_space.empty()) declare({}, options_.name_space);
    for (const Namespace& n : options_.namespaces) {
      if (!n.prefix.empty() && n.prefix != "xml") declare(n.prefix, n.uri);
    }
  }
  bool content = node.has_value();
  bool mixed = node.has_value();
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (c->attribute()) {
      attribute(c->name().text(), *c);
    } else {
      content = true;
      mixed = mixed || c->name().empty();
    }
  }
  if (!content) {
    out_.append("/>");
    return;
  }
  out_ += '>';
  if (node.has_value() && !append_text(out_, node.value().reveal())) bad_character(node);
  ++depth_;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (c->attribute()) continue;
    if (c->name().empty()) {
      if (!append_text(out_, c->value().reveal())) bad_character(*c);
      continue;
    }
    if (!mixed) new_line();
    foreign_element(*c, false);
  }
  --depth_;
  if (!mixed) new_line();
  out_.append("</").append(name).append(">");
}

}  // namespace

void write(const Node& node, std::string& out, Issues& issues, const WriteOptions& options) {
  if (options.declaration) out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").append(options.pretty ? "\n" : "");
  Writer writer(out, issues, options);
  if (options.shape == Shape::fhir) {
    writer.fhir_root(node);
  } else {
    writer.foreign_root(node);
  }
}

}  // namespace schakel::syntax::xml
