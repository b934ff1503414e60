#include "app/validate_batch.h"

#include "app/batch.h"
#include "app/commands/command.h"
#include "app/definitions.h"
#include "app/validate_documents.h"
#include "app/validate_flags.h"
#include "fhir/outcome/outcome.h"

#include <cstdio>

namespace schakel::app {

namespace {

void answer_outcome(const Judged& judged, BatchAnswer& answer) {
  std::string outcome;
  fhir::OutcomeOptions options;
  options.document = judged.bytes;
  fhir::write_outcome(judged.issues, options, outcome);
  answer.json().key("outcome").raw(outcome);
}

// Definitions of the case alone, over the installed ones; cases that load nothing share one judge.
Result<Judge> judge_of(const BatchRequest& request, const Judge& shared) {
  std::vector<fhir::Document> documents;
  for (const std::string_view member : {"packages", "load"}) {
    for (const std::string_view file : request.list(member)) {
      if (auto added = collect_documents(std::string(file), documents); !added) return failed(added.error());
    }
  }
  if (documents.empty()) return shared;
  Issues problems;
  auto definitions = fhir::overlay(shared.definitions, std::move(documents), problems);
  if (!definitions) return failed(definitions.error());
  return make_judge(std::move(*definitions));
}

void read_options(const BatchRequest& batch, Request& request) {
  for (const std::string_view profile : batch.list("profiles")) request.profiles.emplace_back(profile);
  if (const Node* options = batch.find("options")) {
    for (const Node* o = options->first_child(); o != nullptr; o = o->next()) {
      if (o->name() == "bundle-param") {
        const Node* rule = o->child("rule");
        const Node* profile = o->child("profile");
        if (rule != nullptr && profile != nullptr)
          add_bundle_profile(rule->value().reveal(), profile->value().reveal(), request);
      }
      if (o->has_value()) set_option(o->name().text(), o->value().reveal(), request);
      for (const Node* item = o->first_child(); item != nullptr; item = item->next()) {
        if (item->has_value()) set_option(o->name().text(), item->value().reveal(), request);
      }
    }
  }
  if (const Node* resolvable = batch.find("resolvable")) {
    for (const Node* r = resolvable->first_child(); r != nullptr; r = r->next()) {
      request.resolvable.emplace(r->name().text(), r->value().reveal());
    }
  }
}

}  // namespace

int run_validate_batch() {
  auto definitions = open_definitions();
  if (!definitions) {
    std::fprintf(stderr, "schakel: %s\n", definitions.error().message.c_str());
    return kFailed;
  }
  const Judge shared = make_judge(*definitions);
  return run_batch([&](const BatchRequest& batch, BatchAnswer& answer) {
    const auto judge = judge_of(batch, shared);
    if (!judge) {
      answer.error("load", judge.error().message);
      return;
    }
    Request request;
    request.options.everything = true;
    read_options(batch, request);
    const std::string file(batch.text("file"));
    answer_outcome(judge_source(*judge, {file, file, {}}, request), answer);
  });
}

}  // namespace schakel::app
