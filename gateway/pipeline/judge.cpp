#include "pipeline/judge.h"

#include "fhir/outcome/outcome.h"
#include "pipeline/fhir_in.h"
#include "pipeline/messages.h"

namespace schakel::pipeline {

struct Judge::Scratch {
  explicit Scratch(const Services& services)
      : issues(services.limits.issues), session(*services.validator, services.limits) {}
  Arena arena;
  Issues issues;
  validation::Validator::Session session;
};

namespace {

std::string_view value_starting(const Node& parameter, std::string_view stem) {
  for (const Node* child = parameter.first_child(); child != nullptr; child = child->next()) {
    if (child->name().text().starts_with(stem) && child->has_value()) return child->value().reveal();
  }
  return {};
}

// The resource that Parameters carry; its profiles are added.
const Node* unpack(const Node& root, std::vector<std::string>& profiles) {
  if (root.type() != "Parameters") return &root;
  const Node* resource = nullptr;
  for (const Node* parameter = root.child("parameter"); parameter != nullptr;
       parameter = parameter->next_of_same_name()) {
    const Node* name = parameter->child("name");
    if (name == nullptr) continue;
    if (name->value() == "resource") resource = parameter->child("resource");
    if (name->value() == "profile") profiles.emplace_back(value_starting(*parameter, "value"));
  }
  // Parameters without a `resource` are themselves what is to be judged.
  return resource != nullptr ? resource : &root;
}

}  // namespace

Judge::Judge(const Services& services, unsigned threads, std::string version)
    : services_(services), version_(std::move(version)) {
  for (unsigned i = 0; i < threads; ++i) scratch_.push_back(std::make_unique<Scratch>(services));
}

Judge::~Judge() = default;

Judgement Judge::judge(const JudgeRequest& request, unsigned thread) {
  Scratch& scratch = *scratch_[thread];
  scratch.arena.reset();
  Issues& issues = scratch.issues;
  issues.clear();
  Tree document(scratch.arena);
  Tree tree(scratch.arena);
  Judgement judgement;
  std::vector<std::string> profiles = request.profiles;
  std::string first = "Schakel " + version_;
  const Node* resource = nullptr;
  if (!read_fhir(request.bytes, document, issues, services_.limits, *services_.definitions)) {
    judgement.readable = false;
  } else {
    resource = unpack(*document.root(), profiles);
  }
  if (resource != nullptr && !request.type.empty() && resource->type() != request.type) {
    issues.add(Severity::error, IssueType::invalid, kOtherType,
               {Argument::value(DataText(resource->type().text())), Argument::value(DataText(request.type))});
    resource = nullptr;
    judgement.readable = false;
  }
  if (resource != nullptr) {
    Node* root = tree.copy(*resource);
    tree.set_name(*root, resource->type());
    tree.set_root(*root);
    const std::vector<std::string_view> views(profiles.begin(), profiles.end());
    validation::Options options;
    options.everything = true;
    scratch.session.validate(tree, views, options, issues);
    for (const std::string& profile : profiles) first += ", " + profile;
  }
  fhir::write_outcome(issues, {.document = request.bytes, .origin = {}, .file = {}, .first = first, .pretty = false},
                      judgement.outcome);
  return judgement;
}

}  // namespace schakel::pipeline
