#include "validation/rules/binding.h"

#include "validation/names.h"
#include "validation/rules/waivers.h"

#include <atomic>

namespace schakel::validation::rules {

namespace {

using terminology::Answer;
using terminology::Membership;

constexpr std::string_view kMaxValueSet = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

enum class Strength : std::uint8_t { required, extensible, maximum };

struct Binding {
  Binding(Strength s, std::string_view url) : strength(s), value_set(url) {}
  Strength strength;
  std::string_view value_set;
  // Looked up once; the codes belong to the library, as this does.
  mutable std::atomic<const terminology::ValueSet*> set{nullptr};

  const terminology::ValueSet* find(const Codes& codes) const {
    const terminology::ValueSet* known = set.load(std::memory_order_acquire);
    if (known != nullptr) return known;
    known = codes.value_set(value_set);
    set.store(known, std::memory_order_release);
    return known;
  }
};

std::string_view text_of(const Node& parent, Name child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

bool can_be_bound(const ElementRule& rule) {
  for (const TypeRule& t : rule.types) {
    switch (t.primitive) {
      case fhir::Primitive::code:
      case fhir::Primitive::string:
      case fhir::Primitive::uri:
      case fhir::Primitive::url:
      case fhir::Primitive::canonical: return true;
      default: break;
    }
    if (t.role == TypeRole::complex) return true;
  }
  return false;
}

void add(const Build& build, std::uint16_t row, Draft& draft, Strength strength, std::string_view value_set) {
  if (!value_set.empty()) draft.checks.push_back({row, build.arena.make<Binding>(strength, value_set)});
}

// Bindings that hold as well, where their purpose demands it and no usage limits them
// (http://hl7.org/fhir/R5/elementdefinition-definitions.html#ElementDefinition.binding.additional).
void add_additional(const Build& build, std::uint16_t row, Draft& draft, const Node& binding) {
  for (const Node* e = binding.child("extension"); e != nullptr; e = e->next_of_same_name()) {
    const std::string_view url = text_of(*e, "url");
    if (url != "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional" &&
        url != "http://hl7.org/fhir/tools/StructureDefinition/additional-binding")
      continue;
    std::string_view purpose;
    std::string_view set;
    bool limited = false;
    for (const Node* part = e->child("extension"); part != nullptr; part = part->next_of_same_name()) {
      const std::string_view name = text_of(*part, "url");
      if (name == "purpose") purpose = text_of(*part, "valueCode");
      if (name == "valueSet") set = text_of(*part, "valueCanonical");
      if (name == "usage") limited = true;
    }
    if (limited) continue;
    if (purpose == "required") add(build, row, draft, Strength::required, set);
    if (purpose == "maximum") add(build, row, draft, Strength::maximum, set);
  }
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  const Node* binding = draft.definition->child("binding");
  if (binding == nullptr || !can_be_bound(*draft.rule)) return;
  std::string_view strength = text_of(*binding, "strength");
  if (binding_waiver(draft.rule->path, text_of(*binding, "valueSet"), strength) != nullptr) strength = "extensible";
  if (strength == "required") add(build, row, draft, Strength::required, text_of(*binding, "valueSet"));
  if (strength == "extensible") add(build, row, draft, Strength::extensible, text_of(*binding, "valueSet"));
  add_additional(build, row, draft, *binding);
  if (strength == "required") return;
  for (const Node* e = binding->child("extension"); e != nullptr; e = e->next_of_same_name()) {
    if (text_of(*e, "url") != kMaxValueSet) continue;
    std::string_view set = text_of(*e, "valueCanonical");
    if (set.empty()) set = text_of(*e, "valueUri");
    add(build, row, draft, Strength::maximum, set);
  }
}

// CapabilityStatement.format and its like take these words beside the MIME types
// (http://hl7.org/fhir/R4/valueset-mimetypes.html).
bool is_format_word(std::string_view value_set, std::string_view code) {
  constexpr std::string_view kMimeTypes = "http://hl7.org/fhir/ValueSet/mimetypes";
  return value_set.substr(0, kMimeTypes.size()) == kMimeTypes && (code == "xml" || code == "json" || code == "ttl");
}

// `set`: null when it is not loaded.
Member judge(Work& work, const terminology::ValueSet* set, std::string_view value_set, std::string_view system,
             std::string_view code) {
  if (system.empty() && is_format_word(value_set, code)) return Member::yes;
  if (set == nullptr) {
    work.count_unknown_system(value_set);
    return Member::unknown;
  }
  const Membership m = work.library.codes()->member_of(*set, system, code);
  if (m.answer == Answer::unknown) work.count_unknown_system(m.missing);
  return m.answer == Answer::yes ? Member::yes : m.answer == Answer::no ? Member::no : Member::unknown;
}

Member judge_concept(Work& work, const Node& concept_node, const terminology::ValueSet* set,
                     std::string_view value_set) {
  const Names& n = Names::get();
  bool unknown = false;
  for (const Node* c = concept_node.child(n.coding); c != nullptr; c = c->next_of_same_name()) {
    const std::string_view code = text_of(*c, n.code);
    const std::string_view system = text_of(*c, n.system);
    if (code.empty() || system.empty()) continue;
    const Member m = judge(work, set, value_set, system, code);
    if (m == Member::yes) return m;
    unknown = unknown || m == Member::unknown;
  }
  return unknown ? Member::unknown : Member::no;
}

std::string sketch_codings(const Node& node) {
  const Names& n = Names::get();
  std::string text;
  const auto add_one = [&](const Node& coding) {
    if (!text.empty()) text += ", ";
    text += text_of(coding, n.system);
    text += '#';
    text += text_of(coding, n.code);
  };
  if (node.type() == Names::get().codeable_concept) {
    for (const Node* c = node.child(n.coding); c != nullptr; c = c->next_of_same_name()) add_one(*c);
  } else {
    add_one(node);
  }
  return text;
}

struct Texts {
  const Message* required;
  const Message* extensible;
};

template <bool kExplain>
bool outside(Run<kExplain>& run, const Node& node, const ElementRule& element, const Binding& binding,
             const Texts& texts, bool nothing) {
  const auto arguments = [&] {
    std::vector<Argument> list{Argument::name(binding.value_set)};
    if (!nothing) list.push_back({node.has_value() ? std::string(node.value().reveal()) : sketch_codings(node), false});
    list.push_back(Argument::name(element.program->url));
    return list;
  };
  if (binding.strength == Strength::extensible)
    return run.warning(node, &element, IssueType::code_invalid, *texts.extensible, arguments);
  return run.error(node, &element, IssueType::code_invalid,
                   binding.strength == Strength::maximum ? kOutsideMaximum : *texts.required, arguments);
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* operand) {
  const Binding& binding = *static_cast<const Binding*>(operand);
  if (!node.has_value() && !node.primitive()) {
    run.work().bound.push_back({&node, binding.value_set, element.program->definition});
  }
  // What can only become a warning is not looked at in a fast pass.
  if (!kExplain && binding.strength == Strength::extensible) return true;
  Work& work = run.work();
  const Names& n = Names::get();
  const terminology::ValueSet* set = work.library.codes() == nullptr ? nullptr : binding.find(*work.library.codes());
  static constexpr Texts kForConcept{&kConceptNotIn, &kConceptNotInExtensible};
  static constexpr Texts kForNothing{&kNoCode, &kNoCodeExtensible};
  static constexpr Texts kForCoding{&kCodingNotIn, &kCodingNotInExtensible};
  static constexpr Texts kForCode{&kCodeNotIn, &kCodeNotInExtensible};
  Member member = Member::yes;
  const Texts* texts = &kForCode;
  bool nothing = false;
  if (!node.has_value() && node.primitive()) {
    // An extension says why there is no value, but it is no code of the value set either.
    if (binding.strength != Strength::required) return true;
    return run.error(node, &element, IssueType::code_invalid, kCodeMissing, [&] {
      return std::vector<Argument>{Argument::name(binding.value_set), Argument::name(element.program->url)};
    });
  }
  if (node.type() == Names::get().codeable_concept) {
    texts = &kForConcept;
    nothing = node.child(n.coding) == nullptr;
    if (nothing) texts = &kForNothing;
    if (nothing && binding.strength == Strength::maximum) return true;
    member = nothing ? Member::no : judge_concept(work, node, set, binding.value_set);
  } else if (node.type() == Names::get().coding_type || node.type() == Names::get().quantity_type ||
             node.child(n.code) != nullptr) {
    texts = &kForCoding;
    const std::string_view code = text_of(node, n.code);
    if (code.empty() && node.child(n.system) == nullptr) return true;
    member = text_of(node, n.system).empty() ? Member::unknown
                                             : judge(work, set, binding.value_set, text_of(node, n.system), code);
  } else if (node.has_value() && node.kind() == ValueKind::string) {
    member = judge(work, set, binding.value_set, {}, node.value().reveal());
  }
  if (member == Member::unknown && set == nullptr && work.library.codes() != nullptr) {
    return run.warning(node, &element, IssueType::not_found, kValueSetNotLoaded,
                       [&] { return std::vector<Argument>{Argument::name(binding.value_set)}; });
  }
  return member != Member::no || outside(run, node, element, binding, *texts, nothing);
}

void print(const void* operand, std::string& out) {
  const Binding& binding = *static_cast<const Binding*>(operand);
  print_member(out, "strength",
               binding.strength == Strength::required  ? "required"
               : binding.strength == Strength::maximum ? "maximum"
                                                       : "extensible");
  print_member(out, "valueSet", binding.value_set);
}

bool covers(const void* ours, const void* theirs) {
  const Binding& mine = *static_cast<const Binding*>(ours);
  const Binding& wanted = *static_cast<const Binding*>(theirs);
  if (wanted.strength == Strength::extensible) return true;
  return mine.strength == wanted.strength &&
         mine.value_set.substr(0, mine.value_set.find('|')) == wanted.value_set.substr(0, wanted.value_set.find('|'));
}

}  // namespace

Member member_of(Work& work, const Node& node, std::string_view value_set) {
  const Names& n = Names::get();
  const terminology::ValueSet* set =
      work.library.codes() == nullptr ? nullptr : work.library.codes()->value_set(value_set);
  if (node.child(n.coding) != nullptr) return judge_concept(work, node, set, value_set);
  if (const Node* code = node.child(n.code))
    return judge(work, set, value_set, text_of(node, n.system), code->value().reveal());
  return node.has_value() ? judge(work, set, value_set, {}, node.value().reveal()) : Member::no;
}

Rule binding_rule() { return {"binding", compile, check<false>, check<true>, print, covers}; }
}  // namespace schakel::validation::rules
