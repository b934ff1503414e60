#pragma once
// ValueSet: the compose of a FHIR ValueSet resource, made ready for membership. Parts that can be listed are listed, as
// codes or as rows of a code system; what is not loaded stays undetermined and never turns into "no".
// https://hl7.org/fhir/R4/valueset.html#compositions

#include "terminology/code_system.h"
#include "terminology/compiled.h"
#include "terminology/grammar_systems.h"
#include "terminology/terminology.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

class Library;  // library.h

// Value sets that import each other deeper, or through more paths, are not followed.
inline constexpr std::size_t kDeepestImports = 64;
inline constexpr std::size_t kMostImports = 10'000;
inline constexpr std::string_view kTooCostly = "imports that are too many or too deep";

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
  const Node* resource = nullptr;  // null: it follows from a code system, or only its members are known
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
    std::size_t budget = 20'000'000;        // members to be looked at; used up: `missing` says so
  };
  // The same set with its compose, to be listed: itself, unless the image gave only its members.
  [[nodiscard]] const ValueSet* composed(std::string_view canonical) const;
  Library* home = nullptr;  // set where only the members are known
  // Listed members in the order of the compose, each once.
  void list(std::vector<Member>& members, Gaps& gaps) const;

  // After includes and excludes are complete: small sets that are plain lists are searched in one table.
  void flatten();
  // Sets that a question to this one may have to ask, itself included.
  [[nodiscard]] std::size_t paths() const;
  // Nothing is undetermined.
  [[nodiscard]] bool closed() const { return closed_; }
  // Appends its members, by system and code. REQUIRES: closed().
  void flatten_into(packed::TextPool& pool, std::vector<FlatRange>& ranges, std::vector<std::uint32_t>& codes) const;
  // A set of which only its members are known: those of the image.
  void set_flat(std::span<const FlatRange> ranges, std::span<const std::uint32_t> codes, const char* pool);
  // Code systems it has members of, or may have.
  void each_system(const std::function<void(std::string_view)>& take) const;

 private:
  [[nodiscard]] bool flat_contains(std::string_view system, std::string_view code) const;
  [[nodiscard]] std::size_t most_members() const;

  bool flat_ = false;
  bool closed_ = false;
  std::span<const FlatRange> ranges_;
  std::span<const std::uint32_t> codes_;
  const char* texts_ = nullptr;
  std::vector<FlatRange> own_ranges_;
  std::vector<std::uint32_t> own_codes_;
  std::string own_texts_;
};

}  // namespace schakel::terminology
