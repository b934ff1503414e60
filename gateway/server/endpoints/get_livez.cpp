// GET /livez: the process answers.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"

namespace schakel::server {

void get_livez(Context&, const Call&, transport::HttpReply reply) { reply.send(json_answer(R"({"status":"ok"})")); }

}  // namespace schakel::server
