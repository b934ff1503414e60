#include "pipeline/exchange.h"

namespace schakel::pipeline {

namespace {

mapping::TransformOptions transform_options(const Services& services, const formats::Format* const& format) {
  mapping::TransformOptions options;
  options.steps = services.limits.steps;
  options.clock = services.clock;
  options.log = true;  // what a map has to tell the sender
  options.path_of = [&format](const Node& node) { return format->path_of(node); };
  return options;
}

}  // namespace

Exchange::Exchange(const Services& services)
    : issues(services.limits.issues),
      transformer_(services.maps->library(), transform_options(services, format_)),
      validation_(*services.validator, services.limits),
      evaluator_(services.definitions.get(), nullptr, services.limits.steps) {}

void Exchange::begin(const formats::Format* format) {
  format_ = format;
  source_.reset();
  target_.reset();
  arena_.reset();
  issues.clear();
  source_.emplace(arena_);
  target_.emplace(arena_);
}

}  // namespace schakel::pipeline
