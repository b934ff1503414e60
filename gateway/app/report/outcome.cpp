// OperationOutcome in JSON and XML; for several documents a Bundle of type collection with one each, in order, each
// issue with the file it is of.

#include "fhir/outcome/outcome.h"
#include "app/document.h"
#include "app/report/report.h"
#include "app/version.h"
#include "fhir/packages/digest.h"

namespace schakel::app {

namespace {

// A name-based UUID (RFC 4122, version 5): the same for the same document in each run.
std::string uuid_of(std::string_view name) {
  std::string hex = fhir::sha1_hex(std::string("schakel validate ").append(name)).substr(0, 32);
  hex[12] = '5';
  hex[16] = "89ab"[static_cast<std::size_t>(hex[16]) % 4];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

std::string outcomes(const std::vector<Judged>& judged, const ReportOptions& report) {
  std::string out;
  const std::string first = std::string("Schakel ") + kVersionText;
  const auto one = [&](const Judged& j) {
    fhir::OutcomeOptions options;
    options.document = j.bytes;
    options.first_line = j.first_line;
    options.language = report.language;
    options.first = first;
    options.file = judged.size() > 1 ? std::string_view(j.name) : std::string_view{};
    fhir::write_outcome(j.issues, options, out);
  };
  if (judged.size() == 1) {
    one(judged[0]);
    return out;
  }
  out = R"({"resourceType":"Bundle","type":"collection")";
  for (std::size_t i = 0; i < judged.size(); ++i) {
    out += i == 0 ? ",\"entry\":[\n" : ",\n";
    out += R"({"fullUrl":"urn:uuid:)" + uuid_of(judged[i].name) + R"(","resource":)";
    one(judged[i]);
    out += '}';
  }
  return out + (judged.empty() ? "}" : "\n]}");
}

std::string written(const std::string& json, Syntax syntax, const ReportOptions& report) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  std::string out;
  if (read_fhir(json, Syntax::json, *report.definitions, tree, issues))
    write_fhir(tree, syntax, *report.definitions, true, out, issues);
  return out + '\n';
}

}  // namespace

std::string as_json(const std::vector<Judged>& judged, const ReportOptions& options) {
  const std::string json = outcomes(judged, options);
  return judged.size() == 1 ? written(json, Syntax::json, options) : json + '\n';
}

std::string as_xml(const std::vector<Judged>& judged, const ReportOptions& options) {
  return written(outcomes(judged, options), Syntax::xml, options);
}

}  // namespace schakel::app
