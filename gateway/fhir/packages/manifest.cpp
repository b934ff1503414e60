#include "fhir/packages/manifest.h"

#include "fhir/packages/archive.h"
#include "fhir/packages/json_document.h"

#include <algorithm>

namespace schakel::fhir {

namespace {

bool is_word(std::string_view text, std::string_view extra) {
  return !text.empty() && text.size() <= 128 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [extra](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  extra.find(c) != std::string_view::npos;
         });
}

}  // namespace

bool is_package_id(std::string_view id) {
  if (!id.empty() && id.front() == '@') {  // scoped: @scope/name
    const auto slash = id.find('/');
    return slash != std::string_view::npos && is_word(id.substr(1, slash - 1), ".-_") &&
           is_word(id.substr(slash + 1), ".-_");
  }
  return is_word(id, ".-_");
}

bool is_package_version(std::string_view version) { return is_word(version, ".-_+"); }

PackageName PackageName::parse(std::string_view text) {
  auto at = text.find('#');
  if (at == std::string_view::npos) at = text.find('@', 1);
  if (at == std::string_view::npos) return {std::string(text), {}};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

Result<Manifest> parse_manifest(std::string_view json) {
  const auto document = JsonDocument::parse(std::string(json), "package.json");
  if (!document) return failed(document.error());
  const Node& root = (*document)->root();
  Manifest manifest;
  manifest.name = {JsonDocument::text(root, "name"), JsonDocument::text(root, "version")};
  if (!is_package_id(manifest.name.id)) return failed(invalid("package.json has no name that can be one of a package"));
  if (!is_package_version(manifest.name.version))
    return failed(invalid("package.json of " + manifest.name.id + " has no version"));
  manifest.title = JsonDocument::text(root, "title");
  manifest.licence = JsonDocument::text(root, "license");
  manifest.canonical = JsonDocument::text(root, "canonical");
  for (const Node* v : JsonDocument::items(root, "fhirVersions"))
    manifest.fhir_versions.emplace_back(v->value().reveal());
  for (const Node* d : JsonDocument::items(root, "dependencies")) {
    manifest.dependencies.push_back({std::string(d->name().text()), std::string(d->value().reveal())});
  }
  return manifest;
}

Result<Manifest> read_manifest(const std::string& path) {
  std::string json;
  // Archives state it first or among thousands of files; the walk ends where it is found.
  const Status status = read_package_files(
      path, [](std::string_view file) { return file == "package/package.json"; },
      [&json](const std::string&, std::string bytes) -> Status {
        json = std::move(bytes);
        return failed({FaultKind::internal, "found"});
      });
  if (json.empty())
    return failed(status ? invalid(path + " is no FHIR package: it has no package/package.json") : status.error());
  return parse_manifest(json);
}

}  // namespace schakel::fhir
