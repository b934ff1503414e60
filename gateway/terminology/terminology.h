#pragma once
// Terminology: code systems, value sets and concept maps of one generation of definitions, all local (architecture
// decision 10). Value sets are compact sets of codes or of rows of a code system; those of the image were computed when
// it was built, others when first asked for, and are kept for the life of the object.
//
//   Terminology terminology(definitions);
//   const ValueSet* set = terminology.value_set("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
//   terminology.member_of(*set, system, code)   // hot path: no lock, no allocation
//
// A code that cannot be judged because content is not loaded is `unknown`, with the system that is missing; never `no`.
// https://hl7.org/fhir/R4/valueset.html#compositions, https://hl7.org/fhir/R4/codesystem.html
// Thread rule: any thread. Views live as long as the Terminology.

#include "base/result.h"
#include "fhir/definitions/definitions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

enum class Answer : std::uint8_t { no, yes, unknown };

struct Membership {
  Answer answer = Answer::unknown;
  std::string_view
      missing;  // unknown: the code system or value set that is not loaded, or the filter that is not supported
  explicit operator bool() const { return answer == Answer::yes; }
};

struct Designation {
  std::string_view language;
  std::string_view value;
  std::string_view use_system, use_code, use_display;  // a Coding; empty: none
};

struct Property {
  std::string_view code;
  std::string_view value;            // as text; of a Coding its code
  std::string_view type;             // code, Coding, string, integer, boolean, dateTime, decimal
  std::string_view system, display;  // of a Coding
};

// A concept of a loaded code system, or a member of a value set.
struct Concept {
  std::string_view system;
  std::string_view version;
  std::string_view code;
  std::string_view display;
  std::string_view definition;
  bool inactive = false;  // status retired, deprecated with inactive, property `inactive`
  bool abstract = false;  // property notSelectable
  std::vector<Designation> designations;
  std::vector<Property> properties;
  std::vector<std::string_view> parents, children;
};

struct Translation {
  std::string_view equivalence;  // equal, equivalent, wider, narrower, inexact, relatedto, unmatched...
  std::string_view system;
  std::string_view version;
  std::string_view code;
  std::string_view display;
  std::string_view comment;
  std::string_view map;  // canonical of the ConceptMap that says so
};

enum class Subsumption : std::uint8_t { equivalent, subsumes, subsumed_by, not_subsumed, unknown };

class CodeSystem;  // code_system.h
class ValueSet;    // an expanded or only partly known value set; value_set.h

class Terminology {
 public:
  // `below`: the one of the generation that these definitions are an overlay of; what the overlay does not touch is
  // taken from it. It must outlive this one.
  explicit Terminology(fhir::DefinitionsPtr definitions, const Terminology* below = nullptr);
  ~Terminology();
  Terminology(const Terminology&) = delete;
  Terminology& operator=(const Terminology&) = delete;

  [[nodiscard]] const fhir::DefinitionsPtr& definitions() const;

  // By canonical, with or without `|version`. Null: no such value set is loaded.
  [[nodiscard]] const ValueSet* value_set(std::string_view canonical) const;
  // An empty system asks for the code in any system (bindings of `code` elements, whose system is implied).
  [[nodiscard]] Membership member_of(const ValueSet& set, std::string_view system, std::string_view code) const;
  // `missing` is the canonical when the value set is not loaded.
  [[nodiscard]] Membership member_of(std::string_view canonical, std::string_view system, std::string_view code) const;

  enum class Known : std::uint8_t { code, no_such_code, no_such_system };  // no_such_system: its content is not loaded
  // Is the code in the code system? Systems that are only declared (content not-present, fragment, example) are not
  // loaded.
  [[nodiscard]] Known known(std::string_view system, std::string_view code) const;
  // The preferred display; empty if there is none or the code is not known.
  [[nodiscard]] std::string_view display(std::string_view system, std::string_view code) const;
  // The text is the display or one of the designations (case and white space ignored). Unknown: the code is not loaded.
  [[nodiscard]] Answer is_display(std::string_view system, std::string_view code, std::string_view text) const;

  // The code system itself; null: it is not loaded. `version`: exact, or what a version begins with; empty: any.
  [[nodiscard]] const CodeSystem* code_system(std::string_view url, std::string_view version = {}) const;
  // All that are loaded, by url.
  [[nodiscard]] std::vector<const CodeSystem*> code_systems() const;
  // $lookup. `languages` as in Accept-Language: the display is the best designation in one of them.
  [[nodiscard]] std::optional<Concept> lookup(std::string_view system, std::string_view code,
                                              std::string_view version = {}, std::string_view languages = {}) const;
  // $subsumes.
  [[nodiscard]] Subsumption subsumes(std::string_view system, std::string_view a, std::string_view b,
                                     std::string_view version = {}) const;

  struct ExpandOptions {
    std::string_view filter = {};  // found in code, display or a designation, case ignored
    std::size_t offset = 0;
    std::size_t count = 1000;
    bool active_only = false;
    bool selectable_only = false;                         // no abstract ones
    std::vector<std::string_view> excluded_systems = {};  // no members of these
    std::string_view languages = {};                      // of displays, as in Accept-Language
  };
  struct Expansion {
    std::vector<Concept> concepts;          // without properties; in the order of the compose
    std::size_t total = 0;                  // before `offset` and `count`
    std::vector<std::string_view> missing;  // systems, value sets and filters whose part is not in it
    std::vector<std::string_view> endless;  // systems that only a grammar describes
    std::vector<const CodeSystem*> used;
  };
  // $expand. A Fault `not_found` names the value set.
  [[nodiscard]] Result<Expansion> expand(std::string_view canonical, const ExpandOptions& options) const;
  [[nodiscard]] Result<Expansion> expand(std::string_view canonical) const { return expand(canonical, {}); }

  // $translate with a concept map by canonical; `reverse` from target to source. Unmapped modes are followed (provided,
  // fixed, other-map). Empty: no translation.
  [[nodiscard]] Result<std::vector<Translation>> translate(std::string_view concept_map, std::string_view system,
                                                           std::string_view code, bool reverse = false) const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::terminology
