#pragma once
// Which resource a canonical means: rows and a hash table over urls, as they stand in the image.
//
// Order of preference among resources with one url (architecture, decision 10): R4 core for http://hl7.org/fhir/*, HL7
// terminology for http://terminology.hl7.org/*, then the order of packages.lock.json. Asked for a version, the exact
// one wins, then one that begins with it (`2.1` finds 2.1.2), then the preferred one, which is then said to be another
// version.

#include "fhir/model/strings.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

struct ResourceRow {
  std::uint64_t offset, size;                 // of its JSON in the section of resources
  std::uint32_t type, url, version, package;  // texts
  std::uint32_t next;                         // row + 1 of the next preferred one with this url; 0: none
  std::uint32_t hash;                         // of the url
};

// 32 bits of FNV-1a: the same on every machine and in every version, for it stands in the image.
std::uint32_t stable_hash(std::string_view text);

// How well a version fits the one asked for: 3 exact or none asked, 2 begins with it, 0 another one.
int version_fit(std::string_view version, std::string_view asked);
// 0: the package that decides for this url; 1: any other.
int package_rank(std::string_view url, std::string_view package);

// Collects resources in the order of packages and files.
class ResourceIndexBuilder {
 public:
  void add(std::string_view type, std::string_view url, std::string_view version, std::string_view package,
           std::uint64_t offset, std::uint64_t size);
  // Links equal urls by preference.
  void finish();

  [[nodiscard]] const std::vector<ResourceRow>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<std::uint32_t>& slots() const { return slots_; }
  [[nodiscard]] const std::string& strings() const { return strings_.bytes(); }

 private:
  StringPool strings_;
  std::vector<ResourceRow> rows_;
  std::vector<std::uint32_t> slots_;
};

class ResourceIndex {
 public:
  ResourceIndex() = default;
  // Sections of the image, see image_sections.h.
  ResourceIndex(std::string_view rows, std::string_view slots, std::string_view strings);

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Match {
    std::uint32_t row = kNone;
    bool exact = true;
  };
  [[nodiscard]] Match find(std::string_view canonical, std::string_view type) const;
  // All rows with that url, the preferred one first.
  [[nodiscard]] std::vector<std::uint32_t> all(std::string_view url) const;

  [[nodiscard]] std::span<const ResourceRow> rows() const { return rows_; }
  [[nodiscard]] std::string_view text(std::uint32_t offset) const { return pooled(strings_, offset); }

 private:
  [[nodiscard]] std::uint32_t first(std::string_view url) const;

  std::span<const ResourceRow> rows_;
  std::span<const std::uint32_t> slots_;
  std::string_view strings_;
};

}  // namespace schakel::fhir
