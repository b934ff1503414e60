#include "server/mllp_endpoint.h"

#include <memory>

namespace schakel::server {

namespace {

// A message that we fail on again and again must not hold its connection for ever.
constexpr unsigned kMostFailures = 3;

pipeline::Reception::Shape shape_of(transport::Frame::Kind kind) {
  switch (kind) {
    case transport::Frame::Kind::too_large: return pipeline::Reception::Shape::too_large;
    case transport::Frame::Kind::cut_short: return pipeline::Reception::Shape::cut_short;
    default: return pipeline::Reception::Shape::whole;
  }
}

void answer(transport::MllpReply& reply, unsigned attempt, Result<std::vector<pipeline::Answer>> result) {
  if (result) {
    std::vector<std::string> acknowledgements;
    for (pipeline::Answer& a : *result) acknowledgements.push_back(std::move(a.body));
    return reply.send(acknowledgements);
  }
  if (result.error().kind == FaultKind::unavailable || attempt + 1 < kMostFailures) return reply.later();
  reply.hang_up();
}

}  // namespace

MllpEndpoint::MllpEndpoint(Context& context, const pipeline::Channel& channel)
    : context_(context), channel_(channel), format_(formats::by_name("hl7v2")) {}

void MllpEndpoint::handle(const transport::Frame& frame, unsigned loop, unsigned attempt, transport::MllpReply reply) {
  pipeline::Reception reception;
  reception.bytes = frame.content;
  reception.channel = &channel_;
  reception.format = format_;
  reception.shape = shape_of(frame.kind);
  auto to = std::make_shared<transport::MllpReply>(std::move(reply));
  context_.ingest.take(reception, loop, [to, attempt](Result<std::vector<pipeline::Answer>> result) {
    answer(*to, attempt, std::move(result));
  });
}

}  // namespace schakel::server
