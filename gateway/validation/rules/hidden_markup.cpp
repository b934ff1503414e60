#include "validation/rules/hidden_markup.h"

#include "validation/names.h"

#include <array>

namespace schakel::validation::rules {

namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// `<letters...` and a `>` or another `<` behind it.
bool looks_like_html(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t i = at + 1;
    while (i < text.size() && letter(text[i])) ++i;
    if (i > at + 1 && text.find('<', i) != std::string_view::npos) return true;
  }
  return false;
}

// The place of the first tag that a markdown reader takes for HTML; npos if there is none. `\<` and code spans are
// text.
std::size_t html_in_markdown(std::string_view text) {
  bool code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') code = !code;
    if (code || text[i] != '<' || (i > 0 && text[i - 1] == '\\')) continue;
    std::size_t j = i + 1;
    if (j < text.size() && (text[j] == '!' || text[j] == '?')) return i;
    const bool closing = j < text.size() && text[j] == '/';
    if (closing) ++j;
    const std::size_t name = j;
    while (j < text.size() && (letter(text[j]) || (text[j] >= '0' && text[j] <= '9'))) ++j;
    if (j > name && j < text.size() && (text[j] == '>' || (!closing && (text[j] == ' ' || text[j] == '/')))) return i;
  }
  return std::string_view::npos;
}

bool is_example(std::string_view url) {
  static constexpr std::array<std::string_view, 7> kParts{
      "example.org", "example.com", "example.net", "acme.com", "acme.org", "urn:oid:2.999.", "1.3.6.1.4.1.32473."};
  for (const std::string_view part : kParts) {
    if (url.find(part) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

template <bool kExplain>
bool check_markup(Run<kExplain>& run, const Node& node, const ElementRule& element, fhir::Primitive type,
                  std::string_view text) {
  using fhir::Primitive;
  const Options& options = run.options();
  if (type == Primitive::uri || type == Primitive::url || type == Primitive::canonical) {
    // Systems of codings, extensions' urls and references name things; they are not followed.
    const bool names = element.name == "system" || element.name == "reference" || element.name == "fullUrl" ||
                       (node.parent() != nullptr && node.parent()->type() == Names::get().extension_type);
    if (options.allow_example_urls || names || !is_example(text)) return true;
    return run.error(node, &element, IssueType::invalid, kExampleUrl,
                     [&] { return std::vector<Argument>{Argument::value(node.value())}; });
  }
  if (text.find('<') == std::string_view::npos) return true;
  if (type == Primitive::markdown) {
    const std::size_t at = html_in_markdown(text);
    if (options.security_checks && looks_like_html(text))
      return run.error(node, &element, IssueType::invalid, kStringMarkup, no_arguments);
    if (at == std::string_view::npos) return true;
    const auto arguments = [&] { return std::vector<Argument>{Argument{std::string(text.substr(at, 2)), false}}; };
    if (options.no_html_in_markdown) return run.error(node, &element, IssueType::invalid, kMarkdownMarkup, arguments);
    return run.warning(node, &element, IssueType::invalid, kMarkdownMarkup, arguments);
  }
  if (!looks_like_html(text)) return true;
  if (options.security_checks) return run.error(node, &element, IssueType::invalid, kStringMarkup, no_arguments);
  return run.information(node, &element, IssueType::invalid, kStringMarkupNote, no_arguments);
}

template bool check_markup(Run<false>&, const Node&, const ElementRule&, fhir::Primitive, std::string_view);
template bool check_markup(Run<true>&, const Node&, const ElementRule&, fhir::Primitive, std::string_view);

}  // namespace schakel::validation::rules
