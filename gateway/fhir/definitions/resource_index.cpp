#include "fhir/definitions/resource_index.h"

#include "fhir/model/names.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace schakel::fhir {

std::uint32_t stable_hash(std::string_view text) {
  std::uint32_t h = 2166136261U;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h ^ (h >> 15);
}

int version_fit(std::string_view version, std::string_view asked) {
  if (asked.empty() || version == asked) return 3;
  const bool begins =
      version.size() > asked.size() && version.substr(0, asked.size()) == asked && version[asked.size()] == '.';
  return begins ? 2 : 0;
}

int package_rank(std::string_view url, std::string_view package) {
  const auto begins = [](std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; };
  if (begins(url, "http://hl7.org/fhir/")) return begins(package, "hl7.fhir.r4.core#") ? 0 : 1;
  if (begins(url, "http://terminology.hl7.org/")) return begins(package, "hl7.terminology") ? 0 : 1;
  return 1;
}

void ResourceIndexBuilder::add(std::string_view type, std::string_view url, std::string_view version,
                               std::string_view package, std::uint64_t offset, std::uint64_t size) {
  ResourceRow row{};
  row.offset = offset;
  row.size = size;
  row.type = strings_.add(type);
  row.url = strings_.add(url);
  row.version = strings_.add(version);
  row.package = strings_.add(package);
  row.hash = stable_hash(url);
  rows_.push_back(row);
}

void ResourceIndexBuilder::finish() {
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> same;
  std::vector<std::uint32_t> urls;
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    auto& list = same[rows_[i].url];
    if (list.empty()) urls.push_back(rows_[i].url);
    list.push_back(i);
  }
  slots_.assign(std::bit_ceil(std::max<std::size_t>(urls.size() * 2, 2)), 0);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint32_t url : urls) {
    std::vector<std::uint32_t>& list = same[url];
    const auto rank = [this](std::uint32_t row) {
      return package_rank(pooled(strings_.bytes(), rows_[row].url), pooled(strings_.bytes(), rows_[row].package));
    };
    std::stable_sort(list.begin(), list.end(), [&rank](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
    for (std::size_t i = 0; i + 1 < list.size(); ++i) rows_[list[i]].next = list[i + 1] + 1;
    std::size_t slot = rows_[list.front()].hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = list.front() + 1;
  }
}

namespace {

template <class T>
std::span<const T> as(std::string_view bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace

ResourceIndex::ResourceIndex(std::string_view rows, std::string_view slots, std::string_view strings)
    : rows_(as<ResourceRow>(rows)), slots_(as<std::uint32_t>(slots)), strings_(strings) {}

std::uint32_t ResourceIndex::first(std::string_view url) const {
  if (slots_.empty()) return kNone;
  const std::uint32_t hash = stable_hash(url);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask; slots_[i] != 0; i = (i + 1) & mask) {
    const ResourceRow& row = rows_[slots_[i] - 1];
    if (row.hash == hash && text(row.url) == url) return slots_[i] - 1;
  }
  return kNone;
}

ResourceIndex::Match ResourceIndex::find(std::string_view canonical, std::string_view type) const {
  const std::string_view asked = version_of(canonical);
  Match best;
  int fit = -1;
  for (std::uint32_t row = first(without_version(canonical)); row != kNone; row = rows_[row].next - 1) {
    if (type.empty() || text(rows_[row].type) == type) {
      const int f = version_fit(text(rows_[row].version), asked);
      if (f > fit) {
        fit = f;
        best = {row, f > 0};
        if (f == 3) break;
      }
    }
    if (rows_[row].next == 0) break;
  }
  return best;
}

std::vector<std::uint32_t> ResourceIndex::all(std::string_view url) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t row = first(url); row != kNone; row = rows_[row].next - 1) {
    found.push_back(row);
    if (rows_[row].next == 0) break;
  }
  return found;
}

}  // namespace schakel::fhir
