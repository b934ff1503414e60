#pragma once
// A message read for a test, with short ways to ask for what is in it.

#include "formats/hl7v2/hl7v2.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::formats::hl7v2 {

struct Read {
  explicit Read(std::string text, std::string_view charset = {}, Limits limits_given = {})
      : bytes(std::move(text)), limits(limits_given) {
    ok = format.read(bytes, {&limits, charset}, tree, issues);
  }

  // The node at `PID/PID.5/XPN.1/FN.1`, below the root; `PID.3[1]` is the second of its name.
  [[nodiscard]] const Node* node(std::string_view path) const {
    const Node* at = tree.root();
    while (at != nullptr && !path.empty()) {
      const std::size_t slash = path.find('/');
      std::string_view step = path.substr(0, slash);
      path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
      std::size_t index = 0;
      if (step.back() == ']') {
        index = static_cast<std::size_t>(step[step.size() - 2] - '0');
        step = step.substr(0, step.find('['));
      }
      at = at->child(step);
      for (; index > 0 && at != nullptr; --index) at = at->next_of_same_name();
    }
    return at;
  }
  [[nodiscard]] std::string value(std::string_view path) const {
    const Node* n = node(path);
    return n == nullptr ? "(none)" : !n->has_value() ? "(no value)" : std::string(n->value().reveal());
  }
  [[nodiscard]] std::string place(std::string_view path) const { return format.path_of(*node(path)); }
  [[nodiscard]] std::string source(std::string_view path) const {
    const Span s = node(path)->span();
    return bytes.substr(s.begin, s.end - s.begin);
  }
  [[nodiscard]] std::string answer(Format::Acknowledgement verdict) const {
    return format.acknowledge(bytes, tree, verdict, issues, "S1", "2026-03-13T17:02:05+01:00")->bytes;
  }
  // The shape of the tree without fields: `ORU_R01(MSH PATIENT_RESULT(...))`.
  [[nodiscard]] std::string shape() const { return tree.root() == nullptr ? "" : shape_of(*tree.root()); }
  [[nodiscard]] bool says(std::string_view id) const {
    for (const Issue& i : issues.all()) {
      if (i.message->id == id) return true;
    }
    return false;
  }

  static std::string shape_of(const Node& n) {
    std::string inside;
    for (const Node* c = n.first_child(); c != nullptr; c = c->next()) {
      if (c->name().text().find('.') == std::string_view::npos) inside += (inside.empty() ? "" : " ") + shape_of(*c);
    }
    return std::string(n.name().text()) + (inside.empty() ? "" : "(" + inside + ")");
  }

  std::string bytes;
  Limits limits;
  Hl7v2 format;
  Arena arena;
  Tree tree{arena};
  Issues issues;
  bool ok = false;
};

inline std::string message(std::string_view type, std::string_view rest, std::string_view charset = "",
                           std::string_view version = "2.4") {
  return std::string("MSH|^~\\&|APP|FAC|||20260313170205||")
      .append(type)
      .append("|M1|P|")
      .append(version)
      .append("||||||")
      .append(charset)
      .append("\r")
      .append(rest);
}

}  // namespace schakel::formats::hl7v2
