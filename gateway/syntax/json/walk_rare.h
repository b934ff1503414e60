#pragma once
// The seldom taken ways of a walk (walk.h): names that are not known, escapes, numbers and words, refusals.

#include "syntax/json/walk.h"

namespace schakel::syntax::json {

template <class B>
typename Walk<B>::Place Walk<B>::fail(const Message& expected, std::size_t at) {
  const Structure::Fault& fault = scratch_.structure.fault();
  const bool cut = at >= *end_ && fault.message != nullptr;
  const std::string_view text = d_.received;
  const std::size_t place = std::min(cut ? fault.at : at, text.size());
  const Message& message = cut ? *fault.message : meant(expected, text, place);
  const bool byte = &message == &kInvalidUtf8;
  const Argument what =
      byte ? Argument::name("0x" + hex4(static_cast<unsigned char>(text[place])).substr(2)) : what_stands(text, place);
  const std::size_t behind = std::min(place + 1, text.size());
  builder_.stop(message, {static_cast<Offset>(place), static_cast<Offset>(behind)}, {what});
  return nullptr;
}

template <class B>
typename Walk<B>::Place Walk<B>::too_deep(Offset at) {
  builder_.stop(kTooDeep, {at, at + 1}, {Argument::number(d_.limits->depth)});
  return nullptr;
}

template <class B>
std::string_view Walk<B>::decode(std::size_t open, std::size_t close) {
  const std::string_view raw{text_ + open + 1, close - open - 1};
  const bool escaped = has_escape(raw.data(), text_ + close);
  if (backslash_ <= close) backslash_ = next_backslash(close);
  if (!escaped) return raw;
  std::size_t size = 0;
  const TokenFault fault = decode_string(d_.received.data(), text_, open + 1, close, size);
  if (fault.message == nullptr) return raw.substr(0, size);
  fail(*fault.message, fault.at);
  return {};
}

template <class B>
typename Walk<B>::Place Walk<B>::other_key(Place at, Offset close) {
  const std::string_view name = decode(at[0], close);
  if (name.data() == nullptr) return nullptr;
  const bool underscore = B::kUnderscores && name.size() > 1 && name[0] == '_';
  const HashedName found = scratch_.names.get(underscore ? name.substr(1) : name, d_.tree->arena());
  if (!builder_.key(found, underscore, at[0], close + 1)) return nullptr;
  return text_[at[1]] == ':' ? at + 2 : fail(kColonExpected, at[1]);
}

template <class B>
typename Walk<B>::Place Walk<B>::escaped_string(Place at, Offset close) {
  const std::string_view decoded = decode(at[0], close);
  if (decoded.data() == nullptr) return nullptr;
  return builder_.leaf(ValueKind::string, decoded, at[0], close + 1) ? at + 1 : nullptr;
}

template <class B>
typename Walk<B>::Place Walk<B>::other(Place at, char open) {
  const Offset place = *at;
  switch (text_[place]) {
    case 't':
      return word(at, "true", open) && builder_.leaf(ValueKind::boolean, "true", place, place + 4) ? at + 1 : nullptr;
    case 'f':
      return word(at, "false", open) && builder_.leaf(ValueKind::boolean, "false", place, place + 5) ? at + 1 : nullptr;
    case 'n': return word(at, "null", open) && builder_.null(place) ? at + 1 : nullptr;
    default: break;
  }
  std::size_t end = place;
  const TokenFault fault = scan_number(text_, place, end);
  if (fault.message != nullptr) return fail(*fault.message, fault.at);
  const std::string_view token{text_ + place, end - place};
  return ends(end, open) && builder_.leaf(ValueKind::number, token, place, static_cast<Offset>(end)) ? at + 1 : nullptr;
}

template <class B>
bool Walk<B>::word(Place at, std::string_view expected, char open) {
  if (std::string_view(text_ + *at, expected.size()) == expected) return ends(*at + expected.size(), open);
  return fail(kValueExpected, *at) != nullptr;
}

template <class B>
bool Walk<B>::ends(std::size_t place, char open) {
  const char c = text_[place];
  const bool good =
      c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || place >= *end_;
  if (good) [[likely]]
    return true;
  const Message& expected = open == '{' ? kCommaOrBraceExpected : open == '[' ? kCommaOrBracketExpected : kAfterRoot;
  return fail(expected, place) != nullptr;
}

}  // namespace schakel::syntax::json
