#pragma once
// Internal to syntax/json: runs RapidJSON's in-situ SAX reader over the padded copy of a document, and what both
// builders (fhir_builder.cpp, plain_builder.cpp) need from it: places of tokens, bounds, names.

#include "base/limits.h"
#include "syntax/json/members.h"
#include "syntax/json/messages.h"
#include "syntax/name_cache.h"
#include "tree/issue.h"
#include "tree/tree.h"

#define RAPIDJSON_SSE42
#ifndef __SANITIZE_ADDRESS__
#define RAPIDJSON_ASSERT(x) static_cast<void>(0)  // they guard against wrong use of the library, not against bad input
#endif
#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include <string_view>

namespace schakel::syntax::json {

// One document on its way. `text` is rewritten while it is parsed: offsets in it are offsets in `received` less `base`.
struct Document {
  std::string_view received;
  char* text = nullptr;  // zero-terminated, kPadding readable bytes after it
  std::size_t size = 0;
  std::uint32_t base = 0;  // length of the byte order mark
  const Limits* limits = nullptr;
  Tree* tree = nullptr;
  Issues* issues = nullptr;
  std::string_view root_type;  // fhir: name of a root without resourceType
};
inline constexpr std::size_t kPadding = 64;

// What is reused from document to document.
struct Scratch {
  NameCache names;
  MemberTable members;
  rapidjson::Reader reader;
};

// What handlers share. In a handler's call the stream stands where RapidJSON keeps it: at the opening quote of a string
// or the first character of a number, after the last character of everything else.
class Handler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Handler> {
 public:
  Handler(const Document& document, Scratch& scratch, rapidjson::InsituStringStream& stream)
      : document_(document),
        scratch_(scratch),
        stream_(stream),
        tree_(*document.tree),
        node_limit_(document.limits->nodes) {}

  // The handler has said itself why it stopped.
  [[nodiscard]] bool stopped() const { return stopped_; }

 protected:
  [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(stream_.Tell()) + document_.base; }
  // From the opening to after the closing quote, for a string that was just parsed to `size` bytes.
  [[nodiscard]] Span string_span(std::size_t size, bool& escaped) const {
    const std::uint32_t begin = here();
    const std::size_t close = begin + 1 + size;
    // Decoding only shortens. Where the byte after `size` bytes is an unescaped quote, nothing was shortened.
    const std::string_view d = document_.received;
    escaped = d[close] != '"' || (size != 0 && d[close - 1] == '\\');
    return {begin, escaped ? end_of_string(begin) : static_cast<std::uint32_t>(close + 1)};
  }
  [[nodiscard]] Span word_span(std::uint32_t length) const { return {here() - length, here()}; }
  [[nodiscard]] Span bracket_span() const { return {here() - 1, here()}; }

  Name name(std::string_view text) { return scratch_.names.get_padded(text, tree_.arena()); }

  bool stop(const Message& message, Span span, std::initializer_list<Argument> arguments = {}) {
    Issue& issue = document_.issues->add(Severity::fatal, IssueType::invalid, message, arguments);
    issue.span = span;
    stopped_ = true;
    return false;
  }
  // False (and said why) when the decoded string is no Unicode text: \uDC00 without its other half.
  bool check_escapes(std::string_view decoded, Span span);
  bool check_nodes() {
    if (tree_.size() < node_limit_) return true;
    return stop(kTooManyNodes, bracket_span(), {Argument::number(node_limit_)});
  }

  const Document& document_;
  Scratch& scratch_;
  rapidjson::InsituStringStream& stream_;
  Tree& tree_;
  std::size_t node_limit_;
  bool stopped_ = false;

 private:
  [[nodiscard]] std::uint32_t end_of_string(std::uint32_t begin) const;
};

// Reports what RapidJSON found wrong, in our words. Always false.
bool report(const Document& document, rapidjson::ParseErrorCode code, std::size_t offset);

// True: there is a tree.
template <class Builder>
bool parse(const Document& document, Scratch& scratch) {
  static constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::InsituStringStream stream(document.text);
  Builder builder(document, scratch, stream);
  const rapidjson::ParseResult result = scratch.reader.Parse<kFlags>(stream, builder);
  if (builder.stopped()) return false;
  if (result.IsError()) return report(document, result.Code(), result.Offset());
  return builder.finish();
}

bool parse_fhir(const Document& document, Scratch& scratch);
bool parse_plain(const Document& document, Scratch& scratch);

}  // namespace schakel::syntax::json
