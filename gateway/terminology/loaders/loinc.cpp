// LOINC (https://loinc.org/downloads): LoincTable/Loinc.csv; where they are among the files, the parts and their links,
// the hierarchy of components by system, answer lists and linguistic variants of AccessoryFiles.
// https://hl7.org/fhir/R4/loinc.html

#include "terminology/attached.h"
#include "terminology/code_system_packer.h"
#include "terminology/loaders/loaders.h"
#include "terminology/loaders/table_reader.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace schakel::terminology {

namespace {

constexpr std::string_view kUrl = "http://loinc.org";

// Properties of a term and how LoincPartLink calls the part that is their value.
struct Axis {
  std::string_view property, part;
};
constexpr std::array<Axis, 6> kAxes{{{"COMPONENT", "COMPONENT"},
                                     {"PROPERTY", "PROPERTY"},
                                     {"TIME_ASPCT", "TIME"},
                                     {"SYSTEM", "SYSTEM"},
                                     {"SCALE_TYP", "SCALE"},
                                     {"METHOD_TYP", "METHOD"}}};

// Digits, a hyphen, a digit; LP, LL, LA, LG before them for parts, lists, answers and groups.
bool is_code(std::string_view code) {
  if (code.size() > 2 && code[0] == 'L' && (code[1] == 'P' || code[1] == 'L' || code[1] == 'A' || code[1] == 'G'))
    code.remove_prefix(2);
  const std::size_t hyphen = code.find('-');
  if (hyphen == 0 || hyphen == std::string_view::npos || hyphen + 2 != code.size()) return false;
  return std::all_of(code.begin(), code.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

// `Loinc_2.80.zip`, `Loinc_2.80/...` -> 2.80
std::string version_in(const SourceFiles& files) {
  for (const SourceFile& file : files.all()) {
    const std::string text = file.path + "/" + file.name;
    for (std::size_t at = 0; at + 7 < text.size(); ++at) {
      if (!matches("loinc", std::string_view(text).substr(at, 5)) || (text[at + 5] != '_' && text[at + 5] != '-'))
        continue;
      std::size_t end = at + 6;
      while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
      std::string found = text.substr(at + 6, end - at - 6);
      while (!found.empty() && found.back() == '.') found.pop_back();
      if (found.find('.') != std::string::npos) return found;
    }
  }
  return {};
}

class Loinc {
 public:
  Loinc(const SourceFiles& files, const LoadOptions& options, const LoadProgress& progress)
      : files_(files),
        progress_(progress),
        version_(options.version.empty() ? version_in(files) : options.version),
        packer_({.url = kUrl,
                 .version = version_,
                 .name = "LOINC",
                 .title = "LOINC",
                 .language = "en",
                 .ignores_case = true}) {}

  Result<LoadedSystem> load() {
    if (version_.empty())
      return failed(invalid("the version of LOINC cannot be told from the names of the files: give --version"));
    for (Status (Loinc::*step)() :
         {&Loinc::read_part_links, &Loinc::read_terms, &Loinc::read_parts, &Loinc::read_hierarchy, &Loinc::read_answers,
          &Loinc::read_answer_links, &Loinc::read_variants}) {
      if (Status s = (this->*step)(); !s) return failed(std::move(s.error()));
    }
    LoadedSystem out;
    out.url = kUrl;
    out.version = version_;
    out.concepts = packer_.size();
    out.faults = faults_.finish();
    out.notes = std::move(notes_);
    for (std::string& line : passed_over_.finish()) out.notes.push_back(std::move(line));
    if (faults_.any()) return out;
    if (progress_) progress_("computing the hierarchy", 0);
    if (Status s = packer_.close(); !s) return failed(std::move(s.error()));
    if (progress_) progress_("packing", 0);
    out.bytes = packer_.finish();
    return out;
  }

 private:
  Status each(std::string_view pattern, std::initializer_list<std::string_view> columns,
              const std::function<void(const TableReader::Row&)>& take) {
    const auto files = files_.matching(pattern);
    if (files.empty()) notes_.push_back("there is no " + std::string(pattern) + ": what it holds is not loaded");
    for (const SourceFile& file : files) {
      TableReader reader(file, faults_, progress_);
      if (Status s = reader.read(columns, {.delimiter = ',', .quotes = true}, take); !s) return s;
    }
    return {};
  }

  // The row of a code, made when it is new.
  std::uint32_t row_of(std::string_view code) {
    const auto [at, is_new] = rows_.try_emplace(std::string(code), packer_.size());
    if (is_new) packer_.add(code);
    return at->second;
  }
  // False: it is no code; a fault.
  bool is_good(const TableReader::Row& row, std::size_t column) {
    const bool good = is_code(row[column]);
    if (!good) row.fault(column, "a LOINC code was expected (718-7, LP14635-4)");
    return good;
  }
  bool find(const TableReader::Row& row, std::size_t column, std::uint32_t& found) {
    if (!is_good(row, column)) return false;
    const auto at = rows_.find(std::string(row[column]));
    if (at == rows_.end()) {
      row.note(passed_over_, column, "passed over: there is no such code in Loinc.csv");
      return false;
    }
    found = at->second;
    return true;
  }

  // First, because terms refer to parts: term + axis -> part.
  Status read_part_links() {
    return each("LoincPartLink_Primary.csv", {"LoincNumber", "PartNumber", "PartTypeName", "LinkTypeName"},
                [this](const TableReader::Row& row) {
                  if (row[3] != "Primary" || !is_good(row, 0) || !is_good(row, 1)) return;
                  for (std::size_t i = 0; i < kAxes.size(); ++i) {
                    if (row[2] == kAxes[i].part) links_[std::string(row[0]) + static_cast<char>('0' + i)] = row[1];
                  }
                });
  }

  Status read_terms() {
    if (const auto files = needed(files_, "Loinc.csv"); !files) return failed(files.error());
    for (const Axis& axis : kAxes) axis_[&axis - kAxes.data()] = packer_.declare(axis.property, "Coding");
    const std::uint32_t status = packer_.declare("STATUS", "string");
    const std::uint32_t group = packer_.declare("CLASS", "string");
    const std::uint32_t type =
        packer_.declare("CLASSTYPE", "string", {}, "1 laboratory, 2 clinical, 3 claims attachment, 4 survey");
    const std::uint32_t order = packer_.declare("ORDER_OBS", "string");
    const std::uint32_t units = packer_.declare("EXAMPLE_UCUM_UNITS", "string");
    const std::uint32_t copyright = packer_.declare("copyright", "string", {}, "LOINC or 3rdParty");
    const std::uint32_t changed = packer_.declare("VersionLastChanged", "string");
    packer_.declare("parent", "code", "http://hl7.org/fhir/concept-properties#parent");
    packer_.declare("child", "code", "http://hl7.org/fhir/concept-properties#child");
    packer_.declare("inactive", "boolean", "http://hl7.org/fhir/concept-properties#inactive");
    const std::uint32_t short_name = packer_.coding(kUrl, "SHORTNAME", "Short name");
    const std::uint32_t consumer = packer_.coding(kUrl, "ConsumerName", "Consumer name");
    const std::uint32_t display = packer_.coding(kUrl, "DisplayName", "Display name");
    return each(
        "Loinc.csv",
        {"LOINC_NUM", "LONG_COMMON_NAME", "COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP",
         "CLASS", "STATUS", "?SHORTNAME", "?CONSUMER_NAME", "?DisplayName", "?CLASSTYPE", "?ORDER_OBS",
         "?EXAMPLE_UCUM_UNITS", "?EXTERNAL_COPYRIGHT_NOTICE", "?VersionLastChanged", "?DefinitionDescription"},
        [&](const TableReader::Row& row) {
          if (!is_good(row, 0)) return;
          if (rows_.contains(std::string(row[0]))) return row.fault(0, "this code was there before");
          const std::uint32_t term = row_of(row[0]);
          if (row[1].empty()) row.fault(1, "the name of the term is empty");
          packer_.set_display(term, row[1]);
          packer_.set_definition(term, row[18]);
          if (row[9] == "DEPRECATED") packer_.set_inactive(term);
          pending_axes(term, row);
          const auto add = [&](std::uint32_t property, std::string_view text) {
            if (!text.empty()) packer_.value(term, property, packed::Kind::text, text);
          };
          add(group, row[8]);
          add(status, row[9]);
          add(type, row[13]);
          add(order, row[14]);
          add(units, row[15]);
          add(copyright, row[16].empty() ? "LOINC" : "3rdParty");
          add(changed, row[17]);
          for (const auto& [column, use] :
               {std::pair<std::size_t, std::uint32_t>{10, short_name}, {11, consumer}, {12, display}}) {
            if (!row[column].empty()) packer_.designation(term, "en", row[column], use);
          }
        });
  }

  // The value of an axis is the part, where the release says which; else its name.
  void pending_axes(std::uint32_t term, const TableReader::Row& row) {
    for (std::size_t i = 0; i < kAxes.size(); ++i) {
      const std::string_view name = row[i + 2];
      if (name.empty()) continue;
      const auto part = links_.find(std::string(row[0]) + static_cast<char>('0' + i));
      if (part == links_.end()) {
        packer_.value(term, axis_[i], packed::Kind::text, name);
      } else {
        linked_.push_back({term, axis_[i], std::string(part->second)});
        part_names_.try_emplace(part->second, name);
      }
    }
  }

  // After the terms, so that these come first in every list.
  Status read_parts() {
    Status status = each("Part.csv", {"PartNumber", "PartTypeName", "PartName", "PartDisplayName", "Status"},
                         [this](const TableReader::Row& row) {
                           if (!is_good(row, 0)) return;
                           const std::uint32_t part = row_of(row[0]);
                           packer_.set_display(part, row[2]);
                           if (!row[3].empty() && row[3] != row[2]) packer_.designation(part, "en", row[3]);
                           if (row[4] == "DEPRECATED") packer_.set_inactive(part);
                         });
    for (const Linked& l : linked_) {
      const std::uint32_t part = row_of(l.part);
      if (!packer_.has_display(part)) packer_.set_display(part, part_names_[l.part]);
      packer_.concept_value(l.term, l.property, part);
    }
    linked_ = {};
    links_ = {};
    part_names_ = {};
    return status;
  }

  Status read_hierarchy() {
    return each("ComponentHierarchyBySystem.csv", {"IMMEDIATE_PARENT", "CODE", "CODE_TEXT"},
                [this](const TableReader::Row& row) {
                  if (!is_good(row, 1)) return;
                  const std::uint32_t child = row_of(row[1]);
                  if (!packer_.has_display(child)) packer_.set_display(child, row[2]);
                  if (row[0].empty() || !is_good(row, 0)) return;
                  packer_.set_parent(child, row_of(row[0]));
                });
  }

  // A list is a set of its answers: http://loinc.org/vs/LL715-4
  Status read_answers() {
    return each("AnswerList.csv", {"AnswerListId", "AnswerListName", "AnswerStringId", "DisplayText"},
                [this](const TableReader::Row& row) {
                  if (!is_good(row, 0)) return;
                  const std::uint32_t list = row_of(row[0]);
                  if (!packer_.has_display(list)) packer_.set_display(list, row[1]);
                  // Lists that are defined elsewhere have no answers of their own.
                  if (row[2].empty() || !is_good(row, 2)) return;
                  const std::uint32_t answer = row_of(row[2]);
                  if (!packer_.has_display(answer)) packer_.set_display(answer, row[3]);
                  packer_.member(list, answer);
                });
  }

  Status read_answer_links() {
    const std::uint32_t lists = packer_.declare("AnswerList", "Coding");
    return each("LoincAnswerListLink.csv", {"LoincNumber", "AnswerListId"}, [this, lists](const TableReader::Row& row) {
      std::uint32_t term = 0;
      std::uint32_t list = 0;
      if (find(row, 0, term) && find(row, 1, list)) packer_.concept_value(term, lists, list);
    });
  }

  // nlNL22LinguisticVariant.csv -> nl-NL; the languages of Belgium.
  Status read_variants() {
    for (const std::string_view language : {"nl", "fr", "de"}) {
      for (const SourceFile& file : files_.matching(std::string(language) + "*LinguisticVariant.csv")) {
        const std::string tag = std::string(language) + "-" + std::string(file.base().substr(2, 2));
        TableReader reader(file, faults_, progress_);
        Status status =
            reader.read({"LOINC_NUM", "?LONG_COMMON_NAME", "?LinguisticVariantDisplayName", "?SHORTNAME"},
                        {.delimiter = ',', .quotes = true}, [&](const TableReader::Row& row) {
                          std::uint32_t term = 0;
                          if (!find(row, 0, term)) return;
                          bool first = true;
                          for (const std::size_t column : {1, 2, 3}) {
                            if (row[column].empty()) continue;
                            packer_.designation(term, tag, row[column], first ? CodeSystem::kNone : other_name());
                            first = false;
                          }
                        });
        if (!status) return status;
      }
    }
    return {};
  }
  std::uint32_t other_name() {
    if (other_name_ == CodeSystem::kNone) other_name_ = packer_.coding(kUrl, "SHORTNAME", "Short name");
    return other_name_;
  }

  struct Linked {
    std::uint32_t term, property;
    std::string part;
  };

  const SourceFiles& files_;
  const LoadProgress& progress_;
  std::string version_;
  LoadFaults faults_;
  LoadFaults passed_over_{10};  // links to what is not there: the release's own slips
  std::vector<std::string> notes_;
  CodeSystemPacker packer_;
  std::unordered_map<std::string, std::uint32_t> rows_;
  std::unordered_map<std::string, std::string> links_;
  std::unordered_map<std::string, std::string> part_names_;
  std::vector<Linked> linked_;
  std::array<std::uint32_t, kAxes.size()> axis_{};
  std::uint32_t other_name_ = CodeSystem::kNone;
};

}  // namespace

Result<LoadedSystem> load_loinc(const SourceFiles& files, const LoadOptions& options, const LoadProgress& progress) {
  return Loinc(files, options, progress).load();
}

}  // namespace schakel::terminology
