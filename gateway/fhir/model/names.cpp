#include "fhir/model/names.h"

namespace schakel::fhir {

const Names& names() {
  static const Names instance;
  return instance;
}

std::string_view text_at(const Node& node, Name child) {
  const Node* found = node.child(child);
  return found != nullptr ? found->value().reveal() : std::string_view{};
}

std::string_view tail(std::string_view url) {
  const auto slash = url.rfind('/');
  return slash == std::string_view::npos ? url : url.substr(slash + 1);
}

std::string_view without_version(std::string_view canonical) { return canonical.substr(0, canonical.find('|')); }

std::string_view version_of(std::string_view canonical) {
  const auto bar = canonical.find('|');
  return bar == std::string_view::npos ? std::string_view{} : canonical.substr(bar + 1);
}

}  // namespace schakel::fhir
