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

// Whether a path is that of an endpoint; `id` gets what stands for `{id}`, still encoded.
bool path_matches(std::string_view pattern, std::string_view path, std::string_view& id);

}  // namespace schakel::server
