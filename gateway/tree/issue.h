#pragma once
// Issue: something about the data we were given. It becomes OperationOutcome.issue, an ERR segment, a line for people.
// What went wrong with us instead is a Fault (base/fault.h); the two never mix.

#include "tree/node.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace schakel {

enum class Severity : std::uint8_t { fatal, error, warning, information };

// The codes of http://hl7.org/fhir/ValueSet/issue-type that we use; spelt by issue_type_code().
enum class IssueType : std::uint8_t {
  invalid,
  structure,
  required,
  value,
  invariant,
  processing,
  not_supported,
  duplicate,
  multiple_matches,
  not_found,
  too_long,
  too_costly,
  code_invalid,
  extension,
  business_rule,
  conflict,
  informational,
  incomplete,
  security,
  exception,
};

// One kind of issue: a stable id (HL7's validator message key where one fits) and its English text with {0}, {1}...
// Declared `inline constexpr` in the header of the rule or reader that raises it. Other languages: fhir/outcome.
struct Message {
  std::string_view id;
  std::string_view english;
};

// `safe` arguments (names of elements, definitions, counts) may be logged. The others are content of the message: they
// are rendered only into the answer to its sender and the stored outcome.
struct Argument {
  std::string text;
  bool safe = false;

  static Argument name(std::string_view text) { return {std::string(text), true}; }
  static Argument number(std::uint64_t n) { return {std::to_string(n), true}; }
  static Argument value(DataText text) { return {std::string(text.reveal()), false}; }
};

// Where in the local message a problem comes from: `PID-3[1].1`, an XPath, a line of text.
struct Origin {
  std::string path;
  Span span;
};

struct Issue {
  Severity severity = Severity::error;
  IssueType type = IssueType::invalid;
  const Message* message = nullptr;
  std::vector<Argument> arguments;
  std::string expression;   // FHIRPath of the element (FHIR trees), or the format's own path
  std::string definition;   // url of the profile, `#`, id of the element; or the map and its line
  Span span;                // in the document that `expression` speaks of
  Origin origin;            // set when that document was made by a map from another one
  std::uint32_t count = 1;  // how often, where equal issues are reported as one
};

std::string_view issue_type_code(IssueType type);
std::string_view severity_code(Severity severity);

// The English text with the arguments in place; `values` false writes a `…` for each argument that is not safe.
std::string text_of(const Issue& issue, bool values);

// Issues of one exchange. Bounded: what is over the limit is counted, not kept; the worst severity is always known.
class Issues {
 public:
  explicit Issues(std::size_t limit = 1'000) : limit_(limit) {}

  Issue& add(Severity severity, IssueType type, const Message& message, std::initializer_list<Argument> arguments = {});
  void add(Issue issue);
  void clear();

  [[nodiscard]] const std::vector<Issue>& all() const { return issues_; }
  [[nodiscard]] std::vector<Issue>& all() { return issues_; }
  [[nodiscard]] bool empty() const { return issues_.empty(); }
  [[nodiscard]] bool has_errors() const { return errors_ != 0; }
  [[nodiscard]] std::size_t errors() const { return errors_; }  // fatal ones included
  [[nodiscard]] std::size_t dropped() const { return dropped_; }

 private:
  std::vector<Issue> issues_;
  std::size_t limit_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
  Issue overflow_;
};

// Line and column of byte offsets in a document; both count from 1, columns in Unicode characters. LF, CR LF and CR end
// a line (HL7 v2 ends segments with CR). Built once per document and only when something is reported; a look-up takes
// the same time in a document of one long line.
class LineIndex {
 public:
  explicit LineIndex(std::string_view document);
  struct Place {
    std::uint32_t line;
    std::uint32_t column;
  };
  [[nodiscard]] Place at(std::uint32_t offset) const;

 private:
  [[nodiscard]] std::uint32_t characters_before(std::uint32_t offset) const;

  std::string_view document_;
  std::vector<std::uint32_t> starts_;      // of lines
  std::vector<std::uint32_t> characters_;  // before each block of bytes
};

}  // namespace schakel
