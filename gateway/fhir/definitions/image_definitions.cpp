#include "fhir/definitions/image_definitions.h"

#include "fhir/definitions/image_sections.h"
#include "fhir/definitions/problems.h"
#include "fhir/model/annotate.h"
#include "fhir/model/names.h"
#include "syntax/json/reader.h"

#include <atomic>
#include <unordered_set>

namespace schakel::fhir {

namespace {

template <class T>
std::span<const T> rows(const ImageFile& file, std::string_view section) {
  const std::string_view bytes = file.section(section);
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

TypeTable type_table(const ImageFile& file) {
  return {rows<TypeRow>(file, sections::kTypes), rows<ElementRow>(file, sections::kElements),
          rows<UseRow>(file, sections::kUses), rows<std::uint32_t>(file, sections::kLists),
          file.section(sections::kTypeStrings)};
}

}  // namespace

std::uint64_t next_generation() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

ImageDefinitions::ImageDefinitions(std::unique_ptr<ImageFile> file, std::vector<std::unique_ptr<ImageFile>> attached)
    : file_(std::move(file)),
      attached_(std::move(attached)),
      model_(type_table(*file_), 1, {}),
      index_(file_->section(sections::kIndexRows), file_->section(sections::kIndexSlots),
             file_->section(sections::kIndexStrings)),
      generation_(next_generation()),
      problems_(problems_from_json(file_->section(sections::kProblems))) {}

std::string_view ImageDefinitions::section(std::string_view name) const {
  const std::string_view own = file_->section(name);
  if (!own.empty()) return own;
  for (const auto& attached : attached_) {
    if (const std::string_view bytes = attached->section(name); !bytes.empty()) return bytes;
  }
  return {};
}

const Type* ImageDefinitions::type(std::string_view name_or_url) const {
  if (const Type* t = model_.by_name(Name::find(name_or_url))) return t;
  return model_.by_url(without_version(name_or_url));
}

Definitions::Found ImageDefinitions::find(std::string_view canonical, std::string_view type) const {
  const ResourceIndex::Match match = index_.find(canonical, type);
  if (match.row == ResourceIndex::kNone) return {};
  return {load(match.row), match.exact};
}

const Resource* ImageDefinitions::load(std::uint32_t row) const {
  const std::lock_guard lock(loading_);
  std::unique_ptr<Loaded>& loaded = loaded_[row];
  if (loaded != nullptr) return loaded->resource.root != nullptr ? &loaded->resource : nullptr;
  loaded = std::make_unique<Loaded>();
  const ResourceRow& r = index_.rows()[row];
  Issues issues;
  const std::string_view json = file_->section(sections::kResources).substr(r.offset, r.size);
  if (!syntax::json::read(json, loaded->tree, issues, {.limits = &definition_limits()})) return nullptr;
  annotate(loaded->tree, *this);
  loaded->resource = {loaded->tree.root(), index_.text(r.url), index_.text(r.version), index_.text(r.package)};
  return &loaded->resource;
}

std::vector<std::string_view> ImageDefinitions::list(std::string_view type) const {
  std::vector<std::string_view> urls;
  std::unordered_set<std::uint32_t> seen;
  for (const ResourceRow& row : index_.rows()) {
    if (index_.text(row.type) == type && seen.insert(row.url).second) urls.push_back(index_.text(row.url));
  }
  return urls;
}

Result<DefinitionsPtr> open_image(const std::string& path, const Digest* made_from) {
  return open_image_with(path, made_from, {});
}

Result<DefinitionsPtr> open_image_with(const std::string& path, const Digest* made_from,
                                       const std::vector<std::string>& attached) {
  auto file = ImageFile::open(path);
  if (!file) return failed(std::move(file.error()));
  if (made_from != nullptr && *made_from != (*file)->made_from()) {
    return failed(invalid(path + " was made from other packages, corrections or profiles than there are now"));
  }
  std::vector<std::unique_ptr<ImageFile>> files;
  std::vector<Issue> problems;
  for (const std::string& name : attached) {
    auto one = ImageFile::open(name);
    if (one) {
      files.push_back(std::move(*one));
      continue;
    }
    Issue issue;
    issue.severity = Severity::warning;
    issue.type = IssueType::incomplete;
    issue.message = &problem::kAttachedUnusable;
    issue.arguments = {Argument::name(one.error().message)};
    problems.push_back(std::move(issue));
  }
  auto definitions = std::make_shared<ImageDefinitions>(std::move(*file), std::move(files));
  definitions->add_problems(std::move(problems));
  return DefinitionsPtr(std::move(definitions));
}

}  // namespace schakel::fhir
