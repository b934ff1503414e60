#include "validation/codes.h"

namespace schakel::validation {

namespace {

class LocalCodes final : public Codes {
 public:
  explicit LocalCodes(std::shared_ptr<const terminology::Terminology> terminology)
      : terminology_(std::move(terminology)) {}

  const terminology::ValueSet* value_set(std::string_view canonical) const override {
    return terminology_->value_set(canonical);
  }
  terminology::Membership member_of(const terminology::ValueSet& set, std::string_view system,
                                    std::string_view code) const override {
    return terminology_->member_of(set, system, code);
  }
  terminology::Terminology::Known known(std::string_view system, std::string_view code) const override {
    return terminology_->known(system, code);
  }
  std::string_view display(std::string_view system, std::string_view code) const override {
    return terminology_->display(system, code);
  }
  terminology::Answer is_display(std::string_view system, std::string_view code, std::string_view text) const override {
    return terminology_->is_display(system, code, text);
  }
  terminology::Subsumption subsumes(std::string_view system, std::string_view a, std::string_view b) const override {
    return terminology_->subsumes(system, a, b);
  }

 private:
  std::shared_ptr<const terminology::Terminology> terminology_;
};

}  // namespace

std::shared_ptr<const Codes> codes_of(std::shared_ptr<const terminology::Terminology> terminology) {
  return std::make_shared<LocalCodes>(std::move(terminology));
}

}  // namespace schakel::validation
