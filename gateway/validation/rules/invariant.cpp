#include "validation/rules/invariant.h"

#include "validation/names.h"
#include "validation/rules/waivers.h"

#include <utility>

namespace schakel::validation::rules {

namespace {

constexpr std::string_view kBestPractice = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

bool is_best_practice(const Node& constraint) {
  for (const Node* e = constraint.child("extension"); e != nullptr; e = e->next_of_same_name()) {
    if (text_of(*e, "url") == kBestPractice && text_of(*e, "valueBoolean") == "true") return true;
  }
  return false;
}

// The type's own definition states it too, and is applied to the same node anyway.
bool stated_by_type(const Build& build, const Draft& draft, std::string_view expression) {
  if (draft.root || draft.rule->types.empty()) return false;
  for (const TypeRule& type : draft.rule->types) {
    if (type.role == TypeRole::inlined || type.role == TypeRole::unknown) return false;
    if (expression == "hasValue() or (children().count() > id.count())") continue;
    if (type.role == TypeRole::resource || type.role == TypeRole::primitive) return false;
    const auto found = build.definitions.find(type.base->canonical(), "StructureDefinition");
    const Node* snapshot = found ? found.resource->root->child("snapshot") : nullptr;
    const Node* root = snapshot == nullptr ? nullptr : snapshot->first_child();
    bool stated = false;
    for (const Node* c = root == nullptr ? nullptr : root->child("constraint"); c != nullptr && !stated;
         c = c->next_of_same_name()) {
      stated = text_of(*c, "expression") == expression;
    }
    if (!stated) return false;
  }
  return true;
}

const fhir::Type* context_of(const Build& build, const ElementRule& rule, bool root) {
  if (root) return build.definitions.type(build.program.type);
  if (rule.types.size() == 1 && rule.types[0].role != TypeRole::inlined && rule.types[0].role != TypeRole::resource)
    return rule.types[0].type;
  return nullptr;
}

void add(const Build& build, std::uint16_t row, Draft& draft, const Node& constraint, std::string_view expression) {
  auto* invariant = build.arena.make<Invariant>();
  invariant->key = text_of(constraint, "key");
  invariant->human = text_of(constraint, "human");
  invariant->source = text_of(constraint, "source");
  invariant->expression = expression;
  invariant->severity = text_of(constraint, "severity") == "warning" ? Severity::warning : Severity::error;
  invariant->best_practice = is_best_practice(constraint);
  const std::string_view source = invariant->source.empty() ? build.program.url : invariant->source;
  invariant->message = {build.arena.copy(std::string(source) + '#' + std::string(invariant->key)), kInvariant.english};
  invariant->native = native_invariant(expression);
  if (invariant->native == nullptr) {
    fhirpath::CompileOptions options;
    options.definitions = &build.definitions;
    options.context = context_of(build, *draft.rule, draft.root);
    options.typed_choice_names = true;
    options.as_filters = true;
    static constexpr std::string_view kVariables[] = {"profile"};
    options.variables = kVariables;
    auto compiled = fhirpath::compile(expression, options);
    if (compiled) {
      invariant->program = build.library.keep(std::move(*compiled));
    } else {
      invariant->problem = build.arena.copy(compiled.error().message);
      invariant->unsupported = compiled.error().kind == fhirpath::ErrorKind::not_supported;
    }
  }
  draft.checks.push_back({row, invariant});
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  for (const Node* c = draft.definition->child("constraint"); c != nullptr; c = c->next_of_same_name()) {
    const std::string_view expression = text_of(*c, "expression");
    if (expression.empty()) continue;
    if (waiver_of(text_of(*c, "key"), expression) != nullptr || stated_by_type(build, draft, expression)) continue;
    bool twice = false;
    for (const Check& before : draft.checks) {
      twice = twice || (before.rule == row && static_cast<const Invariant*>(before.operand)->expression == expression);
    }
    if (!twice) add(build, row, draft, *c, expression);
  }
}

template <bool kExplain>
bool broken(Run<kExplain>& run, const Node& node, const ElementRule& element, const Invariant& invariant) {
  const auto arguments = [&] {
    return std::vector<Argument>{Argument::name(invariant.key), Argument::name(invariant.human),
                                 Argument::name(element.program->url)};
  };
  if (invariant.severity == Severity::error)
    return run.error(node, &element, IssueType::invariant, invariant.message, arguments);
  return run.warning(node, &element, IssueType::invariant, invariant.message, arguments);
}

template <bool kExplain>
bool uncertain(Run<kExplain>& run, const Node& node, const ElementRule& element, const Invariant& invariant,
               std::string_view why) {
  run.work().count_not_checked("not-checked", invariant.key);
  return run.information(node, &element, IssueType::not_supported, kExpression, [&] {
    return std::vector<Argument>{Argument::name(invariant.key), Argument::name(why),
                                 Argument::name(element.program->url)};
  });
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* operand) {
  const Invariant& invariant = *static_cast<const Invariant*>(operand);
  if (invariant.best_practice && !run.options().best_practice) return true;
  if (!kExplain && invariant.severity != Severity::error) return true;
  if (invariant.native != nullptr) {
    return invariant.native(node, run.current_resource(), run.root_resource()) || broken(run, node, element, invariant);
  }
  if (invariant.program == nullptr) {
    if (invariant.unsupported) return uncertain(run, node, element, invariant, invariant.problem);
    return run.error(node, &element, IssueType::invariant, kExpression, [&] {
      return std::vector<Argument>{Argument::name(invariant.key), Argument::name(invariant.problem),
                                   Argument::name(element.program->url)};
    });
  }
  fhirpath::Environment environment;
  environment.focus = &node;
  environment.resource = run.current_resource();
  environment.root_resource = run.root_resource();
  // conformsTo() comes back here: what an inner evaluation met counts for the outer one too.
  const bool before = std::exchange(run.work().led_outside, false);
  const auto truth = run.evaluate(*invariant.program, environment);
  const bool led_outside = run.work().led_outside;
  run.work().led_outside = before || led_outside;
  if (!truth) {
    const fhirpath::ErrorKind kind = truth.error().kind;
    if (kind == fhirpath::ErrorKind::not_supported || kind == fhirpath::ErrorKind::too_costly)
      return uncertain(run, node, element, invariant, truth.error().message);
    return broken(run, node, element, invariant);
  }
  if (*truth == fhirpath::Evaluator::Truth::yes) return true;
  // It asks about a resource that is not in the document, and nothing is fetched.
  if (led_outside) return uncertain(run, node, element, invariant, "it follows a reference out of the document");
  return broken(run, node, element, invariant);
}

bool covers(const void* ours, const void* theirs) {
  const Invariant& mine = *static_cast<const Invariant*>(ours);
  const Invariant& wanted = *static_cast<const Invariant*>(theirs);
  // A warning decides nothing in a fast pass.
  return wanted.severity != Severity::error ||
         (mine.severity == Severity::error && mine.expression == wanted.expression);
}

void print(const void* operand, std::string& out) {
  const Invariant& invariant = *static_cast<const Invariant*>(operand);
  print_member(out, "key", invariant.key);
  print_member(out, "severity", severity_code(invariant.severity));
  print_member(out, "expression", invariant.expression);
  if (invariant.native != nullptr) print_member(out, "native", "true");
  if (!invariant.problem.empty()) print_member(out, "problem", invariant.problem);
}

}  // namespace

Rule invariant_rule() { return {"invariant", compile, check<false>, check<true>, print, covers}; }

}  // namespace schakel::validation::rules
