#include "validation/rules/questionnaire_answer.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"
#include "validation/rules/binding.h"
#include "validation/rules/fixed.h"
#include "validation/rules/pattern_text.h"
#include "validation/rules/range.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace schakel::validation::rules {

namespace {

constexpr std::string_view kHl7 = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kSdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

struct TypeOf {
  std::string_view item;
  std::array<std::string_view, 2> values;
};
constexpr std::array<TypeOf, 13> kTypes{{
    {"boolean", {"boolean", ""}},
    {"decimal", {"decimal", ""}},
    {"integer", {"integer", ""}},
    {"date", {"date", ""}},
    {"dateTime", {"dateTime", ""}},
    {"time", {"time", ""}},
    {"string", {"string", ""}},
    {"text", {"string", ""}},
    {"url", {"uri", ""}},
    {"choice", {"Coding", ""}},
    {"open-choice", {"Coding", "string"}},
    {"attachment", {"Attachment", ""}},
    {"reference", {"Reference", ""}},
}};

const Node* nth_extension(const Node& item, std::string_view prefix, std::string_view name, std::size_t n) {
  for (const Node* e = item.child(Names::get().extension); e != nullptr; e = e->next_of_same_name()) {
    const std::string_view url = text_of(*e, "url");
    if (url.size() != prefix.size() + name.size() || url.substr(0, prefix.size()) != prefix ||
        url.substr(prefix.size()) != name)
      continue;
    if (n-- == 0) return value_of(*e);
  }
  return nullptr;
}
const Node* extension(const Node& item, std::string_view prefix, std::string_view name) {
  return nth_extension(item, prefix, name, 0);
}

bool number(const Node* node, std::size_t& out) {
  if (node == nullptr) return false;
  const std::string_view text = node->value().reveal();
  return std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc{};
}

bool same_coding(const Node& a, const Node& b) {
  return text_of(a, "code") == text_of(b, "code") && text_of(a, "system") == text_of(b, "system");
}

template <bool kExplain>
class AnswerCheck {
 public:
  AnswerCheck(Run<kExplain>& run, const Node& answer, const Node& value, const Node& item, const ElementRule& element)
      : run_(run), answer_(answer), value_(value), item_(item), element_(element) {}

  bool check() {
    if (!type()) return false;
    bool good = options();
    if (!stop(good)) good &= bounds();
    if (!stop(good) && value_.has_value()) good &= text();
    if (!stop(good) && value_.type() == "Attachment") good &= attachment();
    if (!stop(good) && value_.type() == Names::get().quantity_type) good &= unit();
    if (!stop(good) && value_.type() == Names::get().reference_type) good &= reference();
    return good;
  }

 private:
  static bool stop(bool good) { return !kExplain && !good; }
  [[nodiscard]] Argument shown() const { return {sketch(value_), false}; }

  bool type() {
    const std::string_view item_type = text_of(item_, "type");
    for (const TypeOf& t : kTypes) {
      if (t.item != item_type) continue;
      if (value_.type() == t.values[0] || (!t.values[1].empty() && value_.type() == t.values[1])) return true;
      return run_.error(value_, &element_, IssueType::invariant, kAnswerType, [&] {
        return std::vector<Argument>{Argument::name(t.values[0]), Argument::name(value_.type().text())};
      });
    }
    if (item_type != "quantity" || value_.type() == Names::get().quantity_type) return true;
    return run_.error(value_, &element_, IssueType::invariant, kAnswerType, [&] {
      return std::vector<Argument>{Argument::name("Quantity"), Argument::name(value_.type().text())};
    });
  }

  bool options() {
    bool any = false;
    bool same_type = false;
    for (const Node* o = item_.child("answerOption"); o != nullptr; o = o->next_of_same_name()) {
      const Node* option = value_of(*o);
      if (option == nullptr) continue;
      any = true;
      if (!(option->type() == value_.type())) continue;
      same_type = true;
      if (value_.type() == Names::get().coding_type ? same_coding(value_, *option)
                                                    : compare_answers(value_, *option) == 0)
        return true;
    }
    const bool open = text_of(item_, "type") == "open-choice" && value_.type() == "string";
    if (any && !open) {
      if (!same_type) {
        return run_.error(answer_, &element_, IssueType::invariant, kAnswerNoOptions,
                          [&] { return std::vector<Argument>{Argument::name(value_.type().text())}; });
      }
      return run_.error(value_, &element_,
                        value_.type() == Names::get().coding_type ? IssueType::code_invalid : IssueType::invariant,
                        kAnswerOption, [&] { return std::vector<Argument>{shown()}; });
    }
    const std::string_view set = text_of(item_, "answerValueSet");
    if (set.empty() || open) return true;
    if (value_.type() == Names::get().coding_type) return in_value_set(set, answer_, IssueType::code_invalid);
    return value_.type() == "string" ? in_value_set(set, value_, IssueType::invariant) : true;
  }

  bool in_value_set(std::string_view set, const Node& at, IssueType type) {
    const Member member = set[0] == '#' ? Member::unknown : member_of(run_.work(), value_, set);
    if (member != Member::no) return true;
    return run_.error(at, &element_, type, kAnswerValueSet, [&] {
      return std::vector<Argument>{shown(), Argument::name(set)};
    });
  }

  bool bounds() {
    bool good = true;
    const auto judge = [&](const Node* bound, bool upper) {
      if (bound == nullptr || stop(good)) return;
      const auto arguments = [&] { return std::vector<Argument>{shown(), Argument::name(sketch(*bound))}; };
      const int order = compare_answers(value_, *bound);
      if (order == 2 && value_.type() == Names::get().quantity_type)
        good = run_.error(value_, &element_, IssueType::invariant, kAnswerIncomparable, arguments);
      if (order != 2 && (upper ? order > 0 : order < 0))
        good = run_.error(value_, &element_, IssueType::invariant, upper ? kAnswerLarge : kAnswerSmall, arguments);
    };
    judge(extension(item_, kHl7, "minValue"), false);
    judge(extension(item_, kHl7, "maxValue"), true);
    judge(extension(item_, kSdc, "minQuantity"), false);
    judge(extension(item_, kSdc, "maxQuantity"), true);
    return good;
  }

  bool text() {
    bool good = true;
    const std::string_view value = value_.value().reveal();
    std::size_t limit = 0;
    const auto with_limit = [&] { return std::vector<Argument>{Argument::number(limit)}; };
    if (number(extension(item_, kHl7, "minLength"), limit) && fhir::length_of(value) < limit) {
      good = run_.error(value_, &element_, IssueType::invariant, kAnswerShort, with_limit);
    }
    if (!stop(good) && number(item_.child("maxLength"), limit) && fhir::length_of(value) > limit) {
      good = run_.error(value_, &element_, IssueType::invariant, kAnswerLong, with_limit);
    }
    if (!stop(good) && number(extension(item_, kHl7, "maxDecimalPlaces"), limit)) {
      const std::size_t point = value.find('.');
      if (point != std::string_view::npos && value.size() - point - 1 > limit) {
        good = run_.error(value_, &element_, IssueType::invariant, kAnswerPlaces, [&] {
          return std::vector<Argument>{shown(), Argument::number(limit)};
        });
      }
    }
    const Node* regex = extension(item_, kHl7, "regex");
    if (!stop(good) && regex != nullptr && matches_whole(regex->value().reveal(), value) == Match::no) {
      const Node* format = extension(item_, kHl7, "entryFormat");
      good = run_.error(value_, &element_, IssueType::invariant, kAnswerFormat, [&] {
        return std::vector<Argument>{shown(), Argument::name((format != nullptr ? format : regex)->value().reveal())};
      });
    }
    return good;
  }

  bool attachment() {
    bool good = true;
    const std::string_view mime = text_of(value_, "contentType");
    bool limited = false;
    bool allowed = false;
    for (std::size_t n = 0; const Node* m = nth_extension(item_, kHl7, "mimeType", n); ++n) {
      limited = true;
      allowed = allowed || m->value() == mime;
    }
    if (limited && !allowed) {
      good = run_.error(answer_, &element_, IssueType::required, kAnswerMime,
                        [&] { return std::vector<Argument>{Argument::value(DataText(mime))}; });
    }
    const Node* most = extension(item_, kHl7, "maxSize");
    const std::string_view size = text_of(value_, "size");
    if (stop(good) || most == nullptr || size.empty()) return good;
    // The bound is in megabytes (extension maxSize).
    const std::string bytes = std::to_string(
        static_cast<std::uint64_t>(std::strtod(std::string(most->value().reveal()).c_str(), nullptr) * 1024 * 1024));
    if (compare_decimals(size, bytes) <= 0) return good;
    return run_.error(answer_, &element_, IssueType::required, kAnswerSize,
                      [&] { return std::vector<Argument>{Argument::name(bytes)}; });
  }

  bool unit() {
    bool limited = false;
    for (std::size_t n = 0; const Node* u = nth_extension(item_, kHl7, "questionnaire-unitOption", n); ++n) {
      limited = true;
      if (same_coding(value_, *u)) return true;
    }
    const auto arguments = [&] { return std::vector<Argument>{shown()}; };
    if (limited) return run_.error(value_, &element_, IssueType::invariant, kAnswerUnit, arguments);
    const Node* set = extension(item_, kHl7, "questionnaire-unitValueSet");
    if (set == nullptr || member_of(run_.work(), value_, set->value().reveal()) != Member::no) return true;
    return run_.error(value_, &element_, IssueType::invariant, kAnswerUnit, arguments);
  }

  bool reference() {
    const std::string_view reference = text_of(value_, "reference");
    std::string_view type = text_of(value_, "type");
    if (type.empty()) {
      const std::size_t slash = reference.rfind('/');
      if (slash == std::string_view::npos || slash == 0) return true;
      const std::size_t before = reference.rfind('/', slash - 1);
      type = before == std::string_view::npos ? reference.substr(0, slash)
                                              : reference.substr(before + 1, slash - before - 1);
    }
    bool limited = false;
    for (std::size_t n = 0; const Node* r = nth_extension(item_, kHl7, "questionnaire-referenceResource", n); ++n) {
      limited = true;
      if (r->value() == type) return true;
    }
    return !limited || run_.error(value_, &element_, IssueType::invariant, kAnswerReference,
                                  [&] { return std::vector<Argument>{Argument::value(DataText(type))}; });
  }

  Run<kExplain>& run_;
  const Node& answer_;
  const Node& value_;
  const Node& item_;
  const ElementRule& element_;
};

bool is_number(const Node& node) { return node.type() == "decimal" || node.type() == "integer"; }

}  // namespace

const Node* value_of(const Node& answer) {
  for (const Node* c = answer.first_child(); c != nullptr; c = c->next()) {
    const std::string_view name = c->name().text();
    if (name.size() > 5 && name.substr(0, 5) == "value" && name[5] >= 'A' && name[5] <= 'Z') return c;
  }
  return nullptr;
}

const Node* extension_value(const Node& item, std::string_view url) { return extension(item, url, ""); }

int compare_answers(const Node& a, const Node& b) {
  if (is_number(a) && is_number(b)) return compare_decimals(a.value().reveal(), b.value().reveal());
  if (a.type() == Names::get().coding_type && b.type() == Names::get().coding_type) return same_coding(a, b) ? 0 : 2;
  if (a.type() == Names::get().quantity_type && b.type() == Names::get().quantity_type) {
    if (text_of(a, "code").empty() || !same_coding(a, b)) return 2;
    return compare_decimals(text_of(a, "value"), text_of(b, "value"));
  }
  if (!a.has_value() || !b.has_value()) return 2;
  // Dates compare as far as both go, other texts whole.
  const bool date = a.type() == "date" || a.type() == "dateTime" || a.type() == "instant" || a.type() == "time";
  std::string_view x = a.value().reveal();
  std::string_view y = b.value().reveal();
  if (date) {
    const std::size_t n = std::min({x.size(), y.size(), std::size_t{19}});
    x = x.substr(0, n);
    y = y.substr(0, n);
  }
  return x == y ? 0 : x < y ? -1 : 1;
}

template <bool kExplain>
bool check_answer(Run<kExplain>& run, const Node& answer, const Node& item, const ElementRule& element) {
  const Node* value = value_of(answer);
  if (value == nullptr) return true;
  return AnswerCheck<kExplain>(run, answer, *value, item, element).check();
}

template bool check_answer(Run<false>&, const Node&, const Node&, const ElementRule&);
template bool check_answer(Run<true>&, const Node&, const Node&, const ElementRule&);

}  // namespace schakel::validation::rules
