// The source side of a rule: items, filters, checks, list modes.

#include "mapping/executor/executor.h"
#include "mapping/messages.h"

#include <algorithm>

namespace schakel::mapping {

void Executor::collect_children(const SourceProgram& source, const Slot& context) {
  const auto is_wanted = [&](const Node& c) {
    if (source.kind == SourceProgram::Kind::everything || c.name() == source.element) return true;
    if (source.by_row) {
      const fhir::Element* row = c.element() == 0 ? nullptr : library_.definitions().element(c.element());
      return row != nullptr && row->choice() && row->name == source.element;
    }
    return std::find(source.choice_names.begin(), source.choice_names.end(), c.name()) != source.choice_names.end();
  };
  const std::size_t before = items_.size();
  for (const Node* c = context.node->first_child(); c != nullptr; c = c->next()) {
    if (is_wanted(*c)) items_.push_back({c, source.type, context.of_source});
  }
  // The value of a primitive is no child in our trees: the primitive itself stands for it.
  if (items_.size() == before && source.element == names::kValue && context.node->has_value()) {
    items_.push_back({context.node, types_.string, context.of_source});
  }
}

bool Executor::collect_values(const RuleProgram& rule, const ExpressionProgram& expression, const Slot* focus) {
  std::span<const fhirpath::Value> values;
  std::string error;
  if (!evaluate(expression, focus, values, error)) return fail_rule(rule, error);
  for (const fhirpath::Value& value : values) {
    const Made made = made_of(value, expression, focus);
    if (made.kind != Made::Kind::text) {
      if (made.node != nullptr) items_.push_back({made.node, made.type});
      continue;
    }
    Node* node = builder_.detached(made.type, names::kValue, made.origin != nullptr ? made.origin : origin_);
    builder_.set_text(*node, made.type, made.text);
    items_.push_back({node, made.type});
  }
  return true;
}

bool Executor::collect(const RuleProgram& rule, const SourceProgram& source) {
  if (source.kind == SourceProgram::Kind::search) {
    return source.search == nullptr || collect_values(rule, *source.search, nullptr);
  }
  const Slot context = value(source.context);
  if (context.node == nullptr) return true;
  const std::size_t before = items_.size();
  if (source.kind == SourceProgram::Kind::context) {
    items_.push_back({context.node, source.type != nullptr ? source.type : context.type, context.of_source});
  } else {
    collect_children(source, context);
  }
  if (items_.size() == before && source.fallback != nullptr) return collect_values(rule, *source.fallback, &context);
  return true;
}

bool Executor::truth(const RuleProgram& rule, const ExpressionProgram& expression, const Slot& focus, bool& result) {
  std::string error;
  if (!prepare(expression, &focus, error)) return fail_rule(rule, error);
  const auto known = evaluator_.test(*expression.program, environment_);
  if (known) {
    result = *known == fhirpath::Evaluator::Truth::yes;
    return true;
  }
  // Several items are true for a map, though not for FHIRPath.
  std::span<const fhirpath::Value> values;
  if (!evaluate(expression, &focus, values, error)) return fail_rule(rule, error);
  result = !values.empty();
  return true;
}

bool Executor::keep_item(const RuleProgram& rule, const SourceProgram& source, const Slot& item, bool& keep) {
  if (!source.types.empty()) {
    Name name = item.node->type();
    if (name.empty() && item.type != nullptr) name = item.type->name;
    keep = std::find(source.types.begin(), source.types.end(), name) != source.types.end();
    if (!keep) return true;
  }
  if (source.where == nullptr && source.check == nullptr && source.log == nullptr) return true;
  slot(source.slot) = item;
  if (source.where != nullptr && (!truth(rule, *source.where, item, keep) || !keep)) return !keep;
  if (source.check != nullptr && !check_item(rule, source, item, keep)) return false;
  if (keep && source.log != nullptr && options_.log) log(rule, *source.log, item);
  return true;
}

bool Executor::check_item(const RuleProgram& rule, const SourceProgram& source, const Slot& item, bool& keep) {
  if (!truth(rule, *source.check, item, keep)) return false;
  if (keep) return true;
  // All that is wrong is told at once, so the run goes on without this item.
  checks_failed_ = true;
  const Node* at = origin_of(item);
  if (at == nullptr) at = origin_;
  const std::string_view name = rule.info->name;
  const std::size_t colon = name.find(": ");
  const bool says_where = colon != std::string_view::npos && name.find(' ') > colon;
  if (!says_where && name.find(' ') == std::string_view::npos) {
    report(rule, Severity::error, IssueType::required, kCheckFailed,
           {Argument::name(name), Argument::name(source.check->text)}, at);
    return true;
  }
  Issue& issue = report(rule, Severity::error, IssueType::required, kCheckSaid,
                        {Argument::name(says_where ? name.substr(colon + 2) : name)}, at);
  if (!says_where) return true;
  // `PID-3` of the item at `PID[2]` is `PID[2]-3`; what the item does not hold is a place of its own.
  const std::string_view place = name.substr(0, colon);
  const std::size_t part = std::min(place.find('-'), place.size());
  if (issue.expression.starts_with(place.substr(0, part))) {
    issue.expression += place.substr(part);
  } else {
    issue.expression = place;
  }
  return true;
}

void Executor::log(const RuleProgram& rule, const ExpressionProgram& expression, const Slot& focus) {
  std::span<const fhirpath::Value> values;
  std::string error;
  if (!evaluate(expression, &focus, values, error)) return;
  std::string text;
  for (const fhirpath::Value& value : values) text += (text.empty() ? "" : ", ") + fhirpath::to_text(value);
  report(rule, Severity::information, IssueType::informational, kLogged,
         {Argument::name(rule.info->name), Argument::value(DataText(text))}, origin_of(focus));
}

bool Executor::list_mode(const RuleProgram& rule, const SourceProgram& source, ItemRange& range) {
  const std::size_t size = range.end - range.begin;
  if (size == 0) return true;
  switch (source.list_mode) {
    case SourceListMode::all: break;
    case SourceListMode::first: range.end = range.begin + 1; break;
    case SourceListMode::last: range.begin = range.end - 1; break;
    case SourceListMode::not_first: ++range.begin; break;
    case SourceListMode::not_last: --range.end; break;
    case SourceListMode::only_one:
      if (size == 1) break;
      return fail(rule, kOnlyOne,
                  {Argument::name(rule.info->name), Argument::name(source.element.text()), Argument::number(size)});
  }
  return true;
}

}  // namespace schakel::mapping
