#include "syntax/json/writer.h"

#include "syntax/json/buffer.h"

#include <unordered_set>
#include <vector>

namespace schakel::syntax::json {

namespace {

struct NameHash {
  std::size_t operator()(Name name) const { return name.hash(); }
};

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
  void fhir_run(Name name, std::size_t begin, bool& any);
  void values(Name name, std::size_t begin, bool array, bool& any);
  void underscores(Name name, std::size_t begin, bool array, bool& any);
  void collect(const Node* first, bool contiguous);

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
    out_.put(underscore ? "\"_" : "\"");
    out_.put_escaped(name.text());
    out_.put(pretty_ ? "\": " : "\":");
  }

  Buffer out_;
  std::vector<const Node*> run_;  // nodes of the member being written; a stack over the open objects
  std::size_t depth_ = 0;
  bool pretty_;
};

// The nodes of one name, from the first on, onto the stack.
void Writer::collect(const Node* first, bool contiguous) {
  run_.push_back(first);
  if (contiguous) {
    for (const Node* n = first->next(); n != nullptr && n->name() == first->name(); n = n->next()) run_.push_back(n);
  } else {
    for (const Node* n = first->next_of_same_name(); n != nullptr; n = n->next_of_same_name()) run_.push_back(n);
  }
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

void Writer::fhir_members(const Node& node, bool& any) {
  // Repeats mostly stand together. Whether a name comes again later is only asked once the object has shown that it
  // does.
  static constexpr std::size_t kFew = 16;
  Name few[kFew];
  std::size_t count = 0;
  std::unordered_set<Name, NameHash> many;
  const auto seen = [&](Name name) {
    if (!many.empty()) return !many.insert(name).second;
    for (std::size_t i = 0; i < count; ++i) {
      if (few[i] == name) return true;
    }
    if (count < kFew) {
      few[count++] = name;
    } else {
      many.insert(few, few + count);
      many.insert(name);
    }
    return false;
  };
  bool scattered = false;
  Name last;
  for (const Node* c = node.first_child(); c != nullptr && !scattered; c = c->next()) {
    if (c != node.first_child() && c->name() == last) continue;
    last = c->name();
    scattered = seen(last);
  }
  count = 0;
  many.clear();
  for (const Node* c = node.first_child(); c != nullptr;) {
    if (scattered && seen(c->name())) {
      c = c->next();
      continue;
    }
    const std::size_t begin = run_.size();
    collect(c, !scattered);
    const Node* next = scattered ? c->next() : run_.back()->next();
    fhir_run(c->name(), begin, any);
    run_.resize(begin);
    c = next;
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
