#include "terminology/languages.h"

#include <algorithm>
#include <cstdlib>

namespace schakel::terminology {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Languages::Languages(std::string_view accept_language) {
  struct Range {
    std::string tag;
    double weight;
  };
  std::vector<Range> ranges;
  for (std::size_t at = 0; at <= accept_language.size() && ranges.size() < 16;) {
    const std::size_t end = std::min(accept_language.find(',', at), accept_language.size());
    const std::string_view item = accept_language.substr(at, end - at);
    at = end + 1;
    const std::size_t semicolon = item.find(';');
    const std::string tag = lower(trimmed(item.substr(0, semicolon)));
    double weight = 1;
    if (semicolon != std::string_view::npos) {
      const std::string_view q = trimmed(item.substr(semicolon + 1));
      if (q.substr(0, 2) == "q=") weight = std::strtod(std::string(q.substr(2)).c_str(), nullptr);
    }
    if (!tag.empty() && tag != "*" && weight > 0) ranges.push_back({tag, weight});
  }
  std::stable_sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.weight > b.weight; });
  for (Range& r : ranges) wanted_.push_back(std::move(r.tag));
}

unsigned Languages::fit(std::string_view language) const {
  if (language.empty()) return 0;
  const std::string tag = lower(language);
  const auto begins = [](const std::string& whole, const std::string& part) {
    return whole.size() > part.size() && whole.compare(0, part.size(), part) == 0 && whole[part.size()] == '-';
  };
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const auto base = static_cast<unsigned>((wanted_.size() - i) * 4);
    if (tag == wanted_[i]) return base + 3;
    if (begins(tag, wanted_[i])) return base + 2;  // `nl` wanted, `nl-BE` there
    if (begins(wanted_[i], tag)) return base + 1;  // the other way round
  }
  return 0;
}

unsigned rank_of_use(const Designation& designation) {
  const std::string_view use = designation.use_code;
  if (use.empty() || use == "preferredForLanguage" || use == "display" || use == "LONG_COMMON_NAME") return 3;
  if (use == "900000000000013009" || use == "synonym") return 2;
  if (use == "900000000000003001") return 1;
  return 2;
}

}  // namespace schakel::terminology
