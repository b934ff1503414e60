// SNOMED CT, release format 2, snapshot files: concepts, descriptions, relationships, language and simple reference
// sets. https://confluence.ihtsdotools.org/display/DOCRELFMT, https://hl7.org/fhir/R4/snomedct.html

#include "terminology/attached.h"
#include "terminology/code_system_packer.h"
#include "terminology/loaders/loaders.h"
#include "terminology/loaders/table_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <unordered_map>

namespace schakel::terminology {

namespace {

constexpr std::string_view kUrl = "http://snomed.info/sct";
constexpr std::string_view kCore = "900000000000207008";
constexpr std::string_view kModel = "900000000000012004";
constexpr std::string_view kIsA = "116680003";
constexpr std::string_view kDefined = "900000000000073002";
constexpr std::string_view kFullySpecified = "900000000000003001";
constexpr std::string_view kSynonym = "900000000000013009";
constexpr std::string_view kPreferred = "900000000000548007";
constexpr std::string_view kTermInfrastructure = "http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra";

// Reference sets of dialects that have a tag of their own; of others the language of the description counts.
struct Dialect {
  std::string_view refset, tag;
};
constexpr std::array<Dialect, 6> kDialects{{
    {"900000000000509007", "en-US"},
    {"900000000000508004", "en-GB"},
    {"31000172101", "nl-BE"},
    {"21000172104", "fr-BE"},
    {"31000146106", "nl-NL"},
    {"5641000179103", "es-UY"},
}};

using Id = std::uint64_t;

class Snomed {
 public:
  Snomed(const SourceFiles& files, const LoadOptions& options, const LoadProgress& progress)
      : files_(files), progress_(progress), version_(options.version) {}

  Result<LoadedSystem> load() {
    if (Status s = read_concepts(); !s) return failed(std::move(s.error()));
    LoadedSystem out;
    out.url = kUrl;
    out.version = version_;
    out.concepts = concepts_.size();
    CodeSystemPacker packer(
        {.url = kUrl, .version = version_, .name = "SNOMED_CT", .title = "SNOMED CT", .language = "en"});
    add_concepts(packer);
    for (Status (Snomed::*step)(CodeSystemPacker&) :
         {&Snomed::read_relationships, &Snomed::read_preferences, &Snomed::read_descriptions, &Snomed::read_definitions,
          &Snomed::read_refsets}) {
      if (Status s = (this->*step)(packer); !s) return failed(std::move(s.error()));
    }
    out.faults = faults_.finish();
    if (faults_.any()) return out;
    if (nameless_ > 0) out.notes.push_back(std::to_string(nameless_) + " concepts have no description");
    if (progress_) progress_("computing the hierarchy", 0);
    concepts_ = {};
    preferences_ = {};
    if (Status s = packer.close(); !s) return failed(std::move(s.error()));
    if (progress_) progress_("packing", 0);
    out.bytes = packer.finish();
    return out;
  }

 private:
  struct Concept {
    Id id = 0;
    std::uint32_t time = 0;
    std::uint32_t module = 0;
    bool active = false;
    bool defined = false;
  };
  struct Preference {
    Id description = 0;
    std::uint32_t dialect = 0;  // of dialects_
    friend bool operator<(const Preference& a, const Preference& b) { return a.description < b.description; }
  };

  // 6 to 18 digits.
  static bool parse_id(const TableReader::Row& row, std::size_t column, Id& id) {
    const std::string_view text = row[column];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool good = error == std::errc() && end == text.data() + text.size() && text.size() >= 6 && text.size() <= 18;
    if (!good) row.fault(column, "a SNOMED CT identifier was expected (6 to 18 digits)");
    return good;
  }
  // Whether the row is active; faults are noted.
  static bool is_active(const TableReader::Row& row, std::size_t column) {
    if (row[column] != "0" && row[column] != "1") row.fault(column, "0 or 1 was expected");
    return row[column] == "1";
  }
  bool find(const TableReader::Row& row, std::size_t column, std::uint32_t& found) const {
    Id id = 0;
    if (!parse_id(row, column, id)) return false;
    found = row_of(id);
    if (found == CodeSystem::kNone) row.fault(column, "there is no concept with this identifier");
    return found != CodeSystem::kNone;
  }
  [[nodiscard]] std::uint32_t row_of(Id id) const {
    const auto at = std::lower_bound(concepts_.begin(), concepts_.end(), id,
                                     [](const Concept& c, Id wanted) { return c.id < wanted; });
    return at == concepts_.end() || at->id != id ? CodeSystem::kNone
                                                 : static_cast<std::uint32_t>(at - concepts_.begin());
  }

  Status each(std::string_view pattern, std::initializer_list<std::string_view> columns,
              const std::function<void(const TableReader::Row&)>& take) {
    for (const SourceFile& file : files_.matching(pattern)) {
      TableReader reader(file, faults_, progress_);
      if (Status s = reader.read(columns, {}, take); !s) return s;
    }
    return {};
  }

  Status read_concepts() {
    const auto files = needed(files_, "*sct2_Concept_Snapshot_*.txt");
    if (!files) return failed(files.error());
    Status status =
        each("*sct2_Concept_Snapshot_*.txt", {"id", "effectiveTime", "active", "moduleId", "definitionStatusId"},
             [this](const TableReader::Row& row) { take_concept(row); });
    if (!status) return status;
    // Of a concept in several releases the latest counts.
    std::sort(concepts_.begin(), concepts_.end(),
              [](const Concept& a, const Concept& b) { return a.id != b.id ? a.id < b.id : a.time > b.time; });
    concepts_.erase(std::unique(concepts_.begin(), concepts_.end(),
                                [](const Concept& a, const Concept& b) { return a.id == b.id; }),
                    concepts_.end());
    if (concepts_.empty() && !faults_.any()) return failed(invalid(files->front().text() + " has no concepts"));
    if (version_.empty()) version_ = version_of_release(*files);
    return {};
  }

  void take_concept(const TableReader::Row& row) {
    Concept c;
    if (!parse_id(row, 0, c.id)) return;
    const std::string_view time = row[1];
    const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), c.time);
    if (error != std::errc() || end != time.data() + time.size() || time.size() != 8)
      row.fault(1, "a date was expected (YYYYMMDD)");
    c.active = is_active(row, 2);
    Id module = 0;
    if (!parse_id(row, 3, module)) return;
    c.module = modules_.try_emplace(std::string(row[3]), static_cast<std::uint32_t>(modules_.size())).first->second;
    c.defined = row[4] == kDefined;
    concepts_.push_back(c);
  }

  // `http://snomed.info/sct/11000172109/version/20250315`: the module of the namespace in the file's name, else the
  // core; the date in the file's name, else the latest of a concept.
  [[nodiscard]] std::string version_of_release(const std::vector<SourceFile>& files) const {
    std::string module(kCore);
    std::string date;
    for (const SourceFile& file : files) {
      const std::string_view base = file.base();
      const std::size_t dot = base.rfind('.');
      const std::size_t last = base.rfind('_', dot);
      if (last == std::string_view::npos || dot - last != 9) continue;
      date = std::max(date, std::string(base.substr(last + 1, 8)));
      const std::size_t before = base.rfind('_', last - 1);
      const std::string_view space = base.substr(before + 1, last - before - 1);
      if (space.size() < 7) continue;
      const std::string_view digits = space.substr(space.size() - 7);
      for (const auto& [name, index] : modules_) {
        if (name == kCore || name == kModel || name.size() < 11 || name.substr(name.size() - 10, 7) != digits) continue;
        const bool shorter =
            module == kCore || name.size() < module.size() || (name.size() == module.size() && name < module);
        if (shorter) module = name;
      }
    }
    if (date.empty()) {
      std::uint32_t latest = 0;
      for (const Concept& c : concepts_) latest = std::max(latest, c.time);
      date = std::to_string(latest);
    }
    return std::string(kUrl) + "/" + module + "/version/" + date;
  }

  void add_concepts(CodeSystemPacker& packer) {
    const std::uint32_t defined = packer.declare("sufficientlyDefined", "boolean");
    const std::uint32_t module = packer.declare("moduleId", "code");
    const std::uint32_t time = packer.declare("effectiveTime", "string");
    packer.declare("inactive", "boolean", "http://hl7.org/fhir/concept-properties#inactive");
    packer.declare("parent", "code", "http://hl7.org/fhir/concept-properties#parent");
    packer.declare("child", "code", "http://hl7.org/fhir/concept-properties#child");
    std::vector<std::string_view> modules(modules_.size());
    for (const auto& [name, index] : modules_) modules[index] = name;
    for (const Concept& c : concepts_) {
      const std::uint32_t row = packer.add(std::to_string(c.id));
      if (!c.active) packer.set_inactive(row);
      packer.value(row, defined, packed::Kind::boolean, c.defined ? "true" : "false");
      packer.value(row, module, packed::Kind::code, modules[c.module]);
      packer.value(row, time, packed::Kind::text, std::to_string(c.time));
    }
  }

  // Is-a makes the hierarchy, the others are properties.
  Status read_relationships(CodeSystemPacker& packer) {
    if (const auto files = needed(files_, "*sct2_Relationship_Snapshot_*.txt"); !files) return failed(files.error());
    return each("*sct2_Relationship_Snapshot_*.txt", {"active", "sourceId", "destinationId", "typeId"},
                [&](const TableReader::Row& row) {
                  if (!is_active(row, 0)) return;
                  std::uint32_t source = 0;
                  std::uint32_t target = 0;
                  if (!find(row, 1, source) || !find(row, 2, target)) return;
                  if (row[3] == kIsA) return packer.set_parent(source, target);
                  Id type = 0;
                  if (parse_id(row, 3, type)) packer.concept_value(source, packer.property(row[3], "Coding"), target);
                });
  }

  // Which description is preferred in which dialect.
  Status read_preferences(CodeSystemPacker&) {
    std::map<std::string, std::uint32_t, std::less<>> known;
    Status status =
        each("*der2_cRefset_Language*Snapshot*.txt", {"active", "refsetId", "referencedComponentId", "acceptabilityId"},
             [&](const TableReader::Row& row) {
               if (!is_active(row, 0) || row[3] != kPreferred) return;
               Preference p;
               if (!parse_id(row, 2, p.description)) return;
               const auto [at, is_new] = known.try_emplace(std::string(row[1]), dialects_.size());
               if (is_new) dialects_.emplace_back(row[1]);
               p.dialect = at->second;
               preferences_.push_back(p);
             });
    std::sort(preferences_.begin(), preferences_.end());
    return status;
  }

  // The tag of the dialects in which a description is preferred; none: not preferred.
  void each_tag(Id description, std::string_view language, const std::function<void(std::string_view)>& take) const {
    const auto [first, last] = std::equal_range(preferences_.begin(), preferences_.end(), Preference{description, 0});
    for (auto p = first; p != last; ++p) {
      const auto at = std::find_if(kDialects.begin(), kDialects.end(),
                                   [&](const Dialect& d) { return d.refset == dialects_[p->dialect]; });
      take(at == kDialects.end() ? language : at->tag);
    }
  }

  // The display is the preferred English term, American before British before any other; then any name there is.
  Status read_descriptions(CodeSystemPacker& packer) {
    if (const auto files = needed(files_, "*sct2_Description_Snapshot*.txt"); !files) return failed(files.error());
    const std::uint32_t full = packer.coding(kUrl, kFullySpecified, "Fully specified name");
    const std::uint32_t synonym = packer.coding(kUrl, kSynonym, "Synonym");
    const std::uint32_t preferred =
        packer.coding(kTermInfrastructure, "preferredForLanguage", "Preferred For Language");
    std::vector<std::uint8_t> ranks(packer.size());
    Status status =
        each("*sct2_Description_Snapshot*.txt", {"id", "active", "conceptId", "languageCode", "typeId", "term"},
             [&](const TableReader::Row& row) {
               if (!is_active(row, 1)) return;
               Id id = 0;
               std::uint32_t of = 0;
               if (!parse_id(row, 0, id) || !find(row, 2, of)) return;
               const bool is_full = row[4] == kFullySpecified;
               if (!is_full && row[4] != kSynonym) return;
               if (row[5].empty()) return row.fault(5, "the term is empty");
               std::uint8_t rank = row[3] == "en" ? (is_full ? 3 : 2) : 1;
               bool any = false;
               each_tag(id, row[3], [&](std::string_view tag) {
                 if (is_full) return;
                 any = true;
                 packer.designation(of, tag, row[5], preferred);
                 if (tag.substr(0, 2) != "en") return;
                 rank = std::max<std::uint8_t>(rank, tag == "en-US" ? 6 : tag == "en-GB" ? 5 : 4);
               });
               if (!any) packer.designation(of, row[3], row[5], is_full ? full : synonym);
               if (rank <= ranks[of]) return;
               ranks[of] = rank;
               packer.set_display(of, row[5]);
             });
    nameless_ = static_cast<std::size_t>(std::count(ranks.begin(), ranks.end(), 0));
    return status;
  }

  Status read_definitions(CodeSystemPacker& packer) {
    return each("*sct2_TextDefinition_Snapshot*.txt", {"active", "conceptId", "languageCode", "term"},
                [&](const TableReader::Row& row) {
                  if (!is_active(row, 0) || row[2] != "en") return;
                  std::uint32_t of = 0;
                  if (find(row, 1, of)) packer.set_definition(of, row[3]);
                });
  }

  Status read_refsets(CodeSystemPacker& packer) {
    return each("*der2_Refset_*Simple*Snapshot*.txt", {"active", "refsetId", "referencedComponentId"},
                [&](const TableReader::Row& row) {
                  if (!is_active(row, 0)) return;
                  std::uint32_t refset = 0;
                  Id member = 0;
                  if (!find(row, 1, refset) || !parse_id(row, 2, member)) return;
                  // Some hold descriptions: no codes.
                  if (const std::uint32_t found = row_of(member); found != CodeSystem::kNone)
                    packer.member(refset, found);
                });
  }

  const SourceFiles& files_;
  const LoadProgress& progress_;
  std::string version_;
  LoadFaults faults_;
  std::vector<Concept> concepts_;
  std::unordered_map<std::string, std::uint32_t> modules_;
  std::vector<Preference> preferences_;
  std::vector<std::string> dialects_;  // their reference sets
  std::size_t nameless_ = 0;
};

}  // namespace

Result<LoadedSystem> load_snomed(const SourceFiles& files, const LoadOptions& options, const LoadProgress& progress) {
  return Snomed(files, options, progress).load();
}

}  // namespace schakel::terminology
