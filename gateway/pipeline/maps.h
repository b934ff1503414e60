#pragma once
// Maps: the maps of the installation, and which of them reads which type of message: the one whose header says
// `/// message = 'ADT^A03'`. A type that no map names is refused.

#include "base/result.h"
#include "fhir/definitions/definitions.h"
#include "mapping/mapping.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace schakel::pipeline {

// Immutable after load. Thread rule: any thread.
class Maps {
 public:
  // All *.map files below the folder, concept maps (*.json in folders `concepts`). Issues are those of the maps
  // (MapLibrary::load); a Fault: a file cannot be read.
  static Result<std::shared_ptr<const Maps>> load(const std::string& folder, fhir::DefinitionsPtr definitions,
                                                  Issues& issues);
  explicit Maps(std::shared_ptr<const mapping::MapLibrary> library);

  // The map for Envelope::type; null if there is none.
  [[nodiscard]] const mapping::Map* find(std::string_view type) const { return library_->for_message(type); }
  // Another event of this type is mapped (`ADT^A01` when `ADT^A11` is asked for).
  [[nodiscard]] bool knows_family(std::string_view type) const;
  // What the sender of every message of this map is told (`/// note = 'patient-not-master'`), of the notes that
  // messages.h has.
  [[nodiscard]] const std::vector<const Message*>& notes(const mapping::Map& map) const;
  [[nodiscard]] const std::shared_ptr<const mapping::MapLibrary>& library() const { return library_; }

 private:
  std::shared_ptr<const mapping::MapLibrary> library_;
  std::set<std::string, std::less<>> families_;  // `ADT`
  std::map<const mapping::Map*, std::vector<const Message*>> notes_;
};

}  // namespace schakel::pipeline
