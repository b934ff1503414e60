#include "fhir/definitions/snapshot/elements.h"

#include "fhir/model/names.h"

#include <algorithm>
#include <cctype>

namespace schakel::fhir::snapshot {

std::size_t BaseList::end_of(std::size_t at) const {
  std::size_t end = at + 1;
  while (end < elements.size() && is_below(elements[end].path, elements[at].path)) ++end;
  return end;
}

std::size_t BaseList::by_id(std::string_view id) const {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (text_at(*elements[i].node, names().id) == id || (elements[i].slice.empty() && elements[i].path == id)) return i;
  }
  return kNowhere;
}

BaseList read_snapshot(const Node& sd) {
  const Names& n = names();
  BaseList list;
  list.structure = &sd;
  list.url = text_at(sd, n.url);
  const Node* snapshot = sd.child(n.snapshot);
  if (snapshot == nullptr) return list;
  for (const Node* e = snapshot->child(n.element); e != nullptr; e = e->next_of_same_name()) {
    list.elements.push_back({e, text_at(*e, n.path), text_at(*e, n.slice_name), e->child(n.slicing) != nullptr});
  }
  return list;
}

std::size_t end_of(const DiffList& list, std::size_t at) {
  std::size_t end = at + 1;
  while (end < list.size() && is_below(list[end].path, list[at].path)) ++end;
  return end;
}

bool is_below(std::string_view path, std::string_view parent) {
  return path.size() > parent.size() && path[parent.size()] == '.' && path.substr(0, parent.size()) == parent;
}

bool is_choice(std::string_view path) { return path.size() > 3 && path.substr(path.size() - 3) == "[x]"; }

std::string_view stem_of(std::string_view choice) {
  return is_choice(choice) ? choice.substr(0, choice.size() - 3) : choice;
}

std::string_view last_part(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::size_t parts_of(std::string_view path) {
  return 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
}

std::string_view first_parts(std::string_view path, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto dot = path.find('.', at);
    if (dot == std::string_view::npos) return path;
    at = dot + 1;
  }
  return path.substr(0, at - 1);
}

bool paths_match(std::string_view a, std::string_view b) {
  const auto part = [](std::string_view& path) {
    const auto dot = path.find('.');
    const std::string_view first = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    return first;
  };
  const auto fits = [](std::string_view choice, std::string_view name) {
    const std::string_view stem = stem_of(choice);
    return is_choice(choice) && name.size() > stem.size() && name.substr(0, stem.size()) == stem;
  };
  for (;;) {
    const std::string_view x = part(a);
    const std::string_view y = part(b);
    if (x != y && !fits(x, y) && !fits(y, x)) return false;
    if (a.empty() || b.empty()) return a.empty() && b.empty();
  }
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

std::string IdMaker::id_of(std::string_view path, std::string_view slice) {
  std::erase_if(slices_, [path](const auto& s) {
    return s.first.size() > path.size() || s.first == path || !(s.first == path || is_below(path, s.first));
  });
  if (!slice.empty()) slices_.emplace_back(std::string(path), std::string(slice));
  std::string id;
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t dot = std::min(path.find('.', at), path.size());
    if (!id.empty()) id += '.';
    // An underscore of a name is a dash in its id.
    std::string part(path.substr(at, dot - at));
    std::replace(part.begin(), part.end(), '_', '-');
    id += part;
    for (const auto& [prefix, name] : slices_) {
      if (prefix == path.substr(0, dot)) id += ':' + name;
    }
    at = dot + 1;
  }
  return id;
}

}  // namespace schakel::fhir::snapshot
