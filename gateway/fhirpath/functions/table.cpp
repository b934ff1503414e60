#include "fhirpath/functions/table.h"

#include <algorithm>
#include <vector>

namespace schakel::fhirpath {

namespace {

std::vector<FunctionRow> all_rows() {
  std::vector<FunctionRow> rows;
  for (const auto chapter :
       {chapter_existence(), chapter_filtering(), chapter_subsetting(), chapter_conversion(), chapter_strings(),
        chapter_text_codecs(), chapter_math(), chapter_boundaries(), chapter_temporal(), chapter_navigation(),
        chapter_utility(), chapter_aggregate(), chapter_fhir(), chapter_terminology()}) {
    rows.insert(rows.end(), chapter.begin(), chapter.end());
  }
  std::sort(rows.begin(), rows.end(), [](const FunctionRow& a, const FunctionRow& b) { return a.name < b.name; });
  return rows;
}

}  // namespace

std::span<const FunctionRow> all_functions() {
  static const std::vector<FunctionRow> rows = all_rows();
  return rows;
}

const FunctionRow* find_function(std::string_view name) {
  const std::span<const FunctionRow> rows = all_functions();
  const auto at = std::lower_bound(rows.begin(), rows.end(), name,
                                   [](const FunctionRow& r, std::string_view n) { return r.name < n; });
  return at != rows.end() && at->name == name ? &*at : nullptr;
}

}  // namespace schakel::fhirpath
