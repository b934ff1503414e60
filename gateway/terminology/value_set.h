#pragma once
// ValueSet: the compose of a FHIR ValueSet resource, made ready for membership. Parts that can be listed are listed, as
// codes or as rows of a code system; what is not loaded stays undetermined and never turns into "no".
// https://hl7.org/fhir/R4/valueset.html#compositions

#include "terminology/code_system.h"
#include "terminology/grammar_systems.h"
#include "terminology/terminology.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

struct Entry {
  std::string_view code;
  std::string_view display;               // as the value set gives it; empty: the code system's counts
  std::uint32_t row = CodeSystem::kNone;  // kNone: the system is not loaded
  const Node* node = nullptr;             // `concept` of the compose, for its designations
};

// One include or exclude: all its criteria hold together.
struct Selection {
  std::string_view system;  // empty: only imports
  std::string_view version;
  const CodeSystem* loaded = nullptr;
  const GrammarSystem* grammar = nullptr;  // every valid code
  std::string_view missing;                // set: a code that is not among the listed is undetermined, because of this
  bool ignore_case = false;
  // What is listed: rows of the code system (filters, whole systems), or entries (an enumerated list).
  bool all_rows = false;
  bool active_only = false;  // with all_rows
  std::vector<bool> rows;
  std::vector<Entry> entries;  // in the order of the compose
  std::vector<std::uint32_t> by_code;
  std::vector<const ValueSet*> imports;  // the code is in all of them
  std::vector<std::string_view> missing_imports;

  void sort();
  [[nodiscard]] bool has(std::string_view code) const;
  [[nodiscard]] bool has_row(std::uint32_t row) const;
  [[nodiscard]] Membership contains(std::string_view code_system, std::string_view code) const;
  // Listed ones, in order.
  void each(const std::function<void(const Entry&)>& take) const;
};

class ValueSet {
 public:
  std::string_view url;
  std::string_view version;
  const Node* resource = nullptr;  // null: it follows from a code system
  std::vector<Selection> includes;
  std::vector<Selection> excludes;
  std::deque<std::string> texts;  // what views of this set point into

  [[nodiscard]] Membership contains(std::string_view system, std::string_view code) const;

  // One listed member.
  struct Member {
    std::string_view system;
    const CodeSystem* loaded;
    Entry entry;
  };
  // Why something could not be listed.
  struct Gaps {
    std::vector<std::string_view> missing;  // systems, value sets, filters
    std::vector<std::string_view> endless;  // described by a grammar
  };
  // Listed members in the order of the compose, each once.
  void list(std::vector<Member>& members, Gaps& gaps) const;

  // After includes and excludes are complete: small sets that are plain lists are searched in one table.
  void flatten();

 private:
  struct Range {
    std::string_view system;
    bool ignore_case;
    std::uint32_t begin;
    std::uint32_t end;
  };
  [[nodiscard]] bool flat_contains(std::string_view system, std::string_view code) const;
  [[nodiscard]] std::size_t most_members() const;

  bool flat_ = false;
  bool closed_ = false;  // nothing is undetermined
  std::vector<Range> ranges_;
  std::vector<std::string_view> codes_;  // sorted inside each range
};

}  // namespace schakel::terminology
