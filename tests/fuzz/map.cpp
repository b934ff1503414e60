// A map: parsing, compiling and running it over a small tree never breaks, whatever it says; a fatal issue exactly when
// it does not parse. Its dates are read as those of a message too.

#include "fhir/model/annotate.h"
#include "fuzz/check.h"
#include "mapping/functions/moment.h"
#include "mapping/language/parser.h"
#include "mapping/mapping.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <cstdint>
#include <string>

namespace {

using namespace schakel;
using schakel::fuzz::demand;

// Below the few types that the maps of the corpus use, there is nothing.
class Nothing final : public fhir::Definitions {
 public:
  [[nodiscard]] const fhir::Type* type(std::string_view) const override { return nullptr; }
  [[nodiscard]] const fhir::Type* type(Name) const override { return nullptr; }
  [[nodiscard]] const fhir::Element* element(std::uint32_t) const override { return nullptr; }
  [[nodiscard]] std::uint32_t end_of_elements() const override { return 1; }
  [[nodiscard]] Found find(std::string_view, std::string_view) const override { return {}; }
  [[nodiscard]] std::vector<std::string_view> list(std::string_view) const override { return {}; }
  [[nodiscard]] std::string_view section(std::string_view) const override { return {}; }
  [[nodiscard]] std::uint64_t generation() const override { return 1; }
  [[nodiscard]] const std::vector<Issue>& problems() const override { return problems_; }

 private:
  std::vector<Issue> problems_;
};

std::string structure(const std::string& name, const std::string& kind, const std::string& elements) {
  return R"({"resourceType":"StructureDefinition","url":"u:)" + name + R"(","name":")" + name +
         R"(","status":"draft","kind":")" + kind + R"(","abstract":false,"type":")" + name +
         R"(","derivation":"specialization","snapshot":{"element":[{"id":")" + name + R"(","path":")" + name +
         R"(","min":0,"max":"*"})" + elements + "]}}";
}

std::string element(const std::string& path, const std::string& types, const std::string& max) {
  return R"(,{"id":")" + path + R"(","path":")" + path + R"(","min":0,"max":")" + max + R"(","type":[)" + types + "]}";
}

const fhir::DefinitionsPtr& definitions() {
  static const fhir::DefinitionsPtr made = [] {
    const std::string text = R"({"code":"string"})";
    const std::string count = R"({"code":"integer"})";
    const std::string thing = R"({"code":"Thing"})";
    std::vector<fhir::Document> documents;
    documents.push_back({"string", structure("string", "primitive-type", ""), false});
    documents.push_back({"integer", structure("integer", "primitive-type", ""), false});
    documents.push_back(
        {"Thing",
         structure("Thing", "logical",
                   element("Thing.name", text, "1") + element("Thing.count", count, "1") +
                       element("Thing.value[x]", text + "," + count, "1") + element("Thing.part", thing, "*")),
         false});
    Issues issues;
    auto overlay = fhir::overlay(std::make_shared<Nothing>(), std::move(documents), issues);
    demand(overlay.has_value() && (*overlay)->type("Thing") != nullptr, "the types are there");
    return *overlay;
  }();
  return made;
}

constexpr std::string_view kSource =
    R"({"resourceType":"Thing","name":"a","count":3,"valueString":"20261122","part":[{"name":"b","part":[{"name":"c"}]},{"count":7}]})";

void run(const mapping::Map& map, std::shared_ptr<const mapping::MapLibrary> library) {
  Arena arena;
  Tree source(arena);
  Tree target(arena);
  Issues issues;
  demand(syntax::json::read(kSource, source, issues), "the source is read");
  fhir::annotate(source, *source.root(), *definitions()->type("Thing"), *definitions());
  mapping::TransformOptions options;
  options.steps = 20'000;
  options.nodes = 20'000;
  options.unmapped = true;
  options.log = true;
  mapping::Transformer transformer(std::move(library), options);
  const bool ok = transformer.run(map, source, target, issues);
  demand(ok || issues.has_errors(), "what failed says why");
  for (const Issue& issue : issues.all()) static_cast<void>(text_of(issue, true));
  std::string out;
  if (target.root() != nullptr) syntax::json::write(*target.root(), out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  char buffer[48];
  if (const auto moment = mapping::parse_moment(text)) static_cast<void>(mapping::write_moment(*moment, false, buffer));
  mapping::MapNode node;
  Issues issues;
  const bool parses = mapping::parse(text, "map", node, issues);
  demand(parses == issues.empty(), "a map that does not parse has an issue");
  if (!parses) return 0;
  static_cast<void>(mapping::to_structure_map(node));
  Issues found;
  auto library = mapping::MapLibrary::load(definitions(), {{"map", text}}, {}, found);
  demand(library.has_value(), "a map is never a fault of ours");
  if ((*library)->maps().empty()) return 0;
  const mapping::Map& map = *(*library)->maps()[0];
  static_cast<void>(map.program());
  run(map, *library);
  return 0;
}
