#pragma once
// Definitions over one image.

#include "fhir/definitions/definitions.h"
#include "fhir/definitions/image_file.h"
#include "fhir/definitions/loaded.h"
#include "fhir/definitions/resource_index.h"
#include "fhir/model/type_model.h"

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace schakel::fhir {

class ImageDefinitions final : public Definitions {
 public:
  // `attached`: files whose sections are found after the image's own.
  explicit ImageDefinitions(std::unique_ptr<ImageFile> file, std::vector<std::unique_ptr<ImageFile>> attached = {});

  // REQUIRES: nobody else has it yet.
  void add_problems(std::vector<Issue> problems) {
    for (Issue& p : problems) problems_.push_back(std::move(p));
  }

  [[nodiscard]] const Type* type(std::string_view name_or_url) const override;
  [[nodiscard]] const Type* type(Name name) const override { return model_.by_name(name); }
  [[nodiscard]] const Element* element(std::uint32_t id) const override { return model_.element(id); }
  [[nodiscard]] std::uint32_t end_of_elements() const override { return model_.end_id(); }
  [[nodiscard]] Found find(std::string_view canonical, std::string_view type) const override;
  [[nodiscard]] std::vector<std::string_view> list(std::string_view type) const override;
  [[nodiscard]] std::string_view section(std::string_view name) const override;
  [[nodiscard]] std::uint64_t generation() const override { return generation_; }
  [[nodiscard]] const std::vector<Issue>& problems() const override { return problems_; }

 private:
  const Resource* load(std::uint32_t row) const;

  std::unique_ptr<ImageFile> file_;
  std::vector<std::unique_ptr<ImageFile>> attached_;
  TypeModel model_;
  ResourceIndex index_;
  std::uint64_t generation_;
  std::vector<Issue> problems_;

  mutable std::mutex loading_;
  mutable std::unordered_map<std::uint32_t, std::unique_ptr<Loaded>> loaded_;
};

// open_image (definitions.h) with the attached files at these paths; one that does not fit this binary is a problem of
// the definitions, not a Fault.
Result<DefinitionsPtr> open_image_with(const std::string& path, const Digest* made_from,
                                       const std::vector<std::string>& attached);

// A number no generation of this process had before.
std::uint64_t next_generation();

}  // namespace schakel::fhir
