#pragma once
// Attachment: its size and hash are those of its data (http://hl7.org/fhir/R4/datatypes.html#attachment).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kAttachmentSize{"TYPE_SPECIFIC_CHECKS_DT_ATT_SIZE_CORRECT",
                                         "The size is given as {0}, but the data has {1} bytes"};
inline constexpr Message kAttachmentData{"TYPE_SPECIFIC_CHECKS_DT_ATT_B64_DECODE_FAIL",
                                         "The data cannot be decoded: it is no base64"};
inline constexpr Message kAttachmentEmpty{"TYPE_SPECIFIC_CHECKS_DT_ATT_NO_CONTENT",
                                          "The attachment has neither data nor url, content type or language"};

Rule attachment_rule();

}  // namespace schakel::validation::rules
