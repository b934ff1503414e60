#include "mapping/functions/table.h"

#include "mapping/functions/support.h"

#include <array>

namespace schakel::mapping {

namespace {

constexpr std::array<fhirpath::ExtraFunction, 13> kFunctions{{
    {"v2DateTime", 0, 0, v2_date_time, "System.DateTime"},
    {"v2Date", 0, 0, v2_date, "System.Date"},
    {"v2Instant", 0, 0, v2_instant, "System.DateTime"},
    {"v2Number", 0, 0, v2_number, "System.Decimal"},
    {"v2Comparator", 0, 0, v2_comparator, "System.String"},
    {"v2Text", 0, 1, v2_text, "System.String"},
    {"beSsin", 0, 0, be_ssin, "System.String"},
    {"beNihdi", 0, 0, be_nihdi, "System.String"},
    {"beCbe", 0, 0, be_cbe, "System.String"},
    {"beUcum", 0, 0, be_ucum, "System.String"},
    {"identityKey", 1, 16, identity_key, "System.String"},
    {"urnUuid", 1, 16, urn_uuid, "System.String"},
    {"urlEncode", 0, 0, url_encode, "System.String"},
}};

}  // namespace

std::span<const fhirpath::ExtraFunction> functions() { return kFunctions; }

}  // namespace schakel::mapping
