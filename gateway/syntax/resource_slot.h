#pragma once
// The places where R4 has an element of type Resource. Both syntaxes need to know them without definitions: an element
// that is called `resource` may be something else elsewhere (CapabilityStatement.rest.resource), and
// ExampleScenario.instance has an element `resourceType`.

#include "tree/node.h"

namespace schakel::syntax {

// DomainResource.contained, Bundle.entry.resource, Bundle.entry.response.outcome, Parameters.parameter(.part).resource.
class ResourceSlots {
 public:
  static const ResourceSlots& instance();

  [[nodiscard]] bool has(const Node& node) const {
    const Name name = node.name();
    return name == contained_ || ((name == resource_ || name == outcome_) && below_right_parent(node));
  }

 private:
  ResourceSlots();
  [[nodiscard]] bool below_right_parent(const Node& node) const;

  Name contained_;
  Name resource_;
  Name outcome_;
  Name entry_;
  Name parameter_;
  Name part_;
  Name response_;
};

inline bool is_resource_slot(const Node& node) { return ResourceSlots::instance().has(node); }

}  // namespace schakel::syntax
