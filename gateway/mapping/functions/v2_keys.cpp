// Who is who in HL7 v2 (mappings/identity.md):
//  v2Issuer([organization])  of MSH: the base url of the sender's own numbers: organization, else MSH-4, else MSH-3
//  v2NumberKey(issuer, kind) of CX or EI: the key of a number: a patient's SSIN by its own system, else issuer,
//  authority, kind v2PatientKeys(issuer)     of PID: the keys of all the patient's numbers, SSIN last, each once
//  v2PersonKey(issuer)       of XCN and NDL: the key of a care provider: NIHDI by its own system, else issuer and
//  authority; nothing without a number v2CodeSystem(issuer)      of the text of CWE.3: HL7 tables and OIDs by their
//  url, all else as the issuer's own

#include "fhir/primitives/identifiers.h"
#include "mapping/functions/keys.h"
#include "mapping/functions/shared_number.h"
#include "mapping/functions/v2_nodes.h"

#include <algorithm>
#include <string>

namespace schakel::mapping {

namespace {

constexpr std::string_view kSsin = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin";
constexpr std::string_view kNihdi = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi";

bool is_oid(std::string_view text) {
  return text.size() > 4 && text[0] >= '0' && text[0] <= '2' && text[1] == '.' &&
         text.find_first_not_of("0123456789.") == std::string_view::npos && text.back() != '.';
}

// The names that are looked for, interned once.
struct Names {
  Name hd1 = Name::intern("HD.1"), hd2 = Name::intern("HD.2"), hd3 = Name::intern("HD.3");
  Name ei1 = Name::intern("EI.1"), ei2 = Name::intern("EI.2"), ei3 = Name::intern("EI.3");
  Name cx1 = Name::intern("CX.1"), cx4 = Name::intern("CX.4"), dln1 = Name::intern("DLN.1");
  Name xcn1 = Name::intern("XCN.1"), xcn9 = Name::intern("XCN.9");
  Name ndl1 = Name::intern("NDL.1"), cnn1 = Name::intern("CNN.1");
  Name pid2 = Name::intern("PID.2"), pid3 = Name::intern("PID.3"), pid4 = Name::intern("PID.4");
  Name pid19 = Name::intern("PID.19"), pid20 = Name::intern("PID.20");
};
const Names& names() {
  static const Names all;
  return all;
}

// A number that says nothing: `0000000000`.
bool only_zeros(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// The system of a number: HD's universal id where it is one of its own, else issuer, namespace and kind.
void append_system(TextWriter& to, const Node* hd, std::string_view issuer, std::string_view kind) {
  const std::string_view universal = child_text(hd, names().hd2);
  const std::string_view type = child_text(hd, names().hd3);
  if (is_oid(universal) && (type == "ISO" || type.empty())) {
    to.append("urn:oid:").append(universal);
    return;
  }
  if (type == "UUID" && universal.size() == 36) {
    to.append("urn:uuid:");
    for (const char c : universal) to.append(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
    return;
  }
  to.append(issuer);
  const std::string_view space = child_text(hd, names().hd1);
  const std::string_view authority = space.empty() ? universal : space;
  if (!authority.empty()) append_slug(to.append('/'), authority);
  to.append('/').append(kind);
}

std::string_view key_of(TextWriter& system, std::string_view value) {
  return system.append('|').append(trim(value)).text();
}

std::string_view entity_key(const Node& field, std::string_view issuer, std::string_view kind, TextWriter& key) {
  const std::string_view value = child_text(&field, names().ei1);
  if (value.empty()) return {};
  const std::string_view universal = child_text(&field, names().ei3);
  if (is_oid(universal)) return key_of(key.append("urn:oid:").append(universal), value);
  const std::string_view name = child_text(&field, names().ei2);
  const std::string_view space = name.empty() ? universal : name;
  key.append(issuer);
  if (!space.empty()) append_slug(key.append('/'), space);
  return key_of(key.append('/').append(kind), value);
}

// The key of CX or EI (or of a text); empty when there is none.
std::string_view number_key(const Node& field, std::string_view issuer, std::string_view kind,
                            fhirpath::Scratch& scratch) {
  TextWriter key(scratch);
  if (field.child(names().ei1) != nullptr) return entity_key(field, issuer, kind, key);
  std::string_view value = child_text(&field, names().cx1);
  if (value.empty()) value = child_text(&field, names().dln1);
  if (value.empty() && field.has_value()) value = content(field.value().reveal());
  if (trim(value).empty() || only_zeros(trim(value))) return {};
  if (kind == "patient") {
    if (const std::string digits = fhir::digits_of(value); fhir::is_ssin(digits))
      return key_of(key.append(kSsin), digits);
  }
  append_system(key, field.child(names().cx4), issuer, kind);
  return key_of(key, value);
}

}  // namespace

bool v2_issuer(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  const Node* msh = node_of(focus);
  if (msh == nullptr) return true;
  std::string_view name = arguments.empty() ? std::string_view{} : text_at(arguments, 0, out);
  if (name.empty()) name = child_text(msh->child("MSH.4"), names().hd1);
  if (name.empty()) name = child_text(msh->child("MSH.4"), names().hd2);
  if (name.empty()) name = child_text(msh->child("MSH.3"), names().hd1);
  if (name.empty()) name = "unknown";
  TextWriter url(out.scratch());
  append_slug(url.append(kSidBase), name);
  give_kept(out, url.text());
  return true;
}

bool v2_number_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    if (!value.is_node()) continue;
    give_kept(out, number_key(*value.node, text_at(arguments, 0, out), text_at(arguments, 1, out), out.scratch()));
  }
  return true;
}

bool v2_patient_keys(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                     fhirpath::Error& /*error*/) {
  const Node* pid = node_of(focus);
  if (pid == nullptr) return true;
  const std::string_view from = text_at(arguments, 0, out);
  fhirpath::Collection keys(out.scratch());
  const auto add = [&](Name field, bool only_ssin) {
    for (const Node* n = pid->child(field); n != nullptr; n = n->next_of_same_name()) {
      const std::string_view key = number_key(*n, from, "patient", out.scratch());
      if (key.empty() || (only_ssin && key_system(key) != kSsin)) continue;
      const bool known = std::any_of(keys.begin(), keys.end(), [&](const fhirpath::Value& k) { return k.text == key; });
      if (!known) keys.push(fhirpath::Value::of_string(key));
    }
  };
  add(names().pid3, false);
  add(names().pid4, false);
  add(names().pid2, false);
  add(names().pid19, true);
  add(names().pid20, true);
  // What is local comes first: it names things that hang on the patient without telling who that is.
  for (const bool ssin : {false, true}) {
    for (const fhirpath::Value& key : keys.values()) {
      if ((key_system(key.text) == kSsin) == ssin) out.push(key);
    }
  }
  return true;
}

namespace {

// XCN-1, or CNN-1 of NDL-1; empty when it says nothing.
std::string_view person_number(const fhirpath::Value& value) {
  if (!value.is_node()) return {};
  const Node* cnn = value.node->child(names().ndl1);
  const std::string_view number =
      trim(cnn != nullptr ? child_text(cnn, names().cnn1) : child_text(value.node, names().xcn1));
  if (only_zeros(number)) return {};
  if (cnn != nullptr) return number;
  const std::string digits = fhir::digits_of(number);
  const bool national = fhir::is_nihdi(digits) || fhir::is_ssin(digits);
  return !national && is_shared_number(*value.node) ? std::string_view{} : number;
}

}  // namespace

bool v2_person_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    const std::string_view number = person_number(value);
    if (number.empty()) continue;
    TextWriter key(out.scratch());
    if (const std::string digits = fhir::digits_of(number); fhir::is_nihdi(digits)) {
      give_kept(out, key_of(key.append(kNihdi), digits));
    } else if (fhir::is_ssin(digits)) {
      give_kept(out, key_of(key.append(kSsin), digits));
    } else {
      append_system(key, value.node->child(names().xcn9), text_at(arguments, 0, out), "practitioner");
      give_kept(out, key_of(key, number));
    }
  }
  return true;
}

bool any_person_key(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Scratch& /*scratch*/) {
  return std::any_of(focus.begin(), focus.end(), [](const fhirpath::Value& v) { return !person_number(v).empty(); });
}

bool v2_code_system(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                    fhirpath::Error& /*error*/) {
  const std::string_view name = trim(text_of(focus, out.scratch()));
  TextWriter system(out.scratch());
  if (name.size() == 7 && name.substr(0, 3) == "HL7" &&
      name.substr(3).find_first_not_of("0123456789") == std::string_view::npos) {
    system.append("http://terminology.hl7.org/CodeSystem/v2-").append(name.substr(3));
  } else if (is_oid(name)) {
    system.append("urn:oid:").append(name);
  } else if (name.find("://") != std::string_view::npos || name.substr(0, 4) == "urn:") {
    system.append(name);
  } else {
    system.append(text_at(arguments, 0, out)).append("/code");
    // L and 99... only say that the code is the sender's own.
    if (!name.empty() && name != "L") append_slug(system.append('/'), name);
  }
  give_kept(out, system.text());
  return true;
}

}  // namespace schakel::mapping
