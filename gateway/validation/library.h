#pragma once
// Library: the programs of one generation of definitions, each compiled when it is first asked for and kept.
// Thread rule: any thread; a program that exists is found under a shared lock, compiling takes an exclusive one.

#include "base/arena.h"
#include "fhir/definitions/definitions.h"
#include "fhirpath/fhirpath.h"
#include "validation/program.h"

#include <memory>
#include <string_view>

namespace schakel::validation {

class Codes;

class Library {
 public:
  // `codes` answers bindings; null: every binding is "not checked".
  Library(fhir::DefinitionsPtr definitions, const Codes* codes);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // By canonical, `url` or `url|version`; null when no StructureDefinition of it is loaded.
  const Program* find(std::string_view canonical) const;
  // The base definition of a resource or data type by its name; null when there is none.
  const Program* of_type(Name type) const;

  [[nodiscard]] const fhir::Definitions& definitions() const;
  [[nodiscard]] const Codes* codes() const;

  // For compiling: keeps a FHIRPath program as long as the library.
  const fhirpath::Program* keep(fhirpath::ProgramPtr program) const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::validation
