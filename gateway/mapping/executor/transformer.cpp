#include "mapping/executor/executor.h"
#include "mapping/mapping.h"

namespace schakel::mapping {

struct Transformer::Impl {
  Impl(std::shared_ptr<const MapLibrary> l, TransformOptions o)
      : library(std::move(l)), options(std::move(o)), executor(static_cast<const Library&>(*library), options) {}

  std::shared_ptr<const MapLibrary> library;
  TransformOptions options;
  Executor executor;
};

Transformer::Transformer(std::shared_ptr<const MapLibrary> library, TransformOptions options)
    : impl_(std::make_unique<Impl>(std::move(library), std::move(options))) {}
Transformer::~Transformer() = default;

bool Transformer::run(const Map& map, const Tree& source, Tree& target, Issues& issues, std::string_view organization) {
  return impl_->executor.run(static_cast<const CompiledMap&>(map), source, organization, target, issues);
}

const std::vector<const Node*>& Transformer::unmapped() const { return impl_->executor.reads().unmapped(); }

}  // namespace schakel::mapping
