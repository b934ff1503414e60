// GET /metrics: Prometheus text.

#include "server/endpoints/endpoint.h"
#include "server/metrics.h"

namespace schakel::server {

void get_metrics(Context& context, const Call&, transport::HttpReply reply) {
  reply.send({.status = 200,
              .media_type = "text/plain; version=0.0.4; charset=utf-8",
              .body = metrics_text(context),
              .fields = {}});
}

}  // namespace schakel::server
