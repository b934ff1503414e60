// The image's sections of terminology: see compiled.h.

#include "terminology/code_system_packer.h"
#include "terminology/compiled.h"
#include "terminology/library.h"
#include "terminology/nodes.h"

#include <algorithm>
#include <memory>

namespace schakel::terminology {

namespace {

// Tables first, then what they point to; everything 8-byte aligned.
class SectionWriter {
 public:
  explicit SectionWriter(std::size_t tables) : out_(tables * sizeof(packed::Table), '\0') {}
  template <class T>
  void add(const T* rows, std::size_t count) {
    align();
    const packed::Table table{out_.size(), count};
    std::memcpy(out_.data() + next_++ * sizeof(table), &table, sizeof(table));
    out_.append(reinterpret_cast<const char*>(rows), count * sizeof(T));
  }
  template <class T>
  void add(const std::vector<T>& rows) {
    add(rows.data(), rows.size());
  }
  void align() { out_.append((8 - out_.size() % 8) % 8, '\0'); }
  std::string& bytes() { return out_; }

 private:
  std::string out_;
  std::size_t next_ = 0;
};

Result<std::string> pack_systems(const fhir::DefinitionsPtr& definitions) {
  packed::TextPool texts;
  std::vector<Compiled::System> rows;
  std::string blobs;
  std::vector<std::string_view> urls = definitions->list("CodeSystem");
  std::sort(urls.begin(), urls.end());
  for (const std::string_view url : urls) {
    const auto found = definitions->find(url, "CodeSystem");
    if (!found) continue;
    const auto system = CodeSystem::keep(pack(*found.resource->root));
    if (system == nullptr) return failed({FaultKind::internal, "packing " + std::string(url)});
    Compiled::System row;
    row.url = texts.add(url);
    row.version = texts.add(system->version());
    row.supplements = texts.add(without_version(system->supplements()));
    row.whole = texts.add(without_version(system->whole_value_set()));
    row.content = static_cast<std::uint32_t>(system->content());
    row.offset = blobs.size();
    row.size = system->bytes();
    blobs.append(system->packed());
    rows.push_back(row);
  }
  // Places of the blobs are known once it is known how long the tables are.
  const std::size_t tables = 2 * sizeof(packed::Table);
  const auto padded = [](std::size_t n) { return (n + 7) / 8 * 8; };
  const std::size_t begin = padded(padded(tables) + rows.size() * sizeof(Compiled::System));
  const std::size_t shift = padded(begin + texts.bytes().size());
  for (Compiled::System& row : rows) row.offset += shift;
  SectionWriter section(2);
  section.add(rows);
  section.add(texts.bytes().data(), texts.bytes().size());
  section.align();
  if (section.bytes().size() != shift) return failed({FaultKind::internal, "places of packed code systems"});
  section.bytes() += blobs;
  return std::move(section.bytes());
}

// What a set was made from, its own resource aside.
void add_sources(const ValueSet& set, std::vector<std::string_view>& out) {
  for (const std::vector<Selection>* side : {&set.includes, &set.excludes}) {
    for (const Selection& s : *side) {
      if (!s.system.empty()) out.push_back(s.system);
      for (const ValueSet* import : s.imports) {
        out.push_back(import->url);
        add_sources(*import, out);
      }
    }
  }
}

void sort_once(std::vector<std::string_view>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

class SetsPacker {
 public:
  explicit SetsPacker(fhir::DefinitionsPtr definitions) : library_(std::move(definitions)) {}

  std::string pack_all() {
    std::vector<std::string_view> urls = library_.definitions()->list("ValueSet");
    std::sort(urls.begin(), urls.end());
    for (const std::string_view url : urls) {
      if (const ValueSet* set = library_.composed(url)) add(url, *set);
    }
    SectionWriter section(5);
    section.add(rows_);
    section.add(ranges_);
    section.add(codes_);
    section.add(names_);
    section.add(texts_.bytes().data(), texts_.bytes().size());
    section.align();
    return std::move(section.bytes());
  }

 private:
  void add(std::string_view url, const ValueSet& set) {
    Compiled::Set row;
    row.url = texts_.add(url);
    row.version = texts_.add(set.version);
    row.complete = set.closed() ? 1 : 0;
    row.ranges = static_cast<std::uint32_t>(ranges_.size());
    if (set.closed()) set.flatten_into(texts_, ranges_, codes_);
    row.ranges_end = static_cast<std::uint32_t>(ranges_.size());
    std::vector<std::string_view> sources;
    add_sources(set, sources);
    add_names(sources, row.sources, row.sources_end);
    std::vector<ValueSet::Member> members;
    ValueSet::Gaps gaps;
    if (!set.closed()) set.list(members, gaps);
    gaps.missing.insert(gaps.missing.end(), gaps.endless.begin(), gaps.endless.end());
    add_names(gaps.missing, row.gaps, row.gaps_end);
    rows_.push_back(row);
  }

  void add_names(std::vector<std::string_view>& names, std::uint32_t& begin, std::uint32_t& end) {
    sort_once(names);
    begin = static_cast<std::uint32_t>(names_.size());
    for (const std::string_view name : names) names_.push_back(texts_.add(name));
    end = static_cast<std::uint32_t>(names_.size());
  }

  Library library_;
  packed::TextPool texts_;
  std::vector<Compiled::Set> rows_;
  std::vector<FlatRange> ranges_;
  std::vector<std::uint32_t> codes_, names_;
};

}  // namespace

std::vector<fhir::SectionMaker> section_makers() {
  return {{"terminology.systems", pack_systems},
          {"terminology.sets", [](const fhir::DefinitionsPtr& definitions) -> Result<std::string> {
             return SetsPacker(definitions).pack_all();
           }}};
}

}  // namespace schakel::terminology
