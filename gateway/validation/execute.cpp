#include "validation/execute.h"

#include "validation/names.h"
#include "validation/rules/cardinality.h"
#include "validation/rules/meta_profile.h"
#include "validation/rules/primitive.h"
#include "validation/rules/rule.h"
#include "validation/rules/slicing.h"
#include "validation/rules/types.h"
#include "validation/rules/unknown_element.h"
#include "validation/rules/vital_signs.h"
#include "validation/services.h"

#include <algorithm>

namespace schakel::validation {

namespace {
constexpr std::uint64_t kCostlyExpressions = 16;
}

// ---- Memo

void Memo::clear() {
  ++round_;
  used_ = 0;
  if (entries_.empty()) entries_.resize(1024);
}

Memo::State& Memo::at(const void* node, const void* program) {
  if (used_ * 2 > entries_.size()) grow();
  const std::size_t mask = entries_.size() - 1;
  std::size_t i = (reinterpret_cast<std::uintptr_t>(node) * 0x9E3779B97F4A7C15U ^
                   reinterpret_cast<std::uintptr_t>(program) * 0xC2B2AE3D27D4EB4FU) >>
                  20;
  for (i &= mask;; i = (i + 1) & mask) {
    Entry& e = entries_[i];
    if (e.round != round_) {
      e = {node, program, round_, State::fresh};
      ++used_;
      return e.state;
    }
    if (e.node == node && e.program == program) return e.state;
  }
}

void Memo::grow() {
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  used_ = 0;
  for (const Entry& e : old) {
    if (e.round == round_) at(e.node, e.program) = e.state;
  }
}

// ---- Work

Work::Work(const Library& lib, const Limits& lim) : library(lib), limits(lim), services(make_services(*this)) {}
Work::~Work() = default;

void Work::begin(const Tree* of, const Options& with) {
  tree = of;
  options = &with;
  references.begin();
  counters.clear();
  memo[0].clear();
  memo[1].clear();
  steps = 0;
  evaluating = 0;
  references_followed = 0;
  uncertain.clear();
  foreign_.reset();
  not_code_systems_.clear();
  nodes.clear();
  said.clear();
  bound.clear();
  doubtful_displays.clear();
}

const Program* Work::program(std::string_view canonical) {
  const auto known = by_canonical_.find(canonical);
  if (known != by_canonical_.end()) return known->second;
  const Program* found = library.find(canonical);
  // Only what is in the definitions is kept, under the definition's own text: nothing that a message says grows this
  // table.
  if (found != nullptr && found->url == canonical) by_canonical_.emplace(found->url, found);
  return found;
}

const Program* Work::program_of_type(Name type) {
  const char* key = type.text().data();
  const auto known = by_type_.find(key);
  if (known != by_type_.end()) return known->second;
  const Program* found = library.of_type(type);
  if (found != nullptr) by_type_.emplace(key, found);
  return found;
}

tl::expected<fhirpath::Evaluator::Truth, fhirpath::Error> Work::evaluate(const fhirpath::Program& program,
                                                                         const fhirpath::Environment& environment) {
  if (evaluating == evaluators.size())
    evaluators.push_back(std::make_unique<fhirpath::Evaluator>(&library.definitions(), services.get(),
                                                               limits.steps / kCostlyExpressions));
  fhirpath::Evaluator& evaluator = *evaluators[evaluating];
  ++evaluating;
  auto truth = evaluator.test(program, environment);
  --evaluating;
  // A few expressions that run away use up the budget of the whole document.
  if (!truth && truth.error().kind == fhirpath::ErrorKind::too_costly) steps += limits.steps / kCostlyExpressions;
  return truth;
}

bool Work::selects(const fhirpath::Program& program, const fhirpath::Environment& environment, const Node& node) {
  if (evaluating == evaluators.size())
    evaluators.push_back(std::make_unique<fhirpath::Evaluator>(&library.definitions(), services.get(),
                                                               limits.steps / kCostlyExpressions));
  fhirpath::Evaluator& evaluator = *evaluators[evaluating];
  ++evaluating;
  const auto result = evaluator.run(program, environment);
  --evaluating;
  if (!result) return false;
  return std::any_of(result->begin(), result->end(),
                     [&](const fhirpath::Value& v) { return v.type == fhirpath::ValueType::node && v.node == &node; });
}

const fhirpath::Program* Work::context_expression(std::string_view expression) {
  const auto [it, fresh] = context_expressions_.try_emplace(expression.data());
  if (fresh) {
    fhirpath::CompileOptions compile_options;
    compile_options.definitions = &library.definitions();
    if (auto compiled = fhirpath::compile(expression, compile_options)) it->second = std::move(*compiled);
  }
  return it->second.get();
}

bool Work::is_supplement(std::string_view system) {
  const auto known = supplements_.find(system);
  if (known != supplements_.end()) return known->second;
  if (not_code_systems_.count(system) != 0) return false;
  const auto found = library.definitions().find(system, "CodeSystem");
  if (!found || found.resource->url != system) {
    // Known only for this message: its texts go with it.
    not_code_systems_.insert(system);
    return false;
  }
  const Node* content = found.resource->root->child("content");
  const bool supplement =
      found.resource->root->child("supplements") != nullptr || (content != nullptr && content->value() == "supplement");
  return supplements_.emplace(found.resource->url, supplement).first->second;
}

void Work::count_unknown_profile(std::string_view canonical) {
  for (Uncertain& u : uncertain) {
    if (u.what == canonical && u.kind == "profile-not-loaded") return;
  }
  if (uncertain.size() < 100) count_not_checked("profile-not-loaded", foreign_.copy(canonical));
}

void Work::count_unknown_system(std::string_view system) {
  for (Uncertain& u : uncertain) {
    if (u.what != system || u.kind != "terminology-not-loaded") continue;
    ++u.count;
    return;
  }
  if (uncertain.size() < 100) count_not_checked("terminology-not-loaded", foreign_.copy(system));
}

void Work::count_not_checked(std::string_view kind, std::string_view what) {
  for (Uncertain& u : uncertain) {
    if (u.what == what && u.kind == kind) {
      ++u.count;
      return;
    }
  }
  uncertain.push_back({kind, what, 1});
}

// ---- Run

template <bool kExplain>
bool Run<kExplain>::program(const Node& node, const Program& program) {
  if (program.root == nullptr) {
    return error(node, nullptr, IssueType::processing, rules::kNoSnapshot, [&] {
      return std::vector<Argument>{Argument::name(program.url), Argument::name(program.problem)};
    });
  }
  const Memo::State before = work_.memo[kExplain ? 1 : 0].at(&node, &program);
  if (before != Memo::State::fresh) return before != Memo::State::bad;
  work_.memo[kExplain ? 1 : 0].at(&node, &program) = Memo::State::running;
  const ElementRule& root = *program.root;
  bool good = true;
  for (const Check& check : root.checks) {
    const Rule& rule = rule_table()[check.rule];
    if constexpr (kExplain) {
      good &= rule.explain(*this, node, root, check.operand);
    } else if (!rule.fast(*this, node, root, check.operand)) {
      good = false;
      break;
    }
  }
  if (good || kExplain) {
    if (root.value_required && !node.has_value()) good &= rules::report_missing_value(*this, node, root);
    if (root.children != nullptr && (good || kExplain)) good &= children(node, *root.children, root);
  }
  work_.memo[kExplain ? 1 : 0].at(&node, &program) = good ? Memo::State::good : Memo::State::bad;
  return good;
}

template <bool kExplain>
bool Run<kExplain>::type_checks(const Node& node, const Program& program) {
  bool good = true;
  for (const Check& check : program.type_checks) {
    const Rule& rule = rule_table()[check.rule];
    if constexpr (kExplain) {
      good &= rule.explain(*this, node, *program.root, check.operand);
    } else {
      if (!rule.fast(*this, node, *program.root, check.operand)) return false;
    }
  }
  return good;
}

template <bool kExplain>
bool Run<kExplain>::element(const Node& node, const ElementRule& element, std::size_t type_index) {
  if (++work_.steps > work_.limits.steps) return rules::report_too_costly(*this, node, element);
  bool good = !node.misshapen() || rules::report_shape(*this, node, element);
  if (!kExplain && !good) return false;
  for (const Check& check : element.checks) {
    const Rule& rule = rule_table()[check.rule];
    if constexpr (kExplain) {
      good &= rule.explain(*this, node, element, check.operand);
    } else {
      if (!rule.fast(*this, node, element, check.operand)) return false;
    }
  }
  if (type_index < element.types.size()) {
    good &= typed(node, element, element.types[type_index]);
    if (!kExplain && !good) return false;
  }
  if (element.children != nullptr) good &= children(node, *element.children, element);
  return good;
}

template <bool kExplain>
bool Run<kExplain>::typed(const Node& node, const ElementRule& element, const TypeRule& type) {
  if (node.has_value() && type.role != TypeRole::primitive && type.role != TypeRole::unknown)
    return rules::report_simple_value(*this, node, element);
  switch (type.role) {
    case TypeRole::inlined: return type.profiles.empty() || any_program(node, element, type.profiles);
    case TypeRole::primitive: {
      bool good = rules::check_primitive(*this, node, element, type);
      if (!kExplain && !good) return false;
      if (!type.profiles.empty()) return any_program(node, element, type.profiles) && good;
      // A value alone has nothing that the type's own definition could object to.
      if (node.first_child() == nullptr) return good;
      const Program* base = type.base->program(library());
      return (base == nullptr || program(node, *base)) && good;
    }
    case TypeRole::resource: return nested_resource(node, element, type);
    case TypeRole::complex: {
      const Program* base = type.base->program(library());
      if (type.profiles.empty()) return base == nullptr || program(node, *base);
      bool good = any_program(node, element, type.profiles);
      if (base != nullptr && (kExplain || good)) good &= type_checks(node, *base);
      return good;
    }
    case TypeRole::unknown: break;
  }
  return rules::report_unknown_type(*this, node, element, type);
}

template <bool kExplain>
bool Run<kExplain>::part(const Node& node, const Program& program, std::string_view element) {
  const ElementRule* rule = element.empty() ? nullptr : find_element(program, element);
  if (rule == nullptr) return this->program(node, program);
  bool good = true;
  for (const Check& check : rule->checks) {
    const Rule& row = rule_table()[check.rule];
    if constexpr (kExplain) {
      good &= row.explain(*this, node, *rule, check.operand);
    } else {
      if (!row.fast(*this, node, *rule, check.operand)) return false;
    }
  }
  if (rule->children != nullptr) good &= children(node, *rule->children, *rule);
  return good;
}

template <bool kExplain>
bool Run<kExplain>::any_program(const Node& node, const ElementRule& element, std::span<const Link> profiles) {
  if (profiles.size() == 1) {
    const Program* one = profiles[0].program(library());
    if (one == nullptr) return rules::report_unknown_profile(*this, node, element, profiles[0].canonical());
    return part(node, *one, profiles[0].element());
  }
  std::size_t known = 0;
  std::size_t fits = 0;
  for (const Link& link : profiles) {
    const Program* one = link.program(library());
    if (one == nullptr) continue;
    ++known;
    bool good = false;
    if constexpr (kExplain) {
      Run<false> quiet(work_, nullptr);
      quiet.set_resources(resource_, root_);
      good = quiet.part(node, *one, link.element());
    } else {
      good = part(node, *one, link.element());
    }
    if (!good) continue;
    ++fits;
    if constexpr (!kExplain) return true;
  }
  if (known == 0)
    return profiles.empty() || rules::report_unknown_profile(*this, node, element, profiles[0].canonical());
  return fits > 0 || rules::report_no_profile_fits(*this, node, element, profiles);
}

template <bool kExplain>
bool Run<kExplain>::conforms(const Node& node, const Program& which) {
  if (which.resource && !rules::is_of_type(*this, node, which.type)) return false;
  if constexpr (!kExplain) {
    return program(node, which);
  } else {
    Run<false> quiet(work_, nullptr);
    quiet.set_resources(resource_, root_);
    return quiet.program(node, which);
  }
}

template <bool kExplain>
bool Run<kExplain>::nested_resource(const Node& node, const ElementRule& element, const TypeRule& type) {
  if (options().ignore_contained && node.name() == Names::get().contained) return true;
  if (!rules::check_resource_type(*this, node, element, type)) return false;
  if (type.profiles.empty()) return resource(node, {}, &element);
  const Node* const resource_before = resource_;
  const Node* const root_before = root_;
  const bool contained = node.name() == Names::get().contained;
  set_resources(&node, contained ? root_ : &node);
  bool good = any_program(node, element, type.profiles);
  set_resources(resource_before, root_before);
  if (kExplain || good) good &= resource(node, {}, &element);
  return good;
}

template <bool kExplain>
bool Run<kExplain>::resource(const Node& node, std::span<const Program* const> programs, const ElementRule* from) {
  const Program* base = work_.program_of_type(node.type());
  if (base == nullptr) return rules::report_unknown_resource(*this, node, from);
  const Node* const resource_before = resource_;
  const Node* const root_before = root_;
  const bool contained = node.name() == Names::get().contained && root_before != nullptr;
  set_resources(&node, contained ? root_before : &node);
  bool good = true;
  if (programs.empty()) {
    good = rules::implied_by_meta_profile(*this, node, *base) ? type_checks(node, *base) : program(node, *base);
  } else {
    for (const Program* p : programs) {
      if (kExplain || good) good &= rules::apply_requested(*this, node, *p);
    }
    if (kExplain || good) good &= type_checks(node, *base);
  }
  if (kExplain || good) good &= rules::check_vital_signs(*this, node, programs);
  if ((kExplain || good) && options().meta_profiles) good &= rules::check_meta_profiles(*this, node, programs);
  set_resources(resource_before, root_before);
  return good;
}

template <bool kExplain>
bool Run<kExplain>::children(const Node& node, const Children& children, const ElementRule& owner) {
  const std::size_t base = work_.counters.size();
  work_.counters.resize(base + children.counters, 0);
  bool good = true;
  std::size_t last_group = 0;
  rules::SliceOrder order;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    const ChildSlot* slot = children.find(c->name());
    if (slot == nullptr) slot = rules::slot_of_choice(*this, *c, children);
    if (slot == nullptr) {
      good &= !children.complete || rules::check_unknown(*this, node, *c, owner);
      if (!kExplain && !good) break;
      continue;
    }
    const Group& group = children.groups[slot->group];
    const std::uint32_t index = work_.counters[base + group.counter]++;
    if (options().element_order && !c->attribute()) {
      if (slot->group < last_group) {
        good &= rules::report_out_of_order(*this, *c, owner);
        if (!kExplain) break;
      }
      last_group = std::max<std::size_t>(last_group, slot->group);
    }
    if (!kExplain && index >= group.element->max) {
      good = false;
      break;
    }
    const std::size_t type = rules::type_of_child(*group.element, *slot, *c);
    if (type == rules::kNoIndex && !group.element->types.empty()) {
      good &= rules::report_wrong_choice(*this, node, *c, *group.element);
      if (!kExplain && !good) break;
      continue;
    }
    good &= element(*c, *group.element, type);
    if (!kExplain && !good) break;
    if (group.slicing == nullptr) continue;
    const int slice = rules::match_slice(*this, *c, index, group, order, good);
    if (!kExplain && !good) break;
    if (slice < 0) continue;
    // What is in a slice of a slice is in the outer one too.
    for (int s = slice; s >= 0; s = group.slicing->slices[static_cast<std::size_t>(s)].outer)
      ++work_.counters[base + group.counter + 1 + static_cast<std::size_t>(s)];
    const ElementRule& rule = *group.slicing->slices[static_cast<std::size_t>(slice)].element;
    good &= element(*c, rule, rules::type_of_sliced(rule, *c));
    if (!kExplain && !good) break;
  }
  if (kExplain || good) good &= cardinality(node, children, base);
  work_.counters.resize(base);
  return good;
}

template <bool kExplain>
bool Run<kExplain>::cardinality(const Node& node, const Children& children, std::size_t base) {
  bool good = true;
  const auto judge = [&](const Group& group) {
    good &= rules::check_count(*this, node, group, *group.element, -1, work_.counters[base + group.counter]);
    if (group.slicing == nullptr) return;
    for (std::size_t s = 0; s < group.slicing->slices.size(); ++s) {
      if (!kExplain && !good) return;
      good &= rules::check_count(*this, node, group, *group.slicing->slices[s].element, static_cast<int>(s),
                                 work_.counters[base + group.counter + 1 + s]);
    }
  };
  if constexpr (kExplain) {
    for (const Group& group : children.groups) judge(group);
  } else {
    for (const Group& group : children.groups) {
      // Only a minimum, or a slice's maximum, can still be wrong here.
      if (group.slicing == nullptr && group.element->min == 0) continue;
      judge(group);
      if (!good) return false;
    }
  }
  return good;
}

template class Run<false>;
template class Run<true>;

}  // namespace schakel::validation
