#pragma once
// HttpEndpoints: finds the endpoint of a request. No such path is 404, another method 405 with Allow; HEAD is GET
// without the body.

#include "server/endpoints/endpoint.h"

namespace schakel::server {

class HttpEndpoints final : public transport::HttpHandler {
 public:
  explicit HttpEndpoints(Context& context) : context_(context) {}
  void handle(const transport::HttpRequest& request, transport::HttpReply reply) override;
  transport::HttpAnswer refusal(int status, std::string_view reason) override;

 private:
  Context& context_;
};

// The path with `%24` as `$`.
std::string with_plain_dollars(std::string_view path);

// What stands for the holes of a pattern, still encoded.
struct PathParts {
  std::string_view type, id;
};
// Whether a path is that of an endpoint. A hole takes one whole part of the path (`{type}` no operation: `$validate`).
bool path_matches(std::string_view pattern, std::string_view path, PathParts& parts);

}  // namespace schakel::server
