#pragma once
// Definitions of one request or case on top of another generation. See definitions.h: overlay() makes it.

#include "fhir/definitions/definitions.h"
#include "fhir/definitions/loaded.h"
#include "fhir/model/type_model.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace schakel::fhir {

class OverlayDefinitions final : public Definitions {
 public:
  explicit OverlayDefinitions(DefinitionsPtr below);

  // REQUIRES: before finish(). A resource, or a Bundle of them. What has no canonical is left out and said so.
  void add(std::unique_ptr<Loaded> document, Issues& issues, const std::string& name);
  // Snapshots where there are none (what fails is an issue), types, annotations; immutable from here on.
  void finish(Issues& issues);
  // The resources added, in their order. REQUIRES: after finish().
  [[nodiscard]] const std::vector<std::unique_ptr<Loaded>>& loaded() const { return loaded_; }

  [[nodiscard]] const Type* type(std::string_view name_or_url) const override;
  [[nodiscard]] const Type* type(Name name) const override;
  [[nodiscard]] const Element* element(std::uint32_t id) const override;
  [[nodiscard]] std::uint32_t end_of_elements() const override;
  [[nodiscard]] Found find(std::string_view canonical, std::string_view type) const override;
  [[nodiscard]] std::vector<std::string_view> list(std::string_view type) const override;
  [[nodiscard]] std::string_view section(std::string_view name) const override { return below_->section(name); }
  [[nodiscard]] bool overlaid(std::string_view url) const override {
    return by_url_.find(url) != by_url_.end() || below_->overlaid(url);
  }
  [[nodiscard]] std::uint64_t generation() const override { return generation_; }
  [[nodiscard]] const std::vector<Issue>& problems() const override { return problems_; }

 private:
  class Snapshots;
  void add_resource(std::unique_ptr<Loaded> loaded, Issues& issues, const std::string& name);

  DefinitionsPtr below_;
  std::vector<std::unique_ptr<Loaded>> loaded_;
  std::map<std::string, std::vector<Loaded*>, std::less<>> by_url_;  // in the order they were given
  std::string strings_;                                              // of the type table
  std::unique_ptr<TypeModel> model_;                                 // null: no types of its own
  std::uint64_t generation_;
  std::vector<Issue> problems_;
};

}  // namespace schakel::fhir
