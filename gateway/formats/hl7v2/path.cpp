#include "formats/hl7v2/path.h"

#include "formats/hl7v2/hl7v2.h"

#include <vector>

namespace schakel::formats::hl7v2 {

namespace {

// `PID.3`: 3; 0 for a name without number.
std::size_t number_of(Name name) {
  const std::string_view text = name.text();
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) return 0;
  std::size_t n = 0;
  for (const char c : text.substr(dot + 1)) n = n * 10 + static_cast<std::size_t>(c - '0');
  return n;
}

// Which one of its name a segment is in the whole message, and how many there are.
void count(const Node& root, const Node& segment, std::size_t& position, std::size_t& total) {
  std::vector<const Node*> open{&root};
  while (!open.empty()) {
    const Node* node = open.back();
    open.pop_back();
    if (node->name() == segment.name()) {
      ++total;
      if (node->span().begin < segment.span().begin) ++position;
    }
    for (const Node* c = node->first_child(); c != nullptr; c = c->next()) {
      if (number_of(c->name()) == 0) open.push_back(c);
    }
  }
}

bool read_number(std::string_view text, std::size_t& at, std::size_t& n) {
  const std::size_t start = at;
  for (n = 0; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - start < 6; ++at)
    n = n * 10 + static_cast<std::size_t>(text[at] - '0');
  return at > start;
}

bool read_index(std::string_view text, std::size_t& at, std::size_t& n) {
  if (at >= text.size() || text[at] != '[') return true;
  ++at;
  return read_number(text, at, n) && at < text.size() && text[at++] == ']';
}

}  // namespace

std::string path_of(const Node& node) {
  std::vector<const Node*> way;  // from the node up to its field
  const Node* segment = &node;
  for (; segment != nullptr && number_of(segment->name()) != 0; segment = segment->parent()) way.push_back(segment);
  if (segment == nullptr) return {};
  const Node* root = segment;
  while (root->parent() != nullptr) root = root->parent();
  std::string path(segment->name().text());
  std::size_t position = 1, total = 0;
  count(*root, *segment, position, total);
  if (total > 1) path += '[' + std::to_string(position) + ']';
  if (way.empty()) return path;
  const Node* field = way.back();
  std::size_t repetition = 1;
  for (const Node* c = segment->first_child(); c != field; c = c->next())
    repetition += c->name() == field->name() ? 1 : 0;
  path += '-' + std::to_string(number_of(field->name())) + '[' + std::to_string(repetition) + ']';
  for (auto it = way.rbegin() + 1; it != way.rend(); ++it) path += '.' + std::to_string(number_of((*it)->name()));
  return path;
}

std::string Hl7v2::path_of(const Node& node) const { return hl7v2::path_of(node); }

bool parse_path(std::string_view path, Place& place) {
  if (path.size() < 3) return false;
  place = {};
  place.segment = path.substr(0, 3);
  for (const char c : place.segment) {
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
  }
  std::size_t at = 3;
  if (!read_index(path, at, place.occurrence)) return false;
  if (at == path.size()) return true;
  if (path[at++] != '-' || !read_number(path, at, place.field) || !read_index(path, at, place.repetition)) return false;
  for (std::size_t* n : {&place.component, &place.subcomponent}) {
    if (at == path.size()) return true;
    if (path[at++] != '.' || !read_number(path, at, *n)) return false;
  }
  return at == path.size();
}

}  // namespace schakel::formats::hl7v2
