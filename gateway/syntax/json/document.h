#pragma once
// Internal to syntax/json: what the walk over a document (walk.h) and the builders of both shapes share.

#include "base/limits.h"
#include "syntax/json/members.h"
#include "syntax/json/messages.h"
#include "syntax/json/structure.h"
#include "syntax/name_cache.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <string_view>
#include <vector>

namespace schakel::syntax::json {

// One document on its way. `text` is a copy that strings are decoded in; offsets in it are offsets in `received` less
// `base`.
struct Document {
  std::string_view received;
  char* text = nullptr;  // kPadding zero bytes after it
  std::size_t size = 0;
  std::uint32_t base = 0;  // length of the byte order mark
  const Limits* limits = nullptr;
  Tree* tree = nullptr;
  Issues* issues = nullptr;
  std::string_view root_type;  // fhir: name of a root without resourceType
};

// What is reused from document to document.
struct Scratch {
  Structure structure;
  NameCache names;
  MemberTable members;
  std::vector<char> open;  // brackets
};

// What builders share.
class Builder {
 public:
  Builder(const Document& document, Scratch& scratch)
      : document_(document), scratch_(scratch), tree_(*document.tree), node_limit_(document.limits->nodes) {}

  bool stop(const Message& message, Span span, std::initializer_list<Argument> arguments = {}) {
    document_.issues->add(Severity::fatal, IssueType::invalid, message, arguments).span = span;
    return false;
  }

 protected:
  bool check_nodes(Span span) {
    if (tree_.size() < node_limit_) return true;
    return stop(kTooManyNodes, span, {Argument::number(node_limit_)});
  }
  bool check_depth(std::size_t open, Span span) {
    if (open < document_.limits->depth) return true;
    return stop(kTooDeep, span, {Argument::number(document_.limits->depth)});
  }

  const Document& document_;
  Scratch& scratch_;
  Tree& tree_;
  std::size_t node_limit_;
};

bool parse_fhir(const Document& document, Scratch& scratch);
bool parse_plain(const Document& document, Scratch& scratch);

}  // namespace schakel::syntax::json
