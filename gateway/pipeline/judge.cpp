#include "pipeline/judge.h"

#include "fhir/outcome/outcome.h"
#include "pipeline/fhir_in.h"
#include "pipeline/messages.h"
#include "validation/library.h"

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

// What is asked, from the request and from the Parameters in its body.
struct Question {
  const Node* resource = nullptr;
  std::string mode;
  std::vector<std::string> profiles;
};

// Parameters that name none of the operation's own are themselves what is to be judged.
void unpack(const Node& root, Question& question) {
  bool ours = false;
  for (const Node* parameter = root.type() == "Parameters" ? root.child("parameter") : nullptr; parameter != nullptr;
       parameter = parameter->next_of_same_name()) {
    const Node* name = parameter->child("name");
    if (name == nullptr) continue;
    const bool resource = name->value() == "resource";
    const bool mode = name->value() == "mode";
    const bool profile = name->value() == "profile";
    ours = ours || resource || mode || profile;
    if (resource) question.resource = parameter->child("resource");
    if (mode) question.mode = value_starting(*parameter, "value");
    if (profile) question.profiles.emplace_back(value_starting(*parameter, "value"));
  }
  if (!ours) question.resource = &root;
}

int refuse(Issues& issues, IssueType type, const Message& message, std::initializer_list<Argument> arguments = {},
           int status = 400) {
  issues.add(Severity::error, type, message, arguments);
  return status;
}

// What the mode asks beyond the content; the status, 0 to go on with the content.
int judge_mode(const Question& question, const JudgeRequest& request, Issues& issues) {
  const std::string& mode = question.mode;
  if (!mode.empty() && mode != "create" && mode != "update" && mode != "delete" && mode != "profile") {
    return refuse(issues, IssueType::value, kUnknownMode, {Argument::value(DataText(mode))});
  }
  if (mode == "delete") {
    if (request.id.empty()) return refuse(issues, IssueType::required, kDeleteOfWhat);
    return refuse(issues, IssueType::business_rule, kKeepsNothing, {}, 200);
  }
  if (mode == "create" && !request.id.empty()) return refuse(issues, IssueType::invalid, kCreateOfInstance);
  if (question.resource == nullptr) {
    if (request.id.empty()) return refuse(issues, IssueType::required, kNoResource);
    return refuse(issues, IssueType::not_found, kNotKept, {}, 404);
  }
  if (mode == "profile" && question.profiles.empty()) return refuse(issues, IssueType::required, kNoProfileNamed);
  return 0;
}

// http://hl7.org/fhir/R4/http.html#update: the resource carries the id of the URL.
void judge_id(const Question& question, const JudgeRequest& request, Issues& issues) {
  const Node* id = question.resource->child("id");
  const std::string type(question.resource->type().text());
  if (question.mode == "update" && id == nullptr) {
    issues.add(Severity::error, IssueType::required, kUpdateWithoutId).expression = type;
  } else if (!request.id.empty() && id != nullptr && id->value() != request.id) {
    Issue& issue = issues.add(Severity::error, IssueType::invalid, kOtherId);
    issue.expression = type + ".id";
    issue.span = id->span();
  }
}

bool all_known(const Question& question, const validation::Library& library, Issues& issues) {
  bool known = true;
  for (const std::string& profile : question.profiles) {
    if (library.find(profile) != nullptr) continue;
    refuse(issues, IssueType::not_found, kUnknownProfile, {Argument::value(DataText(profile))});
    known = false;
  }
  return known;
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
  Question question{nullptr, request.mode, request.profiles};
  const std::string first = "Schakel " + version_;
  if (!request.bytes.empty() && !read_fhir(request.bytes, document, issues, services_.limits, *services_.definitions)) {
    judgement.status = 400;
  } else {
    if (document.root() != nullptr) unpack(*document.root(), question);
    judgement.status = judge_mode(question, request, issues);
  }
  const validation::Library& library = services_.validator->library();
  if (judgement.status == 0 && !request.type.empty() && question.resource->type() != request.type) {
    judgement.status =
        refuse(issues, IssueType::invalid, kOtherType,
               {Argument::value(DataText(question.resource->type().text())), Argument::value(DataText(request.type))});
  }
  if (judgement.status == 0 && !all_known(question, library, issues)) judgement.status = 400;
  if (judgement.status == 0) {
    judgement.status = 200;
    judge_id(question, request, issues);
    Node* root = tree.copy(*question.resource);
    tree.set_name(*root, question.resource->type());
    tree.set_root(*root);
    const std::vector<std::string_view> profiles(question.profiles.begin(), question.profiles.end());
    validation::Options options;
    options.everything = true;
    options.element_order = is_xml(request.bytes);
    scratch.session.validate(tree, profiles, options, issues);
  }
  fhir::write_outcome(issues,
                      {.document = request.bytes,
                       .origin = {},
                       .file = {},
                       .first = first,
                       .language = request.language,
                       .pretty = false},
                      judgement.outcome);
  return judgement;
}

}  // namespace schakel::pipeline
