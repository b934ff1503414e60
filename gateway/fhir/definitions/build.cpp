#include "fhir/definitions/build.h"

#include "fhir/definitions/image_sections.h"
#include "fhir/definitions/loaded.h"
#include "fhir/definitions/overlay.h"
#include "fhir/definitions/package_reader.h"
#include "fhir/definitions/problems.h"
#include "fhir/definitions/resource_index.h"
#include "fhir/model/names.h"
#include "fhir/model/type_table.h"
#include "syntax/json/emitter.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <filesystem>

namespace schakel::fhir {

namespace {

template <class T>
std::string bytes_of(std::span<const T> rows) {
  return {reinterpret_cast<const char*>(rows.data()), rows.size_bytes()};
}

std::string name_of(const BuildPackage& package) { return package.id + "#" + package.version; }

std::size_t add_types(ImageWriter& image, const std::vector<RawResource>& resources) {
  TypeTableBuilder types;
  for (const RawResource& r : resources) {
    if (!r.defines_type) continue;
    Loaded document;
    Issues issues;
    if (syntax::json::read(r.json, document.tree, issues, {.limits = &definition_limits()}))
      types.add(*document.tree.root());
  }
  const TypeTable table = types.finish();
  image.add(std::string(sections::kTypes), bytes_of(table.types));
  image.add(std::string(sections::kElements), bytes_of(table.elements));
  image.add(std::string(sections::kUses), bytes_of(table.uses));
  image.add(std::string(sections::kLists), bytes_of(table.lists));
  image.add(std::string(sections::kTypeStrings), std::string(table.strings));
  return table.types.size();
}

void add_resources(ImageWriter& image, const BuildPlan& plan, const std::vector<RawResource>& resources) {
  ResourceIndexBuilder index;
  std::string all;
  for (const RawResource& r : resources) {
    index.add(r.type, r.url, r.version, name_of(plan.packages[r.package]), all.size(), r.json.size());
    all += r.json;
    all += '\n';
  }
  index.finish();
  image.add(std::string(sections::kIndexRows), bytes_of(std::span(index.rows())));
  image.add(std::string(sections::kIndexSlots), bytes_of(std::span(index.slots())));
  image.add(std::string(sections::kIndexStrings), index.strings());
  image.add(std::string(sections::kResources), std::move(all));
}

std::string packages_json(const BuildReport& report) {
  std::string out;
  syntax::json::Emitter json(out);
  json.array();
  for (const BuildReport::Package& p : report.packages)
    json.object().member("name", std::string_view(p.name)).member("resources", p.resources).end();
  json.end();
  return out;
}

// An image of what there is, opened: what is computed from all definitions sees them as they will be.
Result<DefinitionsPtr> stage_of(const ImageWriter& image, const BuildPlan& plan, const std::string& path) {
  const std::string stage = path + ".stage";
  if (Status written = image.write(stage, plan.made_from); !written) return failed(written.error());
  auto definitions = open_image(stage);
  std::error_code ignored;
  std::filesystem::remove(stage, ignored);
  return definitions;
}

// Snapshots for the differentials that came without: ours, and those of authors who leave that to others.
Status make_snapshots(const BuildPlan& plan, const std::string& path, std::vector<RawResource>& resources,
                      BuildReport& report) {
  std::vector<RawResource*> lacking;
  for (RawResource& r : resources) {
    if (r.lacks_snapshot) lacking.push_back(&r);
  }
  if (lacking.empty()) return {};
  ImageWriter image;
  add_types(image, resources);
  add_resources(image, plan, resources);
  auto stage = stage_of(image, plan, path);
  if (!stage) return failed(stage.error());
  OverlayDefinitions overlay(*stage);
  Issues issues;
  for (const RawResource* r : lacking) {
    auto loaded = std::make_unique<Loaded>();
    if (!syntax::json::read(r->json, loaded->tree, issues, {.limits = &definition_limits()}))
      return failed({FaultKind::internal, "unreadable: " + r->url});
    overlay.add(std::move(loaded), issues, r->url);
  }
  overlay.finish(issues);
  for (const Issue& i : issues.all()) report.problems.push_back(i);
  for (std::size_t i = 0; i < lacking.size(); ++i) {
    const Node& root = *overlay.loaded()[i]->tree.root();
    if (root.child(names().snapshot) == nullptr) continue;
    lacking[i]->json.clear();
    syntax::json::write(root, lacking[i]->json);
    ++report.snapshots_made;
  }
  return {};
}

// The sections of other rooms see the definitions as they will be: an image without them is written first.
Status add_sections(ImageWriter& image, const BuildPlan& plan, const std::string& path, const Progress& progress) {
  if (plan.sections.empty()) return {};
  const auto definitions = stage_of(image, plan, path);
  if (!definitions) return failed(definitions.error());
  for (const SectionMaker& maker : plan.sections) {
    if (progress) progress("computing " + maker.name, 0);
    auto bytes = maker.make(*definitions);
    if (!bytes) return failed(std::move(bytes.error()));
    image.add(maker.name, std::move(*bytes));
  }
  return {};
}

}  // namespace

Result<BuildReport> build_image(const BuildPlan& plan, const std::string& path, const Progress& progress) {
  const auto lock = BuildLock::take(path);
  if (!lock) return failed(lock.error());
  return build_image(**lock, plan, path, progress);
}

Result<BuildReport> build_image(const BuildLock&, const BuildPlan& plan, const std::string& path,
                                const Progress& progress) {
  const auto corrections = Corrections::parse(plan.corrections);
  if (!corrections) return failed(corrections.error());
  auto read = read_packages(plan, *corrections, progress);
  if (!read) return failed(std::move(read.error()));

  BuildReport report;
  report.problems = plan.problems;
  for (Issue& p : read->problems) report.problems.push_back(std::move(p));
  for (const BuildPackage& p : plan.packages) report.packages.push_back({name_of(p), 0});
  for (const RawResource& r : read->resources) ++report.packages[r.package].resources;

  if (progress) progress("making snapshots", read->resources.size());
  if (Status made = make_snapshots(plan, path, read->resources, report); !made) return failed(made.error());
  if (progress) progress("building types and index", read->resources.size());
  ImageWriter image;
  report.types = add_types(image, read->resources);
  add_resources(image, plan, read->resources);
  image.add(std::string(sections::kPackages), packages_json(report));
  image.add(std::string(sections::kCorrections), plan.corrections);
  image.add(std::string(sections::kProblems), problems_to_json(report.problems));
  if (Status added = add_sections(image, plan, path, progress); !added) return failed(added.error());
  if (progress) progress("writing " + path, read->resources.size());
  if (Status written = image.write(path, plan.made_from); !written) return failed(written.error());
  std::error_code ignored;
  report.bytes = std::filesystem::file_size(path, ignored);
  return report;
}

}  // namespace schakel::fhir
