#include "mapping/functions/table.h"

#include "mapping/functions/support.h"

#include <array>

namespace schakel::mapping {

namespace {

constexpr std::array<fhirpath::ExtraFunction, 35> kFunctions{{
    {"v2DateTime", 0, 0, v2_date_time, "System.DateTime", any_date_time},
    {"v2Date", 0, 0, v2_date, "System.Date"},
    {"v2Instant", 0, 0, v2_instant, "System.DateTime"},
    {"v2Time", 0, 0, v2_time, "System.String"},
    {"v2Number", 0, 0, v2_number, "System.Decimal", any_number},
    {"v2Comparator", 0, 0, v2_comparator, "System.String"},
    {"v2Text", 0, 1, v2_text, "System.String", any_text},
    {"beSsin", 0, 0, be_ssin, "System.String"},
    {"beNihdi", 0, 0, be_nihdi, "System.String"},
    {"beCbe", 0, 0, be_cbe, "System.String"},
    {"beUcum", 0, 0, be_ucum, "System.String"},
    {"identityKey", 1, 16, identity_key, "System.String"},
    {"urnUuid", 1, 16, urn_uuid, "System.String"},
    {"urlEncode", 0, 0, url_encode, "System.String"},
    {"sid", 1, 3, sid, "System.String"},
    {"key", 1, 6, make_key, "System.String"},
    {"keySystem", 0, 0, key_system, "System.String"},
    {"keyValue", 0, 0, key_value, "System.String"},
    {"keyQuery", 0, 0, key_query, "System.String"},
    {"keyPart", 1, 1, key_part, "System.String"},
    {"keyUrn", 0, 1, key_urn, "System.String"},
    {"v2Issuer", 0, 1, v2_issuer, "System.String"},
    {"v2NumberKey", 2, 2, v2_number_key, "System.String"},
    {"v2PatientKeys", 1, 1, v2_patient_keys, "System.String"},
    {"v2PersonKey", 1, 1, v2_person_key, "System.String", any_person_key},
    {"v2CodeSystem", 1, 1, v2_code_system, "System.String"},
    {"v2Occurrence", 0, 0, v2_occurrence, "System.String"},
    {"v2Letter", 0, 0, v2_letter, "System.String"},
    {"v2Low", 0, 0, v2_low, "System.String"},
    {"v2High", 0, 0, v2_high, "System.String"},
    {"v2Words", 0, 0, v2_words, "System.String", any_words},
    {"v2Person", 0, 0, v2_person, "System.String", any_person},
    {"v2FileUrl", 0, 0, v2_file_url, "System.String"},
    {"v2Base64", 0, 1, v2_base64, "System.String"},
    {"toBase64", 0, 0, to_base64, "System.String"},
}};

// Functions of whole segments: what they do not look at counts as not mapped.
constexpr std::array<std::string_view, 5> kPatientNumbers{"PID.2", "PID.3", "PID.4", "PID.19", "PID.20"};
constexpr std::array<std::string_view, 2> kSender{"MSH.3", "MSH.4"};
constexpr std::array<std::string_view, 2> kResult{"OBX.3", "OBX.4"};
constexpr std::array<std::string_view, 3> kLine{"OBX.3", "OBX.5", "OBX.6"};
constexpr std::array<FunctionReads, 4> kPartialReads{{
    {"v2PatientKeys", kPatientNumbers},
    {"v2Issuer", kSender},
    {"v2Occurrence", kResult},
    {"v2Letter", kLine},
}};

}  // namespace

const FunctionReads* partial_reads(std::string_view function) {
  for (const FunctionReads& row : kPartialReads) {
    if (row.function == function) return &row;
  }
  return nullptr;
}

std::span<const fhirpath::ExtraFunction> functions() { return kFunctions; }

}  // namespace schakel::mapping
