#include "fhirpath/program.h"

#include "fhirpath/regex.h"

namespace schakel::fhirpath {

Program::Program() = default;
Program::~Program() = default;

void Program::set(const Operation* root, std::string_view text, std::uint32_t slots, std::string result_type) {
  root_ = root;
  text_ = arena_.copy(text);
  slots_ = slots;
  result_type_ = std::move(result_type);
}

const re2::RE2* Program::keep_pattern(std::string_view pattern, std::string& problem) {
  auto compiled = compile_pattern(pattern, {}, problem);
  if (compiled == nullptr) return nullptr;
  patterns_.push_back(std::move(compiled));
  return patterns_.back().get();
}

namespace {

void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (u < 0x20) {
      out += "\\u00";
      out += kHex[u >> 4];
      out += kHex[u & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_steps(std::string& out, const Operation& op) {
  out += ",\"steps\":[";
  bool first = true;
  for (const Step& s : op.steps) {
    if (!first) out += ',';
    first = false;
    std::string text(s.name.text());
    if (s.root_type) text += " (or type)";
    if (s.element != 0) text += "[x]";
    append_json(out, text);
  }
  out += ']';
}

void append_operation(std::string& out, const Operation& op) {
  out += "{\"op\":";
  append_json(out, op.code);
  if (op.input != nullptr) {
    out += ",\"input\":";
    append_operation(out, *op.input);
  }
  if (!op.steps.empty()) append_steps(out, op);
  if (!op.text.empty()) {
    out += ",\"text\":";
    append_json(out, op.text);
  }
  if (std::string_view(op.code) == "literal") {
    out += ",\"type\":";
    append_json(out, type_name(op.literal));
    out += ",\"value\":";
    append_json(out, to_text(op.literal));
  }
  if (!op.constants.empty()) {
    out += ",\"constants\":[";
    for (std::size_t i = 0; i < op.constants.size(); ++i) {
      if (i != 0) out += ',';
      append_json(out, to_text(op.constants[i]));
    }
    out += ']';
  }
  if (op.type != nullptr) {
    out += ",\"type\":";
    append_json(out, op.type->text);
  }
  if (op.flag) out += ",\"flag\":true";
  if (!op.arguments.empty()) {
    out += ",\"arguments\":[";
    bool first = true;
    for (const Operation* a : op.arguments) {
      if (!first) out += ',';
      first = false;
      append_operation(out, *a);
    }
    out += ']';
  }
  out += '}';
}

}  // namespace

std::string to_json(const Program& program) {
  std::string out = "{\"version\":1,\"expression\":";
  append_json(out, program.text());
  out += ",\"result\":";
  append_json(out, program.result_type());
  out += ",\"program\":";
  append_operation(out, program.root());
  out += '}';
  return out;
}

}  // namespace schakel::fhirpath
