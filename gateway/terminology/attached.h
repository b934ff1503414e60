#pragma once
// Code systems that came from the files of their licence holders: `schakel terminology load` packs each into an image
// file of its own beside the image of definitions (fhir/definitions/attached.h); its one section is named here.

#include <array>
#include <string_view>

namespace schakel::terminology {

inline constexpr std::array<std::string_view, 3> kAttached{"codesystem.snomed", "codesystem.loinc", "codesystem.atc"};

}  // namespace schakel::terminology
