#include "mapping/executor/executor.h"
#include "mapping/functions/run_mark.h"

#include "mapping/language/parser.h"
#include "mapping/messages.h"
#include "mapping/transaction.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

constexpr int kMostCalls = 400;

}  // namespace

Executor::Executor(const Library& library, const TransformOptions& options)
    : library_(library),
      options_(options),
      types_(library.definitions()),
      builder_(library.definitions()),
      evaluator_(&library.definitions(), options.services, options.steps),
      reads_(library.definitions(), options.unmapped) {}

bool Executor::run(const CompiledMap& map, const Tree& source, std::string_view organization, Tree& target,
                   Issues& issues) {
  const RunMark mark;
  map_ = &map;
  source_ = &source;
  issues_ = &issues;
  origin_ = source.root();
  base_ = top_ = 0;
  items_.clear();
  steps_ = 0;
  depth_ = 0;
  checks_failed_ = false;
  lets_.assign(library_.lets.size(), {});
  let_known_.assign(library_.lets.size(), false);
  reads_.start();
  builder_.start(target);
  environment_ = {};
  environment_.resource = environment_.root_resource = source.root();
  environment_.variables_in_order = true;
  environment_.clock = options_.clock;
  past_.start(target, options_.unmapped);
  below_.clear();
  if (!map.broken.empty() || source.root() == nullptr) {
    issues.add(Severity::error, IssueType::processing, kMapBroken,
               {Argument::name(map.url()), Argument::name(map.broken.empty() ? "the source is empty" : map.broken)});
    return false;
  }
  Node* root = builder_.detached(map.target_root, map.target_root->name, nullptr);
  target.set_root(*root);
  target.set_resource(*root, map.target_root->name);
  organization_ = {};
  if (!organization.empty()) {
    const fhir::Type* string = library_.definitions().type("string");
    organization_ = {builder_.detached(string, names::kValue, nullptr), string};
    target.set_value(const_cast<Node&>(*organization_.node), ValueKind::string, target.keep(organization));
  }
  std::vector<Slot> arguments;
  for (const bool is_source : map.start->source) {
    arguments.push_back(is_source ? Slot{source.root(), builder_.type_of(*source.root(), map.source_root), true}
                                  : Slot{root, map.target_root});
  }
  const bool ok = run_group(*map.start, arguments);
  builder_.finish(*root);
  merge_entries(target, library_.definitions());
  reads_.finish(source);
  return ok && !checks_failed_;
}

Issue& Executor::report(const RuleProgram& rule, Severity severity, IssueType type, const Message& message,
                        std::initializer_list<Argument> arguments, const Node* at) {
  Issue& issue = issues_->add(severity, type, message, arguments);
  issue.definition = place_of(*rule.info->text, *rule.info->file, rule.info->span.begin);
  if (at != nullptr) {
    issue.span = at->span();
    issue.expression = options_.path_of ? options_.path_of(*at) : fhirpath_of(*at);
  }
  return issue;
}

bool Executor::fail(const RuleProgram& rule, const Message& message, std::initializer_list<Argument> arguments) {
  report(rule, Severity::error, IssueType::processing, message, arguments, origin_);
  return false;
}

bool Executor::fail_rule(const RuleProgram& rule, std::string_view why) {
  return fail(rule, kRuleFailed, {Argument::name(rule.info->name), Argument::name(why)});
}

bool Executor::too_costly(const RuleProgram& rule) {
  report(rule, Severity::error, IssueType::too_costly, kTooCostly, {Argument::number(options_.steps)}, origin_);
  return false;
}

const Node* Executor::origin_of(const Node* node) const {
  if (node == nullptr) return nullptr;
  if (node->origin() != nullptr) return node->origin();
  const Node* top = node;
  while (top->parent() != nullptr) top = top->parent();
  return top == source_->root() ? node : nullptr;
}

void Executor::touch(const Slot& slot) {
  if (slot.node != nullptr) reads_.value(*slot.node);
}

Slot Executor::let(const Reference& reference) {
  if (!let_known_[reference.index]) {
    let_known_[reference.index] = true;
    std::span<const fhirpath::Value> result;
    std::string error;
    const ExpressionProgram& expression = *library_.lets[reference.index].value;
    if (evaluate(expression, nullptr, result, error) && !result.empty()) {
      const Made made = made_of(result[0], expression, nullptr);
      Slot& kept = lets_[reference.index];
      kept = {made.node, made.type};
      if (made.kind == Made::Kind::text) {
        Node* node = builder_.detached(made.type, names::kValue, nullptr);
        builder_.set_text(*node, made.type, made.text);
        kept.node = node;
      }
    }
  }
  return lets_[reference.index];
}

void Executor::open_frame(const GroupProgram& group) {
  const std::size_t end = top_ + group.slots;
  if (slots_.size() < end) slots_.resize(std::max<std::size_t>(end * 2, 256));
  // Nothing sees a variable before it is set, but what is shared.
  for (const std::uint16_t index : group.reset) slots_[top_ + index] = {};
}

bool Executor::run_frame(const GroupProgram& group) {
  const std::size_t base = base_;
  const std::size_t top = top_;
  base_ = top_;
  top_ += group.slots;
  const bool ok = run_rules(group.rules);
  base_ = base;
  top_ = top;
  return ok;
}

bool Executor::run_group(const GroupProgram& group, std::span<const Slot> arguments) {
  open_frame(group);
  for (std::size_t i = 0; i < arguments.size(); ++i) slots_[top_ + group.inputs[i]] = arguments[i];
  return run_frame(group);
}

bool Executor::run_rules(const std::vector<RuleProgram>& rules) {
  return std::all_of(rules.begin(), rules.end(), [this](const RuleProgram& rule) { return run_rule(rule, 0); });
}

// Several sources are all combinations of their items, the last one varying fastest.
bool Executor::run_rule(const RuleProgram& rule, std::size_t source) {
  if (source == rule.source_count) return run_item(rule);
  const SourceProgram& s = rule.source[source];
  if (!s.simple) return run_items(rule, source);
  // Mostly there is one item, or none.
  const Slot context = value(s.context);
  if (context.node == nullptr) return true;
  if (s.kind == SourceProgram::Kind::context)
    return run_one(rule, s, {context.node, s.type != nullptr ? s.type : context.type, context.of_source});
  if (context.of_source && !below_.may_have(*context.node, s.bit)) return true;
  const Node* item = context.node->child(s.element);
  if (item == nullptr) return true;
  for (const Node* c = item->next(); c != nullptr; c = c->next()) {
    if (c->name() == s.element) return run_items(rule, source);
  }
  return run_one(rule, s, {item, s.type, context.of_source});
}

// The single item of a source.
bool Executor::run_one(const RuleProgram& rule, const SourceProgram& source, const Slot& item) {
  if (source.where != nullptr || source.check != nullptr || source.log != nullptr) {
    bool keep = true;
    if (!keep_item(rule, source, item, keep)) return false;
    if (!keep) return true;
  }
  if (source.list_mode == SourceListMode::not_first || source.list_mode == SourceListMode::not_last) return true;
  return run_bound(rule, static_cast<std::size_t>(&source - rule.source), item);
}

bool Executor::run_bound(const RuleProgram& rule, std::size_t source, const Slot& item) {
  if (!step(rule)) return false;
  const Node* const origin = origin_;
  slot(rule.source[source].slot) = item;
  reads_.value(*item.node);
  if (const Node* from = origin_of(item)) origin_ = from;
  if (!(source + 1 == rule.source_count ? run_item(rule) : run_rule(rule, source + 1))) return false;
  origin_ = origin;
  return true;
}

bool Executor::run_items(const RuleProgram& rule, std::size_t source) {
  const SourceProgram& s = rule.source[source];
  const std::size_t begin = items_.size();
  if (!collect(rule, s)) return false;
  std::size_t kept = begin;
  for (std::size_t i = begin; i < items_.size(); ++i) {
    bool keep = true;
    if (!keep_item(rule, s, items_[i], keep)) return false;
    if (keep) items_[kept++] = items_[i];
  }
  ItemRange range{begin, kept};
  if (!list_mode(rule, s, range)) return false;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Slot item = items_[i];
    if (!run_bound(rule, source, item)) return false;
  }
  items_.resize(begin);
  return true;
}

bool Executor::run_item(const RuleProgram& rule) {
  if (rule.has_reset) {
    for (const std::uint16_t index : rule.reset) slot(index) = {};
  }
  for (const TargetProgram& target : rule.run_targets) {
    if (!run_target(rule, target)) return false;
  }
  for (std::size_t i = 0; i < rule.rule_count; ++i) {
    if (!run_rule(rule.run_rules[i], 0)) return false;
  }
  return (rule.call_count == 0 || run_calls(rule)) && (rule.defaults == nullptr || run_default(rule));
}

bool Executor::run_calls(const RuleProgram& rule) {
  for (const CallProgram& call : std::span(rule.run_calls, rule.call_count)) {
    if (!call.broken.empty()) return fail_rule(rule, call.broken);
    if (++depth_ > kMostCalls) return fail(rule, kTooDeep, {Argument::number(kMostCalls)});
    open_frame(*call.group);
    bool complete = true;
    for (std::size_t i = 0; i < call.parameters.size(); ++i) {
      const Slot argument = value(call.parameters[i]);
      slots_[top_ + call.group->inputs[i]] = argument;
      complete = complete && argument.node != nullptr;
    }
    // A variable that holds nothing (no translation was found) has nothing to go on with.
    if (complete && !this->call(*call.group)) return false;
    --depth_;
  }
  return true;
}

// A group whose frame is open and filled.
bool Executor::call(const GroupProgram& group) {
  if (group.entries == GroupProgram::kNoEntries) return run_frame(group);
  std::array<Slot, kMostInputs> inputs;
  const std::size_t count = group.inputs.size();
  for (std::size_t i = 0; i < count; ++i) inputs[i] = slots_[top_ + group.inputs[i]];
  const std::span<const Slot> arguments(inputs.data(), count);
  const PastCalls::Call found = past_.look(group, arguments);
  if (found.known) return true;
  if (!run_frame(group)) return false;
  if (found.counts) past_.keep(group, arguments, found);
  return true;
}

bool Executor::run_default(const RuleProgram& rule) {
  const Slot from = slot(rule.source->slot);
  const Slot to = slot(rule.run_targets[0].slot);
  if (from.node == nullptr || to.node == nullptr) return true;
  const std::array<Slot, 2> arguments{from, to};
  const auto call = [&](const GroupProgram& group) {
    if (++depth_ > kMostCalls) return fail(rule, kTooDeep, {Argument::number(kMostCalls)});
    const bool ok = run_group(group, arguments);
    --depth_;
    return ok;
  };
  if (rule.fixed_default != nullptr) return call(*rule.fixed_default);
  const fhir::Type* source = builder_.type_of(*from.node, from.type);
  const fhir::Type* target = builder_.type_of(*to.node, to.type);
  for (const DefaultGroup& group : *rule.defaults) {
    if (group.source == source && group.target == target) return call(*group.group);
  }
  if (target != nullptr && target->kind == fhir::TypeKind::primitive && from.node->has_value()) {
    const std::string_view text = from.node->value().reveal();
    if (builder_.set_text(const_cast<Node&>(*to.node), target, text)) return true;
    return fail(rule, kNotANumber, {Argument::value(DataText(text)), Argument::name(target->name.text())});
  }
  return fail(rule, kNoDefaultGroup,
              {Argument::name(source == nullptr ? "a type that is not known" : source->name.text()),
               Argument::name(target == nullptr ? "a type that is not known" : target->name.text())});
}

}  // namespace schakel::mapping
