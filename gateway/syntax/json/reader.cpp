#include "syntax/json/reader.h"

#include "syntax/json/document.h"

#include <cstring>
#include <limits>
#include <memory>

namespace schakel::syntax::json {

bool read(std::string_view document, Tree& tree, Issues& issues, const ReadOptions& options) {
  static const Limits kDefaults;
  thread_local const std::unique_ptr<Scratch> scratch = std::make_unique<Scratch>();
  const Limits& limits = options.limits != nullptr ? *options.limits : kDefaults;
  tree.set_source(document);
  if (document.size() > limits.message_bytes ||
      document.size() > std::numeric_limits<std::uint32_t>::max() - kPadding) {
    issues
        .add(Severity::fatal, IssueType::invalid, kTooLarge,
             {Argument::number(document.size()), Argument::number(limits.message_bytes)})
        .span = {0, 1};
    return false;
  }
  Document d;
  d.received = document;
  d.text = static_cast<char*>(tree.arena().allocate(document.size() + kPadding, 16));
  d.limits = &limits;
  d.tree = &tree;
  d.issues = &issues;
  d.root_type = options.root_type;
  std::memcpy(d.text, document.data(), document.size());
  std::memset(d.text + document.size(), 0, kPadding);
  static constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (document.substr(0, kByteOrderMark.size()) == kByteOrderMark) std::memset(d.text, ' ', kByteOrderMark.size());
  scratch->names.start_document();
  return options.shape == Shape::fhir ? parse_fhir(d, *scratch) : parse_plain(d, *scratch);
}

}  // namespace schakel::syntax::json
