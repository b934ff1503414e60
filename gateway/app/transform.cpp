#include "app/transform.h"

#include "app/expression_services.h"
#include "fhir/model/annotate.h"
#include "formats/format.h"
#include "mapping/language/parser.h"
#include "mapping/map_files.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"
#include "syntax/xml/reader.h"
#include "syntax/xml/writer.h"

#include <optional>
#include <utility>

namespace schakel::app {

namespace {

constexpr std::string_view kNamespaceExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-namespace";

enum class Kind : std::uint8_t { json, xml, other };

Kind kind_of(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Kind::other;
  return bytes[first] == '{' ? Kind::json : bytes[first] == '<' ? Kind::xml : Kind::other;
}

std::string describe(const Issue& issue) {
  std::string text = text_of(issue, true);
  return issue.definition.empty() ? text : issue.definition + ": " + text;
}

// The first error; empty when there is none.
std::string first_error(const Issues& issues) {
  for (const Issue& issue : issues.all()) {
    if (issue.severity <= Severity::error) return describe(issue);
  }
  return {};
}

// The namespace of a logical model, as an extension of its definition states it; empty: FHIR's.
std::string namespace_of(const fhir::Definitions& definitions, const fhir::Type* type) {
  if (type == nullptr || type->kind != fhir::TypeKind::logical) return {};
  const auto found = definitions.find(type->url, "StructureDefinition");
  if (!found) return {};
  for (const Node* e = found.resource->root->child("extension"); e != nullptr; e = e->next_of_same_name()) {
    const Node* url = e->child("url");
    const Node* value = e->child("valueUri");
    if (url != nullptr && value != nullptr && url->value() == kNamespaceExtension)
      return std::string(value->value().reveal());
  }
  return {};
}

class Job {
 public:
  Job(const fhir::DefinitionsPtr& definitions, const TransformRequest& request)
      : definitions_(definitions), request_(request) {}

  TransformAnswer run() {
    if (load() && compile() && read()) execute();
    return std::move(answer_);
  }

 private:
  bool fail(std::string_view kind, std::string message) {
    answer_.error_kind = kind;
    answer_.error = std::move(message);
    return false;
  }

  bool load() {
    auto map = mapping::read_map_files(request_.map);
    if (!map || map->maps.empty()) return fail("map", map ? "no map was given" : map.error().message);
    maps_ = std::move(map->maps);
    const std::string own_text = maps_[0].text;
    std::vector<fhir::Document> documents;
    for (const std::string& path : request_.load) {
      auto files = mapping::read_map_files(path);
      if (!files) return fail("map", files.error().message);
      for (auto* list : {&files->maps, &files->concepts}) {
        for (mapping::MapFile& file : *list) {
          const Kind kind = kind_of(file.text);
          if (kind == Kind::other) {
            // The folder a map lies in may be given whole, for its imports.
            if (file.text == own_text) continue;
            maps_.push_back(std::move(file));
          } else {
            documents.push_back({std::move(file.name), std::move(file.text), kind == Kind::xml});
          }
        }
      }
    }
    if (documents.empty()) return true;
    Issues issues;
    auto on_top = fhir::overlay(definitions_, std::move(documents), issues);
    if (!on_top) return fail("map", on_top.error().message);
    definitions_ = std::move(*on_top);
    return true;
  }

  bool compile() {
    Issues issues;
    auto library = mapping::MapLibrary::load(definitions_, std::move(maps_), {}, issues);
    if (!library) return fail("map", library.error().message);
    for (const Issue& issue : issues.all()) {
      // What is only wrong in its meaning fails when the run comes to it, as with other engines.
      if (issue.severity == Severity::fatal) return fail("map", describe(issue));
      answer_.messages.push_back(describe(issue));
    }
    library_ = std::move(*library);
    if (library_->maps().empty()) return fail("map", "no map was given");
    map_ = library_->maps()[0];
    return true;
  }

  bool read() {
    auto file = mapping::read_map_files(request_.source);
    if (!file) return fail("source", file.error().message);
    document_ = std::move((file->maps.empty() ? file->concepts : file->maps)[0].text);
    source_kind_ = kind_of(document_);
    Issues issues;
    bool ok = false;
    if (source_kind_ == Kind::json) {
      ok = syntax::json::read(document_, source_, issues);
    } else if (source_kind_ == Kind::xml) {
      syntax::xml::ReadOptions options;
      if (map_->source_type() != nullptr && map_->source_type()->kind == fhir::TypeKind::logical)
        options.fhir_namespace = {};
      ok = syntax::xml::read(document_, source_, issues, options);
    } else {
      return read_local();
    }
    if (!ok || issues.has_errors()) return fail("source", first_error(issues));
    const fhir::Kinds kinds = source_kind_ == Kind::xml ? fhir::Kinds::from_types : fhir::Kinds::keep;
    const fhir::Type* type = map_->source_type();
    if (type != nullptr && type->kind == fhir::TypeKind::logical) {
      fhir::annotate(source_, *source_.root(), *type, *definitions_, kinds);
    } else {
      fhir::annotate(source_, *definitions_, kinds);
    }
    return true;
  }

  bool read_local() {
    format_ = formats::by_content(document_);
    if (format_ == nullptr) return fail("source", "the document is neither JSON, nor XML, nor of a format we read");
    Issues issues;
    const formats::ReadOptions options;
    const std::vector<formats::Part> parts = format_->split(document_, options, issues);
    if (parts.size() != 1) return fail("source", "the document must hold one message");
    if (!format_->read(parts[0].bytes, options, source_, issues)) return fail("source", first_error(issues));
    return true;
  }

  void execute() {
    mapping::TransformOptions options;
    options.unmapped = request_.unmapped;
    options.log = request_.log;
    const auto services = expression_services(definitions_);
    options.services = services.get();
    const auto path_of = [this](const Node& node) {
      return format_ != nullptr ? format_->path_of(node) : fhirpath_of(node);
    };
    options.path_of = path_of;
    mapping::Transformer transformer(library_, options);
    Issues issues;
    Tree target(arena_);
    const bool ok = transformer.run(*map_, source_, target, issues);
    for (const Issue& issue : issues.all()) answer_.messages.push_back(describe(issue));
    for (const Node* node : transformer.unmapped()) answer_.unmapped.push_back(path_of(*node));
    if (!ok) {
      fail("execution", first_error(issues));
      return;
    }
    write(*target.root());
  }

  void write(const Node& root) {
    const bool xml = request_.to.empty() ? source_kind_ == Kind::xml : request_.to == "xml";
    if (!xml) {
      syntax::json::write(root, answer_.result, {.shape = syntax::json::Shape::fhir, .pretty = request_.pretty});
      return;
    }
    const std::string name_space = namespace_of(*definitions_, map_->target_type());
    syntax::xml::WriteOptions options;
    options.pretty = request_.pretty;
    options.name_space = name_space;
    Issues issues;
    syntax::xml::write(root, answer_.result, issues, options);
    if (issues.has_errors()) fail("execution", first_error(issues));
  }

  fhir::DefinitionsPtr definitions_;
  const TransformRequest& request_;
  TransformAnswer answer_;
  std::vector<mapping::MapFile> maps_;
  std::shared_ptr<const mapping::MapLibrary> library_;
  const mapping::Map* map_ = nullptr;
  const formats::Format* format_ = nullptr;
  std::string document_;
  Kind source_kind_ = Kind::other;
  Arena arena_;
  Tree source_{arena_};
};

}  // namespace

TransformAnswer transform(const fhir::DefinitionsPtr& definitions, const TransformRequest& request) {
  return Job(definitions, request).run();
}

TransformAnswer parse_map(const std::string& file) {
  TransformAnswer answer;
  const auto files = mapping::read_map_files(file);
  Issues issues;
  mapping::MapNode map;
  if (!files || files->maps.empty()) {
    answer.error = files ? file + " is no map" : files.error().message;
  } else if (!mapping::parse(files->maps[0].text, file, map, issues)) {
    answer.error = first_error(issues);
  } else {
    answer.result = mapping::to_structure_map(map);
    return answer;
  }
  answer.error_kind = "syntax";
  return answer;
}

}  // namespace schakel::app
