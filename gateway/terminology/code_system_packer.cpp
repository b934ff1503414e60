#include "terminology/code_system_packer.h"

#include "fhir/definitions/resource_index.h"

#include <algorithm>
#include <unordered_map>

namespace schakel::terminology {

namespace {

using packed::Role;

constexpr std::string_view kStandard = "http://hl7.org/fhir/concept-properties#";

Role role_of(std::string_view code, std::string_view uri) {
  const std::string_view name = uri.substr(0, kStandard.size()) == kStandard ? uri.substr(kStandard.size()) : code;
  if (name == "parent" || name == "subsumedBy") return Role::parent;
  if (name == "child") return Role::child;
  if (name == "inactive") return Role::inactive;
  if (name == "notSelectable" || name == "abstract") return Role::abstract;
  if (name == "status") return Role::status;
  return Role::other;
}

template <class T>
packed::Table append(std::string& out, const std::vector<T>& rows) {
  out.append((8 - out.size() % 8) % 8, '\0');
  const packed::Table table{out.size(), rows.size()};
  out.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(T));
  return table;
}

packed::Table append(std::string& out, const std::string& bytes) {
  out.append((8 - out.size() % 8) % 8, '\0');
  const packed::Table table{out.size(), bytes.size()};
  out.append(bytes);
  return table;
}

template <class T, class Of>
std::vector<T> only_what(const std::vector<Of>& all) {
  std::vector<T> out;
  out.reserve(all.size());
  for (const Of& one : all) out.push_back(one.what);
  return out;
}

template <class T>
void forget(T& container) {
  T().swap(container);
}

}  // namespace

CodeSystemPacker::CodeSystemPacker(const About& about) {
  header_.magic = packed::kMagic;
  header_.flags = about.ignores_case ? packed::kIgnoresCase : 0;
  header_.content = static_cast<std::uint32_t>(about.content);
  header_.url = texts_.add(about.url);
  header_.version = texts_.add(about.version);
  header_.name = texts_.add(about.name);
  header_.title = texts_.add(about.title);
  header_.language = texts_.add(about.language);
  header_.supplements = texts_.add(about.supplements);
  header_.whole = texts_.add(about.whole_value_set);
  lists_.assign(1, '\0');  // the empty list
}

std::uint32_t CodeSystemPacker::declare(std::string_view code, std::string_view type, std::string_view uri,
                                        std::string_view description) {
  const auto index = static_cast<std::uint32_t>(properties_.size());
  properties_.push_back({texts_.add(code), texts_.add(uri), texts_.add(type), texts_.add(description),
                         static_cast<std::uint32_t>(role_of(code, uri))});
  property_of_code_.try_emplace(properties_.back().code, index);
  return index;
}

std::uint32_t CodeSystemPacker::property(std::string_view code, std::string_view type) {
  const auto known = property_of_code_.find(texts_.add(code));
  return known != property_of_code_.end() ? known->second : declare(code, type);
}

std::uint32_t CodeSystemPacker::add(std::string_view code, std::string_view display, std::string_view definition) {
  packed::Row row;
  row.code = texts_.add(code);
  row.display = texts_.add(display);
  row.definition = texts_.add(definition);
  rows_.push_back(row);
  return size() - 1;
}

std::uint32_t CodeSystemPacker::coding(std::string_view system, std::string_view code, std::string_view display) {
  const packed::Coding wanted{texts_.add(system), texts_.add(code), texts_.add(display)};
  // Few: uses of designations, parts. The last ones are the likely ones.
  const std::size_t last = codings_.size();
  for (std::size_t i = last; i > 0 && i + 32 > last; --i) {
    const packed::Coding& c = codings_[i - 1];
    if (c.system == wanted.system && c.code == wanted.code && c.display == wanted.display)
      return static_cast<std::uint32_t>(i - 1);
  }
  codings_.push_back(wanted);
  return static_cast<std::uint32_t>(last);
}

void CodeSystemPacker::designation(std::uint32_t row, std::string_view language, std::string_view value,
                                   std::uint32_t use) {
  designations_.push_back({row, {texts_.add(language), texts_.add(value), use == CodeSystem::kNone ? 0 : use + 1}});
}

void CodeSystemPacker::value(std::uint32_t row, std::uint32_t property, packed::Kind kind, std::string_view text) {
  values_.push_back({row, {property << 8 | static_cast<std::uint32_t>(kind), texts_.add(text)}});
}

void CodeSystemPacker::coding_value(std::uint32_t row, std::uint32_t property, std::uint32_t coding) {
  values_.push_back({row, {property << 8 | static_cast<std::uint32_t>(packed::Kind::coding), coding}});
}

void CodeSystemPacker::concept_value(std::uint32_t row, std::uint32_t property, std::uint32_t target) {
  values_.push_back({row, {property << 8 | static_cast<std::uint32_t>(packed::Kind::concept_row), target}});
}

void CodeSystemPacker::sort_edges() {
  std::sort(edges_.begin(), edges_.end());
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  edges_.erase(std::remove_if(edges_.begin(), edges_.end(), [](const Edge& e) { return e.first == e.second; }),
               edges_.end());
}

// Of a row whose parents have theirs already.
std::vector<std::uint32_t> CodeSystemPacker::ancestors_of(std::uint32_t row) const {
  std::vector<std::uint32_t> all;
  auto at = std::lower_bound(edges_.begin(), edges_.end(), Edge{row, 0},
                             [](const Edge& a, const Edge& b) { return a.first < b.first; });
  for (; at != edges_.end() && at->first == row; ++at) {
    all.push_back(at->second);
    const char* list = lists_.data() + rows_[at->second].ancestors;
    std::uint32_t seen = 0;
    for (std::uint32_t n = packed::read_number(list); n > 0; --n) all.push_back(seen += packed::read_number(list));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Status CodeSystemPacker::close() {
  sort_edges();
  std::vector<std::uint32_t> waits(rows_.size());  // parents that have no list yet
  std::vector<Edge> down;
  down.reserve(edges_.size());
  for (const Edge& e : edges_) {
    ++waits[e.first];
    down.emplace_back(e.second, e.first);
  }
  std::sort(down.begin(), down.end());
  std::vector<std::uint32_t> ready;
  for (std::uint32_t i = 0; i < size(); ++i) {
    if (waits[i] == 0) ready.push_back(i);
  }
  // Siblings often have the very same ancestors: each list stands once.
  std::unordered_map<std::uint32_t, std::uint32_t> places;  // by hash of the list
  std::size_t done = 0;
  std::string list;
  for (; !ready.empty(); ++done) {
    const std::uint32_t row = ready.back();
    ready.pop_back();
    const std::vector<std::uint32_t> all = ancestors_of(row);
    if (!all.empty()) {
      list.clear();
      packed::append_rows(list, all);
      std::uint32_t& place = places[fhir::stable_hash(list)];
      if (place == 0 || lists_.compare(place, list.size(), list) != 0) {
        place = static_cast<std::uint32_t>(lists_.size());
        lists_ += list;
      }
      rows_[row].ancestors = place;
    }
    for (auto d = std::lower_bound(down.begin(), down.end(), Edge{row, 0}); d != down.end() && d->first == row; ++d) {
      if (--waits[d->second] == 0) ready.push_back(d->second);
    }
  }
  if (done != rows_.size()) {
    const auto at = std::find_if(waits.begin(), waits.end(), [](std::uint32_t w) { return w != 0; });
    const auto row = static_cast<std::uint32_t>(at - waits.begin());
    return failed(invalid("the hierarchy has a circle at or above the concept " + std::string(code(row))));
  }
  closed_ = true;
  return {};
}

std::vector<packed::Ordered> CodeSystemPacker::sorted_codes() const {
  std::vector<packed::Ordered> order(size());
  for (std::uint32_t i = 0; i < size(); ++i) order[i] = {rows_[i].code, i};
  const bool fold = (header_.flags & packed::kIgnoresCase) != 0;
  std::stable_sort(order.begin(), order.end(), [&](const packed::Ordered& a, const packed::Ordered& b) {
    return compare_codes(texts_.at(a.code), texts_.at(b.code), fold) < 0;
  });
  return order;
}

std::vector<packed::Refset> CodeSystemPacker::write_refsets() {
  std::vector<packed::Refset> refsets;
  std::sort(members_.begin(), members_.end());
  members_.erase(std::unique(members_.begin(), members_.end()), members_.end());
  for (auto m = members_.begin(); m != members_.end();) {
    refsets.push_back({m->first, static_cast<std::uint32_t>(lists_.size())});
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t of = m->first; m != members_.end() && m->first == of; ++m) rows.push_back(m->second);
    packed::append_rows(lists_, rows);
  }
  return refsets;
}

// Where the lists of each row begin; adds the row behind the last. REQUIRES: edges, designations, values are sorted.
void CodeSystemPacker::number_lists() {
  const std::uint32_t count = size();
  std::vector<std::uint32_t> below(count + 1);
  for (const Edge& edge : edges_) ++below[edge.second + 1];
  rows_.emplace_back();
  std::size_t d = 0;
  std::size_t v = 0;
  std::size_t e = 0;
  for (std::uint32_t i = 0; i <= count; ++i) {
    if (i > 0) below[i] += below[i - 1];
    rows_[i].designations = static_cast<std::uint32_t>(d);
    rows_[i].values = static_cast<std::uint32_t>(v);
    rows_[i].up = static_cast<std::uint32_t>(e);
    rows_[i].down = below[i];
    while (d < designations_.size() && designations_[d].row == i) ++d;
    while (v < values_.size() && values_[v].row == i) ++v;
    while (e < edges_.size() && edges_[e].first == i) ++e;
  }
}

// What finish() writes, so that it is written in one place.
std::size_t CodeSystemPacker::most_bytes() const {
  static constexpr std::size_t kTables = 16;  // each aligned to 8 bytes
  return sizeof(packed::Header) + kTables * 8 + (rows_.size() + 1) * (sizeof(packed::Row) + sizeof(packed::Ordered)) +
         edges_.size() * 2 * sizeof(std::uint32_t) + designations_.size() * sizeof(packed::Designation) +
         values_.size() * sizeof(packed::Value) + codings_.size() * sizeof(packed::Coding) +
         properties_.size() * sizeof(packed::Property) +
         members_.size() * (sizeof(packed::Refset) + 2 * sizeof(std::uint32_t)) + lists_.size() + texts_.bytes().size();
}

std::string CodeSystemPacker::finish() {
  if (closed_) header_.flags |= packed::kClosed;
  sort_edges();
  const auto by_row = [](const auto& a, const auto& b) { return a.row < b.row; };
  std::stable_sort(designations_.begin(), designations_.end(), by_row);
  std::stable_sort(values_.begin(), values_.end(), by_row);
  texts_.seal();
  std::string out;
  out.reserve(most_bytes());
  out.resize(sizeof(packed::Header));
  header_.order = append(out, sorted_codes());
  number_lists();
  std::vector<std::uint32_t> up(edges_.size());
  std::vector<std::uint32_t> down(edges_.size());
  std::vector<std::uint32_t> next(rows_.size());
  for (std::size_t i = 0; i < next.size(); ++i) next[i] = rows_[i].down;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    up[i] = edges_[i].second;
    down[next[edges_[i].second]++] = edges_[i].first;
  }
  header_.up = append(out, up);
  header_.down = append(out, down);
  forget(edges_);
  header_.rows = append(out, rows_);
  forget(rows_);
  header_.designations = append(out, only_what<packed::Designation>(designations_));
  forget(designations_);
  header_.values = append(out, only_what<packed::Value>(values_));
  forget(values_);
  header_.codings = append(out, codings_);
  header_.properties = append(out, properties_);
  header_.refsets = append(out, write_refsets());
  header_.bytes = append(out, lists_);
  forget(lists_);
  header_.texts = append(out, texts_.bytes());
  texts_.clear();
  out.append((8 - out.size() % 8) % 8, '\0');
  std::memcpy(out.data(), &header_, sizeof(header_));
  return out;
}

}  // namespace schakel::terminology
