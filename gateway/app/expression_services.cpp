#include "app/expression_services.h"

#include "fhir/model/annotate.h"
#include "terminology/terminology.h"
#include "validation/codes.h"
#include "validation/validator.h"

#include <array>

namespace schakel::app {

namespace {

std::string_view text_of(const Node& node, std::string_view child) {
  const Node* found = node.child(child);
  return found == nullptr ? std::string_view{} : found->value().reveal();
}

class ExpressionServices final : public fhirpath::Services {
 public:
  explicit ExpressionServices(fhir::DefinitionsPtr definitions) : definitions_(std::move(definitions)) {}

  Answer member_of(const fhirpath::Value& code, std::string_view value_set) override {
    if (!code.is_node()) return one(value_set, {}, code.text);
    const Node& node = *code.node;
    const Node* coding = node.child("coding");
    if (coding == nullptr) {
      return node.has_value() ? one(value_set, {}, node.value().reveal())
                              : one(value_set, text_of(node, "system"), text_of(node, "code"));
    }
    // A concept is in the set when one of its codings is.
    Answer best = Answer::no;
    for (; coding != nullptr; coding = coding->next_of_same_name()) {
      const Answer answer = one(value_set, text_of(*coding, "system"), text_of(*coding, "code"));
      if (answer == Answer::yes) return answer;
      if (answer == Answer::unknown) best = answer;
    }
    return best;
  }

  Answer subsumes(const fhirpath::Value& general, const fhirpath::Value& specific) override {
    if (!general.is_node() || !specific.is_node()) return Answer::unknown;
    const std::string_view system = text_of(*general.node, "system");
    if (system != text_of(*specific.node, "system")) return Answer::no;
    switch (terminology().subsumes(system, text_of(*general.node, "code"), text_of(*specific.node, "code"))) {
      case terminology::Subsumption::equivalent:
      case terminology::Subsumption::subsumes: return Answer::yes;
      case terminology::Subsumption::unknown: return Answer::unknown;
      default: return Answer::no;
    }
  }

  Answer conforms_to(const Node& node, std::string_view profile) override {
    if (!definitions_->find(profile, "StructureDefinition")) return Answer::unknown;
    // A resource of another type never conforms, whatever else it says.
    const fhir::Type* type = definitions_->type(profile);
    const fhir::Type* own = definitions_->type(node.type());
    if (type != nullptr && own != nullptr && !own->is_a(*type)) return Answer::no;
    if (!node.resource()) return Answer::unknown;
    Arena arena;
    Tree copy(arena);
    copy.set_root(*copy.copy(node));
    copy.set_name(*copy.root(), node.type());
    const std::array<std::string_view, 1> profiles{profile};
    return session().is_valid(copy, profiles, {}) ? Answer::yes : Answer::no;
  }

  Answer in_slice(const Node& node, std::string_view profile, std::string_view slice) override {
    const std::optional<bool> answer = session().in_slice(node, profile, slice);
    return !answer ? Answer::unknown : *answer ? Answer::yes : Answer::no;
  }

 private:
  validation::Validator::Session& session() {
    if (session_ == nullptr) {
      validator_ = std::make_unique<validation::Validator>(definitions_, validation::codes_of(shared_terminology()));
      session_ = std::make_unique<validation::Validator::Session>(*validator_);
    }
    return *session_;
  }
  std::shared_ptr<const terminology::Terminology> shared_terminology() {
    if (terminology_ == nullptr) terminology_ = std::make_shared<const terminology::Terminology>(definitions_);
    return terminology_;
  }
  const terminology::Terminology& terminology() { return *shared_terminology(); }

  Answer one(std::string_view value_set, std::string_view system, std::string_view code) {
    switch (terminology().member_of(value_set, system, code).answer) {
      case terminology::Answer::yes: return Answer::yes;
      case terminology::Answer::no: return Answer::no;
      case terminology::Answer::unknown: break;
    }
    return Answer::unknown;
  }

  fhir::DefinitionsPtr definitions_;
  std::shared_ptr<const terminology::Terminology> terminology_;
  std::unique_ptr<validation::Validator> validator_;
  std::unique_ptr<validation::Validator::Session> session_;
};

}  // namespace

std::unique_ptr<fhirpath::Services> expression_services(fhir::DefinitionsPtr definitions) {
  return std::make_unique<ExpressionServices>(std::move(definitions));
}

}  // namespace schakel::app
