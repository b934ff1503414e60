#include "validation/rules/questionnaire_response.h"

#include "validation/names.h"
#include "validation/rules/questionnaire_answer.h"

#include <charconv>

namespace schakel::validation::rules {

namespace {

constexpr std::string_view kEnableWhenExpression =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression";
constexpr std::string_view kMinOccurs = "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs";
constexpr std::string_view kMaxOccurs = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs";

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

bool number(const Node* node, std::size_t& out) {
  if (node == nullptr) return false;
  const std::string_view text = node->value().reveal();
  return std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc{};
}

const Node* item_named(const Node& parent, std::string_view link_id) {
  for (const Node* i = parent.child("item"); i != nullptr; i = i->next_of_same_name()) {
    if (text_of(*i, "linkId") == link_id) return i;
  }
  return nullptr;
}

const Node* item_anywhere(const Node& parent, std::string_view link_id) {
  for (const Node* i = parent.child("item"); i != nullptr; i = i->next_of_same_name()) {
    if (text_of(*i, "linkId") == link_id) return i;
    if (const Node* below = item_anywhere(*i, link_id)) return below;
  }
  return nullptr;
}

// Items of a response below `parent` (an item, an answer, or the response), itself not counted.
template <class Take>
void each_answered(const Node& parent, std::string_view link_id, Take&& take) {
  for (const Node* c = parent.first_child(); c != nullptr; c = c->next()) {
    const bool item = c->name() == "item";
    if (!item && !(c->name() == "answer")) continue;
    if (item && text_of(*c, "linkId") == link_id) take(*c);
    each_answered(*c, link_id, take);
  }
}

bool holds(std::string_view op, const Node& answer, const Node& wanted) {
  const int order = compare_answers(answer, wanted);
  if (op == "=") return order == 0;
  if (op == "!=") return order != 0;
  if (order == 2) return false;
  if (op == ">") return order > 0;
  if (op == "<") return order < 0;
  if (op == ">=") return order >= 0;
  return op == "<=" && order <= 0;
}

// Is the condition fulfilled by what is answered nearest to `place` in the response?
bool is_fulfilled(const Node& condition, const Node& place) {
  const std::string_view question = text_of(condition, "question");
  const std::string_view op = text_of(condition, "operator");
  const Node* wanted = nullptr;
  for (const Node* c = condition.first_child(); c != nullptr; c = c->next()) {
    if (c->name().text().substr(0, 6) == "answer") wanted = c;
  }
  if (wanted == nullptr) return true;
  bool found = false;
  bool answered = false;
  bool fulfilled = false;
  for (const Node* scope = &place; scope != nullptr && !found; scope = scope->parent()) {
    each_answered(*scope, question, [&](const Node& item) {
      found = true;
      for (const Node* a = item.child("answer"); a != nullptr; a = a->next_of_same_name()) {
        const Node* value = value_of(*a);
        if (value == nullptr) continue;
        answered = true;
        fulfilled = fulfilled || (op != "exists" && holds(op, *value, *wanted));
      }
    });
    if (scope->resource()) break;
  }
  if (op == "exists") return answered == (wanted->value() == "true");
  return fulfilled;
}

enum class Enabled : std::uint8_t { no, yes, unknown };

Enabled is_enabled(const Node& item, const Node& place) {
  if (extension_value(item, kEnableWhenExpression) != nullptr) return Enabled::unknown;
  std::size_t conditions = 0;
  std::size_t fulfilled = 0;
  for (const Node* w = item.child("enableWhen"); w != nullptr; w = w->next_of_same_name()) {
    ++conditions;
    if (is_fulfilled(*w, place)) ++fulfilled;
  }
  if (conditions == 0) return Enabled::yes;
  const std::string_view behavior = text_of(item, "enableBehavior");
  if (conditions > 1 && behavior.empty()) return Enabled::unknown;
  return (behavior == "all" ? fulfilled == conditions : fulfilled > 0) ? Enabled::yes : Enabled::no;
}

template <bool kExplain>
class ResponseCheck {
 public:
  ResponseCheck(Run<kExplain>& run, const Node& response, const Node& questionnaire, const ElementRule& element)
      : run_(run), questionnaire_(questionnaire), element_(element) {
    const std::string_view status = text_of(response, "status");
    final_ = status == "completed" || status == "amended";
  }

  // The items of `place` (the response, an item, an answer) against those of `asked` (the questionnaire, an item).
  bool items(const Node& place, const Node& asked) {
    bool good = known(place, asked);
    for (const Node* q = asked.child("item"); q != nullptr && !stop(good); q = q->next_of_same_name())
      good &= item(place, *q);
    return good;
  }

 private:
  static bool stop(bool good) { return !kExplain && !good; }
  auto named(std::string_view link_id) {
    return [link_id] { return std::vector<Argument>{Argument{std::string(link_id), false}}; };
  }

  bool known(const Node& place, const Node& asked) {
    bool good = true;
    const Node* last = nullptr;  // item of the questionnaire that was met last
    for (const Node* r = place.child("item"); r != nullptr && !stop(good); r = r->next_of_same_name()) {
      const std::string_view link_id = text_of(*r, "linkId");
      if (link_id.empty()) {
        good = run_.error(*r, &element_, IssueType::required, kItemNoLinkId, no_arguments);
        continue;
      }
      const Node* q = item_named(asked, link_id);
      if (q == nullptr) {
        const bool elsewhere = item_anywhere(questionnaire_, link_id) != nullptr;
        good = elsewhere ? run_.error(*r, &element_, IssueType::structure, kItemElsewhere, named(link_id))
                         : run_.error(place, &element_, IssueType::not_found, kItemNotFound, named(link_id));
        continue;
      }
      for (const Node* before = q->next_of_same_name(); before != nullptr && last != nullptr;
           before = before->next_of_same_name()) {
        if (before != last) continue;
        good = run_.error(*r, &element_, IssueType::structure, kItemOrder, named(link_id));
        break;
      }
      last = q;
    }
    return good;
  }

  bool item(const Node& place, const Node& q) {
    const std::string_view link_id = text_of(q, "linkId");
    const Enabled enabled = is_enabled(q, place);
    const Node* first = item_named(place, link_id);
    bool good = true;
    if (first == nullptr) {
      if (enabled != Enabled::yes || text_of(q, "required") != "true") return true;
      return missing(place, link_id);
    }
    std::size_t count = 0;
    for (const Node* r = first; r != nullptr && !stop(good); r = r->next_of_same_name()) {
      if (text_of(*r, "linkId") != link_id) continue;
      if (++count == 2 && text_of(q, "repeats") != "true") {
        good &= run_.error(*r, &element_, IssueType::invalid, kOneItem, named(link_id));
        if (stop(good)) return good;
      }
      if (enabled == Enabled::no && (r->child("answer") != nullptr || r->child("item") != nullptr)) {
        good &= run_.error(*r, &element_, IssueType::invalid, kItemDisabled, named(link_id));
        continue;
      }
      good &= one(*r, q, link_id, enabled);
    }
    return good;
  }

  bool missing(const Node& at, std::string_view link_id) {
    if (final_) return run_.error(at, &element_, IssueType::required, kItemMissing, named(link_id));
    return run_.warning(at, &element_, IssueType::required, kItemMissing, named(link_id));
  }

  bool one(const Node& r, const Node& q, std::string_view link_id, Enabled enabled) {
    bool good = true;
    const std::string_view text = text_of(r, "text");
    if (!text.empty() && text != text_of(q, "text"))
      good = run_.error(r, &element_, IssueType::invalid, kItemText, named(link_id));
    if (stop(good)) return good;
    const std::string_view type = text_of(q, "type");
    if (type == "group" || type == "display") {
      if (r.child("answer") != nullptr)
        good &= run_.error(r, &element_, IssueType::structure, type == "group" ? kGroupAnswered : kDisplayAnswered,
                           named(link_id));
      if (!stop(good) && type == "group" && text_of(q, "required") == "true" && r.child("item") == nullptr)
        good &= missing(r, link_id);
      return stop(good) ? good : items(r, q) && good;
    }
    if (r.child("item") != nullptr)
      good &= run_.error(r, &element_, IssueType::structure, kItemsUnderQuestion, named(link_id));
    if (stop(good)) return good;
    return question(r, q, link_id, enabled) && good;
  }

  bool question(const Node& r, const Node& q, std::string_view link_id, Enabled enabled) {
    bool good = true;
    std::size_t count = 0;
    for (const Node* a = r.child("answer"); a != nullptr; a = a->next_of_same_name()) ++count;
    if (count == 0 && text_of(q, "required") == "true" && enabled == Enabled::yes) good &= missing(r, link_id);
    if (stop(good)) return good;
    if (count > 1 && text_of(q, "repeats") != "true")
      good &= run_.error(r, &element_, IssueType::invalid, kOneAnswer, named(link_id));
    if (stop(good)) return good;
    std::size_t bound = 0;
    const auto counted = [&] {
      return std::vector<Argument>{Argument{std::string(link_id), false}, Argument::number(bound),
                                   Argument::number(count)};
    };
    if (number(extension_value(q, kMinOccurs), bound) && count < bound)
      good &= run_.error(r, &element_, IssueType::invalid, kFewAnswers, counted);
    if (stop(good)) return good;
    if (number(extension_value(q, kMaxOccurs), bound) && count > bound)
      good &= run_.error(r, &element_, IssueType::invalid, kManyAnswers, counted);
    for (const Node* a = r.child("answer"); a != nullptr && !stop(good); a = a->next_of_same_name()) {
      good &= check_answer(run_, *a, q, element_);
      if (!stop(good)) good &= items(*a, q);
    }
    return good;
  }

  Run<kExplain>& run_;
  const Node& questionnaire_;
  const ElementRule& element_;
  bool final_ = false;
};

template <bool kExplain>
const Node* questionnaire_of(Run<kExplain>& run, const Node& response, const ElementRule& element, bool& good) {
  const Node* canonical = response.child("questionnaire");
  if (canonical == nullptr || !canonical->has_value()) {
    run.information(response, &element, IssueType::informational, kQuestionnaireNone, no_arguments);
    return nullptr;
  }
  const std::string_view url = canonical->value().reveal();
  if (!url.empty() && url[0] == '#') return run.work().references.resolve(url, *canonical).target;
  if (const auto found = run.library().definitions().find(url, "Questionnaire")) return found.resource->root;
  if (const auto other = run.library().definitions().find(url)) {
    good = run.error(*canonical, &element, IssueType::structure, kNotAQuestionnaire, [&] {
      return std::vector<Argument>{Argument::name(url), Argument::name(other.resource->root->type().text())};
    });
    return nullptr;
  }
  run.work().count_unknown_profile(url);
  run.warning(*canonical, &element, IssueType::structure, kQuestionnaireUnknown,
              [&] { return std::vector<Argument>{Argument::value(canonical->value())}; });
  return nullptr;
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  bool good = true;
  const Node* questionnaire = questionnaire_of(run, node, element, good);
  if (questionnaire == nullptr) return good;
  return ResponseCheck<kExplain>(run, node, *questionnaire, element).items(node, *questionnaire);
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "QuestionnaireResponse")
    draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule questionnaire_response_rule() {
  return {"questionnaire-response", compile, check<false>, check<true>, nullptr, nullptr, true};
}

}  // namespace schakel::validation::rules
