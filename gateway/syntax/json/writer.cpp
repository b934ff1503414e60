#include "syntax/json/writer.h"

#include "syntax/json/buffer.h"

#include <algorithm>
#include <map>
#include <vector>

namespace schakel::syntax::json {

namespace {

// A FHIR primitive: its value goes into `name`, what is below it into `_name`.
bool is_primitive(const Node& node) {
  if (node.has_value() || node.primitive()) return true;
  const std::string_view type = node.type().text();
  return !type.empty() && type[0] >= 'a' &&
         type[0] <= 'z';  // names of primitive types are in lower case, others are not
}

class Writer {
 public:
  Writer(std::string& out, bool pretty) : out_(out), pretty_(pretty) {}

  void value(const Node& node) {
    switch (node.kind()) {
      case ValueKind::string:
      case ValueKind::xhtml: string(node.value().reveal()); return;
      case ValueKind::number:
      case ValueKind::boolean:
      case ValueKind::null: out_.put(node.value().reveal()); return;
      case ValueKind::none:
      case ValueKind::list: return;
    }
  }
  void string(std::string_view text) {
    out_.put('"');
    out_.put_escaped(text);
    out_.put('"');
  }

  void fhir_object(const Node& node);
  void plain(const Node& node);

 private:
  void fhir_members(const Node& node, bool& any);
  void fhir_scattered(const Node& node, bool& any);
  bool fhir_simple(const Node*& at, bool& any);
  void fhir_run(Name name, std::size_t begin, bool& any);
  void values(Name name, std::size_t begin, bool array, bool& any);
  void underscores(Name name, std::size_t begin, bool array, bool& any);
  void collect(const Node* first);

  void open(char bracket) {
    out_.put(bracket);
    ++depth_;
  }
  void close(char bracket, bool any) {
    --depth_;
    if (any && pretty_) new_line();
    out_.put(bracket);
  }
  void item(bool& any) {
    if (any) out_.put(',');
    any = true;
    if (pretty_) new_line();
  }
  void new_line() {
    out_.put('\n');
    out_.fill(depth_ * 2, ' ');
  }
  void key(Name name, bool underscore, bool& any) {
    item(any);
    out_.put_key(name.text(), underscore, pretty_);
  }

  Buffer out_;
  std::vector<const Node*> run_;  // nodes of the member being written; a stack over the open objects
  std::size_t depth_ = 0;
  bool pretty_;
};

// The nodes of one name that follow each other, from the first on, onto the stack.
void Writer::collect(const Node* first) {
  for (const Node* n = first; n != nullptr && n->name() == first->name(); n = n->next()) run_.push_back(n);
}

void Writer::values(Name name, std::size_t begin, bool array, bool& any) {
  key(name, false, any);
  if (!array) {
    value(*run_[begin]);
    return;
  }
  open('[');
  bool some = false;
  for (std::size_t i = begin, end = run_.size(); i < end; ++i) {
    item(some);
    if (run_[i]->has_value()) {
      value(*run_[i]);
    } else {
      out_.put("null");
    }
  }
  close(']', some);
}

void Writer::underscores(Name name, std::size_t begin, bool array, bool& any) {
  key(name, true, any);
  if (!array) {
    fhir_object(*run_[begin]);
    return;
  }
  open('[');
  bool some = false;
  for (std::size_t i = begin, end = run_.size(); i < end; ++i) {
    item(some);
    if (run_[i]->first_child() != nullptr) {
      fhir_object(*run_[i]);
    } else {
      out_.put("null");
    }
  }
  close(']', some);
}

// The member of one name: `name`, `_name` or both.
void Writer::fhir_run(Name name, std::size_t begin, bool& any) {
  const std::size_t end = run_.size();
  const bool array = run_[begin]->repeats() || end - begin > 1;
  bool primitive = false;
  bool has_values = false;
  bool has_children = false;
  for (std::size_t i = begin; i < end; ++i) {
    primitive = primitive || is_primitive(*run_[i]);
    has_values = has_values || run_[i]->has_value();
    has_children = has_children || run_[i]->first_child() != nullptr;
  }
  if (primitive) {
    if (has_values) values(name, begin, array, any);
    if (has_children) underscores(name, begin, array, any);
    return;
  }
  key(name, false, any);
  if (!array) {
    fhir_object(*run_[begin]);
    return;
  }
  open('[');
  bool some = false;
  for (std::size_t i = begin; i < end; ++i) {
    item(some);
    fhir_object(*run_[i]);
  }
  close(']', some);
}

// Whether a name comes again after another one; true as well for so many names that it is quicker not to ask.
bool scattered(const Node& node) {
  static constexpr std::size_t kMany = 48;
  std::size_t count = 0;
  std::uint64_t hashes = 0;
  Name last;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    const Name name = c->name();
    if (name == last && c != node.first_child()) continue;
    last = name;
    if (++count > kMany) return true;
    const std::uint64_t bit = std::uint64_t{1} << (name.hash() & 63U);
    if ((hashes & bit) != 0) {
      for (const Node* before = node.first_child(); before != c; before = before->next()) {
        if (before->name() == name) return true;
      }
    }
    hashes |= bit;
  }
  return false;
}

// A run of nodes that are either all values without children or all without value and no primitives, by far the most;
// `at` gets the node behind it. False: it is another one, nothing was written.
bool Writer::fhir_simple(const Node*& at, bool& any) {
  const Node& first = *at;
  const Name name = first.name();
  const bool values = first.has_value();
  const Node* end = &first;
  for (; end != nullptr && end->name() == name; end = end->next()) {
    if (end->has_value() != values || (values ? end->first_child() != nullptr : is_primitive(*end))) return false;
  }
  at = end;
  key(name, false, any);
  const auto one = [&](const Node& node) { values ? value(node) : fhir_object(node); };
  if (!first.repeats() && first.next() == end) {
    one(first);
    return true;
  }
  open('[');
  bool some = false;
  for (const Node* n = &first; n != end; n = n->next()) {
    item(some);
    one(*n);
  }
  close(']', some);
  return true;
}

void Writer::fhir_members(const Node& node, bool& any) {
  // Repeats mostly stand together.
  if (scattered(node)) return fhir_scattered(node, any);
  for (const Node* c = node.first_child(); c != nullptr;) {
    if (fhir_simple(c, any)) continue;
    const std::size_t begin = run_.size();
    collect(c);
    const Node* next = run_.back()->next();
    fhir_run(c->name(), begin, any);
    run_.resize(begin);
    c = next;
  }
}

// Each member where its first node stands. Names are told apart in order of their text, so that none that a sender
// chooses make it slow.
void Writer::fhir_scattered(const Node& node, bool& any) {
  struct Place {
    std::size_t member;
    const Node* node;
  };
  std::map<std::string_view, std::size_t> members;
  std::vector<Place> places;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    const auto [entry, added] = members.emplace(c->name().text(), members.size());
    places.push_back({entry->second, c});
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.member < b.member; });
  const std::size_t begin = run_.size();
  for (std::size_t i = 0; i < places.size();) {
    const std::size_t member = places[i].member;
    for (; i < places.size() && places[i].member == member; ++i) run_.push_back(places[i].node);
    fhir_run(run_[begin]->name(), begin, any);
    run_.resize(begin);
  }
}

void Writer::fhir_object(const Node& node) {
  open('{');
  bool any = false;
  if (node.resource()) {
    item(any);
    out_.put(pretty_ ? "\"resourceType\": " : "\"resourceType\":");
    string(node.type().text());
  }
  fhir_members(node, any);
  close('}', any);
}

void Writer::plain(const Node& node) {
  if (node.has_value()) {
    value(node);
    return;
  }
  const bool list = node.kind() == ValueKind::list;
  open(list ? '[' : '{');
  bool any = false;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (list) {
      item(any);
    } else {
      key(c->name(), false, any);
    }
    plain(*c);
  }
  close(list ? ']' : '}', any);
}

}  // namespace

void write(const Node& node, std::string& out, const WriteOptions& options) {
  Writer writer(out, options.pretty);
  if (options.shape == Shape::plain) {
    writer.plain(node);
  } else if (node.has_value()) {
    writer.value(node);
  } else {
    writer.fhir_object(node);
  }
}

}  // namespace schakel::syntax::json
