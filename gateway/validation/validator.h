#pragma once
// Validation of FHIR trees against profiles: compiled rules, one program per profile, fast and explain from one
// template.
//
// A Validator belongs to one generation of definitions; programs are compiled when first needed and shared. A Session
// is scratch memory of one thread.

#include "base/clock.h"
#include "base/limits.h"
#include "fhir/definitions/definitions.h"
#include "tree/issue.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::validation {

class Codes;
class Library;

struct Options {
  bool meta_profiles = true;   // also validate against meta.profile
  bool best_practice = false;  // dom-6 and its like as warnings
  bool element_order = false;  // the document was XML, where the order of elements counts
  // What an outside reference is, for a caller that knows (`Patient/x` -> its resource); references are never fetched.
  const std::unordered_map<std::string, const Node*>* resolvable = nullptr;
  bool check_references = false;              // judge what `resolvable` gives
  bool references_must_resolve = false;       // an outside reference that is not resolvable is an error
  bool validate_references = false;           // and what it gives is validated
  bool assume_valid_rest_references = false;  // a relative reference names the type of its target
  bool security_checks = false;               // text that looks like HTML is an error
  bool no_html_in_markdown = false;
  bool ignore_contained = false;
  // Profiles for the n-th entry of that type in a Bundle.
  struct BundleProfile {
    std::string type;
    std::size_t index = 0;
    std::string profile;
  };
  std::vector<BundleProfile> bundle_profiles;
  const Clock* clock = nullptr;  // bounds that count from now; null: the system's
  // How the source's standard writes the place of a node that an element was made from (`PID-3[1].1`); else FHIRPath.
  std::function<std::string(const Node&)> name_origin;
  // Warnings and information are wanted too, so every resource is explained, not only those with errors.
  bool everything = false;
  std::vector<std::string> allowed_extension_domains;
  bool allow_example_urls = true;
  bool display_warnings = false;  // a wrong display is a warning
  std::string language;           // of displays
};

// What could not be judged, with counts; a result that has any is never called valid without saying so (decision 10).
struct NotChecked {
  std::string what;  // `terminology-not-loaded http://snomed.info/sct`, `not-checked obs-7`
  std::uint32_t count = 1;
};

class Validator {
 public:
  // `codes` (codes.h) are of the same definitions; null: no binding is checked, each is counted.
  explicit Validator(fhir::DefinitionsPtr definitions, std::shared_ptr<const Codes> codes = nullptr);
  ~Validator();
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;
  // Compiles what this profile needs, so that the first message does not pay for it.
  Status prepare(std::string_view profile);

  // The compiled programs, for who prints or compares them.
  [[nodiscard]] const Library& library() const;

  class Session;
  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

class Validator::Session {
 public:
  explicit Session(const Validator& validator, const Limits& limits = {});
  ~Session();
  // The tree must be annotated (fhir/model/annotate.h). Fast pass first; issues are made by the explain pass only when
  // something is wrong. `profiles`: instead of the base definition. True: no error and no fatal issue.
  bool validate(const Tree& tree, std::span<const std::string_view> profiles, const Options& options, Issues& issues);
  // The fast pass alone.
  bool is_valid(const Tree& tree, std::span<const std::string_view> profiles, const Options& options);
  // Whether the element belongs to that slice (its sliceName) of the profile; what is around it must be annotated too.
  // Empty: the profile is not loaded or cannot be applied, or the slice says nothing to tell its elements by.
  std::optional<bool> in_slice(const Node& node, std::string_view profile, std::string_view slice);
  [[nodiscard]] const std::vector<NotChecked>& not_checked() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::validation
