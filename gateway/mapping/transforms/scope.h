#pragma once
// What a transform sees: its parameters, the map, and the means to make values in the target.

#include "mapping/executor/executor.h"

#include <string>
#include <string_view>

namespace schakel::mapping {

class TransformScope {
 public:
  TransformScope(Executor& executor, const TargetProgram& target) : executor_(executor), target_(target) {}

  [[nodiscard]] std::size_t size() const { return target_.parameters.size(); }
  // Parameter n; without a node when its variable holds nothing.
  [[nodiscard]] Slot value(std::size_t n) { return executor_.value(target_.parameters[n]); }
  // Its text; empty when it has none. Counts as read.
  [[nodiscard]] std::string_view text(std::size_t n) {
    const Slot slot = value(n);
    if (slot.node == nullptr) return {};
    executor_.touch(slot);
    return slot.node->value().reveal();
  }
  [[nodiscard]] Executor& executor() { return executor_; }
  [[nodiscard]] Builder& builder() { return executor_.builder(); }
  [[nodiscard]] const TargetProgram& target() const { return target_; }
  [[nodiscard]] std::string_view keep(std::string_view text) { return builder().tree().keep(text); }

  void give_text(Made& result, std::string_view text, const fhir::Type* type, const Node* origin) {
    result.kind = text.empty() ? Made::Kind::nothing : Made::Kind::text;
    result.text = text;
    result.type = type;
    result.origin = origin;
  }
  // A detached node of that type for the transform to fill.
  Node* give_node(Made& result, const fhir::Type* type, Name name, const Node* origin) {
    Node* node = builder().detached(type, name, origin);
    result.kind = Made::Kind::fresh;
    result.node = node;
    result.type = type;
    result.origin = origin;
    return node;
  }
  [[nodiscard]] const Node* origin(std::size_t n) { return executor_.origin_of(value(n)); }

  bool fail(std::string why) {
    error_ = std::move(why);
    return false;
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  Executor& executor_;
  const TargetProgram& target_;
  std::string error_;
};

}  // namespace schakel::mapping
