#include "terminology/operations/request.h"

#include "terminology/nodes.h"

#include <algorithm>
#include <array>

namespace schakel::terminology {

namespace {

AskedCoding coding_of(const Node& node) {
  return {text(node, "system"), text(node, "version"), text(node, "code"), text(node, "display")};
}

constexpr std::array<std::string_view, 10> kBooleans{
    "includeDesignations",    "includeDefinition", "activeOnly", "excludeNested", "excludeNotForUI",
    "excludePostCoordinated", "limitedExpansion",  "abstract",   "reverse",       "inferSystem"};
constexpr std::array<std::string_view, 2> kNumbers{"offset", "count"};

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool Request::add(const Node& resource, std::string_view subject) {
  if (!(resource.type() == "Parameters")) {
    // A lone resource is the operation's own (https://hl7.org/fhir/R4/operations.html#request).
    std::string wanted(subject);
    if (wanted.empty()) return false;
    wanted[0] = static_cast<char>(wanted[0] - 32);
    if (!(resource.type() == wanted)) return false;
    values_.push_back({std::string(subject), {}, &resource});
    return true;
  }
  for (const Node* p = resource.child("parameter"); p != nullptr; p = p->next_of_same_name()) {
    Value value{std::string(terminology::text(*p, "name")), {}, p->child("resource")};
    for (const Node* c = p->first_child(); c != nullptr; c = c->next()) {
      if (c->name().text().substr(0, 5) != "value") continue;
      if (c->has_value()) {
        value.text = c->value().reveal();
      } else {
        value.node = c;
      }
    }
    values_.push_back(std::move(value));
  }
  return true;
}

std::string_view Request::text(std::string_view name) const {
  for (const Value& v : values_) {
    if (v.name == name && v.node == nullptr) return v.text;
  }
  return {};
}

std::vector<std::string_view> Request::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const Value& v : values_) {
    if (v.name == name && v.node == nullptr) out.push_back(v.text);
  }
  return out;
}

bool Request::has(std::string_view name) const {
  return std::any_of(values_.begin(), values_.end(), [name](const Value& v) { return v.name == name; });
}

const Node* Request::node(std::string_view name) const {
  const std::vector<const Node*> all = nodes(name);
  return all.empty() ? nullptr : all.front();
}

std::vector<const Node*> Request::nodes(std::string_view name) const {
  std::vector<const Node*> out;
  for (const Value& v : values_) {
    if (v.name == name && v.node != nullptr) out.push_back(v.node);
  }
  return out;
}

void Request::put(std::string_view name, std::string_view value) {
  std::string kept(value);  // it may be a view of what goes
  values_.erase(std::remove_if(values_.begin(), values_.end(),
                               [name](const Value& v) { return v.name == name && v.node == nullptr; }),
                values_.end());
  values_.push_back({std::string(name), std::move(kept), nullptr});
}

std::optional<AskedCoding> Request::coding(std::string_view coding, std::string_view code,
                                           std::string_view version) const {
  if (const Node* given = node(coding)) return coding_of(*given);
  // `system|code` in a query stands for a Coding.
  if (const std::string_view token = text(coding); !token.empty()) {
    const std::size_t bar = token.rfind('|');
    if (bar == std::string_view::npos) return AskedCoding{{}, {}, token, {}};
    return AskedCoding{token.substr(0, bar), {}, token.substr(bar + 1), {}};
  }
  if (text(code).empty()) return std::nullopt;
  return AskedCoding{text("system"), text(version), text(code), text("display")};
}

std::vector<AskedCoding> Request::codings(std::string_view version) const {
  std::vector<AskedCoding> out;
  if (const auto one = coding("coding", "code", version)) {
    out.push_back(*one);
  } else if (const Node* concept_node = node("codeableConcept")) {
    for (const Node* c = concept_node->child("coding"); c != nullptr; c = c->next_of_same_name())
      out.push_back(coding_of(*c));
  }
  return out;
}

std::string_view Request::malformed() const {
  for (const Value& v : values_) {
    if (v.node != nullptr) continue;
    const bool boolean = std::find(kBooleans.begin(), kBooleans.end(), v.name) != kBooleans.end();
    const bool number = std::find(kNumbers.begin(), kNumbers.end(), v.name) != kNumbers.end();
    if (boolean && v.text != "true" && v.text != "false") return v.name;
    if (number && !is_number(v.text)) return v.name;
  }
  return {};
}

}  // namespace schakel::terminology
