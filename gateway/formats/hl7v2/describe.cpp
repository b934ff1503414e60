// The names of HL7 v2 as logical StructureDefinitions: one per data type, segment and message structure.
// ElementDefinition.path cannot hold a dot inside a name, so `PID.3` is written `PID-3` there and its true name stands
// in the json-name extension.

#include "formats/hl7v2/hl7v2.h"
#include "formats/hl7v2/structures.h"

namespace schakel::formats::hl7v2 {

namespace {

constexpr std::string_view kNameExtension = "http://hl7.org/fhir/tools/StructureDefinition/json-name";

// The type of OBX-5: its components may be those of any data type.
constexpr std::string_view kVaries = "varies";

void quote(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::string dashed(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c == '.') c = '-';
  }
  return out;
}

class Model {
 public:
  Model(std::string_view name, std::string_view description) {
    const std::string id = "hl7v2-" + dashed(name);
    out_ = R"({"resourceType":"StructureDefinition","id":)";
    quote(out_, id.substr(0, 64));
    out_ += R"(,"url":)";
    quote(out_, std::string(kModelBase).append(name));
    out_ += R"(,"name":)";
    quote(out_, name);
    out_ += R"(,"title":)";
    quote(out_, description);
    out_ += R"(,"status":"active","fhirVersion":"4.0.1","kind":"logical","abstract":false,"type":)";
    quote(out_, std::string(kModelBase).append(name));
    out_ +=
        R"(,"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Element","derivation":"specialization","snapshot":{"element":[)";
    element(std::string(name), "", false, true, "", description);
  }

  // `type`: a model's name, empty for a group, `string` for text.
  void element(const std::string& path, std::string_view name, bool required, bool repeats, std::string_view type,
               std::string_view description) {
    if (out_.back() == '}') out_ += ',';
    out_ += R"({"id":)";
    quote(out_, path);
    if (name.find('.') != std::string_view::npos) {
      out_ += R"(,"extension":[{"url":)";
      quote(out_, kNameExtension);
      out_ += R"(,"valueString":)";
      quote(out_, name);
      out_ += "}]";
    }
    out_ += R"(,"path":)";
    quote(out_, path);
    if (!description.empty()) {
      out_ += R"(,"short":)";
      quote(out_, description);
    }
    out_ += required ? R"(,"min":1)" : R"(,"min":0)";
    out_ += repeats ? R"(,"max":"*")" : R"(,"max":"1")";
    if (name.empty()) {
      out_ += '}';
      return;
    }
    out_ += R"(,"type":[{"code":)";
    if (type.empty())
      quote(out_, "BackboneElement");
    else if (type == "string" || type == "Element")
      quote(out_, type);
    else
      quote(out_, std::string(kModelBase).append(type));
    out_ += "}]}";
  }

  std::string finish() { return std::move(out_) + "]}}"; }

 private:
  std::string out_;
};

std::string_view type_name(const Item& item) {
  if (item.varies) return kVaries;
  if (item.type == nullptr) return "Element";
  return item.type->primitive() ? std::string_view("string") : item.type->name.text();
}

std::string model_of(const DataType& type) {
  Model model(type.name.text(), type.description);
  for (const Item& c : type.components) {
    model.element(std::string(type.name.text()) + '.' + dashed(c.name.text()), c.name.text(), false, false,
                  type_name(c), c.description);
  }
  return model.finish();
}

std::string model_of_varies() {
  Model model(kVaries, "Of the type that another field names");
  for (const DataType& type : tables().types()) {
    for (const Item& c : type.components) {
      model.element(std::string(kVaries) + '.' + dashed(c.name.text()), c.name.text(), false, false, type_name(c),
                    c.description);
    }
  }
  return model.finish();
}

std::string model_of(const Segment& segment) {
  Model model(segment.name.text(), segment.description);
  for (const Item& f : segment.fields) {
    model.element(std::string(segment.name.text()) + '.' + dashed(f.name.text()), f.name.text(), false, true,
                  type_name(f), f.description);
  }
  return model.finish();
}

std::string model_of(const Structure& structure) {
  Model model(structure.name.text(), structure.description);
  std::vector<std::string> paths{std::string(structure.name.text())};
  std::vector<std::pair<std::size_t, std::string>> written;  // a segment may stand twice in a group; its name once
  for (std::size_t i = 1; i < structure.elements.size(); ++i) {
    const Element& e = structure.elements[i];
    paths.push_back(paths[e.parent] + '.' + std::string(e.name.text()));
    bool again = false;
    for (const auto& [parent, name] : written) again = again || (parent == e.parent && name == e.name.text());
    if (again) continue;
    written.emplace_back(e.parent, e.name.text());
    // Out of order and repeated segments stay readable: every one of them may repeat.
    model.element(paths.back(), e.name.text(), false, true, e.segment != nullptr ? e.name.text() : std::string_view{},
                  {});
  }
  return model.finish();
}

}  // namespace

void Hl7v2::describe(std::vector<std::string>& structure_definitions) const {
  const Tables& t = tables();
  for (const DataType& type : t.types()) {
    if (!type.primitive()) structure_definitions.push_back(model_of(type));
  }
  structure_definitions.push_back(model_of_varies());
  for (const Segment& segment : t.segments()) structure_definitions.push_back(model_of(segment));
  for (const Structure& structure : t.structures()) structure_definitions.push_back(model_of(structure));
}

}  // namespace schakel::formats::hl7v2
