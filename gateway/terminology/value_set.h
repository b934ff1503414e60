#pragma once
// ValueSet: the compose of a FHIR ValueSet resource, made ready for membership. Parts that can be listed are listed;
// what is not loaded stays undetermined and never turns into "no". https://hl7.org/fhir/R4/valueset.html#compositions

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
  std::string_view display;              // as the value set gives it; empty: the code system's counts
  const CodeSystem::Row* row = nullptr;  // null: the system is not loaded
};

// One include or exclude: all its criteria hold together.
struct Selection {
  std::string_view system;  // empty: only imports
  const CodeSystem* loaded = nullptr;
  const GrammarSystem* grammar = nullptr;  // every valid code
  std::string_view missing;                // set: a code that is not among the entries is undetermined, because of this
  bool ignore_case = false;
  std::vector<Entry> entries;  // in the order of the compose
  std::vector<std::uint32_t> by_code;
  std::vector<const ValueSet*> imports;  // the code is in all of them
  std::vector<std::string_view> missing_imports;

  void sort();
  [[nodiscard]] const Entry* find(std::string_view code) const;
  [[nodiscard]] Membership contains(std::string_view code_system, std::string_view code) const;
};

class ValueSet {
 public:
  std::string_view url;
  std::string_view version;
  const Node* resource = nullptr;
  std::vector<Selection> includes;
  std::vector<Selection> excludes;
  std::deque<std::string> texts;  // what `missing` views of this set point into

  [[nodiscard]] Membership contains(std::string_view system, std::string_view code) const;

  // One listed member.
  struct Member {
    std::string_view system;
    const CodeSystem* loaded;
    const Entry* entry;
  };
  // Listed members in the order of the compose, each once; `missing` gets what could not be listed.
  void list(std::vector<Member>& members, std::vector<std::string_view>& missing) const;

  // After includes and excludes are complete: sets that are plain lists are searched in one table.
  void flatten();

 private:
  struct Range {
    std::string_view system;
    bool ignore_case;
    std::uint32_t begin;
    std::uint32_t end;
  };
  [[nodiscard]] bool flat_contains(std::string_view system, std::string_view code) const;

  bool flat_ = false;
  std::vector<Range> ranges_;
  std::vector<std::string_view> codes_;  // sorted inside each range
};

}  // namespace schakel::terminology
