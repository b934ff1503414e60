#pragma once
// Names of the image's sections that this room writes and reads. Other rooms name theirs after themselves
// (`terminology.expansions`) and get them with Definitions::section().

#include <string_view>

namespace schakel::fhir::sections {

inline constexpr std::string_view kTypes = "types.rows";            // TypeRow
inline constexpr std::string_view kElements = "types.elements";     // ElementRow
inline constexpr std::string_view kUses = "types.uses";             // UseRow
inline constexpr std::string_view kLists = "types.lists";           // offsets into types.strings
inline constexpr std::string_view kTypeStrings = "types.strings";   // StringPool
inline constexpr std::string_view kIndexRows = "index.rows";        // ResourceRow
inline constexpr std::string_view kIndexSlots = "index.slots";      // hash table over urls
inline constexpr std::string_view kIndexStrings = "index.strings";  // StringPool
inline constexpr std::string_view kResources = "resources";         // compact JSON, one after the other
inline constexpr std::string_view kPackages = "packages";           // JSON: what the image was made of
inline constexpr std::string_view kCorrections = "corrections";     // JSON, see corrections.h: overlays apply them too
inline constexpr std::string_view kProblems = "problems";           // JSON: what could not be loaded or resolved

}  // namespace schakel::fhir::sections
