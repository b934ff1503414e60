#pragma once
// Endpoint: one method on one path. To add one: endpoints/<verb>_<noun>.cpp and its row in table.cpp.

#include "server/context.h"
#include "transport/http_server/http_server.h"

#include <span>
#include <string>
#include <string_view>

namespace schakel::server {

// A request at an endpoint. Lives until its reply was sent.
struct Call {
  const transport::HttpRequest& request;
  std::string id;         // what stands for `{id}` in the path, decoded
  std::string type = {};  // what stands for `{type}`

  // A parameter of the query, decoded; empty when it is absent.
  [[nodiscard]] std::string parameter(std::string_view name) const;
};

struct Endpoint {
  std::string_view method;
  std::string_view path;  // `/messages/{id}/$replay`
  void (*handle)(Context&, const Call&, transport::HttpReply);
};

std::span<const Endpoint> endpoints();

}  // namespace schakel::server
