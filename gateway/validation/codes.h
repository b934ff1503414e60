#pragma once
// What validation asks of terminology: an interface, so that a validator can be made without code systems (every
// binding is then counted as not checked) and tests can bring their own. Thread rule: any thread.

#include "terminology/terminology.h"

#include <memory>
#include <string_view>

namespace schakel::validation {

class Codes {
 public:
  virtual ~Codes() = default;
  // Null: no such value set is loaded.
  [[nodiscard]] virtual const terminology::ValueSet* value_set(std::string_view canonical) const = 0;
  // An empty system asks for the code in any system.
  [[nodiscard]] virtual terminology::Membership member_of(const terminology::ValueSet& set, std::string_view system,
                                                          std::string_view code) const = 0;
  [[nodiscard]] virtual terminology::Terminology::Known known(std::string_view system, std::string_view code) const = 0;
  [[nodiscard]] virtual std::string_view display(std::string_view system, std::string_view code) const = 0;
  [[nodiscard]] virtual terminology::Answer is_display(std::string_view system, std::string_view code,
                                                       std::string_view text) const = 0;
  [[nodiscard]] virtual terminology::Subsumption subsumes(std::string_view system, std::string_view a,
                                                          std::string_view b) const = 0;
};

// The terminology of the same definitions.
std::shared_ptr<const Codes> codes_of(std::shared_ptr<const terminology::Terminology> terminology);

}  // namespace schakel::validation
