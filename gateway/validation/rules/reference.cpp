#include "validation/rules/reference.h"

#include "validation/names.h"

#include <algorithm>

namespace schakel::validation::rules {

namespace {

constexpr std::uint32_t kDeepestChain = 40;
constexpr std::string_view kCore = "http://hl7.org/fhir/StructureDefinition/";

struct Target {
  Name type;  // empty: the profile is not loaded
  const Link* link;
  bool base = false;  // a type's own definition: its type is all it asks
};

enum Aggregation : std::uint8_t { is_contained = 1, is_referenced = 2, is_bundled = 4 };

struct Operand {
  std::span<const Target> targets;
  std::uint8_t aggregation = 0;  // 0: any
};

Target make_target(const Build& build, const Link& link) {
  const std::string_view url = link.canonical();
  if (url.substr(0, kCore.size()) == kCore) {
    const fhir::Type* type = build.definitions.type(url.substr(0, url.find('|')));
    if (type != nullptr) return {type->name, &link, true};
  }
  const auto found = build.definitions.find(url, "StructureDefinition");
  if (!found) return {Name{}, &link, false};
  const Node* type = found.resource->root->child("type");
  const Node* derivation = found.resource->root->child("derivation");
  return {type == nullptr ? Name{} : Name::intern(type->value().reveal()), &link,
          derivation == nullptr || !(derivation->value() == "constraint")};
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  std::vector<Target> targets;
  std::uint8_t aggregation = 0;
  bool reference = false;
  for (const TypeRule& type : draft.rule->types) {
    if (!(type.code == "Reference")) continue;
    reference = true;
    for (const Link& link : type.targets) targets.push_back(make_target(build, link));
  }
  if (!reference) return;
  for (const Node* t = draft.definition->child("type"); t != nullptr; t = t->next_of_same_name()) {
    for (const Node* a = t->child("aggregation"); a != nullptr; a = a->next_of_same_name()) {
      aggregation |= a->value() == "contained" ? is_contained : a->value() == "bundled" ? is_bundled : is_referenced;
    }
  }
  auto* operand = build.arena.make<Operand>();
  const std::span<Target> kept = build.arena.array<Target>(targets.size());
  std::copy(targets.begin(), targets.end(), kept.begin());
  operand->targets = kept;
  operand->aggregation = aggregation;
  draft.checks.push_back({row, operand});
}

bool allows(const fhir::Definitions& definitions, const Target& target, Name type) {
  if (target.type == type || target.type == "Resource") return true;
  const fhir::Type* wanted = definitions.type(target.type);
  const fhir::Type* actual = definitions.type(type);
  return wanted != nullptr && actual != nullptr && wanted->abstract && actual->is_a(*wanted);
}

std::string types_of(std::span<const Target> targets) {
  std::string text;
  for (const Target& t : targets) {
    if (!text.empty()) text += ", ";
    text += t.type.text();
  }
  return text;
}

std::string profiles_of(std::span<const Target> targets) {
  std::string text;
  for (const Target& t : targets) {
    if (!text.empty()) text += ", ";
    text += t.link->canonical();
  }
  return text;
}

// `Type` of `Type/id`, `base/Type/id` and versioned ones; empty when the text does not look like that.
std::string_view type_in(std::string_view reference, const fhir::Definitions& definitions) {
  const std::size_t history = reference.find("/_history/");
  if (history != std::string_view::npos) reference = reference.substr(0, history);
  const std::size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return {};
  const std::size_t before = reference.rfind('/', slash - 1);
  const std::string_view type =
      before == std::string_view::npos ? reference.substr(0, slash) : reference.substr(before + 1, slash - before - 1);
  const fhir::Type* known = definitions.type(type);
  return known != nullptr && known->kind == fhir::TypeKind::resource ? type : std::string_view{};
}

template <bool kExplain>
bool check_profiles(Run<kExplain>& run, const Node& node, const ElementRule& element, const Operand& operand,
                    const Node& target) {
  Work& work = run.work();
  bool base = operand.targets.empty();
  bool unknown = false;
  for (const Target& t : operand.targets) {
    if (t.type.empty()) {
      unknown = true;
    } else if (t.base && allows(run.library().definitions(), t, target.type())) {
      base = true;
    }
  }
  if (base) return true;
  if (work.references_followed >= kDeepestChain) {
    work.count_not_checked("not-checked reference", element.id);
    return true;
  }
  ++work.references_followed;
  bool fits = false;
  const Node* const resource = run.current_resource();
  const Node* const root = run.root_resource();
  run.set_resources(&target, References::container_of(target));
  for (const Target& t : operand.targets) {
    if (t.type.empty() || !(t.type == target.type()) || fits) continue;
    const Program* program = t.link->program(run.library());
    fits = program != nullptr && run.conforms(target, *program);
  }
  run.set_resources(resource, root);
  --work.references_followed;
  if (fits) return true;
  if (unknown) {
    for (const Target& t : operand.targets) {
      if (!t.type.empty()) continue;
      work.count_not_checked("not-checked profile", t.link->canonical());
      run.warning(node, &element, IssueType::structure, kTargetProfileUnknown,
                  [&] { return std::vector<Argument>{Argument::name(t.link->canonical())}; });
    }
    return true;
  }
  if constexpr (kExplain) {
    // The target is judged by its own place in the Bundle too; why it does not fit is told there, against these
    // profiles.
    for (const Target& t : operand.targets) {
      const Program* program = t.type == target.type() ? t.link->program(run.library()) : nullptr;
      if (program == nullptr) continue;
      run.set_resources(&target, References::container_of(target));
      run.program(target, *program);
      run.set_resources(resource, root);
    }
  }
  return run.error(node, &element, IssueType::structure, kNoTargetProfile, [&] {
    return std::vector<Argument>{Argument::name(profiles_of(operand.targets)), Argument::name(element.program->url)};
  });
}

template <bool kExplain>
bool check_target(Run<kExplain>& run, const Node& node, const ElementRule& element, const Operand& operand,
                  const Node& target, std::string_view text) {
  const fhir::Definitions& definitions = run.library().definitions();
  const std::string_view literal = text[0] == '#' ? std::string_view{} : type_in(text, definitions);
  if (!literal.empty() && !(target.type() == literal)) {
    return run.error(node, &element, IssueType::required, kLiteralType, [&] {
      return std::vector<Argument>{Argument::value(DataText(text)), Argument::name(target.type().text())};
    });
  }
  bool allowed = operand.targets.empty();
  for (const Target& t : operand.targets) allowed = allowed || t.type.empty() || allows(definitions, t, target.type());
  if (!allowed) {
    return run.error(node, &element, IssueType::structure, kBadTargetType, [&] {
      return std::vector<Argument>{Argument::name(target.type().text()), Argument::name(types_of(operand.targets)),
                                   Argument::name(element.program->url)};
    });
  }
  return check_profiles(run, node, element, operand, target);
}

// Relative references of a Bundle's entry: they need the entry's fullUrl and the form Type/id.
template <bool kExplain>
bool check_relative(Run<kExplain>& run, const Node& node, const ElementRule& element, std::string_view text) {
  const Node* entry = References::entry_of(node);
  if (entry == nullptr || entry->parent() == nullptr) return true;
  const Node* type = entry->parent()->child(Names::get().type);
  const std::string_view bundle = type == nullptr ? std::string_view{} : type->value().reveal();
  if (text.find(':') != std::string_view::npos) return true;
  const auto arguments = [&] { return std::vector<Argument>{Argument::value(DataText(text))}; };
  if (text.find('?') != std::string_view::npos) return true;  // a search url, in a transaction
  const auto slashes = std::count(text.begin(), text.end(), '/');
  if (slashes != 1 && slashes != 3) return run.error(node, &element, IssueType::required, kReferenceFormat, arguments);
  const bool lenient =
      bundle == "transaction" || bundle == "batch" || bundle.find("-response") != std::string_view::npos;
  if (References::full_url_of(*entry).empty() && !lenient)
    return run.error(node, &element, IssueType::required, kFullUrlMissing, arguments);
  if constexpr (kExplain) {
    if (!lenient && run.work().references.entry_with(text, node) != nullptr) {
      run.warning(node, &element, IssueType::required, kWrongFullUrl, arguments);
    }
  }
  return true;
}

template <bool kExplain>
bool check_aggregation(Run<kExplain>& run, const Node& node, const ElementRule& element, const Operand& operand,
                       const References::Answer& answer) {
  if (operand.aggregation == 0) return true;
  const std::uint8_t mode = answer.contained                                    ? is_contained
                            : answer.how == Resolution::found && answer.bundled ? is_bundled
                                                                                : is_referenced;
  // What is in the Bundle is also referenced.
  if ((operand.aggregation & mode) != 0 || (mode == is_bundled && (operand.aggregation & is_referenced) != 0))
    return true;
  return run.error(node, &element, IssueType::structure, kAggregation, [&] {
    std::string modes;
    if ((operand.aggregation & is_contained) != 0) modes += "contained ";
    if ((operand.aggregation & is_referenced) != 0) modes += "referenced ";
    if ((operand.aggregation & is_bundled) != 0) modes += "bundled ";
    return std::vector<Argument>{Argument::name(mode == is_contained ? "contained"
                                                : mode == is_bundled ? "bundled"
                                                                     : "outside the document"),
                                 Argument::name(modes), Argument::name(element.program->url)};
  });
}

template <bool kExplain>
bool check_type(Run<kExplain>& run, const Node& node, const ElementRule& element, const Operand& operand,
                std::string_view text) {
  const Node* type = node.child(Names::get().type);
  if (type == nullptr || !type->has_value()) return true;
  const fhir::Definitions& definitions = run.library().definitions();
  const Name name = Name::find(type->value().reveal());
  bool allowed = operand.targets.empty();
  for (const Target& t : operand.targets) allowed = allowed || t.type.empty() || allows(definitions, t, name);
  if (!allowed) {
    const auto arguments = [&] {
      return std::vector<Argument>{Argument::value(type->value()), Argument::name(types_of(operand.targets)),
                                   Argument::name(element.program->url)};
    };
    // Without a literal reference nothing is known of the target but this word and its text or number.
    if (text.empty()) return run.warning(*type, &element, IssueType::structure, kTypeNotAllowed, arguments);
    return run.error(*type, &element, IssueType::structure, kTypeNotAllowed, arguments);
  }
  const std::string_view literal = text.empty() || text[0] == '#' ? std::string_view{} : type_in(text, definitions);
  if (literal.empty() || type->value() == literal) return true;
  return run.error(*type, &element, IssueType::structure, kTypeUnlikeReference,
                   [&] { return std::vector<Argument>{Argument::value(type->value())}; });
}

// `Type?search` is resolved by the server that carries out a transaction
// (http://hl7.org/fhir/R4/http.html#trules), so nowhere else.
bool is_misplaced_search(const Node& node, std::string_view text, const fhir::Definitions& definitions) {
  const std::size_t query = text.find('?');
  if (query == std::string_view::npos) return false;
  const fhir::Type* type = definitions.type(text.substr(0, query));
  if (type == nullptr || type->kind != fhir::TypeKind::resource) return false;
  const Node* entry = References::entry_of(node);
  const Node* kind =
      entry == nullptr || entry->parent() == nullptr ? nullptr : entry->parent()->child(Names::get().type);
  return kind == nullptr || !(kind->value() == "transaction" || kind->value() == "batch");
}

// A reference that leads out of the document: what the caller's options ask of it.
template <bool kExplain>
bool check_outside(Run<kExplain>& run, const Node& node, const ElementRule& element, const Operand& operand,
                   std::string_view text) {
  const Options& options = run.options();
  const fhir::Definitions& definitions = run.library().definitions();
  if (is_misplaced_search(node, text, definitions)) {
    return run.error(node, &element, IssueType::invalid, kConditional,
                     [&] { return std::vector<Argument>{Argument::value(DataText(text))}; });
  }
  if (options.assume_valid_rest_references && !operand.targets.empty()) {
    const std::string_view literal = type_in(text, definitions);
    const Name type = Name::find(literal);
    const bool allowed =
        literal.empty() || std::any_of(operand.targets.begin(), operand.targets.end(),
                                       [&](const Target& t) { return t.type.empty() || allows(definitions, t, type); });
    if (!allowed) {
      return run.error(node, &element, IssueType::structure, kBadLiteralType, [&] {
        return std::vector<Argument>{Argument::name(literal), Argument::name(types_of(operand.targets)),
                                     Argument::name(element.program->url)};
      });
    }
  }
  if (!options.check_references) return true;
  const Node* target = nullptr;
  if (options.resolvable != nullptr) {
    const auto found = options.resolvable->find(std::string(text));
    if (found != options.resolvable->end()) target = found->second;
  }
  if (target != nullptr) return check_target(run, node, element, operand, *target, text);
  const bool example = options.allow_example_urls && (text.find("example.org") != std::string_view::npos ||
                                                      text.find("acme.com") != std::string_view::npos);
  if (!options.references_must_resolve || example) return true;
  return run.error(node, &element, IssueType::structure, kCantResolve,
                   [&] { return std::vector<Argument>{Argument::value(DataText(text))}; });
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* data) {
  if (!(node.type() == Names::get().reference_type)) return true;
  const Operand& operand = *static_cast<const Operand*>(data);
  const Names& n = Names::get();
  const Node* reference = node.child(n.reference);
  if (reference == nullptr || !reference->has_value()) {
    if (!check_type(run, node, element, operand, {})) return false;
    if (kExplain && node.child(n.identifier) == nullptr && node.child(n.display) == nullptr &&
        node.child(n.extension) == nullptr && (reference == nullptr || reference->first_child() == nullptr)) {
      run.warning(node, &element, IssueType::structure, kNoDisplay, no_arguments);
    }
    return true;
  }
  const std::string_view text = reference->value().reveal();
  const auto arguments = [&] { return std::vector<Argument>{Argument::value(DataText(text))}; };
  if (text.find_first_of(" \t\r\n") != std::string_view::npos)
    return run.error(node, &element, IssueType::structure, kReferenceSpace, arguments);
  bool good = check_type(run, node, element, operand, text);
  if (!kExplain && !good) return false;
  if (text.empty()) return good;
  const References::Answer answer = run.work().references.resolve(text, node);
  good &= check_aggregation(run, node, element, operand, answer);
  switch (answer.how) {
    case Resolution::found: return check_target(run, node, element, operand, *answer.target, text) && good;
    case Resolution::missing:
      if (answer.contained) return run.error(node, &element, IssueType::structure, kCantResolve, arguments);
      run.warning(node, &element, IssueType::required, kNotLocal, arguments);
      return good;
    case Resolution::ambiguous: return run.error(node, &element, IssueType::required, kAmbiguous, arguments);
    case Resolution::external: break;
  }
  good &= check_relative(run, node, element, text);
  if (!kExplain && !good) return false;
  return check_outside(run, node, element, operand, text) && good;
}

bool covers(const void* ours, const void* theirs) {
  const Operand& mine = *static_cast<const Operand*>(ours);
  const Operand& wanted = *static_cast<const Operand*>(theirs);
  if (wanted.targets.empty()) return true;
  if (mine.targets.empty() || wanted.aggregation != 0) return false;
  return std::all_of(mine.targets.begin(), mine.targets.end(), [&](const Target& m) {
    return std::any_of(wanted.targets.begin(), wanted.targets.end(), [&](const Target& w) {
      return !m.type.empty() && w.base && (m.type == w.type || w.type == "Resource");
    });
  });
}

void print(const void* operand, std::string& out) {
  print_member(out, "targets", profiles_of(static_cast<const Operand*>(operand)->targets));
}

}  // namespace

const Node* resolve_reference(Work& work, const Node& node) {
  const Node* reference = node.child(Names::get().reference);
  const Node& text = reference != nullptr ? *reference : node;
  if (!text.has_value() || text.value().empty()) return nullptr;
  return work.references.resolve(text.value().reveal(), node).target;
}

Rule reference_rule() { return {"reference", compile, check<false>, check<true>, print, covers}; }

}  // namespace schakel::validation::rules
