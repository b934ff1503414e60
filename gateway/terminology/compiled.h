#pragma once
// What `schakel profiles build` computed into the image: every code system packed, every value set that can be listed
// as a sorted set of codes. Two sections; the same texts stand once in each. Internal to terminology, but for
// section_makers(), which the application hands to the image's builder, and report().
//
// Value sets that need what was not there when the image was built are not in it; they are composed when asked for, as
// are those of overlays and those over code systems that were loaded since (docs/decisions/0019).

#include "fhir/definitions/build.h"
#include "terminology/packed.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

struct FlatRange {
  std::uint32_t system = 0;  // text
  std::uint32_t ignore_case = 0;
  std::uint32_t begin = 0, end = 0;  // of its codes: texts, sorted as the system compares them
};

class Compiled {
 public:
  explicit Compiled(const fhir::Definitions& definitions);

  struct System {
    std::uint32_t url = 0, version = 0, supplements = 0, whole = 0;  // texts
    std::uint32_t content = 0, unused = 0;
    std::uint64_t offset = 0, size = 0;
  };
  struct Set {
    std::uint32_t url = 0, version = 0;  // texts
    std::uint32_t complete = 0;          // else it must be composed
    std::uint32_t ranges = 0, ranges_end = 0;
    std::uint32_t sources = 0, sources_end = 0;  // names: urls of code systems and value sets it was made from
    std::uint32_t gaps = 0, gaps_end = 0;        // names: why it is not complete
  };

  [[nodiscard]] bool present() const { return !systems_.empty(); }
  [[nodiscard]] std::span<const System> systems() const { return systems_; }
  [[nodiscard]] std::span<const Set> sets() const { return sets_; }
  // Null: there is none.
  [[nodiscard]] const System* system(std::string_view url) const;
  [[nodiscard]] const Set* set(std::string_view url) const;

  [[nodiscard]] std::string_view system_text(std::uint32_t offset) const;
  [[nodiscard]] std::string_view bytes(const System& row) const;
  [[nodiscard]] std::string_view set_text(std::uint32_t offset) const { return packed::text_at(set_texts_, offset); }
  [[nodiscard]] std::span<const FlatRange> ranges(const Set& row) const;
  [[nodiscard]] std::span<const std::uint32_t> codes() const { return codes_; }
  [[nodiscard]] const char* set_texts() const { return set_texts_; }
  [[nodiscard]] std::span<const std::uint32_t> names(std::uint32_t begin, std::uint32_t end) const {
    return names_.subspan(begin, end - begin);
  }

 private:
  std::string_view system_section_, set_section_;
  std::span<const System> systems_;
  std::span<const Set> sets_;
  std::span<const FlatRange> ranges_;
  std::span<const std::uint32_t> codes_, names_;
  const char* system_texts_ = nullptr;
  const char* set_texts_ = nullptr;
};

// For fhir::Contributions::sections.
std::vector<fhir::SectionMaker> section_makers();

// What an image holds of value sets, and why some are not in it.
struct CompiledReport {
  std::size_t systems = 0, system_bytes = 0;
  std::size_t sets = 0, complete = 0, codes = 0, set_bytes = 0;
  struct Gap {
    std::string why;  // a code system or value set that is not loaded, a filter that is not supported
    std::size_t sets = 0;
    std::string example;
  };
  std::vector<Gap> gaps;  // the most frequent first
};
CompiledReport report(const fhir::Definitions& definitions);

}  // namespace schakel::terminology
