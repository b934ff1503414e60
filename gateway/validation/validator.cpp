#include "validation/validator.h"

#include "validation/execute.h"
#include "validation/rules/coding.h"
#include "validation/rules/types.h"
#include "validation/slices.h"

namespace schakel::validation {

namespace {

constexpr Message kVersions{"VALIDATOR_VERSIONS", "Validated by Schakel {1} with {0}"};
constexpr Message kTerminologyNotLoaded{"terminology-not-loaded", "{0} is not loaded: {1} code(s) were not checked"};
constexpr Message kNotChecked{"not-checked", "{0} was not checked, {1} time(s)"};
constexpr Message kProfileNotLoaded{"Validation_VAL_Profile_Unknown", "The profile '{0}' is not loaded"};

}  // namespace

struct Validator::Impl {
  Impl(fhir::DefinitionsPtr definitions, std::shared_ptr<const Codes> with)
      : codes(std::move(with)), library(std::move(definitions), codes.get()) {}
  std::shared_ptr<const Codes> codes;
  Library library;
};

Validator::Validator(fhir::DefinitionsPtr definitions, std::shared_ptr<const Codes> codes)
    : impl_(std::make_unique<Impl>(std::move(definitions), std::move(codes))) {}
Validator::~Validator() = default;

const Library& Validator::library() const { return impl_->library; }

Status Validator::prepare(std::string_view profile) {
  const Program* program = impl_->library.find(profile);
  if (program == nullptr) return failed(not_found("no StructureDefinition " + std::string(profile) + " is loaded"));
  if (program->root == nullptr)
    return failed({FaultKind::invalid, std::string(profile) + ": " + std::string(program->problem)});
  return {};
}

struct Validator::Session::Impl {
  Impl(const Validator& validator, const Limits& with) : limits(with), work(validator.impl_->library, limits) {}

  Limits limits;
  Work work;
  std::vector<const Program*> programs;
  std::vector<NotChecked> not_checked;

  // False: one of the profiles is not loaded; `issues` says which.
  bool find_programs(const Tree& tree, std::span<const std::string_view> profiles, Issues* issues) {
    programs.clear();
    for (const std::string_view profile : profiles) {
      const Program* program = work.program(profile);
      if (program != nullptr) {
        programs.push_back(program);
        continue;
      }
      if (issues != nullptr) {
        Issue& issue = issues->add(Severity::error, IssueType::not_found, kProfileNotLoaded,
                                   {Argument{std::string(profile), true}});
        if (tree.root() != nullptr) issue.expression = std::string(tree.root()->type().text());
      }
      return false;
    }
    return true;
  }

  template <bool kExplain>
  bool run(const Tree& tree, const Options& options, Issues* issues) {
    work.begin(&tree, options);
    Run<kExplain> pass(work, issues);
    bool good = pass.resource(*tree.root(), programs, nullptr);
    if (kExplain || good) good &= rules::check_displays(pass);
    return good;
  }

  // One issue for each thing that could not be judged, so that no result is taken for more than it is.
  void say_not_checked(Issues& issues) {
    for (const Work::Uncertain& u : work.uncertain) {
      Issue issue;
      issue.severity = Severity::information;
      issue.type = IssueType::not_supported;
      issue.message = u.kind == "terminology-not-loaded" ? &kTerminologyNotLoaded : &kNotChecked;
      issue.arguments = {Argument{std::string(u.what), u.kind != "profile-not-loaded"}, Argument::number(u.count)};
      issue.count = u.count;
      issue.expression = std::string(work.tree->root()->type().text());
      issues.add(std::move(issue));
    }
  }

  void say_versions(Issues& issues, std::size_t before) {
    std::string text;
    const Program* base = work.program_of_type(work.tree->root()->type());
    const auto add = [&](const Program& p) {
      if (!text.empty()) text += ", ";
      text += std::string(p.url) + (p.version.empty() ? "" : "|" + std::string(p.version)) + " of " +
              std::string(p.package);
    };
    if (programs.empty() && base != nullptr) add(*base);
    for (const Program* p : programs) add(*p);
    Issue first;
    first.severity = Severity::information;
    first.type = IssueType::informational;
    first.message = &kVersions;
    first.arguments = {Argument{text, true}, Argument::name(SCHAKEL_VERSION)};
    first.expression = std::string(work.tree->root()->type().text());
    issues.all().insert(issues.all().begin() + static_cast<std::ptrdiff_t>(before), std::move(first));
  }
};

Validator::Session::Session(const Validator& validator, const Limits& limits)
    : impl_(std::make_unique<Impl>(validator, limits)) {}
Validator::Session::~Session() = default;

bool Validator::Session::validate(const Tree& tree, std::span<const std::string_view> profiles, const Options& options,
                                  Issues& issues) {
  Impl& impl = *impl_;
  impl.work.uncertain.clear();
  if (!impl.find_programs(tree, profiles, &issues)) return false;
  if (!options.everything && impl.run<false>(tree, options, nullptr)) return true;
  const std::size_t before = issues.all().size();
  const bool good = impl.run<true>(tree, options, &issues);
  impl.say_versions(issues, before);
  impl.say_not_checked(issues);
  return good;
}

bool Validator::Session::is_valid(const Tree& tree, std::span<const std::string_view> profiles,
                                  const Options& options) {
  impl_->work.uncertain.clear();
  return impl_->find_programs(tree, profiles, nullptr) && impl_->run<false>(tree, options, nullptr);
}

std::optional<bool> Validator::Session::in_slice(const Node& node, std::string_view profile, std::string_view slice) {
  static const Options none;
  impl_->work.uncertain.clear();
  const Program* program = impl_->work.program(profile);
  if (program == nullptr) return std::nullopt;
  impl_->work.begin(nullptr, none);
  return validation::in_slice(impl_->work, node, *program, slice);
}

const std::vector<NotChecked>& Validator::Session::not_checked() const {
  impl_->not_checked.clear();
  for (const Work::Uncertain& u : impl_->work.uncertain) {
    impl_->not_checked.push_back({std::string(u.kind) + ' ' + std::string(u.what), u.count});
  }
  return impl_->not_checked;
}

}  // namespace schakel::validation
