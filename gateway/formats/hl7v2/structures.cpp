#include "formats/hl7v2/structures.h"

#include "formats/hl7v2/grouping.h"
#include "formats/hl7v2/structures_data.h"

#include <algorithm>
#include <string>

namespace schakel::formats::hl7v2 {

namespace {

constexpr std::size_t kAnyComponents = 64;

std::uint64_t event_key(std::string_view code, std::string_view event) {
  if (code.size() > 4 || event.size() > 4) return 0;
  return static_cast<std::uint64_t>(pack(code)) << 32 | pack(event);
}

Name numbered(std::string_view owner, std::size_t n) {
  return Name::intern(std::string(owner) + '.' + std::to_string(n));
}

}  // namespace

std::vector<Tables::Slot> Tables::slots_of(const std::vector<std::uint32_t>& keys) {
  std::vector<Slot> slots(1024);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::size_t at = keys[i] * 2654435761U >> 22;
    while (slots[at].key != 0) at = (at + 1) % slots.size();
    slots[at] = {keys[i], static_cast<std::uint16_t>(i)};
  }
  return slots;
}

const Tables::Slot* Tables::find(const std::vector<Slot>& slots, std::uint32_t key) {
  for (std::size_t at = key * 2654435761U >> 22; slots[at].key != 0; at = (at + 1) % slots.size()) {
    if (slots[at].key == key) return &slots[at];
  }
  return nullptr;
}

void Tables::make_types() {
  types_.resize(data::kTypeCount);
  std::size_t items = 0;
  for (std::size_t i = 0; i < data::kTypeCount; ++i) items += data::kTypes[i].count;
  type_items_.resize(items);
  std::vector<std::uint32_t> keys;
  for (std::size_t i = 0; i < data::kTypeCount; ++i) {
    const data::ListData& from = data::kTypes[i];
    const std::string_view name = from.name;
    for (std::size_t c = 0; c < from.count; ++c) {
      const data::ItemData& item = data::kTypeItems[from.first + c];
      type_items_[from.first + c] = {numbered(name, c + 1), item.type < data::kVaries ? &types_[item.type] : nullptr,
                                     item.type == data::kVaries, item.repeats, item.description};
    }
    types_[i] = {Name::intern(name),
                 from.description,
                 {type_items_.data() + from.first, from.count},
                 name == "TX" || name == "FT",
                 name == "XPN" || name == "XCN" || name == "FN" || name == "PPN" || name == "PN" || name == "CN" ||
                     name == "CNN"};
    keys.push_back(name.size() <= 4 ? pack(name) : 0xFF000000U + static_cast<std::uint32_t>(i));
  }
  type_slots_ = slots_of(keys);
}

void Tables::make_segments() {
  segments_.resize(data::kSegmentCount);
  std::size_t items = 0;
  for (std::size_t i = 0; i < data::kSegmentCount; ++i) items += data::kSegments[i].count;
  segment_items_.resize(items);
  std::vector<std::uint32_t> keys;
  for (std::size_t i = 0; i < data::kSegmentCount; ++i) {
    const data::ListData& from = data::kSegments[i];
    for (std::size_t f = 0; f < from.count; ++f) {
      const data::ItemData& item = data::kSegmentItems[from.first + f];
      segment_items_[from.first + f] = {numbered(from.name, f + 1),
                                        item.type < data::kVaries ? &types_[item.type] : nullptr,
                                        item.type == data::kVaries, item.repeats, item.description};
    }
    segments_[i] = {Name::intern(from.name),
                    static_cast<std::uint16_t>(i),
                    from.description,
                    {segment_items_.data() + from.first, from.count}};
    keys.push_back(pack(from.name));
  }
  segment_slots_ = slots_of(keys);
}

void Tables::make_structures() {
  structure_count_ = data::kStructureCount;
  structures_ = std::make_unique<Structure[]>(structure_count_);
  std::size_t rows = 0;
  for (std::size_t i = 0; i < structure_count_; ++i) rows += data::kStructures[i].count;
  elements_.resize(rows);
  for (std::size_t i = 0; i < structure_count_; ++i) {
    const data::ListData& from = data::kStructures[i];
    structures_[i].name = Name::intern(from.name);
    structures_[i].description = from.description;
    structures_[i].elements = {elements_.data() + from.first, from.count};
    for (std::size_t e = from.first; e < from.first + from.count; ++e) {
      const data::ElementData& row = data::kElements[e];
      const auto parent = static_cast<std::uint16_t>(row.parent - from.first);
      const bool root = e == from.first;
      elements_[e] = {Name::intern(row.name),
                      row.segment == data::kNoType ? nullptr : &segments_[row.segment],
                      parent,
                      static_cast<std::uint16_t>(row.size),
                      static_cast<std::uint8_t>(root ? 0 : elements_[row.parent].depth + 1),
                      row.required,
                      row.repeats};
    }
  }
  for (std::size_t i = 0; i < data::kEventCount; ++i) {
    const std::string_view event = data::kEvents[i].event;
    events_.push_back({event_key(event.substr(0, 3), event.substr(4)), &structures_[data::kEvents[i].structure]});
  }
  std::sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) { return a.key < b.key; });
}

Tables::Tables() {
  make_types();
  make_segments();
  make_structures();
  for (std::size_t n = 0; n < kAnyComponents; ++n) any_components_.push_back(numbered("C", n));
}

Tables::~Tables() {
  for (std::size_t i = 0; i < structure_count_; ++i) delete structures_[i].made.load();
}

const Segment* Tables::segment(std::uint32_t packed) const {
  const Slot* slot = find(segment_slots_, packed);
  return slot != nullptr ? &segments_[slot->index] : nullptr;
}

const DataType* Tables::type(std::uint32_t packed) const {
  const Slot* slot = find(type_slots_, packed);
  return slot != nullptr ? &types_[slot->index] : nullptr;
}

const Structure* Tables::structure(std::string_view name) const {
  // Names of structures are in the order of the table.
  const auto all = structures();
  const auto it = std::lower_bound(all.begin(), all.end(), name,
                                   [](const Structure& s, std::string_view n) { return s.name.text() < n; });
  return it != all.end() && it->name == name ? &*it : nullptr;
}

const Structure* Tables::structure_of(std::string_view code, std::string_view event) const {
  const std::uint64_t key = event_key(code, event);
  const auto it =
      std::lower_bound(events_.begin(), events_.end(), key, [](const Event& e, std::uint64_t k) { return e.key < k; });
  return key != 0 && it != events_.end() && it->key == key ? it->structure : nullptr;
}

bool Tables::knows_code(std::string_view code) const {
  const std::uint64_t key = event_key(code, "");
  const auto it =
      std::lower_bound(events_.begin(), events_.end(), key, [](const Event& e, std::uint64_t k) { return e.key < k; });
  return key != 0 && it != events_.end() && it->key >> 32 == key >> 32;
}

const Grouping& Structure::grouping() const {
  const Grouping* here = made.load(std::memory_order_acquire);
  if (here != nullptr) return *here;
  auto fresh = std::make_unique<const Grouping>(*this);
  if (made.compare_exchange_strong(here, fresh.get(), std::memory_order_acq_rel)) return *fresh.release();
  return *here;
}

const Tables& tables() {
  static const Tables instance;
  return instance;
}

}  // namespace schakel::formats::hl7v2
