// FHIRPath inside maps: which variables an expression uses, what it reads, what is wrong with it.

#include "mapping/functions/table.h"
#include "mapping/messages.h"
#include "mapping/program/compiler.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// One name in an expression.
struct Mention {
  std::string name;
  bool percent = false;
  bool step = false;   // behind a dot
  bool call = false;   // before a bracket
  bool first = false;  // the first thing of the expression
};

// The names of an expression, its strings and dates left out.
std::vector<Mention> mentions(std::string_view text) {
  std::vector<Mention> out;
  bool after_dot = false;
  bool percent = false;
  bool first = true;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++i;
      continue;
    }
    Mention mention;
    if (c == '\'') {
      for (++i; i < text.size() && text[i] != '\''; ++i) i += text[i] == '\\' ? 1 : 0;
      ++i;
    } else if (c == '`') {
      const std::size_t begin = ++i;
      while (i < text.size() && text[i] != '`') ++i;
      mention.name = text.substr(begin, i - begin);
      ++i;
    } else if (c == '@') {
      ++i;
      while (i < text.size() && (is_name(text[i]) || text[i] == ':' || text[i] == '-')) ++i;
    } else if (is_name(c)) {
      const std::size_t begin = i;
      while (i < text.size() && is_name(text[i])) ++i;
      if (c < '0' || c > '9') mention.name = text.substr(begin, i - begin);
    } else {
      if (c == '$' && text.substr(i, 5) == "$this") i += 4;
      percent = c == '%';
      after_dot = c == '.';
      ++i;
      if (!percent && !after_dot) first = first && c == '(';
      continue;
    }
    if (!mention.name.empty()) {
      std::size_t k = i;
      while (k < text.size() && text[k] == ' ') ++k;
      mention.percent = percent;
      mention.step = after_dot;
      mention.call = k < text.size() && text[k] == '(';
      mention.first = first;
      out.push_back(std::move(mention));
    }
    first = false;
    percent = after_dot = false;
  }
  return out;
}

bool is_standard(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kStandard{"context", "resource", "rootResource",
                                                             "ucum",    "sct",      "loinc"};
  return std::find(kStandard.begin(), kStandard.end(), name) != kStandard.end() || name.substr(0, 3) == "vs-" ||
         name.substr(0, 4) == "ext-";
}

// Functions and variables that see more than they are given, or another thing each time.
bool looks_around(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames{"v2Occurrence", "resolve",  "now",   "today",
                                                          "timeOfDay",    "resource", "trace", "rootResource"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

class ExpressionCompiler {
 public:
  ExpressionCompiler(Compiler& compiler, const CompiledMap& map, const Expression& expression, const Scope& scope)
      : c_(compiler), map_(map), expression_(expression), scope_(scope), mentions_(mentions(expression.text)) {}

  std::unique_ptr<ExpressionProgram> run(const fhir::Type* focus, bool has_focus) {
    out_ = std::make_unique<ExpressionProgram>();
    out_->text = expression_.text;
    out_->span = expression_.span;
    find_variables();
    find_lead(focus, has_focus);
    std::vector<std::string_view> names(out_->names.begin(), out_->names.end());
    fhirpath::CompileOptions options;
    options.definitions = &c_.definitions();
    options.context = has_focus && focus != nullptr && !focus->abstract ? focus : nullptr;
    options.no_focus = !has_focus;
    options.variables = names;
    options.variable_types = types_;
    options.functions = functions();
    options.bare_variables = true;
    options.typed_choice_names = true;
    options.as_filters = true;
    options.strict = true;
    auto program = fhirpath::compile(expression_.text, options);
    if (!program && options.strict && program.error().kind == fhirpath::ErrorKind::semantic) {
      report(program.error());
      options.strict = false;
      program = fhirpath::compile(expression_.text, options);
    }
    if (program) {
      out_->program = *program;
    } else {
      report(program.error());
    }
    return std::move(out_);
  }

 private:
  void report(const fhirpath::Error& error) {
    Span span = expression_.span;
    if (error.column > 0 && span.begin + error.column <= span.end) span.begin += error.column - 1;
    c_.report(map_, Severity::error, span, kExpression, {Argument::name(error.message)});
  }

  void find_variables() {
    for (const Mention& m : mentions_) {
      if (m.call ? looks_around(m.name) : m.percent && looks_around(m.name)) out_->local = false;
      if (!m.call) out_->mentioned.push_back(Name::intern(m.name));
      if (m.call) find_reads(m.name);
      if (m.step || (m.call && !m.percent)) continue;
      if (std::find(out_->names.begin(), out_->names.end(), m.name) != out_->names.end()) continue;
      Reference reference;
      if (const Scope::Variable* v = scope_.find(m.name)) {
        reference.kind = Reference::Kind::slot;
        reference.index = v->slot;
        reference.type = v->type;
      } else if (std::uint16_t index = 0; c_.let(map_, m.name, index) != nullptr) {
        reference.kind = Reference::Kind::let;
        reference.index = index;
        out_->has_lets = true;
      } else if (m.percent && m.name == "organization") {
        reference.kind = Reference::Kind::organization;
        reference.type = c_.definitions().type("string");
      } else if (!m.percent || is_standard(m.name)) {
        continue;
      } else {
        // At run time an unknown variable is empty; whoever checks the map wants to know.
        c_.report(map_, Severity::error, expression_.span, kUnknownVariable,
                  {Argument::name("source or target"), Argument::name(m.name)});
      }
      out_->names.push_back(m.name);
      out_->variables.push_back(reference);
      types_.push_back(reference.type != nullptr && reference.type->abstract ? nullptr : reference.type);
    }
  }

  void find_reads(std::string_view function) {
    const auto own = functions();
    if (std::none_of(own.begin(), own.end(), [&](const fhirpath::ExtraFunction& f) { return f.name == function; }))
      return;
    out_->reads_whole = true;
    if (const FunctionReads* reads = partial_reads(function)) {
      for (const std::string_view child : reads->children) out_->mentioned.push_back(Name::intern(child));
    }
  }

  void find_lead(const fhir::Type* focus, bool has_focus) {
    std::size_t i = 0;
    if (!mentions_.empty() && mentions_[0].first && !mentions_[0].step && !mentions_[0].call) {
      const Mention& m = mentions_[0];
      const bool child = !m.percent && focus != nullptr && focus->find(Name::intern(m.name)) != nullptr;
      if (const Scope::Variable* v = child ? nullptr : scope_.find(m.name)) {
        out_->lead.kind = Reference::Kind::slot;
        out_->lead.index = v->slot;
        i = 1;
      } else if (m.percent) {
        return;
      } else {
        out_->lead_is_focus = has_focus;
        out_->lead_path.push_back(Name::intern(m.name));
        i = 1;
      }
    } else {
      out_->lead_is_focus = has_focus;
    }
    for (; i < mentions_.size() && mentions_[i].step && !mentions_[i].call; ++i)
      out_->lead_path.push_back(Name::intern(mentions_[i].name));
  }

  Compiler& c_;
  const CompiledMap& map_;
  const Expression& expression_;
  const Scope& scope_;
  std::vector<Mention> mentions_;
  std::vector<const fhir::Type*> types_;
  std::unique_ptr<ExpressionProgram> out_;
};

}  // namespace

std::unique_ptr<ExpressionProgram> compile_expression(Compiler& compiler, const CompiledMap& map,
                                                      const Expression& expression, const fhir::Type* focus,
                                                      bool has_focus, const Scope& scope) {
  return ExpressionCompiler(compiler, map, expression, scope).run(focus, has_focus);
}

}  // namespace schakel::mapping
