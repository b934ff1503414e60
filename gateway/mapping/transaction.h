#pragma once
// "Equal keys in one message make one entry" (architecture decision 13), for maps that stay within the mapping
// language.
//
// A map gives every entry of a transaction a fullUrl made from the business identity of its resource (`urnUuid(...)`)
// and refers to it by that url. It may so make an entry for a practitioner each time one is named. Afterwards, here:
// - entries of one fullUrl become the first of them; what the others say besides is added to it: elements it lacks, and
//   items of repeating elements it does not have yet (equal in all they hold). Where both say a single element, the
//   first one counts;
// - the same holds inside a CareTeam for participants of one member (and onBehalfOf), and inside an Encounter for
//   participants of one individual: each person once, with all roles.
// Anything but a Bundle of type transaction or batch is left alone.

#include "fhir/definitions/definitions.h"
#include "tree/tree.h"

namespace schakel::mapping {

void merge_entries(Tree& bundle, const fhir::Definitions& definitions);

}  // namespace schakel::mapping
