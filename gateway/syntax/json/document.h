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

// One document on its way. `text` is a copy that strings are decoded in, of the same size; a byte order mark is blank
// there.
struct Document {
  std::string_view received;
  char* text = nullptr;  // kPadding zero bytes after it
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
  std::vector<char> open;  // brackets, see Walk
};

// What builders share.
class Builder {
 public:
  Builder(const Document& document, Scratch& scratch)
      : document_(document), scratch_(scratch), tree_(*document.tree), node_limit_(document.limits->nodes) {}

  [[gnu::noinline, gnu::cold]] bool stop(const Message& message, Span span,
                                         std::initializer_list<Argument> arguments = {}) {
    document_.issues->add(Severity::fatal, IssueType::invalid, message, arguments).span = span;
    return false;
  }

 protected:
  bool check_nodes(std::uint32_t begin, std::uint32_t end) {
    if (tree_.size() < node_limit_) [[likely]]
      return true;
    return stop(kTooManyNodes, {begin, end}, {Argument::number(node_limit_)});
  }

  const Document& document_;
  Scratch& scratch_;
  Tree& tree_;
  std::size_t node_limit_;
};

bool parse_fhir(const Document& document, Scratch& scratch);
bool parse_plain(const Document& document, Scratch& scratch);

}  // namespace schakel::syntax::json
