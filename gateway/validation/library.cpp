#include "validation/library.h"

#include "validation/compiler.h"
#include "validation/implication.h"

#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace schakel::validation {

struct Library::Impl {
  Impl(fhir::DefinitionsPtr d, const Codes* c) : definitions(std::move(d)), codes(c) {}

  fhir::DefinitionsPtr definitions;
  const Codes* codes;
  // Compiling is recursive (a slice is told apart by what another profile says), so the lock of the compiler is too.
  mutable std::recursive_mutex compiling;
  mutable std::shared_mutex reading;
  mutable Arena arena{256 * 1024};
  mutable std::vector<fhirpath::ProgramPtr> expressions;
  mutable std::unordered_map<std::string_view, const Program*> by_canonical;  // keys live in the arena
  mutable std::unordered_map<const Node*, const Program*> by_definition;
  mutable int nested = 0;  // compilations at work, one inside the other
  mutable std::vector<std::pair<std::string_view, const Program*>>
      finished;  // not yet shown: they may lead to unfinished ones

  const Program* known(std::string_view canonical, bool& found) const {
    const std::shared_lock lock(reading);
    const auto it = by_canonical.find(canonical);
    found = it != by_canonical.end();
    return found ? it->second : nullptr;
  }
};

Library::Library(fhir::DefinitionsPtr definitions, const Codes* codes)
    : impl_(std::make_unique<Impl>(std::move(definitions), codes)) {}
Library::~Library() = default;

const fhir::Definitions& Library::definitions() const { return *impl_->definitions; }
const Codes* Library::codes() const { return impl_->codes; }

const Program* Library::find(std::string_view canonical) const {
  bool found = false;
  if (const Program* known = impl_->known(canonical, found); found) return known;
  const std::lock_guard compiling(impl_->compiling);
  if (const Program* known = impl_->known(canonical, found); found) return known;
  const fhir::Definitions::Found definition = impl_->definitions->find(canonical, "StructureDefinition");
  // An unknown canonical may come from a message: it is not remembered.
  if (!definition || definition.resource->root == nullptr) return nullptr;
  const auto made = impl_->by_definition.find(definition.resource->root);
  if (made != impl_->by_definition.end()) {
    // One that is still being compiled is for the compiler alone: it is not shown to other threads.
    if (impl_->nested == 0) {
      const std::unique_lock lock(impl_->reading);
      impl_->by_canonical.emplace(impl_->arena.copy(canonical), made->second);
    }
    return made->second;
  }
  // Nobody builds profiles on profiles that deep but who wants to exhaust the stack.
  constexpr int kDeepest = 64;
  if (impl_->nested == kDeepest) return nullptr;
  ++impl_->nested;
  Compiler compiler(impl_->arena, *this);
  Program* program = compiler.outline(*definition.resource);
  impl_->by_definition.emplace(definition.resource->root, program);
  compiler.complete(*program);
  if (program->constraint && program->root != nullptr) {
    const Program* base = of_type(program->type);
    if (base != nullptr && implies(*program, *base, *this)) program->implies = base;
  }
  --impl_->nested;
  impl_->finished.emplace_back(impl_->arena.copy(canonical), program);
  if (impl_->nested > 0) return program;
  const std::unique_lock lock(impl_->reading);
  for (const auto& [name, done] : impl_->finished) impl_->by_canonical.emplace(name, done);
  impl_->finished.clear();
  return program;
}

const Program* Library::of_type(Name type) const {
  const fhir::Type* known = impl_->definitions->type(type);
  return known == nullptr ? nullptr : find(known->url);
}

const fhirpath::Program* Library::keep(fhirpath::ProgramPtr program) const {
  const std::lock_guard compiling(impl_->compiling);
  return impl_->expressions.emplace_back(std::move(program)).get();
}

const Program* Link::follow(const Library& library) const {
  const Program* program = library.find(canonical_);
  state_.store(program == nullptr ? kUnknown : reinterpret_cast<std::uintptr_t>(program), std::memory_order_release);
  return program;
}

}  // namespace schakel::validation
