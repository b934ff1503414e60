#pragma once
// What our FHIRPath functions share. Private to mapping/functions.

#include "fhirpath/collection.h"
#include "fhirpath/fhirpath.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::mapping {

using Arguments = std::span<const std::span<const fhirpath::Value>>;

// The text of an item. A composite of a local format (a TS with its first component, a CX) stands for the first text in
// it. Empty: it has none.
std::string_view text_of(const fhirpath::Value& value, fhirpath::Scratch& scratch);
// Of the first item.
std::string_view text_of(std::span<const fhirpath::Value> values, fhirpath::Scratch& scratch);

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The functions: one file each, in the order of table.cpp.
bool v2_date_time(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                  fhirpath::Error& error);
bool v2_date(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool v2_instant(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                fhirpath::Error& error);
bool v2_time(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool v2_number(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool v2_comparator(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& error);
bool v2_text(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool be_ssin(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool be_nihdi(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& error);
bool be_cbe(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
            fhirpath::Error& error);
bool be_ucum(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool identity_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                  fhirpath::Error& error);
bool urn_uuid(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& error);
bool url_encode(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                fhirpath::Error& error);
bool sid(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
         fhirpath::Error& error);
bool make_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& error);
bool key_system(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                fhirpath::Error& error);
bool key_value(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool key_query(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool key_part(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& error);
bool key_urn(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool v2_issuer(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool v2_number_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& error);
bool v2_patient_keys(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                     fhirpath::Error& error);
bool v2_person_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& error);
bool v2_code_system(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                    fhirpath::Error& error);
bool v2_occurrence(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                   fhirpath::Error& error);
bool v2_letter(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool v2_low(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
            fhirpath::Error& error);
bool v2_high(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& error);
bool v2_words(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& error);
bool v2_person(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool v2_file_url(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
                 fhirpath::Error& error);
bool v2_base64(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);
bool to_base64(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& error);

// Whether those would give anything, without making it.
bool any_date_time(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch);
bool any_number(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch);
bool any_text(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch);
bool any_person_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch);
bool any_words(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch);
bool any_person(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch);

}  // namespace schakel::mapping
