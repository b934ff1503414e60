#include "validation/services.h"

#include "validation/execute.h"
#include "validation/names.h"
#include "validation/slices.h"

namespace schakel::validation {

namespace {

using Answer = fhirpath::Services::Answer;

Answer from(terminology::Answer answer) {
  return answer == terminology::Answer::yes  ? Answer::yes
         : answer == terminology::Answer::no ? Answer::no
                                             : Answer::unknown;
}

std::string_view text_of(const Node& parent, Name child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

class SessionServices final : public fhirpath::Services {
 public:
  explicit SessionServices(Work& work) : work_(work) {}

  Answer member_of(const fhirpath::Value& code, std::string_view value_set) override {
    const Codes* codes = work_.library.codes();
    if (codes == nullptr) return Answer::unknown;
    const terminology::ValueSet* set = codes->value_set(value_set);
    if (set == nullptr) return Answer::unknown;
    if (code.type != fhirpath::ValueType::node) return from(codes->member_of(*set, {}, code.text).answer);
    const Node& node = *code.node;
    const Names& n = Names::get();
    bool unknown = false;
    for (const Node* c = node.child(n.coding); c != nullptr; c = c->next_of_same_name()) {
      const Answer one = from(codes->member_of(*set, text_of(*c, n.system), text_of(*c, n.code)).answer);
      if (one == Answer::yes) return one;
      unknown = unknown || one == Answer::unknown;
    }
    if (node.child(n.coding) != nullptr) return unknown ? Answer::unknown : Answer::no;
    if (node.child(n.code) != nullptr)
      return from(codes->member_of(*set, text_of(node, n.system), text_of(node, n.code)).answer);
    return node.has_value() ? from(codes->member_of(*set, {}, node.value().reveal()).answer) : Answer::no;
  }

  Answer subsumes(const fhirpath::Value& general, const fhirpath::Value& specific) override {
    const Codes* codes = work_.library.codes();
    if (codes == nullptr || general.type != fhirpath::ValueType::node || specific.type != fhirpath::ValueType::node)
      return Answer::unknown;
    const Names& n = Names::get();
    if (text_of(*general.node, n.system) != text_of(*specific.node, n.system)) return Answer::no;
    switch (codes->subsumes(text_of(*general.node, n.system), text_of(*general.node, n.code),
                            text_of(*specific.node, n.code))) {
      case terminology::Subsumption::equivalent:
      case terminology::Subsumption::subsumes: return Answer::yes;
      case terminology::Subsumption::subsumed_by:
      case terminology::Subsumption::not_subsumed: return Answer::no;
      case terminology::Subsumption::unknown: break;
    }
    return Answer::unknown;
  }

  Answer conforms_to(const Node& node, std::string_view profile) override {
    const Program* program = work_.program(profile);
    if (program == nullptr) return Answer::unknown;
    Run<false> run(work_, nullptr);
    const Node* resource = References::resource_of(node);
    run.set_resources(resource, References::container_of(*resource));
    return run.program(node, *program) ? Answer::yes : Answer::no;
  }

  Answer in_slice(const Node& node, std::string_view profile, std::string_view slice) override {
    const Program* program = work_.program(profile);
    if (program == nullptr) return Answer::unknown;
    const std::optional<bool> answer = validation::in_slice(work_, node, *program, slice);
    return !answer ? Answer::unknown : *answer ? Answer::yes : Answer::no;
  }

  const Node* resolve(std::string_view reference, const Node* from_node, const Node* resource, const Node*) override {
    const Node* at = from_node != nullptr ? from_node : resource;
    if (at == nullptr) return nullptr;
    const References::Answer answer = work_.references.resolve(reference, *at);
    if (answer.target != nullptr) return answer.target;
    if (work_.options != nullptr && work_.options->resolvable != nullptr) {
      const auto known = work_.options->resolvable->find(std::string(reference));
      if (known != work_.options->resolvable->end()) return known->second;
    }
    if (answer.how == Resolution::external) work_.led_outside = true;
    return nullptr;
  }

 private:
  Work& work_;
};

}  // namespace

std::unique_ptr<fhirpath::Services> make_services(Work& work) { return std::make_unique<SessionServices>(work); }

}  // namespace schakel::validation
