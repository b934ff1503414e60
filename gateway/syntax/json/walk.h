#pragma once
// Internal to syntax/json: walks over the structure of a document and tells a builder (fhir_builder.cpp,
// plain_builder.cpp) what is there. No recursion: a document's depth costs a byte a level.
//
// Where the walk stands (`at`, a place in the structure) and the text are handed from function to function, so that
// they stay in registers; a function that stops gives null. The text ends with a zero byte, which no place of the
// structure expects: nothing asks for the end of the document until something is wrong.

#include "syntax/json/document.h"
#include "syntax/json/tokens.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace schakel::syntax::json {

template <class B>
class Walk {
 public:
  Walk(const Document& document, Scratch& scratch)
      : d_(document), scratch_(scratch), text_(document.text), builder_(document, scratch) {}

  // True: there is a tree.
  bool run() {
    const Structure& structure = scratch_.structure;
    scratch_.structure.index(text_, size());
    end_ = structure.end();
    if (structure.fault().message != nullptr) text_[*end_] = '\0';
    most_open_ = std::min(d_.limits->depth, size());
    if (scratch_.open.size() <= most_open_) scratch_.open.resize(most_open_ + 1);
    backslash_ = next_backslash(0);
    if (structure.begin() == end_) return fail(kEmpty, size()) != nullptr;
    const Place at = root(structure.begin(), text_);
    if (at == nullptr) return false;
    if (at != end_ || structure.fault().message != nullptr) return fail(kAfterRoot, *at) != nullptr;
    return builder_.finish();
  }

 private:
  using Place = const std::uint32_t*;
  using Offset = std::uint32_t;

  [[nodiscard]] std::size_t size() const { return d_.received.size(); }

  // Null, and the builder is told.
  [[gnu::noinline, gnu::cold]] Place fail(const Message& expected, std::size_t at);
  [[gnu::noinline, gnu::cold]] Place too_deep(Offset at);

  // The first backslash from there on, the size of the text if there is none. Strings before it need no decoding.
  [[nodiscard]] std::size_t next_backslash(std::size_t from) const {
    const void* found = std::memchr(text_ + from, '\\', size() - from);
    return found == nullptr ? size() : static_cast<std::size_t>(static_cast<const char*>(found) - text_);
  }

  // The closing quote of the string before the place `next`: the last character before it that is no white space.
  static Offset closing_quote(Offset next, const char* text) {
    Offset close = next - 1;
    if (text[close] == '"') [[likely]]
      return close;
    while (text[close] == ' ' || text[close] == '\n' || text[close] == '\r' || text[close] == '\t') --close;
    return close;
  }

  // What is between the quotes; the data is null when it must not stand there.
  std::string_view decode(std::size_t open, std::size_t close);

  // One value after the other, until the root is complete; gives the place behind it. `open` is the innermost open
  // bracket; below the outermost one stands a zero.
  Place root(Place at, char* const text) {
    char* open = scratch_.open.data();
    char* const deepest = open + most_open_;
    *open = '\0';
  value:
    switch (text[*at]) {
      case '"': at = string(at, text); break;
      case '{':
        if (open == deepest) [[unlikely]]
          return too_deep(*at);
        if (!builder_.start_object(*at)) [[unlikely]]
          return nullptr;
        if (text[*++at] != '}') [[likely]] {
          *++open = '{';
          goto member;
        }
        at = builder_.end_empty_object(*at + 1) ? at + 1 : nullptr;
        break;
      case '[':
        if (open == deepest) [[unlikely]]
          return too_deep(*at);
        if (!builder_.start_array(*at)) [[unlikely]]
          return nullptr;
        if (text[*++at] != ']') [[likely]] {
          *++open = '[';
          goto value;
        }
        at = builder_.end_empty_array(*at + 1) ? at + 1 : nullptr;
        break;
      default: at = other(at, *open); break;
    }
    if (at == nullptr) [[unlikely]]
      return nullptr;
  after:
    if (*open == '{') {
    after_member:
      if (text[*at] == ',') {
        ++at;
      member:
        at = key(at, text);
        if (at == nullptr) [[unlikely]]
          return nullptr;
        if (text[*at] != '"') goto value;
        at = string(at, text);
        if (at == nullptr) [[unlikely]]
          return nullptr;
        goto after_member;
      }
      if (text[*at] != '}') [[unlikely]]
        return fail(kCommaOrBraceExpected, *at);
      if (!builder_.end_object(*at + 1)) [[unlikely]]
        return nullptr;
    } else if (*open == '[') {
      if (text[*at] == ',') {
        ++at;
        goto value;
      }
      if (text[*at] != ']') [[unlikely]]
        return fail(kCommaOrBracketExpected, *at);
      if (!builder_.end_array(*at + 1)) [[unlikely]]
        return nullptr;
    } else {
      return at;
    }
    ++at;
    --open;
    goto after;
  }

  // The name and the colon.
  [[gnu::always_inline]] inline Place key(Place at, char* const text) {
    const Offset open = at[0];
    if (text[open] != '"') [[unlikely]]
      return fail(kNameExpected, open);
    const Offset close = closing_quote(at[1], text);
    // Names that are known hold no backslash, so a hit needs no decoding.
    const HashedName found = scratch_.names.find_padded({text + open + 1, close - open - 1});
    const bool underscore = B::kUnderscores && text[open + 1] == '_';
    if (!found.name || underscore) [[unlikely]]
      return other_key(at, close);
    if (!builder_.key(found, false, open, close + 1)) [[unlikely]]
      return nullptr;
    if (text[at[1]] != ':') [[unlikely]]
      return fail(kColonExpected, at[1]);
    return at + 2;
  }
  [[gnu::noinline]] Place other_key(Place at, Offset close);

  [[gnu::always_inline]] inline Place string(Place at, char* const text) {
    const Offset open = at[0];
    const Offset close = closing_quote(at[1], text);
    if (backslash_ <= close) [[unlikely]]
      return escaped_string(at, close);
    const std::string_view raw{text + open + 1, close - open - 1};
    return builder_.leaf(ValueKind::string, raw, open, close + 1) ? at + 1 : nullptr;
  }
  [[gnu::noinline]] Place escaped_string(Place at, Offset close);

  // Numbers and words in the bracket `open`.
  [[gnu::noinline]] Place other(Place at, char open);
  bool word(Place at, std::string_view expected, char open);
  // Behind a word or number stands white space, an operator or the end.
  bool ends(std::size_t place, char open);

  const Document& d_;
  Scratch& scratch_;
  char* const text_;
  B builder_;
  Place end_ = nullptr;
  std::size_t backslash_ = 0;  // the first one that was not passed yet
  std::size_t most_open_ = 0;
};

}  // namespace schakel::syntax::json

#include "syntax/json/walk_rare.h"
