#include "fhirpath/narrative.h"

#include <algorithm>
#include <array>
#include <vector>

namespace schakel::fhirpath {

namespace {

constexpr std::array<std::string_view, 62> kElements{
    "a",    "abbr",   "acronym",  "address", "b",     "bdo", "big",   "blockquote", "br",   "caption", "cite",
    "code", "col",    "colgroup", "dd",      "del",   "dfn", "div",   "dl",         "dt",   "em",      "h1",
    "h2",   "h3",     "h4",       "h5",      "h6",    "hr",  "i",     "img",        "ins",  "kbd",     "li",
    "map",  "area",   "ol",       "p",       "pre",   "q",   "samp",  "small",      "span", "strong",  "sub",
    "sup",  "table",  "tbody",    "td",      "tfoot", "th",  "thead", "tr",         "tt",   "ul",      "u",
    "s",    "strike", "var",      "center",  "font",  "bdi", "mark"};

constexpr std::array<std::string_view, 45> kAttributes{
    "abbr",        "accesskey",  "align", "alt",      "axis",    "bgcolor", "border", "cellhalign", "cellpadding",
    "cellspacing", "cellvalign", "char",  "charoff",  "charset", "cite",    "class",  "color",      "colspan",
    "compact",     "coords",     "dir",   "face",     "frame",   "headers", "height", "href",       "hreflang",
    "hspace",      "id",         "lang",  "longdesc", "name",    "nowrap",  "rel",    "rev",        "rowspan",
    "rules",       "scope",      "shape", "size",     "span",    "src",     "start",  "style",      "summary"};
constexpr std::array<std::string_view, 9> kMoreAttributes{"tabindex", "target", "title", "type",  "valign",
                                                          "value",    "vspace", "width", "usemap"};

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool check() {
    while (at_ < text_.size()) {
      if (text_[at_] != '<') {
        content_ = content_ || !blank(text_[at_]);
        ++at_;
        continue;
      }
      if (text_.substr(at_, 4) == "<!--") {
        const std::size_t close = text_.find("-->", at_ + 4);
        if (close == std::string_view::npos) return false;
        at_ = close + 3;
      } else if (!tag()) {
        return false;
      }
    }
    return content_ && open_.empty() && seen_;
  }

 private:
  static bool name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '-' ||
           c == '_' || c == '.';
  }
  std::string_view name() {
    const std::size_t from = at_;
    while (at_ < text_.size() && name_char(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }
  void skip_blank() {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
  }

  bool tag() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '/') {
      ++at_;
      const std::string_view closed = name();
      skip_blank();
      if (at_ >= text_.size() || text_[at_++] != '>' || open_.empty() || open_.back() != closed) return false;
      open_.pop_back();
      return true;
    }
    const std::string_view element = name();
    if (std::find(kElements.begin(), kElements.end(), element) == kElements.end()) return false;
    // One root, and it is a div.
    if (open_.empty() && (seen_ || element != "div")) return false;
    seen_ = true;
    if (element == "img") content_ = true;
    return attributes(element);
  }

  bool attributes(std::string_view element) {
    for (;;) {
      skip_blank();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == '>') {
        ++at_;
        open_.push_back(element);
        return true;
      }
      if (text_[at_] == '/') return ++at_ < text_.size() && text_[at_++] == '>';
      if (!attribute()) return false;
    }
  }

  bool attribute() {
    const std::string_view attribute_name = name();
    if (attribute_name.empty()) return false;
    skip_blank();
    if (at_ >= text_.size() || text_[at_++] != '=') return false;
    skip_blank();
    if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return false;
    const char quote = text_[at_++];
    const std::size_t close = text_.find(quote, at_);
    if (close == std::string_view::npos) return false;
    const std::string_view value = text_.substr(at_, close - at_);
    at_ = close + 1;
    if (attribute_name == "xmlns" || attribute_name.starts_with("xmlns:") || attribute_name.starts_with("xml:"))
      return true;
    const bool known =
        std::find(kAttributes.begin(), kAttributes.end(), attribute_name) != kAttributes.end() ||
        std::find(kMoreAttributes.begin(), kMoreAttributes.end(), attribute_name) != kMoreAttributes.end();
    const bool script =
        (attribute_name == "href" || attribute_name == "src") && value.find("script:") != std::string_view::npos;
    return known && !script;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;
  bool content_ = false;
  bool seen_ = false;
};

}  // namespace

bool is_safe_narrative(std::string_view xhtml) { return Scanner(xhtml).check(); }

}  // namespace schakel::fhirpath
