#pragma once
// HL7 v2 (ER7), versions 2.1 to 2.8: https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
// Reader, batches, acknowledgements and names. README.md lists what is read, tolerated and refused.

#include "formats/format.h"
#include "formats/hl7v2/wide.h"

namespace schakel::formats::hl7v2 {

class Hl7v2 final : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "hl7v2"; }
  [[nodiscard]] std::span<const std::string_view> media_types() const override;
  [[nodiscard]] int sniff(std::string_view bytes) const override;
  std::vector<Part> split(std::string_view document, const ReadOptions& options, Issues& issues) const override;
  bool read(std::string_view message, const ReadOptions& options, Tree& tree, Issues& issues) const override;
  [[nodiscard]] Envelope envelope(const Tree& tree) const override;
  [[nodiscard]] std::string path_of(const Node& node) const override;
  std::optional<Answer> acknowledge(std::string_view message, const Tree& tree, Acknowledgement verdict,
                                    const Issues& issues, std::string_view our_id, std::string_view now) const override;
  void describe(std::vector<std::string>& structure_definitions) const override;

 private:
  std::vector<Part> split_wide(std::string_view document, Wide wide, const ReadOptions& options, Issues& issues) const;
};

// Canonical base of the logical models that describe() writes: kBase + `ORU_R01`, `PID`, `CX`.
inline constexpr std::string_view kModelBase = "https://schakel.example/fhir/StructureDefinition/hl7v2/";

}  // namespace schakel::formats::hl7v2
