#pragma once
// Installation: where the data that belongs to this binary lies. Found from the binary's own place (/proc/self/exe),
// never from the working directory, so that `schakel` works wherever it is called from.
//
// Two layouts, the nearest one above the binary wins:
//   a checkout   ROOT/gateway/CMakeLists.txt; the binary is ROOT/build/<preset>/schakel (unit tests lie deeper below
//   build/) installed    PREFIX/bin/schakel with PREFIX/share/schakel/{mappings,profiles}

#include "base/result.h"

#include <string>

namespace schakel {

struct Installation {
  bool checkout = false;
  std::string root;       // ROOT, or PREFIX/share/schakel
  std::string mappings;   // maps and concept maps
  std::string profiles;   // packages.lock.json, local/, hubs/
  std::string image;      // the compiled definitions; may not exist yet
  std::string packages;   // the FHIR package cache: what `schakel package install` put there
  std::string downloads;  // what set-up fetched (npm tarballs); in an installed layout: beside the image
};

// The layout around a binary; `not_found` when it stands in neither.
Result<Installation> installation_of(const std::string& binary);
// The one of the running program.
Result<Installation> this_installation();

}  // namespace schakel
