#pragma once
// Internal to syntax/xml: expat, hardened, behind events of our own. Whoever builds a tree derives from Builder.

#include "base/limits.h"
#include "syntax/name_cache.h"
#include "syntax/xml/messages.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schakel::syntax::xml {

struct QName {
  std::string_view uri;
  std::string_view local;
  std::string_view prefix;  // as in the document
};

struct Attribute {
  QName name;
  std::string_view value;
};

// A namespace declaration that is in force; an empty prefix is the default namespace.
struct Declaration {
  std::string prefix;
  std::string uri;
};

// Views given to a builder live as long as the call.
class Builder {
 public:
  Builder(std::string_view document, const Limits& limits, Tree& tree, Issues& issues)
      : document_(document), limits_(limits), tree_(tree), issues_(issues) {}
  virtual ~Builder() = default;

  // False: the builder has said why it stops. `tag` is the start tag. `own`: how many of the declarations in force, the
  // last ones, stand in this tag.
  virtual bool start(const QName& name, std::span<const Attribute> attributes, Span tag, std::size_t own) = 0;
  virtual bool end(std::uint32_t after) = 0;  // `after`: the byte behind the end tag
  virtual void text(std::string_view run, Span place, bool cdata) = 0;
  virtual void processing_instruction(Span place) = 0;
  virtual void declared_encoding(std::string_view) {}
  virtual bool finish() = 0;

  // Filled by the parser.
  std::vector<Declaration> declarations;
  std::string encoding = "UTF-8";  // name for ICU

 protected:
  bool stop(const Message& message, Span span, std::initializer_list<Argument> arguments = {}) {
    issues_.add(Severity::fatal, IssueType::invalid, message, arguments).span = span;
    return false;
  }
  // Null (and said why) when there are too many.
  Node* append(Node* parent, Name name, Span span) {
    if (tree_.size() >= limits_.nodes) {
      stop(kTooManyNodes, span, {Argument::number(limits_.nodes)});
      return nullptr;
    }
    Node* node = parent == nullptr ? tree_.create(name) : tree_.append(*parent, name);
    tree_.set_span(*node, span);
    return node;
  }
  Name name(std::string_view text);

  std::string_view document_;
  const Limits& limits_;
  Tree& tree_;
  Issues& issues_;
};

// Feeds the document to the builder. True: it was well-formed and the builder took it.
bool parse(std::string_view document, const Limits& limits, Issues& issues, Builder& builder);

// The document is one well-formed element of that name and namespace (a narrative before it is written).
bool is_well_formed(std::string_view document, std::string_view uri, std::string_view local);

inline constexpr std::string_view kXhtml = "http://www.w3.org/1999/xhtml";
inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view kFhir = "http://hl7.org/fhir";

inline bool is_white(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace schakel::syntax::xml
