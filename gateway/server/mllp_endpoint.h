#pragma once
// MllpEndpoint: HL7 v2 that came over MLLP. Acknowledged after the commit, in order; not at all while the journal takes
// nothing.

#include "formats/format.h"
#include "server/context.h"
#include "transport/mllp/mllp_server.h"

namespace schakel::server {

class MllpEndpoint final : public transport::MllpHandler {
 public:
  MllpEndpoint(Context& context, const pipeline::Channel& channel);
  void handle(const transport::Frame& frame, unsigned loop, unsigned attempt, transport::MllpReply reply) override;

 private:
  Context& context_;
  const pipeline::Channel& channel_;
  const formats::Format* format_;
};

}  // namespace schakel::server
