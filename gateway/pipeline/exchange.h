#pragma once
// Exchange: one message on its way through the gateway, and all the memory it needs. There is one for each thread, used
// for one message after the other; everything of a message is forgotten at once by begin().

#include "base/arena.h"
#include "fhirpath/fhirpath.h"
#include "formats/format.h"
#include "mapping/mapping.h"
#include "pipeline/services.h"
#include "tree/tree.h"
#include "validation/validator.h"

#include <optional>

namespace schakel::pipeline {

// Thread rule: one thread.
class Exchange {
 public:
  explicit Exchange(const Services& services);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  // `format`: of the message; null for FHIR.
  void begin(const formats::Format* format);

  // REQUIRES: begin(). The message as its sender wrote it, and what a map made of it (the same one for FHIR in).
  Tree& source() { return *source_; }
  Tree& target() { return *target_; }
  Issues issues;

  mapping::Transformer& transformer() { return transformer_; }
  validation::Validator::Session& validation() { return validation_; }
  fhirpath::Evaluator& evaluator() { return evaluator_; }

 private:
  Arena arena_;
  std::optional<Tree> source_;
  std::optional<Tree> target_;
  const formats::Format* format_ = nullptr;
  mapping::Transformer transformer_;
  validation::Validator::Session validation_;
  fhirpath::Evaluator evaluator_;
};

}  // namespace schakel::pipeline
