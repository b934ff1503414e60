#include "hubs/registry.h"

#include "hubs/fhir_rest/fhir_rest.h"

#include <array>

namespace schakel::hubs {

namespace {

struct KindRow {
  std::string_view kind;
  std::unique_ptr<const Hub> (*make)(const Description&, const Target&);
};

constexpr std::array<KindRow, 1> kKinds{{
    {"fhir_rest", &make_fhir_rest},
}};

Status check(const Target& target) {
  const std::string who = "hub " + target.name + ": ";
  if (target.name.empty()) return failed(invalid("a hub needs a name"));
  if (target.url.rfind("http://", 0) != 0 && target.url.rfind("https://", 0) != 0) {
    return failed(invalid(who + "its url starts with http:// or https://"));
  }
  switch (target.auth) {
    case Auth::none: break;
    case Auth::bearer:
      if (target.token.empty()) return failed(invalid(who + "auth bearer needs a token"));
      if (target.token.find_first_of("\r\n") != std::string::npos)
        return failed(invalid(who + "its token has a line break"));
      break;
    case Auth::client_certificate:
      if (target.certificate_file.empty() || target.key_file.empty()) {
        return failed(invalid(who + "auth client_certificate needs a certificate and its key"));
      }
      break;
    case Auth::oauth2_client_credentials:
      return failed(invalid(who + "auth oauth2_client_credentials is not supported yet"));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<const Hub>> make_hub(const Description& description, const Target& target) {
  if (auto good = check(target); !good) return failed(good.error());
  for (const KindRow& row : kKinds) {
    if (row.kind == description.kind) return row.make(description, target);
  }
  return failed(invalid("hub " + target.name + ": unknown kind " + description.kind));
}

}  // namespace schakel::hubs
