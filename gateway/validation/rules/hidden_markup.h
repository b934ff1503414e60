#pragma once
// What may hide in a text: markup in strings and markdown, which careless viewers run, and example URLs where there
// should be real ones.

#include "validation/execute.h"

#include <string_view>

namespace schakel::validation::rules {

inline constexpr Message kStringMarkup{"SECURITY_STRING_CONTENT_ERROR", "The text looks like HTML"};
inline constexpr Message kStringMarkupNote{"SECURITY_STRING_CONTENT_WARNING",
                                           "The text looks like HTML; a viewer must show it as text"};
inline constexpr Message kMarkdownMarkup{"TYPE_SPECIFIC_CHECKS_DT_MARKDOWN_HTML",
                                         "The markdown has an HTML tag, which starts at '{0}'"};
inline constexpr Message kExampleUrl{"TYPE_SPECIFIC_CHECKS_DT_URL_EXAMPLE", "The URL '{0}' is made for examples"};

template <bool kExplain>
bool check_markup(Run<kExplain>& run, const Node& node, const ElementRule& element, fhir::Primitive type,
                  std::string_view text);

}  // namespace schakel::validation::rules
