#include "server/negotiation.h"

#include "fhir/model/annotate.h"
#include "fhir/model/order.h"
#include "server/answers.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"
#include "syntax/xml/writer.h"

#include <strings.h>

#include <array>
#include <charconv>

namespace schakel::server {

namespace {

constexpr std::string_view kFhirXml = "application/fhir+xml";

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The part up to the separator; `rest` goes on after it.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return trimmed(part);
}

// `application/fhir+json; fhirVersion=4.0; q=0.5`
struct MediaRange {
  std::string_view type;
  std::string_view version;
  std::string_view charset;
  double weight = 1;
};

MediaRange parse_range(std::string_view text) {
  MediaRange range;
  range.type = next_part(text, ';');
  while (!text.empty()) {
    std::string_view value = next_part(text, ';');
    const std::string_view name = next_part(value, '=');
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (same(name, "fhirVersion")) range.version = value;
    if (same(name, "charset")) range.charset = value;
    if (same(name, "q") && std::from_chars(value.data(), value.data() + value.size(), range.weight).ec != std::errc{}) {
      range.weight = 1;
    }
  }
  return range;
}

bool is_our_version(std::string_view version) { return version.empty() || version == "4.0" || version == "4.0.1"; }

enum class Kind : std::uint8_t { none, json, xml, any };

struct Known {
  std::string_view name;
  Kind kind;
  bool generic = false;  // answered under the same name
};

constexpr std::array<Known, 12> kKnown = {{
    {"application/fhir+json", Kind::json},
    {"application/fhir+xml", Kind::xml},
    {"application/json", Kind::json, true},
    {"application/xml", Kind::xml, true},
    {"text/json", Kind::json, true},
    {"text/xml", Kind::xml, true},
    {"application/json+fhir", Kind::json},  // of DSTU 2; clients still send it
    {"application/xml+fhir", Kind::xml},
    {"application/fhir json", Kind::json},  // a query's `+` is a space
    {"application/fhir xml", Kind::xml},
    {"json", Kind::json},
    {"xml", Kind::xml},
}};

const Known* known(std::string_view type) {
  for (const Known& k : kKnown) {
    if (same(k.name, type)) return &k;
  }
  return nullptr;
}

Kind kind_of(std::string_view type) {
  if (const Known* k = known(type)) return k->kind;
  return type == "*/*" || type == "application/*" || type == "*" ? Kind::any : Kind::none;
}

// The range with the highest weight that we can write; of equal ones the first.
MediaRange best_of(std::string_view accept) {
  MediaRange best;
  best.weight = 0;
  while (!accept.empty()) {
    const MediaRange range = parse_range(next_part(accept, ','));
    if (kind_of(range.type) != Kind::none && is_our_version(range.version) && range.weight > best.weight) best = range;
  }
  return best;
}

void choose(AnswerFormat& format, std::string_view type) {
  const Known* k = known(type);
  format.acceptable = k != nullptr;
  if (k == nullptr) return;
  format.xml = k->kind == Kind::xml;
  if (k->generic) format.media_type = std::string(k->name);
}

}  // namespace

AnswerFormat answer_format(std::string_view query, std::optional<std::string_view> accept,
                           std::optional<std::string_view> content_type) {
  AnswerFormat format;
  if (!query.empty()) {
    format.pretty = transport::query_parameter(query, "_pretty").value_or("") == "true";
    if (const auto wanted = transport::query_parameter(query, "_format"); wanted && !wanted->empty()) {
      const MediaRange range = parse_range(*wanted);
      choose(format, range.type);
      format.acceptable = format.acceptable && is_our_version(range.version);
      return format;
    }
  }
  if (accept && trimmed(*accept) != "*/*" && !trimmed(*accept).empty()) {
    const MediaRange best = best_of(*accept);
    if (kind_of(best.type) != Kind::any) {
      choose(format, best.type);
      return format;
    }
  }
  format.xml = content_type && kind_of(parse_range(*content_type).type) == Kind::xml;
  return format;
}

void rewrite(transport::HttpAnswer& answer, const AnswerFormat& format, const fhir::Definitions& definitions) {
  if (answer.media_type != kFhirJson || format.plain()) return;
  const std::string_view own = format.xml ? kFhirXml : kFhirJson;
  std::string body;
  if (format.xml || format.pretty) {
    Arena arena;
    Tree tree(arena);
    Issues issues;
    if (!syntax::json::read(answer.body, tree, issues) || tree.root() == nullptr) return;
    fhir::annotate(tree, definitions);
    if (format.xml) {
      fhir::sort_children(tree, *tree.root(), definitions);
      syntax::xml::write(*tree.root(), body, issues, {.pretty = format.pretty});
    } else {
      syntax::json::write(*tree.root(), body, {.shape = syntax::json::Shape::fhir, .pretty = true});
    }
    answer.body = std::move(body);
  }
  answer.media_type = format.media_type.empty() ? std::string(own) : format.media_type;
}

bool is_fhir(std::string_view media_type) {
  const MediaRange range = parse_range(media_type);
  const Known* k = known(range.type);
  const bool short_name = k != nullptr && k->name.find('/') == std::string_view::npos;
  return k != nullptr && !short_name && is_our_version(range.version) &&
         (range.charset.empty() || same(range.charset, "utf-8"));
}

}  // namespace schakel::server
