#include "validation/program.h"
#include "validation/rules/rule.h"

namespace schakel::validation {

namespace {

class Printer {
 public:
  std::string print(const Program& program) {
    out_ = "{";
    print_member(out_, "url", program.url);
    print_member(out_, "type", program.type.text());
    if (!program.problem.empty()) print_member(out_, "problem", program.problem);
    out_ += ",\"elements\":[";
    if (program.root != nullptr) element(*program.root, {}, 0);
    out_ += "\n]}\n";
    return std::move(out_);
  }

 private:
  void element(const ElementRule& e, std::string_view slicing, int depth) {
    out_ += first_ ? "\n" : ",\n";
    first_ = false;
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    out_ += '{';
    print_member(out_, "id", e.id);
    out_ += ",\"min\":" + std::to_string(e.min);
    if (e.max != fhir::Element::kUnbounded) out_ += ",\"max\":" + std::to_string(e.max);
    types(e);
    out_ += slicing;
    checks(e);
    out_ += '}';
    if (e.children == nullptr) return;
    // What a contentReference points to is printed where it stands.
    if (!e.children->groups.empty() && e.children->groups[0].element->path.substr(0, e.path.size()) != e.path) return;
    for (const Group& g : e.children->groups) group(g, depth + 1);
  }

  void group(const Group& g, int depth) {
    std::string text;
    if (g.slicing != nullptr) {
      text = ",\"slicing\":\"";
      text += g.slicing->rules == SlicingRules::closed        ? "closed"
              : g.slicing->rules == SlicingRules::open_at_end ? "openAtEnd"
                                                              : "open";
      text += g.slicing->ordered ? " ordered\"" : "\"";
    }
    element(*g.element, text, depth);
    if (g.slicing == nullptr) return;
    for (const Slice& s : g.slicing->slices) element(*s.element, matchers(s), depth + 1);
  }

  void types(const ElementRule& e) {
    if (e.types.empty()) return;
    out_ += ",\"types\":[";
    for (std::size_t t = 0; t < e.types.size(); ++t) {
      out_ += t == 0 ? "\"" : ",\"";
      out_ += e.types[t].code.text();
      for (const Link& profile : e.types[t].profiles) out_ += '(' + std::string(profile.canonical()) + ')';
      out_ += '"';
    }
    out_ += ']';
  }

  void checks(const ElementRule& e) {
    if (e.checks.empty()) return;
    out_ += ",\"checks\":[";
    for (std::size_t c = 0; c < e.checks.size(); ++c) {
      const Rule& rule = rule_table()[e.checks[c].rule];
      out_ += c == 0 ? "{" : ",{";
      print_member(out_, "rule", rule.name);
      if (rule.print != nullptr) rule.print(e.checks[c].operand, out_);
      out_ += '}';
    }
    out_ += ']';
  }

  static std::string matchers(const Slice& s) {
    std::string text = ",\"slice\":[";
    for (std::size_t i = 0; i < s.matchers.size(); ++i) {
      const Matcher& m = s.matchers[i];
      text += i == 0 ? "{" : ",{";
      static constexpr std::string_view kKinds[] = {"value", "exists", "type", "profile", "position"};
      print_member(text, "by", kKinds[static_cast<std::size_t>(m.kind)]);
      print_member(text, "path", m.text);
      if (m.absent) print_member(text, "is", "absent");
      if (!m.equals.empty()) print_member(text, "equals", m.equals);
      for (const Node* p : m.patterns)
        print_member(text, "pattern", p->has_value() ? p->value().reveal() : p->name().text());
      if (!m.value_set.empty()) print_member(text, "in", m.value_set);
      for (const Name n : m.types) print_member(text, "type", n.text());
      for (const Link& l : m.profiles) print_member(text, "profile", l.canonical());
      text += '}';
    }
    return text + (s.evaluable ? "]" : "],\"evaluable\":false");
  }

  std::string out_;
  bool first_ = true;
};

}  // namespace

std::string to_json(const Program& program) { return Printer().print(program); }

}  // namespace schakel::validation
