#include "fhir/packages/lock.h"

#include "fhir/packages/archive.h"
#include "fhir/packages/json_document.h"
#include "syntax/json/emitter.h"

namespace schakel::fhir {

Result<Lock> Lock::parse(std::string_view json) {
  const auto document = JsonDocument::parse(std::string(json), "packages.lock.json");
  if (!document) return failed(document.error());
  const Node& root = (*document)->root();
  Lock lock;
  for (const Node* p : JsonDocument::items(root, "packages")) {
    LockedPackage package;
    package.name = {JsonDocument::text(*p, "id"), JsonDocument::text(*p, "version")};
    if (!is_package_id(package.name.id) || !is_package_version(package.name.version)) {
      return failed(invalid("packages.lock.json: a package without id or version"));
    }
    package.source = JsonDocument::text(*p, "source");
    package.sha256 = JsonDocument::text(*p, "sha256");
    package.licence = JsonDocument::text(*p, "licence");
    package.note = JsonDocument::text(*p, "note");
    const Node* optional = p->child("optional");
    package.optional = optional != nullptr && optional->value() == "true";
    if (lock.find(package.name) != nullptr)
      return failed(invalid("packages.lock.json: " + package.name.text() + " stands there twice"));
    lock.packages.push_back(std::move(package));
  }
  for (const Node* s : JsonDocument::items(root, "substitutions")) {
    Substitution substitution{PackageName::parse(JsonDocument::text(*s, "declared")),
                              PackageName::parse(JsonDocument::text(*s, "used")), JsonDocument::text(*s, "reason")};
    if (substitution.reason.empty())
      return failed(
          invalid("packages.lock.json: a substitution of " + substitution.declared.text() + " without reason"));
    lock.substitutions.push_back(std::move(substitution));
  }
  return lock;
}

Result<Lock> Lock::read(const std::string& path) {
  const auto json = read_file(path);
  if (!json) return failed(json.error());
  return parse(*json);
}

std::string Lock::text() const {
  std::string out;
  syntax::json::Emitter json(out, true);
  json.object().key("packages").array();
  for (const LockedPackage& p : packages) {
    json.object().member("id", std::string_view(p.name.id)).member("version", std::string_view(p.name.version));
    json.member_if("source", p.source)
        .member_if("sha256", p.sha256)
        .member_if("licence", p.licence)
        .member_if("note", p.note);
    if (p.optional) json.member("optional", true);
    json.end();
  }
  json.end().key("substitutions").array();
  for (const Substitution& s : substitutions) {
    json.object()
        .member("declared", std::string_view(s.declared.text()))
        .member("used", std::string_view(s.used.text()));
    json.member("reason", std::string_view(s.reason)).end();
  }
  json.end().end();
  return out + "\n";
}

void Lock::put(LockedPackage package) {
  for (LockedPackage& p : packages) {
    if (p.name == package.name) {
      package.optional = p.optional;
      package.note = p.note;
      p = std::move(package);
      return;
    }
  }
  packages.push_back(std::move(package));
}

const LockedPackage* Lock::find(const PackageName& name) const {
  for (const LockedPackage& p : packages) {
    if (p.name == name) return &p;
  }
  return nullptr;
}

const Substitution* Lock::substitution(const PackageName& declared) const {
  const Substitution* any = nullptr;
  for (const Substitution& s : substitutions) {
    if (s.declared == declared) return &s;
    if (s.declared.id == declared.id && s.declared.version == "*") any = &s;
  }
  return any;
}

const LockedPackage* Lock::satisfying(const PackageName& declared, const Substitution** by) const {
  if (const LockedPackage* p = find(declared)) return p;
  const std::string& v = declared.version;
  const bool any = v.empty() || v == "latest" || v == "current" || v == "dev" || v == "*" || v == "x";
  const bool minor = v.size() > 2 && v.compare(v.size() - 2, 2, ".x") == 0;
  for (const LockedPackage& p : packages) {
    if (p.name.id != declared.id) continue;
    if (any || (minor && p.name.version.compare(0, v.size() - 1, v, 0, v.size() - 1) == 0)) return &p;
  }
  const Substitution* s = substitution(declared);
  if (s == nullptr) return nullptr;
  if (by != nullptr) *by = s;
  return find(s->used);
}

}  // namespace schakel::fhir
