#include "validation/rules/attachment.h"

#include "validation/names.h"
#include "validation/rules/range.h"

namespace schakel::validation::rules {

namespace {

// Bytes that base64 stands for; white space is allowed between the groups.
std::size_t decoded_size(std::string_view base64) {
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : base64) {
    if (c == '=') ++padding;
    if (c > ' ') ++letters;
  }
  return letters / 4 * 3 - (padding <= letters / 4 * 3 ? padding : 0);
}

// Groups of four, white space only between them, `=` only at the end
// (http://hl7.org/fhir/R4/datatypes.html#base64Binary).
bool is_decodable(std::string_view base64) {
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : base64) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (letters % 4 != 0) return false;
      continue;
    }
    const bool letter =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (c == '=') {
      ++padding;
    } else if (!letter || padding != 0) {
      return false;
    }
    ++letters;
  }
  return letters % 4 == 0 && padding <= 2;
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Node* data = node.child(Names::get().data);
  const Node* size = node.child("size");
  if (data != nullptr && data->has_value() && !is_decodable(data->value().reveal()))
    return run.error(node, &element, IssueType::structure, kAttachmentData, no_arguments);
  if (data != nullptr && data->has_value() && size != nullptr && size->has_value()) {
    const std::size_t bytes = decoded_size(data->value().reveal());
    if (compare_decimals(size->value().reveal(), std::to_string(bytes)) != 0) {
      return run.error(node, &element, IssueType::structure, kAttachmentSize, [&] {
        return std::vector<Argument>{Argument::value(size->value()), Argument::number(bytes)};
      });
    }
  }
  if (kExplain && data == nullptr && node.child("url") == nullptr && node.child("contentType") == nullptr &&
      node.child("language") == nullptr) {
    run.warning(node, &element, IssueType::structure, kAttachmentEmpty, no_arguments);
  }
  return true;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "Attachment")
    draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule attachment_rule() { return {"attachment", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
