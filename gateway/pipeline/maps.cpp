#include "pipeline/maps.h"

#include "mapping/map_files.h"
#include "pipeline/messages.h"

namespace schakel::pipeline {

namespace {

std::string_view family_of(std::string_view type) { return type.substr(0, type.find('^')); }

}  // namespace

Result<std::shared_ptr<const Maps>> Maps::load(const std::string& folder, fhir::DefinitionsPtr definitions,
                                               Issues& issues) {
  auto files = mapping::read_map_files(folder);
  if (!files) return failed(std::move(files.error()));
  auto library =
      mapping::MapLibrary::load(std::move(definitions), std::move(files->maps), std::move(files->concepts), issues);
  if (!library) return failed(std::move(library.error()));
  return std::make_shared<const Maps>(std::move(*library));
}

Maps::Maps(std::shared_ptr<const mapping::MapLibrary> library) : library_(std::move(library)) {
  for (const mapping::Map* map : library_->maps()) {
    for (const std::string_view type : map->metadata("message")) families_.emplace(family_of(type));
    for (const std::string_view id : map->metadata("note")) {
      for (const Message* note : {&kPatientNotMaster}) {
        if (note->id == id) notes_[map].push_back(note);
      }
    }
  }
}

bool Maps::knows_family(std::string_view type) const { return families_.contains(family_of(type)); }

const std::vector<const Message*>& Maps::notes(const mapping::Map& map) const {
  static const std::vector<const Message*> none;
  const auto found = notes_.find(&map);
  return found == notes_.end() ? none : found->second;
}

}  // namespace schakel::pipeline
