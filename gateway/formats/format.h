#pragma once
// Format: one way in which local systems write messages (HL7 v2, KMEHR, ...). A format reads bytes into a Tree that
// carries the names of its own standard, and writes the answers its standard asks for. Formats do not know FHIR. To add
// one: a folder here with reader, structures, README, and one row in registry.cpp.

#include "base/limits.h"
#include "base/result.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::formats {

struct ReadOptions {
  const Limits* limits = nullptr;
  std::string_view
      charset;  // of the channel, as in its configuration; empty: the format decides (header, then content)
};

// One message of a file, frame or body.
struct Part {
  std::string_view bytes;    // of the received document
  std::uint32_t offset = 0;  // where it starts in it
};

// What a message says of itself, for journal, routing and answers. Views into tree or arena.
struct Envelope {
  std::string_view type;       // map key: `ADT^A03`, `ORU^R01`, `dischargereport`
  std::string_view structure;  // name of the root: `ADT_A03`
  // Where the type stands, for a refusal: `MSH-9.1`; where what follows its `^` does: `MSH-9.2`.
  std::string_view type_path;
  std::string_view event_path;
  std::string_view control_id;   // MSH-10, KMEHR header id; empty if it has none
  std::string_view sender;       // qualifies control_id: MSH-3 and MSH-4
  std::string_view digest_text;  // what is digested to tell a repeat from another message (v2: without MSH-7)
  bool test = false;             // MSH-11 D or T
};

class Format {
 public:
  virtual ~Format() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;  // `hl7v2`
  [[nodiscard]] virtual std::span<const std::string_view> media_types() const = 0;
  // How sure the format is that these bytes are its own: 0 (no) to 100. Looks at the first kilobytes only.
  [[nodiscard]] virtual int sniff(std::string_view bytes) const = 0;
  // The messages in a document, in order; one for formats without batches. Bytes that belong to none are reported.
  virtual std::vector<Part> split(std::string_view document, const ReadOptions& options, Issues& issues) const = 0;
  // Reads one message. False: unreadable, `issues` says why with a place (fatal or error). Spans count in `message`.
  virtual bool read(std::string_view message, const ReadOptions& options, Tree& tree, Issues& issues) const = 0;
  [[nodiscard]] virtual Envelope envelope(const Tree& tree) const = 0;
  // The place of a node as this standard writes it: `PID-3[1].1`.
  [[nodiscard]] virtual std::string path_of(const Node& node) const = 0;

  // Answers. `none`: this format has no acknowledgements of its own (HTTP answers with an OperationOutcome).
  enum class Acknowledgement { accept, error, reject };
  struct Answer {
    std::string bytes;
    std::string media_type;
  };
  // `tree` may hold nothing when the message was unreadable; what can be known of its header is taken from `message`.
  virtual std::optional<Answer> acknowledge(std::string_view message, const Tree& tree, Acknowledgement verdict,
                                            const Issues& issues, std::string_view our_id,
                                            std::string_view now) const = 0;

  // The format's names as logical StructureDefinitions (FHIR JSON), which type its maps.
  virtual void describe(std::vector<std::string>& structure_definitions) const = 0;
};

// All formats; registry.cpp is the table. By name; by media type; by content (the surest one above 0, else null).
std::span<const Format* const> all();
const Format* by_name(std::string_view name);
const Format* by_media_type(std::string_view media_type);
const Format* by_content(std::string_view bytes);

}  // namespace schakel::formats
