// Every loader: one declaration in loaders.h and one row.

#include "terminology/loaders/loaders.h"

#include <array>

namespace schakel::terminology {

namespace {

constexpr std::array<Loader, 3> kLoaders{{
    {"snomed", "codesystem.snomed", "an RF2 release: Snapshot/Terminology and Snapshot/Refset", load_snomed},
    {"loinc", "codesystem.loinc", "LoincTable/Loinc.csv, and AccessoryFiles where they are", load_loinc},
    {"atc", "codesystem.atc", "a table with the columns code and name, or name_en, name_nl, name_fr", load_atc},
}};

}  // namespace

std::span<const Loader> loaders() { return kLoaders; }

const Loader* find_loader(std::string_view name) {
  for (const Loader& l : kLoaders) {
    if (l.name == name) return &l;
  }
  return nullptr;
}

}  // namespace schakel::terminology
