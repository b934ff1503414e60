#include "validation/rules/xhtml.h"

#include <algorithm>
#include <array>

namespace schakel::validation::rules {

namespace {

constexpr std::string_view kNamespace = "http://www.w3.org/1999/xhtml";
constexpr std::size_t kDeepest = 200;

constexpr std::array<std::string_view, 54> kElements{
    "p",       "br",    "div",        "h1",     "h2",      "h3",    "h4",      "h5",       "h6",   "a",     "span",
    "b",       "em",    "i",          "strong", "small",   "big",   "tt",      "dfn",      "q",    "var",   "abbr",
    "acronym", "cite",  "blockquote", "hr",     "address", "bdo",   "kbd",     "sub",      "sup",  "ul",    "ol",
    "li",      "dl",    "dt",         "dd",     "pre",     "table", "caption", "colgroup", "col",  "thead", "tr",
    "tfoot",   "tbody", "th",         "td",     "code",    "samp",  "img",     "map",      "area", "u"};

constexpr std::array<std::string_view, 20> kAnywhere{
    "title", "style", "class",  "id",   "lang",    "xml:lang", "dir",  "accesskey", "tabindex", "span",
    "width", "align", "valign", "char", "charoff", "abbr",     "axis", "headers",   "scope",    "xml:space"};
constexpr std::array<std::string_view, 2> kSpans{"rowspan", "colspan"};

struct Own {
  std::string_view element;
  std::array<std::string_view, 9> attributes;
};
constexpr std::array<Own, 9> kOwn{{
    {"a", {"href", "name", "charset", "type", "hreflang", "rel", "rev", "shape", "coords"}},
    {"img", {"src", "alt", "border", "longdesc", "height", "width", "usemap", "ismap", ""}},
    {"map", {"name", "", "", "", "", "", "", "", ""}},
    {"area", {"shape", "coords", "href", "nohref", "alt", "", "", "", ""}},
    {"table", {"summary", "width", "border", "frame", "rules", "cellspacing", "cellpadding", "", ""}},
    {"blockquote", {"cite", "", "", "", "", "", "", "", ""}},
    {"q", {"cite", "", "", "", "", "", "", "", ""}},
    {"pre", {"space", "", "", "", "", "", "", "", ""}},
    {"td", {"nowrap", "", "", "", "", "", "", "", ""}},
}};

template <class List>
bool in(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool attribute_allowed(std::string_view element, std::string_view attribute) {
  if (attribute.substr(0, 5) == "xmlns" || in(kAnywhere, attribute) || in(kSpans, attribute)) return true;
  for (const Own& own : kOwn) {
    if (own.element == element && in(own.attributes, attribute)) return true;
  }
  return false;
}

// Text-level elements, headings and the like hold no blocks, and no second one of their own kind.
constexpr std::array<std::string_view, 21> kInline{"a",    "span", "b",   "em",  "i",   "strong", "small",
                                                   "big",  "tt",   "dfn", "q",   "var", "abbr",   "acronym",
                                                   "cite", "bdo",  "kbd", "sub", "sup", "code",   "samp"};
constexpr std::array<std::string_view, 10> kTextOnly{"h1", "h2",      "h3",  "h4",      "h5",
                                                     "h6", "address", "pre", "caption", "dt"};
constexpr std::array<std::string_view, 5> kBlocks{"div", "pre", "table", "ul", "ol"};
constexpr std::array<std::string_view, 7> kNotInParagraph{"div", "blockquote", "table", "ol", "ul", "p", "pre"};
constexpr std::array<std::string_view, 4> kEmpty{"br", "img", "hr", "area"};
// They hold other elements, which hold the text.
constexpr std::array<std::string_view, 10> kNoText{"table", "thead", "tbody", "tfoot", "tr",
                                                   "ul",    "ol",    "dl",    "map",   "colgroup"};

// What may stand directly inside tables and lists, and only there.
bool child_allowed(std::string_view parent, std::string_view child) {
  const bool cell = child == "td" || child == "th";
  const bool row_group = child == "thead" || child == "tbody" || child == "tfoot";
  const bool columns = child == "col" || child == "colgroup";
  if (parent == "table") return row_group || columns || child == "tr" || child == "caption";
  if (parent == "thead" || parent == "tbody" || parent == "tfoot") return child == "tr";
  if (parent == "tr") return cell;
  if (parent == "ul" || parent == "ol") return child == "li";
  if (parent == "dl") return child == "dt" || child == "dd";
  if (parent == "colgroup") return child == "col";
  if (in(kEmpty, parent)) return false;
  return !cell && !row_group && !columns && child != "tr" && child != "li" && child != "dt" && child != "dd" &&
         child != "caption";
}

// Whether an element anywhere around it keeps the child out.
bool barred_by(std::string_view ancestor, std::string_view child) {
  if (ancestor == "p") return in(kNotInParagraph, child);
  if (in(kInline, ancestor)) return in(kBlocks, child) || (ancestor == child && child != "span");
  return in(kTextOnly, ancestor) && in(kBlocks, child);
}

// Characters of a URL (RFC 3986, and `|`, which FHIR's canonicals have); letters of any script. As written in XML: of
// the entities only `&amp;` and `&apos;` stand for such a character.
bool is_url(std::string_view text) {
  if (text.substr(0, 2) == "{{") return true;  // a place that a publishing tool fills in
  if (text.substr(0, 5) == "data:") return std::count(text.begin(), text.end(), ',') == 1;
  for (const std::string_view entity : {"&lt;", "&gt;", "&quot;"}) {
    if (text.find(entity) != std::string_view::npos) return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0x80U) != 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || std::string_view(";?:@&=+$.,/%-_~#[]!'()*|").find(c) != std::string_view::npos;
  });
}

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool name_char(char c) { return name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

class Scanner {
 public:
  Scanner(std::string_view text, XhtmlSink sink, void* context) : text_(text), sink_(sink), context_(context) {}

  XhtmlScan run() {
    skip_blanks();
    if (!at('<')) return fail("it does not start with an element");
    while (!stopped_ && i_ < text_.size()) {
      if (at('<')) {
        tag();
      } else {
        content();
      }
      if (depth_ == 0) break;
    }
    if (stopped_) return scan_;
    if (depth_ > 0) return fail("it ends before its elements are closed");
    skip_blanks();
    if (i_ != text_.size()) return fail("there is something after the div");
    return scan_;
  }

 private:
  [[nodiscard]] bool at(char c) const { return i_ < text_.size() && text_[i_] == c; }
  [[nodiscard]] bool at(std::string_view t) const { return text_.substr(i_, t.size()) == t; }
  void skip_blanks() {
    while (i_ < text_.size() && blank(text_[i_])) ++i_;
  }
  XhtmlScan fail(std::string_view why) {
    scan_.well_formed = false;
    stopped_ = true;
    sink_(context_, XhtmlFault::malformed, why, {});
    return scan_;
  }
  void say(XhtmlFault fault, std::string_view first, std::string_view second = {}) {
    if (!sink_(context_, fault, first, second)) stopped_ = true;
  }

  std::string_view name() {
    const std::size_t start = i_;
    if (i_ < text_.size() && name_start(text_[i_])) {
      while (i_ < text_.size() && name_char(text_[i_])) ++i_;
    }
    return text_.substr(start, i_ - start);
  }

  void content() {
    while (i_ < text_.size() && text_[i_] != '<' && !stopped_) {
      if (text_[i_] == '&') {
        text_found();
        entity();
        continue;
      }
      if (!blank(text_[i_])) text_found();
      ++i_;
    }
  }

  void text_found() {
    scan_.visible = true;
    if (depth_ == 0 || text_said_ == depth_) return;
    const std::string_view parent = open_[depth_ - 1];
    if (!in(kNoText, parent) && !in(kEmpty, parent)) return;
    text_said_ = depth_;
    say(XhtmlFault::structure, "text", parent);
  }

  void entity() {
    const std::size_t end = text_.find(';', i_);
    if (end == std::string_view::npos || end - i_ > 12 || end == i_ + 1) {
      fail("an & that starts no entity");
      return;
    }
    const std::string_view which = text_.substr(i_ + 1, end - i_ - 1);
    i_ = end + 1;
    static constexpr std::array<std::string_view, 5> kFive{"amp", "lt", "gt", "quot", "apos"};
    if (in(kFive, which)) return;
    const bool hex = which.size() > 2 && which[0] == '#' && which[1] == 'x';
    const std::string_view number = which[0] == '#' ? which.substr(hex ? 2 : 1) : std::string_view{};
    const bool numeric = !number.empty() && std::all_of(number.begin(), number.end(), [hex](char c) {
      return (c >= '0' && c <= '9') || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    });
    if (!numeric) say(XhtmlFault::entity, which);
  }

  void tag() {
    if (at("<!--")) {
      const std::size_t end = text_.find("-->", i_ + 4);
      if (end == std::string_view::npos) {
        fail("a comment is not closed");
      } else {
        i_ = end + 3;
      }
      return;
    }
    if (at("<![CDATA[")) {
      const std::size_t end = text_.find("]]>", i_);
      if (end == std::string_view::npos || depth_ == 0) {
        fail("a CDATA section is not closed");
      } else {
        scan_.visible = true;
        i_ = end + 3;
      }
      return;
    }
    if (at("<!") || at("<?")) {
      fail("declarations and processing instructions are not allowed");
      return;
    }
    if (at("</")) {
      close();
    } else {
      open();
    }
  }

  void close() {
    i_ += 2;
    const std::string_view which = name();
    skip_blanks();
    if (!at('>') || depth_ == 0 || open_[depth_ - 1] != which) {
      fail("an end tag does not fit its start tag");
      return;
    }
    ++i_;
    if (text_said_ == depth_) text_said_ = 0;
    --depth_;
  }

  void open() {
    ++i_;
    const std::string_view which = name();
    if (which.empty()) {
      fail("a < that starts no element");
      return;
    }
    judge_element(which);
    if (stopped_) return;
    bool space_named = false;
    for (;;) {
      const std::size_t before = i_;
      skip_blanks();
      if (i_ >= text_.size()) {
        fail("a tag is not closed");
        return;
      }
      if (at('>') || at("/>")) break;
      if (before == i_) {
        fail("attributes must be separated by white space");
        return;
      }
      attribute(which, space_named);
      if (stopped_) return;
    }
    if (depth_ == 0 && !space_named) say(XhtmlFault::name_space, "");
    if (at("/>")) {
      i_ += 2;
      return;
    }
    ++i_;
    if (depth_ == kDeepest) {
      fail("too many elements are nested");
      return;
    }
    open_[depth_++] = which;
  }

  void judge_element(std::string_view which) {
    if (depth_ == 0) {
      if (which != "div") say(XhtmlFault::root, which);
      return;
    }
    if (!in(kElements, which)) {
      say(XhtmlFault::element, which);
    } else if (!child_allowed(open_[depth_ - 1], which)) {
      say(XhtmlFault::structure, which, open_[depth_ - 1]);
    } else {
      for (std::size_t d = depth_; d-- > 0;) {
        if (!barred_by(open_[d], which)) continue;
        say(XhtmlFault::structure, which, open_[d]);
        break;
      }
    }
    if (which == "img") scan_.visible = true;
  }

  void attribute(std::string_view element, bool& space_named) {
    const std::string_view which = name();
    skip_blanks();
    if (which.empty() || !at('=')) {
      fail("an attribute has no value");
      return;
    }
    ++i_;
    skip_blanks();
    if (!at('"') && !at('\'')) {
      fail("an attribute's value is not in quotes");
      return;
    }
    const std::size_t end = text_.find(text_[i_], i_ + 1);
    if (end == std::string_view::npos) {
      fail("an attribute's value is not closed");
      return;
    }
    const std::string_view value = text_.substr(i_ + 1, end - i_ - 1);
    if (value.find('<') != std::string_view::npos) {
      fail("an attribute's value has a <");
      return;
    }
    i_ = end + 1;
    if (which == "xmlns") {
      space_named = true;
      if (value != kNamespace) say(XhtmlFault::name_space, value);
    } else if (!attribute_allowed(element, which)) {
      say(XhtmlFault::attribute, which, element);
    } else if (which == "href" && element == "a") {
      link(value);
    } else if (which == "src" && element == "img") {
      source(value);
    }
  }

  void source(std::string_view target) {
    if (target.substr(0, 11) == "javascript:") {
      say(XhtmlFault::active_link, target);
    } else if (!target.empty() && target[0] == '#') {
      say(XhtmlFault::fragment, target.substr(1));
    } else if (target.empty() || !is_url(target)) {
      say(XhtmlFault::url, target);
    }
  }

  void link(std::string_view target) {
    if (target.empty()) {
      say(XhtmlFault::empty_link, target);
    } else if (target[0] == '#') {
      if (target.size() > 1) say(XhtmlFault::fragment, target.substr(1));
    } else if (target.substr(0, 11) == "javascript:" || target.substr(0, 9) == "vbscript:") {
      say(XhtmlFault::active_link, target);
    } else if (target.substr(0, 4) == "urn:" || target.substr(0, 4) == "cid:") {
      say(XhtmlFault::literal_link, target);
    } else if (!is_url(target)) {
      say(XhtmlFault::url, target);
    }
  }

  std::string_view text_;
  XhtmlSink sink_;
  void* context_;
  std::size_t i_ = 0;
  bool stopped_ = false;
  XhtmlScan scan_;
  std::array<std::string_view, kDeepest> open_{};
  std::size_t depth_ = 0;
  std::size_t text_said_ = 0;  // the depth at which a misplaced text was reported
};

}  // namespace

XhtmlScan scan_xhtml(std::string_view text, XhtmlSink sink, void* context) {
  return Scanner(text, sink, context).run();
}

bool xhtml_has_anchor(std::string_view text, std::string_view id) {
  for (std::size_t at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1)) {
    if (at < 4) continue;
    const char quote = text[at - 1];
    if ((quote != '"' && quote != '\'') || at + id.size() >= text.size() || text[at + id.size()] != quote) continue;
    const std::string_view before = text.substr(0, at - 1);
    if (before.size() >= 4 && before.substr(before.size() - 3) == "id=" && blank(before[before.size() - 4]))
      return true;
    if (before.size() >= 6 && before.substr(before.size() - 5) == "name=" && blank(before[before.size() - 6]))
      return true;
  }
  return false;
}

}  // namespace schakel::validation::rules
