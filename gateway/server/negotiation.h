#pragma once
// In which syntax FHIR leaves (http://hl7.org/fhir/R4/http.html#mime-type): the parameter `_format`, else the Accept
// field with its weights, else the syntax the request came in, else JSON. Endpoints answer in JSON; HttpEndpoints
// writes what they answered as it was asked for, errors too. So no endpoint knows of this.

#include "fhir/definitions/definitions.h"
#include "transport/http_server/http_server.h"

#include <optional>
#include <string>
#include <string_view>

namespace schakel::server {

struct AnswerFormat {
  bool acceptable = true;  // false: the client wants none of what we write (406)
  bool xml = false;
  bool pretty = false;     // `_pretty=true`
  std::string media_type;  // generic ones (`application/json`) are answered as asked for; empty: FHIR's own

  // As endpoints answer: nothing is to be done.
  [[nodiscard]] bool plain() const { return !xml && !pretty && media_type.empty(); }
};

// `accept`, `content_type`: the request's fields, if any.
AnswerFormat answer_format(std::string_view query, std::optional<std::string_view> accept,
                           std::optional<std::string_view> content_type);

// Rewrites an answer whose body is FHIR JSON; others stay as they are.
void rewrite(transport::HttpAnswer& answer, const AnswerFormat& format, const fhir::Definitions& definitions);

// A Content-Type that FHIR may come in: its own and generic ones, in UTF-8 where they say a charset, of R4 where they
// say a version.
bool is_fhir(std::string_view media_type);

}  // namespace schakel::server
