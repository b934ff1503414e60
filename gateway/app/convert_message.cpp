#include "app/convert_message.h"

#include "app/document.h"
#include "pipeline/maps.h"

#include <optional>

namespace schakel::app {

namespace {

constexpr Message kNoMapFor{"no-map", "Messages of type {0} are not mapped here"};

class Converter {
 public:
  Converter(const formats::Format& format, const pipeline::Maps& maps, const fhir::Definitions& definitions,
            const ConvertOptions& options)
      : format_(format),
        maps_(maps),
        definitions_(definitions),
        options_(options),
        transformer_(maps.library(), transform_options()) {}

  // False: the message was refused.
  bool convert(std::string_view message, Issues& issues, std::string& out) {
    arena_.reset();
    Tree source(arena_);
    Tree target(arena_);
    if (!format_.read(message, {}, source, issues)) return false;
    const formats::Envelope envelope = format_.envelope(source);
    const mapping::Map* map = maps_.find(envelope.type);
    if (map == nullptr) {
      issues.add(Severity::error, IssueType::not_supported, kNoMapFor, {Argument::value(DataText(envelope.type))})
          .expression = envelope.type_path;
      return false;
    }
    if (!transformer_.run(*map, source, target, issues)) return false;
    if (options_.unmapped) {
      for (const Node* node : transformer_.unmapped())
        out.append(format_.path_of(*node)).append("  ").append(node->value().reveal()).append("\n");
    } else {
      write_fhir(target, options_.xml ? Syntax::xml : Syntax::json, definitions_, options_.pretty, out, issues);
      out += '\n';
    }
    return !issues.has_errors();
  }

 private:
  [[nodiscard]] mapping::TransformOptions transform_options() const {
    mapping::TransformOptions options;
    options.unmapped = options_.unmapped;
    options.path_of = [this](const Node& node) { return format_.path_of(node); };
    return options;
  }

  const formats::Format& format_;
  const pipeline::Maps& maps_;
  const fhir::Definitions& definitions_;
  const ConvertOptions& options_;
  Arena arena_;
  mapping::Transformer transformer_;
};

}  // namespace

Result<Converted> convert_messages(std::string_view document, std::string_view file, const formats::Format& format,
                                   const Installation& installation, const fhir::DefinitionsPtr& definitions,
                                   const ConvertOptions& options) {
  Issues of_maps;
  const auto maps = pipeline::Maps::load(installation.mappings, definitions, of_maps);
  if (!maps) return failed(maps.error());
  Converted converted;
  Converter converter(format, **maps, *definitions, options);
  Issues of_document;
  const auto parts = format.split(document, {}, of_document);
  converted.said = lines_of(of_document, document, file);
  for (const formats::Part& part : parts) {
    Issues issues;
    converted.ok = converter.convert(part.bytes, issues, converted.out) && converted.ok;
    const std::string name =
        parts.size() > 1 ? std::string(file) + " at byte " + std::to_string(part.offset) : std::string(file);
    converted.said += lines_of(issues, part.bytes, name);
  }
  converted.ok = converted.ok && !of_document.has_errors() && !parts.empty();
  return converted;
}

}  // namespace schakel::app
