#include "pipeline/fhir_in.h"

#include "fhir/model/annotate.h"
#include "pipeline/messages.h"
#include "syntax/json/reader.h"
#include "syntax/xml/reader.h"

#include <algorithm>
#include <array>

namespace schakel::pipeline {

namespace {

// Of others: created when absent, never updated by us (decision 13).
constexpr std::array<std::string_view, 5> kShared = {"Patient", "Practitioner", "PractitionerRole", "Organization",
                                                     "Location"};

std::string_view text_of_child(const Node& node, std::string_view name) {
  const Node* child = node.child(name);
  return child != nullptr ? child->value().reveal() : std::string_view{};
}

// 0 when there is none but white space and a byte order mark.
char first_character(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? '\0' : bytes[first];
}

// A query's value: `|` between system and value stays, the rest is percent-encoded where a URL needs it.
void append_encoded(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~:/").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 15U];
    }
  }
}

// `identifier=system|value` of the first identifier that has both; empty if none has.
std::string condition_of(const Node& resource) {
  for (const Node* identifier = resource.child("identifier"); identifier != nullptr;
       identifier = identifier->next_of_same_name()) {
    const std::string_view system = text_of_child(*identifier, "system");
    const std::string_view value = text_of_child(*identifier, "value");
    if (system.empty() || value.empty()) continue;
    std::string query = "identifier=";
    append_encoded(query, system);
    query += '|';
    append_encoded(query, value);
    return query;
  }
  return {};
}

Node& add(Tree& tree, Node& parent, std::string_view name, std::string_view text) {
  Node& child = *tree.append(parent, tree.name(name));
  tree.set_value(child, ValueKind::string, tree.keep(text));
  return child;
}

bool complete_entry(Tree& tree, Node& entry, std::size_t number, Issues& issues) {
  Node* request = entry.child("request");
  const Node* resource = entry.child("resource");
  const std::string_view method = request != nullptr ? text_of_child(*request, "method") : std::string_view{};
  if (method == "PUT" || method == "DELETE" || method == "GET" || method == "HEAD") return true;
  if (method == "POST" && !text_of_child(*request, "ifNoneExist").empty()) return true;
  const std::string condition = method == "POST" && resource != nullptr ? condition_of(*resource) : std::string{};
  if (!condition.empty()) {
    add(tree, *request, "ifNoneExist", condition);
    return true;
  }
  Issue& issue = issues.add(Severity::error, IssueType::business_rule, kNotRepeatable, {Argument::number(number)});
  issue.expression = fhirpath_of(entry);
  issue.span = entry.span();
  return false;
}

// The resource as the only entry of a new transaction, which becomes the root.
bool wrap(Tree& tree, Issues& issues) {
  Node& resource = *tree.root();
  const std::string type(resource.type().text());
  const std::string condition = condition_of(resource);
  if (condition.empty()) {
    issues.add(Severity::error, IssueType::business_rule, kNoIdentity, {Argument::name(type)}).expression = type;
    return false;
  }
  Node& bundle = *tree.create(tree.name("Bundle"));
  tree.set_resource(bundle, tree.name("Bundle"));
  add(tree, bundle, "type", "transaction");
  Node& entry = *tree.append(bundle, tree.name("entry"));
  tree.set_repeats(entry, true);
  tree.set_name(resource, tree.name("resource"));
  tree.adopt(entry, resource);
  if (Node* id = resource.child("id")) tree.detach(*id);
  Node& request = *tree.append(entry, tree.name("request"));
  const bool shared = std::find(kShared.begin(), kShared.end(), type) != kShared.end();
  add(tree, request, "method", shared ? "POST" : "PUT");
  add(tree, request, "url", shared ? type : type + "?" + condition);
  if (shared) add(tree, request, "ifNoneExist", condition);
  tree.set_root(bundle);
  return true;
}

}  // namespace

bool is_xml(std::string_view bytes) { return first_character(bytes) == '<'; }

bool read_fhir(std::string_view bytes, Tree& tree, Issues& issues, const Limits& limits,
               const fhir::Definitions& definitions) {
  if (is_xml(bytes)) {
    syntax::xml::ReadOptions options;
    options.limits = &limits;
    if (!syntax::xml::read(bytes, tree, issues, options)) return false;
    fhir::annotate(tree, definitions, fhir::Kinds::from_types);
    return true;
  }
  syntax::json::ReadOptions options;
  options.limits = &limits;
  if (!syntax::json::read(bytes, tree, issues, options)) return false;
  fhir::annotate(tree, definitions);
  return true;
}

bool looks_like_fhir(std::string_view bytes) {
  const char first = first_character(bytes);
  if (first == '{') return true;
  constexpr std::size_t kLookedAt = 2048;
  return first == '<' && bytes.substr(0, kLookedAt).find("\"http://hl7.org/fhir\"") != std::string_view::npos;
}

FhirEnvelope fhir_envelope(const Tree& tree) {
  FhirEnvelope envelope;
  const Node& root = *tree.root();
  envelope.type = root.type().text();
  if (root.type() != "Bundle") return envelope;
  if (const Node* identifier = root.child("identifier")) {
    envelope.control_id = text_of_child(*identifier, "value");
    envelope.sender = text_of_child(*identifier, "system");
  }
  return envelope;
}

std::size_t entries_in(const Tree& tree) {
  std::size_t count = 0;
  for (const Node* entry = tree.root()->child("entry"); entry != nullptr; entry = entry->next_of_same_name()) ++count;
  return count;
}

std::size_t resources_in(const Tree& tree) { return tree.root()->type() == "Bundle" ? entries_in(tree) : 1; }

bool make_deliverable(Tree& tree, std::string_view id, const fhir::Definitions& definitions, Issues& issues) {
  bool deliverable = true;
  if (tree.root()->type() != "Bundle") {
    deliverable = wrap(tree, issues);
  } else if (const std::string_view type = text_of_child(*tree.root(), "type"); type != "transaction") {
    issues.add(Severity::error, IssueType::business_rule, kNotATransaction, {Argument::value(DataText(type))})
        .expression = "Bundle.type";
    return false;
  } else {
    std::size_t number = 0;
    for (Node* entry = tree.root()->child("entry"); entry != nullptr; entry = entry->next_of_same_name()) {
      deliverable = complete_entry(tree, *entry, number++, issues) && deliverable;
    }
  }
  if (!deliverable) return false;
  Node& root = *tree.root();
  if (root.child("identifier") == nullptr) {
    Node& identifier = *tree.insert_before(root, root.first_child(), tree.name("identifier"));
    add(tree, identifier, "system", "urn:ietf:rfc:3986");
    add(tree, identifier, "value", "urn:uuid:" + std::string(id));
  }
  fhir::annotate(tree, definitions);
  return true;
}

}  // namespace schakel::pipeline
