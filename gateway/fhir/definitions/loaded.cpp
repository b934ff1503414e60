#include "fhir/definitions/loaded.h"

#include "fhir/model/names.h"

namespace schakel::fhir {

const Limits& definition_limits() {
  static const Limits limits = [] {
    Limits l;
    l.message_bytes = std::size_t{256} * 1024 * 1024;
    l.nodes = 20'000'000;
    return l;
  }();
  return limits;
}

std::string canonical_of(const Node& resource) {
  const std::string_view url = text_at(resource, names().url);
  // A bar begins the version where canonicals are written: no reference could ever mean such a url.
  if (url.find('|') != std::string_view::npos) return {};
  if (!url.empty()) return std::string(url);
  const std::string_view id = text_at(resource, names().id);
  return resource.type() == "NamingSystem" && !id.empty() ? "NamingSystem/" + std::string(id) : std::string{};
}

}  // namespace schakel::fhir
