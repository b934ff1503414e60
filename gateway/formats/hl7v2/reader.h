#pragma once
// Reader: the bytes of one message -> a Tree with the names of HL7's v2.xml, groups included:
// `ORU_R01/PATIENT_RESULT/PATIENT/PID/PID.3/CX.1`. What is tolerated is in README.md.
// Thread rule: any thread; a Reader is used for one message.

#include "base/limits.h"
#include "formats/format.h"
#include "formats/hl7v2/charset.h"
#include "formats/hl7v2/delimiters.h"
#include "formats/hl7v2/structures.h"

#include <array>
#include <string_view>

namespace schakel::formats::hl7v2 {

// Message code, event and structure of MSH-9 (and of EVN-1, where an old sender gives the event only there).
struct MessageType {
  std::string_view code;
  std::string_view event;
  const Structure* structure = nullptr;  // null: the table has none
};
MessageType message_type(std::string_view code, std::string_view event, std::string_view structure_id,
                         std::string_view evn_1);

class Reader {
 public:
  Reader(std::string_view message, const ReadOptions& options, Tree& tree, Issues& issues);
  // False: unreadable; `issues` has the reason.
  bool read();

 private:
  // Character classes.
  static constexpr std::uint8_t kStop = 1, kEscape = 2, kHigh = 4, kControl = 8, kLineEnd = 16;
  static constexpr std::size_t kMaxDepth = 16;

  bool read_beginning();
  void classify();
  void decide_charset();
  [[nodiscard]] std::string_view evn_1() const;
  void start_tree();
  void read_segments();
  void place_segment(std::string_view id, std::size_t at);
  std::size_t read_separators(std::size_t from);
  void read_fields(std::size_t from);
  std::size_t next_field(std::size_t at);
  std::size_t separator(std::size_t at);
  void start_field();
  void end_repetition();
  void flush(std::size_t end, bool more_components);
  void start_component();
  [[nodiscard]] bool at_end_of_segment(std::size_t& at);
  [[nodiscard]] std::string_view text_of(std::string_view raw, std::uint8_t seen);
  std::string_view without_control(std::string_view text);
  Node& field_node();
  Node& value_node(bool more_components);
  Name segment_item_name() const;
  void set_span(Node& node, std::size_t begin, std::size_t end);
  void close_groups(std::size_t keep);
  void warn(const Message& message, IssueType type, std::string_view path, Span span,
            std::initializer_list<Argument> arguments = {});
  bool refuse(const Message& message, IssueType type, std::string_view path, std::size_t begin, std::size_t end,
              std::initializer_list<Argument> arguments = {});
  void check_event();

  std::string_view message_;
  ReadOptions options_;
  Limits limits_;
  Tree& tree_;
  Issues& issues_;
  Header header_;
  Charset charset_;
  bool wide_ = false;  // came in UTF-16: `message_` is what narrow() made of it
  MessageType type_;
  const Grouping* grouping_ = nullptr;
  std::array<std::uint8_t, 256> classes_{};

  // The open groups, root first; `row_` is the row of the last segment placed by the structure.
  std::array<Node*, kMaxDepth> open_{};
  std::size_t depth_ = 0;
  std::size_t row_ = 0;

  // The segment being read.
  Node* segment_ = nullptr;
  const Segment* definition_ = nullptr;
  std::string_view id_;
  bool obx_ = false;
  const DataType* obx_type_ = nullptr;
  std::size_t last_end_ = 0;

  // The field, repetition, component, sub-component being read; numbers from 1.
  std::size_t field_ = 0, component_ = 1, subcomponent_ = 1;
  std::size_t begin_ = 0;  // of the text since the last separator
  std::size_t repetition_begin_ = 0;
  std::size_t empty_repetitions_ = 0;
  std::uint8_t seen_ = 0;
  const DataType* field_type_ = nullptr;      // null: not known
  const DataType* component_type_ = nullptr;  // of the component at hand; null: no sub-components
  bool literal_ = false;                      // formatted text: only repetitions separate
  Node* field_node_ = nullptr;
  Node* component_node_ = nullptr;
  bool full_ = false;
  bool control_ = false;
};

}  // namespace schakel::formats::hl7v2
