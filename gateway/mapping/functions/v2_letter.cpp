// v2Letter(): the text of a letter that comes as OBX segments, its lines, repetitions and units in order. Where they
// have several names (OBX-3: history, conclusion ...), each name stands above what is under it, with an empty line
// before it.

#include "mapping/functions/v2_nodes.h"

#include <algorithm>

namespace schakel::mapping {

namespace {

std::string_view heading_of(const Node& obx) {
  const Node* name = obx.child("OBX.3");
  for (const char* part : {"CWE.2", "CWE.5", "CWE.9", "CWE.1", "CWE.4"}) {
    if (const std::string_view text = child_text(name, part); !text.empty()) return text;
  }
  return {};
}

void append_words(const Node& node, std::string& to) {
  if (node.has_value()) {
    const std::string_view text = content(node.value().reveal());
    if (!to.empty() && !text.empty()) to += ' ';
    to += text;
  }
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) append_words(*c, to);
}

// Of a code its words, else all that the value says.
std::string words_of(const Node& value) {
  for (const char* words : {"CE.9", "CWE.9", "CNE.9", "CE.2", "CWE.2", "CNE.2", "CF.2", "CE.5", "CWE.5", "CNE.5"}) {
    if (const std::string_view text = child_text(&value, words); !text.empty()) return std::string(text);
  }
  std::string all;
  append_words(value, all);
  return all;
}

void append_values(const Node& obx, std::string& to) {
  std::string unit;
  if (const Node* u = obx.child("OBX.6")) unit = child_text(u, child_text(u, "CWE.2").empty() ? "CWE.1" : "CWE.2");
  for (const Node* v = obx.child("OBX.5"); v != nullptr; v = v->next_of_same_name()) {
    std::string line = words_of(*v);
    if (!unit.empty() && !line.empty()) line.append(1, ' ').append(unit);
    to += line;
    to += '\n';
  }
}

}  // namespace

bool v2_letter(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& error) {
  std::string_view first;
  bool several = false;
  for (const fhirpath::Value& value : focus) {
    const std::string_view heading = value.is_node() ? heading_of(*value.node) : std::string_view{};
    if (heading.empty()) continue;
    several = several || (!first.empty() && heading != first);
    if (first.empty()) first = heading;
  }
  std::string all;
  std::string_view last;
  for (const fhirpath::Value& value : focus) {
    if (!value.is_node() || value.node->child("OBX.5") == nullptr) continue;
    const std::string_view heading = heading_of(*value.node);
    if (several && !heading.empty() && heading != last) {
      if (!all.empty()) all += '\n';
      all.append(heading).append(1, '\n');
      last = heading;
    }
    append_values(*value.node, all);
  }
  const fhirpath::Value text = fhirpath::Value::of_string(out.scratch().copy(all));
  return v2_text({&text, 1}, {}, out, error);
}

}  // namespace schakel::mapping
