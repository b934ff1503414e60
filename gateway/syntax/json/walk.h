#pragma once
// Internal to syntax/json: walks over the structure of a document and tells a builder (fhir_builder.cpp,
// plain_builder.cpp) what is there. No recursion: a document's depth costs a byte a level.

#include "syntax/json/document.h"
#include "syntax/json/tokens.h"

#include <algorithm>
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
    scratch_.structure.index(text_, d_.size);
    at_ = scratch_.structure.begin();
    end_ = scratch_.structure.end();
    scratch_.open.clear();
    if (at_ == end_) return fail(kEmpty, d_.size);
    next_ = Next::value;
    while (next_ != Next::after || !scratch_.open.empty()) {
      const bool good = next_ == Next::key     ? key()
                        : next_ == Next::value ? value()
                                               : (scratch_.open.back() == '{' ? after_member() : after_item());
      if (!good) return false;
    }
    if (at_ != end_ || scratch_.structure.fault().message != nullptr) return fail(kAfterRoot, *at_);
    return builder_.finish();
  }

 private:
  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
    return {static_cast<std::uint32_t>(begin) + d_.base, static_cast<std::uint32_t>(end) + d_.base};
  }

  [[nodiscard]] std::uint32_t behind(std::uint32_t place) const { return place + 1 + d_.base; }

  bool fail(const Message& expected, std::size_t at) {
    const Structure::Fault& fault = scratch_.structure.fault();
    const bool cut = at >= d_.size && fault.message != nullptr;
    const std::string_view text = d_.received.substr(d_.base);
    const std::size_t place = std::min(cut ? fault.at : at, text.size());
    const Message& message = cut ? *fault.message : meant(expected, text, place);
    const bool byte = &message == &kInvalidUtf8;
    const Argument what = byte ? Argument::name("0x" + hex4(static_cast<unsigned char>(text[place])).substr(2))
                               : what_stands(text, place);
    return builder_.stop(message, span(place, std::min(place + 1, text.size())), {what});
  }

  // The closing quote of the string that starts there: the last character before the next place of the structure.
  bool raw_string(std::size_t open, std::size_t& close) {
    std::size_t q = *at_;
    if (at_ == end_ && scratch_.structure.fault().message != nullptr) {
      // The structure was cut short behind this string, so what follows is not known.
      for (q = open + 1; text_[q] != '"';) q += text_[q] == '\\' ? 2 : 1;
      ++q;
    }
    do --q;
    while (text_[q] == ' ' || text_[q] == '\n' || text_[q] == '\r' || text_[q] == '\t');
    if (q <= open || text_[q] != '"') return fail(kQuoteExpected, open);
    close = q;
    return true;
  }

  bool decode(std::size_t open, std::size_t close, std::string_view& decoded) {
    decoded = {text_ + open + 1, close - open - 1};
    if (!has_escape(text_ + open + 1, text_ + close)) return true;
    std::size_t size = 0;
    const TokenFault fault = decode_string(d_.received.data() + d_.base, text_, open + 1, close, size);
    if (fault.message != nullptr) return fail(*fault.message, fault.at);
    decoded = {text_ + open + 1, size};
    return true;
  }

  bool key() {
    const std::size_t open = *at_;
    if (at_ == end_ || text_[open] != '"') return fail(kNameExpected, open);
    ++at_;
    std::size_t close = 0;
    if (!raw_string(open, close)) return false;
    std::string_view name{text_ + open + 1, close - open - 1};
    bool underscore = B::kUnderscores && name.size() > 1 && name[0] == '_';
    const Span place = span(open, close + 1);
    // Names that are known hold no backslash, so a hit needs no decoding.
    Name found = scratch_.names.find_padded(name.substr(underscore ? 1 : 0));
    if (!found) {
      if (!decode(open, close, name)) return false;
      underscore = B::kUnderscores && name.size() > 1 && name[0] == '_';
      found = scratch_.names.get(name.substr(underscore ? 1 : 0), d_.tree->arena());
    }
    if (!builder_.key(found, underscore, place)) return false;
    if (at_ == end_ || text_[*at_] != ':') return fail(kColonExpected, *at_);
    ++at_;
    return value();
  }

  bool value() {
    const std::uint32_t place = *at_;
    if (at_ == end_) return fail(kValueExpected, place);
    ++at_;
    next_ = Next::after;
    switch (text_[place]) {
      case '"': {
        std::size_t close = 0;
        std::string_view decoded;
        return raw_string(place, close) && decode(place, close, decoded) &&
               builder_.leaf(ValueKind::string, decoded, span(place, close + 1));
      }
      case '{': return open_object(place);
      case '[': return open_array(place);
      case 't': return word(place, "true") && builder_.leaf(ValueKind::boolean, "true", span(place, place + 4));
      case 'f': return word(place, "false") && builder_.leaf(ValueKind::boolean, "false", span(place, place + 5));
      case 'n': return word(place, "null") && builder_.null(span(place, place + 4));
      default: {
        std::size_t end = place;
        const TokenFault fault = scan_number(text_, place, end);
        if (fault.message != nullptr) return fail(*fault.message, fault.at);
        return ends(end) && builder_.leaf(ValueKind::number, {text_ + place, end - place}, span(place, end));
      }
    }
  }

  bool word(std::size_t place, std::string_view expected) {
    if (std::string_view(text_ + place, expected.size()) != expected) return fail(kValueExpected, place);
    return ends(place + expected.size());
  }

  // Behind a word or number stands white space, an operator or the end.
  bool ends(std::size_t place) {
    const char c = text_[place];
    const bool good =
        c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || place >= d_.size;
    if (good) return true;
    if (scratch_.open.empty()) return fail(kAfterRoot, place);
    return fail(scratch_.open.back() == '{' ? kCommaOrBraceExpected : kCommaOrBracketExpected, place);
  }

  bool open_object(std::uint32_t place) {
    if (!builder_.start_object(span(place, place + 1))) return false;
    if (at_ != end_ && text_[*at_] == '}') return builder_.end_object(behind(*at_++), true);
    scratch_.open.push_back('{');
    next_ = Next::key;
    return true;
  }

  bool open_array(std::uint32_t place) {
    if (!builder_.start_array(span(place, place + 1))) return false;
    if (at_ != end_ && text_[*at_] == ']') return builder_.end_array(behind(*at_++), true);
    scratch_.open.push_back('[');
    next_ = Next::value;
    return true;
  }

  bool after_member() {
    const std::uint32_t place = *at_;
    if (at_ != end_ && text_[place] == ',') {
      ++at_;
      return key();
    }
    if (at_ == end_ || text_[place] != '}') return fail(kCommaOrBraceExpected, place);
    ++at_;
    scratch_.open.pop_back();
    return builder_.end_object(behind(place), false);
  }

  bool after_item() {
    const std::uint32_t place = *at_;
    if (at_ != end_ && text_[place] == ',') {
      ++at_;
      return value();
    }
    if (at_ == end_ || text_[place] != ']') return fail(kCommaOrBracketExpected, place);
    ++at_;
    scratch_.open.pop_back();
    return builder_.end_array(behind(place), false);
  }

  const Document& d_;
  Scratch& scratch_;
  char* text_;
  B builder_;
  const std::uint32_t* at_ = nullptr;
  const std::uint32_t* end_ = nullptr;
  enum class Next : std::uint8_t { value, key, after } next_ = Next::value;
};

}  // namespace schakel::syntax::json
