#pragma once
// Kinds of hubs: registry.cpp is the table. A description (profiles/hubs/<name>.json) says what a hub is, a Target
// where it stands and as whom we come.

#include "hubs/hub.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::hubs {

enum class Auth : std::uint8_t { none, bearer, client_certificate, oauth2_client_credentials };

struct Target {
  std::string name;  // of the hub in schakel.yaml
  std::string url;   // base URL, without a slash at its end
  Auth auth = Auth::none;
  std::string token;             // bearer: the secret itself, already read from its file or environment; never printed
  std::string certificate_file;  // client_certificate: PEM
  std::string key_file;
  std::string authority_file;  // PEM of who signed the hub's certificate; empty: the system's
};

// One row of a description's error table.
struct Answer {
  int status = 0;          // HTTP status; 0 with an issue code: any status
  std::string issue_code;  // OperationOutcome.issue.code of the first error; empty: any
  Verdict::Kind then = Verdict::Kind::park;
  unsigned times = 0;  // retry: park after so many
  std::string reason;
};

struct Description {
  std::string id;    // file name without .json
  std::string kind;  // `fhir_rest`
  std::string content_type;
  Mechanism mechanism = Mechanism::conditional;
  bool searches_provenance_tag = false;
  std::vector<Answer> answers;  // looked at first, before what the kind does by itself
};

// Reads profiles/hubs/<id>.json below `profiles`; the Fault names file and key.
Result<Description> read_description(const std::filesystem::path& profiles, std::string_view id);
Result<Description> parse_description(std::string_view id, std::string_view json);

// A Fault: unknown kind, a url that is none, an auth that is not supported (oauth2_client_credentials), a missing
// secret.
Result<std::unique_ptr<const Hub>> make_hub(const Description& description, const Target& target);

}  // namespace schakel::hubs
