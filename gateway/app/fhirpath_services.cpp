#include "app/fhirpath_services.h"

#include "terminology/terminology.h"
#include "validation/codes.h"
#include "validation/validator.h"

#include <optional>

namespace schakel::app {

namespace {

using Answer = fhirpath::Services::Answer;

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

Answer from(const terminology::Membership& membership) {
  if (membership.answer == terminology::Answer::unknown) return Answer::unknown;
  return membership ? Answer::yes : Answer::no;
}

class LocalServices final : public fhirpath::Services {
 public:
  explicit LocalServices(fhir::DefinitionsPtr definitions) : definitions_(std::move(definitions)) {}

  Answer member_of(const fhirpath::Value& code, std::string_view value_set) override {
    if (!code.is_node()) return from(codes().member_of(value_set, {}, code.text));
    const Node& node = *code.node;
    if (node.has_value()) return from(codes().member_of(value_set, {}, node.value().reveal()));
    if (node.child("coding") == nullptr) return coding(node, value_set);
    // A CodeableConcept is in the value set when one of its codings is.
    Answer best = Answer::no;
    for (const Node* c = node.child("coding"); c != nullptr; c = c->next_of_same_name()) {
      const Answer one = coding(*c, value_set);
      if (one == Answer::yes) return one;
      if (one == Answer::unknown) best = one;
    }
    return best;
  }

  Answer subsumes(const fhirpath::Value& general, const fhirpath::Value& specific) override {
    if (!general.is_node() || !specific.is_node()) return Answer::unknown;
    const std::string_view system = text_of(*general.node, "system");
    if (system != text_of(*specific.node, "system")) return Answer::no;
    switch (codes().subsumes(system, text_of(*general.node, "code"), text_of(*specific.node, "code"))) {
      case terminology::Subsumption::equivalent:
      case terminology::Subsumption::subsumes: return Answer::yes;
      case terminology::Subsumption::unknown: return Answer::unknown;
      default: return Answer::no;
    }
  }

  Answer conforms_to(const Node& node, std::string_view profile) override {
    const auto found = definitions_->find(profile, "StructureDefinition");
    if (!found) return Answer::unknown;
    // A profile speaks of one type; anything else does not conform.
    const fhir::Type* own = definitions_->type(node.type());
    const fhir::Type* wanted = definitions_->type(text_of(*found.resource->root, "type"));
    if (own == nullptr || wanted == nullptr) return Answer::unknown;
    if (!own->is_a(*wanted)) return Answer::no;
    Arena arena;
    Tree tree(arena);
    tree.set_root(*tree.copy(node));
    const std::string_view profiles[] = {profile};
    validation::Options options;
    options.meta_profiles = false;
    return validation::Validator::Session(validator()).is_valid(tree, profiles, options) ? Answer::yes : Answer::no;
  }

  Answer in_slice(const Node& node, std::string_view profile, std::string_view slice) override {
    if (!session_) session_.emplace(validator());
    const std::optional<bool> answer = session_->in_slice(node, profile, slice);
    return !answer ? Answer::unknown : *answer ? Answer::yes : Answer::no;
  }

 private:
  const validation::Validator& validator() {
    if (!validator_) {
      codes();
      validator_.emplace(definitions_, validation::codes_of(terminology_));
    }
    return *validator_;
  }
  const terminology::Terminology& codes() {
    if (terminology_ == nullptr) terminology_ = std::make_shared<terminology::Terminology>(definitions_);
    return *terminology_;
  }
  Answer coding(const Node& node, std::string_view value_set) {
    return from(codes().member_of(value_set, text_of(node, "system"), text_of(node, "code")));
  }

  fhir::DefinitionsPtr definitions_;
  std::shared_ptr<terminology::Terminology> terminology_;
  std::optional<validation::Validator> validator_;
  std::optional<validation::Validator::Session> session_;  // for slice(), which asks item by item
};

}  // namespace

std::unique_ptr<fhirpath::Services> fhirpath_services(fhir::DefinitionsPtr definitions) {
  return std::make_unique<LocalServices>(std::move(definitions));
}

}  // namespace schakel::app
