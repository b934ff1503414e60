#pragma once
// A small JSON document of our own (manifest, lock) and the ways we look into it. Text in it is nobody's data.

#include "base/arena.h"
#include "base/result.h"
#include "tree/tree.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

class JsonDocument {
 public:
  // `what` names it in the Fault: `packages.lock.json`, with line and column of the fault.
  static Result<std::unique_ptr<JsonDocument>> parse(std::string json, const std::string& what);
  [[nodiscard]] const Node& root() const { return *tree_.root(); }

  // The text of a member, empty when it is absent or no text.
  static std::string text(const Node& object, std::string_view member);
  // The items of an array, the members of an object; nothing when it is absent.
  static std::vector<const Node*> items(const Node& object, std::string_view member);

 private:
  explicit JsonDocument(std::string json) : json_(std::move(json)), arena_(4 * 1024), tree_(arena_) {}
  std::string json_;
  Arena arena_;
  Tree tree_;
};

}  // namespace schakel::fhir
