#pragma once
// Request: the parameters of a terminology operation, from a query, a command line or a Parameters resource.

#include "tree/node.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

// A Coding as an operation takes it; empty members are not stated.
struct AskedCoding {
  std::string_view system, version, code, display;
};

class Request {
 public:
  void add(std::string_view name, std::string_view value) {
    values_.push_back({std::string(name), std::string(value), nullptr});
  }
  // Parameters; or the resource that the parameter `subject` would give. The tree must outlive the request. False: it
  // is neither.
  bool add(const Node& resource, std::string_view subject);

  // The first value; empty: not stated.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] bool is_true(std::string_view name) const { return text(name) == "true"; }
  // The value of a complex type, or the resource; null: not stated.
  [[nodiscard]] const Node* node(std::string_view name) const;

  [[nodiscard]] std::vector<const Node*> nodes(std::string_view name) const;
  // Instead of what was stated.
  void put(std::string_view name, std::string_view value);

  // From `<coding>`, or `<code>` with `system`, `version` (its name differs), `display`.
  [[nodiscard]] std::optional<AskedCoding> coding(std::string_view coding, std::string_view code,
                                                  std::string_view version = "version") const;
  // The same, and those of `codeableConcept`.
  [[nodiscard]] std::vector<AskedCoding> codings(std::string_view version = "version") const;

  // The name of a parameter that is no boolean or number where one is needed; empty: all are well-formed.
  [[nodiscard]] std::string_view malformed() const;

  std::string now;  // an instant, for what is stamped with the time

 private:
  struct Value {
    std::string name;
    std::string text;            // of a primitive
    const Node* node = nullptr;  // of a complex type or a resource
  };
  std::vector<Value> values_;
};

}  // namespace schakel::terminology
