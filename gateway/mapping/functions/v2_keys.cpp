// Who is who in HL7 v2 (mappings/identity.md):
//  v2Issuer([organization])  of MSH: the base url of the sender's own numbers: organization, else MSH-4, else MSH-3
//  v2NumberKey(issuer, kind) of CX or EI: the key of a number: a patient's SSIN by its own system, else issuer,
//  authority, kind v2PatientKeys(issuer)     of PID: the keys of all the patient's numbers, SSIN last, each once
//  v2PersonKey(issuer)       of XCN and NDL: the key of a care provider: NIHDI by its own system, else issuer and
//  authority; nothing without a number v2CodeSystem(issuer)      of the text of CWE.3: HL7 tables and OIDs by their
//  url, all else as the issuer's own

#include "fhir/primitives/identifiers.h"
#include "mapping/functions/keys.h"
#include "mapping/functions/v2_nodes.h"

#include <algorithm>
#include <vector>

namespace schakel::mapping {

namespace {

constexpr std::string_view kSsin = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin";
constexpr std::string_view kNihdi = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi";

bool is_oid(std::string_view text) {
  return text.size() > 4 && text[0] >= '0' && text[0] <= '2' && text[1] == '.' &&
         text.find_first_not_of("0123456789.") == std::string_view::npos && text.back() != '.';
}

// A number that says nothing: `0000000000`.
bool only_zeros(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// The system of a number: HD's universal id where it is one of its own, else issuer, namespace and kind.
std::string system_of(const Node* hd, std::string_view issuer, std::string_view kind) {
  const std::string_view universal = child_text(hd, "HD.2");
  const std::string_view type = child_text(hd, "HD.3");
  if (is_oid(universal) && (type == "ISO" || type.empty())) return std::string("urn:oid:").append(universal);
  if (type == "UUID" && universal.size() == 36) {
    std::string urn = "urn:uuid:";
    for (const char c : universal) urn += static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c);
    return urn;
  }
  std::string system(issuer);
  const std::string_view authority = child_text(hd, "HD.1").empty() ? universal : child_text(hd, "HD.1");
  if (!authority.empty()) {
    system += '/';
    append_slug(system, authority);
  }
  system += '/';
  return system.append(kind);
}

std::string key_of(std::string system, std::string_view value) { return system.append(1, '|').append(trim(value)); }

// The key of CX (or of a text); empty when there is none.
std::string number_key(const Node& field, std::string_view issuer, std::string_view kind) {
  std::string_view value = child_text(&field, "CX.1");
  const Node* authority = field.child("CX.4");
  if (field.child("EI.1") != nullptr) {
    value = child_text(&field, "EI.1");
    std::string system(issuer);
    const std::string_view universal = child_text(&field, "EI.3");
    if (is_oid(universal)) {
      system = std::string("urn:oid:").append(universal);
    } else {
      const std::string_view space = child_text(&field, "EI.2").empty() ? universal : child_text(&field, "EI.2");
      if (!space.empty()) append_slug(system += '/', space);
      system.append(1, '/').append(kind);
    }
    return value.empty() ? std::string() : key_of(std::move(system), value);
  }
  if (value.empty()) value = child_text(&field, "DLN.1");
  if (value.empty() && field.has_value()) value = content(field.value().reveal());
  if (trim(value).empty() || only_zeros(trim(value))) return {};
  if (const std::string digits = fhir::digits_of(value); kind == "patient" && fhir::is_ssin(digits))
    return key_of(std::string(kSsin), digits);
  return key_of(system_of(authority, issuer, kind), value);
}

}  // namespace

bool v2_issuer(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  const Node* msh = node_of(focus);
  if (msh == nullptr) return true;
  std::string_view name = arguments.empty() ? std::string_view{} : text_at(arguments, 0, out);
  if (name.empty()) name = child_text(msh->child("MSH.4"), "HD.1");
  if (name.empty()) name = child_text(msh->child("MSH.4"), "HD.2");
  if (name.empty()) name = child_text(msh->child("MSH.3"), "HD.1");
  if (name.empty()) name = "unknown";
  std::string url(kSidBase);
  append_slug(url, name);
  give(out, url);
  return true;
}

bool v2_number_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    if (value.is_node()) give(out, number_key(*value.node, text_at(arguments, 0, out), text_at(arguments, 1, out)));
  }
  return true;
}

bool v2_patient_keys(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                     fhirpath::Error& /*error*/) {
  const Node* pid = node_of(focus);
  if (pid == nullptr) return true;
  const std::string_view from = text_at(arguments, 0, out);
  std::vector<std::string> keys;
  const auto add = [&](std::string_view field, bool only_ssin) {
    for (const Node* n = pid->child(field); n != nullptr; n = n->next_of_same_name()) {
      std::string key = number_key(*n, from, "patient");
      const bool ssin = key_system(key) == kSsin;
      if (key.empty() || (only_ssin && !ssin) || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      keys.push_back(std::move(key));
    }
  };
  add("PID.3", false);
  add("PID.4", false);
  add("PID.2", false);
  add("PID.19", true);
  add("PID.20", true);
  // What is local comes first: it names things that hang on the patient without telling who that is.
  std::stable_partition(keys.begin(), keys.end(), [](const std::string& k) { return key_system(k) != kSsin; });
  for (const std::string& key : keys) give(out, key);
  return true;
}

bool v2_person_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    const Node* xcn = value.is_node() ? value.node : nullptr;
    std::string_view number = trim(child_text(xcn, "XCN.1"));
    if (const Node* cnn = xcn != nullptr ? xcn->child("NDL.1") : nullptr) number = trim(child_text(cnn, "CNN.1"));
    if (number.empty() || only_zeros(number)) continue;
    if (const std::string digits = fhir::digits_of(number); fhir::is_nihdi(digits)) {
      give(out, key_of(std::string(kNihdi), digits));
    } else if (fhir::is_ssin(digits)) {
      give(out, key_of(std::string(kSsin), digits));
    } else {
      give(out, key_of(system_of(xcn->child("XCN.9"), text_at(arguments, 0, out), "practitioner"), number));
    }
  }
  return true;
}

bool v2_code_system(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                    fhirpath::Error& /*error*/) {
  const std::string_view name = trim(text_of(focus, out.scratch()));
  if (name.size() == 7 && name.substr(0, 3) == "HL7" &&
      name.substr(3).find_first_not_of("0123456789") == std::string_view::npos) {
    give(out, std::string("http://terminology.hl7.org/CodeSystem/v2-").append(name.substr(3)));
  } else if (is_oid(name)) {
    give(out, std::string("urn:oid:").append(name));
  } else if (name.find("://") != std::string_view::npos || name.substr(0, 4) == "urn:") {
    give(out, name);
  } else {
    std::string system(text_at(arguments, 0, out));
    system += "/code";
    // L and 99... only say that the code is the sender's own.
    if (!name.empty() && name != "L") append_slug(system += '/', name);
    give(out, system);
  }
  return true;
}

}  // namespace schakel::mapping
