#include "app/terminology_answer.h"

#include "base/arena.h"
#include "fhir/primitives/primitives.h"
#include "syntax/json/reader.h"
#include "tree/tree.h"

#include <array>
#include <vector>

namespace schakel::app {

namespace {

std::string_view text(const Node& node, std::string_view child) {
  const Node* found = node.child(child);
  return found != nullptr && found->has_value() ? found->value().reveal() : std::string_view();
}

const Node* value_of(const Node& parameter) {
  for (const Node* c = parameter.first_child(); c != nullptr; c = c->next()) {
    if (c->name().text().substr(0, 5) == "value") return c;
  }
  return nullptr;
}

// Of a primitive its text, of a Coding `code display`.
std::string shown(const Node* value) {
  if (value == nullptr) return {};
  if (value->has_value()) return std::string(value->value().reveal());
  std::string out(text(*value, "code"));
  if (const std::string_view display = text(*value, "display"); !display.empty()) out.append("  ").append(display);
  return out;
}

const Node* parameter(const Node& of, std::string_view list, std::string_view name) {
  for (const Node* p = of.child(list); p != nullptr; p = p->next_of_same_name()) {
    if (text(*p, "name") == name) return p;
  }
  return nullptr;
}

std::string part(const Node& of, std::string_view list, std::string_view name) {
  const Node* found = parameter(of, list, name);
  return found == nullptr ? std::string() : shown(value_of(*found));
}

// Two columns.
class Lines {
 public:
  void add(std::string_view name, std::string_view value) {
    if (!value.empty()) lines_.push_back({std::string(name), std::string(value)});
  }
  [[nodiscard]] std::string text() const {
    std::size_t width = 0;
    for (const Line& l : lines_) width = std::max(width, l.name.size());
    std::string out;
    for (const Line& l : lines_) {
      out.append("  ").append(l.name).append(width - l.name.size() + 2, ' ').append(l.value);
      out += '\n';
    }
    return out;
  }

 private:
  struct Line {
    std::string name, value;
  };
  std::vector<Line> lines_;
};

std::string versioned(std::string system, const std::string& version) {
  return version.empty() ? system : system + "|" + version;
}

std::string lookup_text(const Node& root) {
  static constexpr std::size_t kMostShown = 20;  // children of one concept
  std::string out = part(root, "parameter", "code") + "  " + part(root, "parameter", "display") + "\n";
  Lines lines;
  lines.add("system", versioned(part(root, "parameter", "system"), part(root, "parameter", "version")));
  std::size_t children = 0;
  for (const Node* p = root.child("parameter"); p != nullptr; p = p->next_of_same_name()) {
    const std::string_view name = text(*p, "name");
    if (name == "designation") {
      const std::string language = part(*p, "part", "language");
      const std::string use = part(*p, "part", "use");
      lines.add(language.empty() ? "also called" : language,
                part(*p, "part", "value") + (use.empty() ? "" : "  (" + use + ")"));
    }
    if (name != "property") continue;
    const std::string code = part(*p, "part", "code");
    if (code == "inactive" && part(*p, "part", "value") == "false") continue;
    if (code == "child" && ++children > kMostShown) continue;
    const std::string description = part(*p, "part", "description");
    lines.add(code, part(*p, "part", "value") + (description.empty() ? "" : "  " + description));
  }
  if (children > kMostShown) lines.add("child", "... " + std::to_string(children) + " in all");
  return out + lines.text();
}

std::string validate_text(const Node& root) {
  const bool result = part(root, "parameter", "result") == "true";
  std::string out = (result ? "valid: " : "not valid: ") + part(root, "parameter", "code");
  const std::string display = part(root, "parameter", "display");
  if (!display.empty()) out += "  " + display;
  out += "\n";
  Lines lines;
  lines.add("system", versioned(part(root, "parameter", "system"), part(root, "parameter", "version")));
  lines.add("message", part(root, "parameter", "message"));
  if (part(root, "parameter", "inactive") == "true") lines.add("inactive", "true");
  return out + lines.text();
}

std::string translate_text(const Node& root) {
  std::string out;
  for (const Node* p = root.child("parameter"); p != nullptr; p = p->next_of_same_name()) {
    if (text(*p, "name") != "match") continue;
    const Node* concept_part = parameter(*p, "part", "concept");
    const Node* coding = concept_part == nullptr ? nullptr : value_of(*concept_part);
    out += part(*p, "part", "equivalence") + "  ";
    if (coding != nullptr) out += std::string(text(*coding, "system")) + "  " + shown(coding);
    const std::string comment = part(*p, "part", "comment");
    if (!comment.empty()) out += "  (" + comment + ")";
    out += "\n    by " + part(*p, "part", "source") + "\n";
  }
  return out.empty() ? part(root, "parameter", "message") + "\n" : out;
}

std::string expand_text(const Node& root) {
  const Node* expansion = root.child("expansion");
  if (expansion == nullptr) return {};
  std::string out;
  std::string_view system;
  for (const Node* c = expansion->child("contains"); c != nullptr; c = c->next_of_same_name()) {
    if (text(*c, "system") != system) {
      system = text(*c, "system");
      out.append(system).append("\n");
    }
    out.append("  ").append(text(*c, "code"));
    if (!text(*c, "display").empty()) out.append("  ").append(text(*c, "display"));
    if (text(*c, "inactive") == "true") out.append("  (inactive)");
    if (text(*c, "abstract") == "true") out.append("  (abstract)");
    out += '\n';
    for (const Node* d = c->child("designation"); d != nullptr; d = d->next_of_same_name())
      out.append("      ").append(text(*d, "language")).append("  ").append(text(*d, "value")).append("\n");
  }
  return out.append(text(*expansion, "total")).append(" codes in all\n");
}

// REQUIRES: it was written by an operation.
template <class Use>
auto with_root(std::string_view json, Use use) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  syntax::json::read(json, tree, issues);
  return use(*tree.root());
}

}  // namespace

std::string_view system_of(std::string_view name) {
  struct Short {
    std::string_view name, system;
  };
  static constexpr std::array<Short, 5> kShort{{{"snomed", "http://snomed.info/sct"},
                                                {"sct", "http://snomed.info/sct"},
                                                {"loinc", "http://loinc.org"},
                                                {"atc", "http://www.whocc.no/atc"},
                                                {"ucum", "http://unitsofmeasure.org"}}};
  for (const Short& s : kShort) {
    if (s.name == name) return s.system;
  }
  return name;
}

std::string text_of_answer(std::string_view asked, std::string_view json) {
  return with_root(json, [asked](const Node& root) {
    if (asked == "lookup") return lookup_text(root);
    if (asked == "expand") return expand_text(root);
    if (asked == "translate") return translate_text(root);
    if (asked == "subsumes") return part(root, "parameter", "outcome") + "\n";
    return validate_text(root);
  });
}

bool answers_no(std::string_view json) {
  return with_root(json, [](const Node& root) { return part(root, "parameter", "result") == "false"; });
}

}  // namespace schakel::app
