// ATC (WHO Collaborating Centre for Drug Statistics Methodology, http://www.whocc.no/atc): a table with a code and its
// name, in several languages where there are several columns, as WHO's index and national institutes publish it. The
// hierarchy is in the codes: A, A10, A10B, A10BA, A10BA02.

#include "terminology/attached.h"
#include "terminology/code_system_packer.h"
#include "terminology/loaders/loaders.h"
#include "terminology/loaders/table_reader.h"

#include <array>
#include <unordered_map>

namespace schakel::terminology {

namespace {

constexpr std::string_view kUrl = "http://www.whocc.no/atc";
constexpr std::array<std::size_t, 5> kLevels{1, 3, 4, 5, 7};

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_code(std::string_view code) {
  bool level = false;
  for (const std::size_t l : kLevels) level = level || code.size() == l;
  if (!level) return false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const bool letter = i == 0 || i == 3 || i == 4;
    if (letter ? !is_letter(code[i]) : !is_digit(code[i])) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class Atc {
 public:
  explicit Atc(std::string_view version)
      : packer_({.url = kUrl,
                 .version = version,
                 .name = "ATC",
                 .title = "Anatomical Therapeutic Chemical classification",
                 .language = "en"}) {
    level_ = packer_.declare("level", "integer", {}, "1 anatomical main group to 5 chemical substance");
    ddd_ = packer_.declare("DDD", "string", {}, "Defined daily dose, unit and route of administration");
  }

  void take(const TableReader::Row& row) {
    const std::string_view code = trimmed(row[0]);
    if (!is_code(code)) return row.fault(0, "an ATC code was expected (A, A10, A10B, A10BA, A10BA02)");
    std::string_view name = trimmed(row[1]);
    for (std::size_t i = 2; name.empty() && i < 5; ++i) name = trimmed(row[i]);
    if (name.empty()) return row.fault(1, "the name of the code is empty");
    const auto [at, is_new] = rows_.try_emplace(std::string(code), packer_.size());
    // Substances with several defined daily doses stand on several lines.
    if (is_new) {
      packer_.add(code, name);
      for (std::size_t l = 0; l < kLevels.size(); ++l) {
        if (kLevels[l] == code.size()) packer_.value(at->second, level_, packed::Kind::integer, std::to_string(l + 1));
      }
      static constexpr std::array<std::string_view, 3> kLanguages{"en", "nl", "fr"};
      for (std::size_t i = 0; i < kLanguages.size(); ++i) {
        if (const std::string_view text = trimmed(row[i + 2]); !text.empty())
          packer_.designation(at->second, kLanguages[i], text);
      }
    }
    std::string ddd(trimmed(row[5]));
    for (std::size_t i = 6; !ddd.empty() && i < 8; ++i) ddd.append(" ").append(trimmed(row[i]));
    if (!ddd.empty()) packer_.value(at->second, ddd_, packed::Kind::text, ddd);
  }

  // Each below the nearest code that begins it.
  std::size_t link() {
    std::size_t orphans = 0;
    for (const auto& [code, row] : rows_) {
      std::size_t l = kLevels.size();
      while (l > 0 && kLevels[l - 1] >= code.size()) --l;
      bool found = code.size() == 1;
      for (; !found && l > 0; --l) {
        const auto parent = rows_.find(code.substr(0, kLevels[l - 1]));
        if (parent == rows_.end()) continue;
        packer_.set_parent(row, parent->second);
        found = true;
      }
      if (!found) ++orphans;
    }
    return orphans;
  }

  CodeSystemPacker& packer() { return packer_; }

 private:
  CodeSystemPacker packer_;
  std::uint32_t level_ = 0;
  std::uint32_t ddd_ = 0;
  std::unordered_map<std::string, std::uint32_t> rows_;
};

bool is_table(const SourceFile& file) {
  return matches("*.csv", file.base()) || matches("*.txt", file.base()) || matches("*.tsv", file.base());
}

}  // namespace

Result<LoadedSystem> load_atc(const SourceFiles& files, const LoadOptions& options, const LoadProgress& progress) {
  LoadedSystem out;
  out.url = kUrl;
  out.version = options.version;
  Atc atc(out.version);
  LoadFaults faults;
  std::size_t tables = 0;
  for (const SourceFile& file : files.all()) {
    if (!is_table(file)) continue;
    ++tables;
    TableReader reader(file, faults, progress);
    const Status status = reader.read(
        {"code|atc|atc_code|atccode|atc code|catc|cat",
         "?name|atc_name|atcname|atc level name|atc name|natc|label|description", "?name_en|en",
         "?name_nl|naam|natc_nl|nl", "?name_fr|nom|natc_fr|fr", "?ddd", "?uom|unit|u", "?adm_code|adm.r|adm|route"},
        {.delimiter = 0, .quotes = true, .heading = true, .may_be_1252 = true},
        [&](const TableReader::Row& row) { atc.take(row); });
    if (!status) return failed(status.error());
  }
  if (tables == 0) return failed(invalid("there is no table (*.csv, *.txt, *.tsv) among the files that were given"));
  out.faults = faults.finish();
  if (faults.any()) return out;
  out.concepts = atc.packer().size();
  if (out.concepts == 0) return failed(invalid("there are no ATC codes in these files"));
  if (const std::size_t orphans = atc.link(); orphans > 0)
    out.notes.push_back(std::to_string(orphans) + " codes stand alone: no group above them is in the files");
  if (Status closed = atc.packer().close(); !closed) return failed(std::move(closed.error()));
  out.bytes = atc.packer().finish();
  return out;
}

}  // namespace schakel::terminology
