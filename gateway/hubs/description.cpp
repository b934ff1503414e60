#include "hubs/registry.h"
#include "syntax/json/reader.h"

#include <array>
#include <fstream>
#include <sstream>

namespace schakel::hubs {

namespace {

struct MechanismRow {
  std::string_view code;
  Mechanism mechanism;
};
constexpr std::array<MechanismRow, 3> kMechanisms{
    {{"conditional", Mechanism::conditional}, {"message-id", Mechanism::message_id}, {"none", Mechanism::none}}};

struct ThenRow {
  std::string_view code;
  Verdict::Kind kind;
};
constexpr std::array<ThenRow, 3> kThens{
    {{"retry", Verdict::Kind::retry}, {"park", Verdict::Kind::park}, {"uncertain", Verdict::Kind::uncertain}}};

template <class Row, std::size_t N>
const Row* row_of(const std::array<Row, N>& rows, std::string_view code) {
  for (const Row& row : rows) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

// A description is a file of ours, so its texts may be revealed.
std::string text_of(const Node& node) { return std::string(node.value().reveal()); }

Fault wrong(std::string_view id, std::string_view what) {
  return invalid("profiles/hubs/" + std::string(id) + ".json: " + std::string(what));
}

bool number_of(const Node& node, unsigned& out) {
  if (node.kind() != ValueKind::number) return false;
  const std::string digits = text_of(node);
  if (digits.empty() || digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos) return false;
  out = static_cast<unsigned>(std::stoul(digits));
  return true;
}

Status read_answer(std::string_view id, const Node& from, Answer& answer) {
  bool then = false;
  for (const Node* n = from.first_child(); n != nullptr; n = n->next()) {
    const std::string_view key = n->name().text();
    unsigned number = 0;
    if (key == "status" && number_of(*n, number)) {
      answer.status = static_cast<int>(number);
    } else if (key == "issue") {
      answer.issue_code = text_of(*n);
    } else if (key == "then") {
      const ThenRow* row = row_of(kThens, text_of(*n));
      if (row == nullptr) return failed(wrong(id, "answers.then is retry, park or uncertain"));
      answer.then = row->kind;
      then = true;
    } else if (key == "times" && number_of(*n, number)) {
      answer.times = number;
    } else if (key == "reason") {
      answer.reason = text_of(*n);
    } else if (key != "note") {
      return failed(wrong(id, "answers." + std::string(key) + " is unknown or of the wrong kind"));
    }
  }
  if ((answer.status == 0 && answer.issue_code.empty()) || !then || answer.reason.empty()) {
    return failed(wrong(id, "an answer needs status or issue, then and reason"));
  }
  return {};
}

Status read_answers(std::string_view id, const Node& list, Description& description) {
  for (const Node* n = list.first_child(); n != nullptr; n = n->next()) {
    Answer answer;
    if (auto done = read_answer(id, *n, answer); !done) return done;
    description.answers.push_back(std::move(answer));
  }
  return {};
}

bool searches_tag(const Node& searches) {
  const Node* provenance = searches.child("Provenance");
  if (provenance == nullptr) return false;
  for (const Node* n = provenance->first_child(); n != nullptr; n = n->next()) {
    if (n->value() == "_tag") return true;
  }
  return false;
}

Status read_member(std::string_view id, const Node& node, Description& description) {
  const std::string_view key = node.name().text();
  if (key == "kind") {
    description.kind = text_of(node);
  } else if (key == "format") {
    description.content_type = text_of(node);
  } else if (key == "mechanism") {
    const MechanismRow* row = row_of(kMechanisms, text_of(node));
    if (row == nullptr) return failed(wrong(id, "mechanism is conditional, message-id or none"));
    description.mechanism = row->mechanism;
  } else if (key == "searches") {
    description.searches_provenance_tag = searches_tag(node);
  } else if (key == "answers") {
    return read_answers(id, node, description);
  } else if (key != "title" && key != "note") {
    return failed(wrong(id, "unknown key " + std::string(key)));
  }
  return {};
}

}  // namespace

Result<Description> parse_description(std::string_view id, std::string_view json) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  syntax::json::ReadOptions options;
  options.shape = syntax::json::Shape::plain;
  if (!syntax::json::read(json, tree, issues, options)) return failed(wrong(id, "not JSON"));
  Description description;
  description.id = std::string(id);
  for (const Node* n = tree.root()->first_child(); n != nullptr; n = n->next()) {
    if (auto done = read_member(id, *n, description); !done) return failed(done.error());
  }
  if (description.kind.empty() || description.content_type.empty())
    return failed(wrong(id, "kind and format are needed"));
  return description;
}

Result<Description> read_description(const std::filesystem::path& profiles, std::string_view id) {
  // The id comes from a configuration file: it names a file of that folder and none elsewhere.
  if (id.empty() || id.find('/') != std::string_view::npos || id.front() == '.') {
    return failed(invalid("not the name of a hub's description: " + std::string(id)));
  }
  const std::filesystem::path file = profiles / "hubs" / (std::string(id) + ".json");
  std::ifstream in(file, std::ios::binary);
  if (!in) return failed(not_found("there is no hub description " + file.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return parse_description(id, text.str());
}

}  // namespace schakel::hubs
