// HL7 v2: splitting, reading and answering never break; every place lies in the message, and every path is one.

#include "formats/hl7v2/hl7v2.h"
#include "formats/hl7v2/path.h"
#include "fuzz/check.h"

#include <cstdint>
#include <string>

using schakel::fuzz::demand;
namespace formats = schakel::formats;

namespace {

void demand_paths(const schakel::Node& node, int& left) {
  if (--left < 0) return;
  static_cast<void>(formats::hl7v2::path_of(node));
  for (const schakel::Node* c = node.first_child(); c != nullptr; c = c->next()) demand_paths(*c, left);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  const formats::hl7v2::Hl7v2 format;
  schakel::Limits limits;
  limits.nodes = 100'000;
  limits.batch_messages = 100;
  const formats::ReadOptions options{&limits, {}};
  schakel::Issues found;
  static_cast<void>(format.sniff(document));
  for (const formats::Part& part : format.split(document, options, found)) {
    demand(part.offset + part.bytes.size() <= document.size(), "a part lies in its document");
    schakel::Arena arena;
    schakel::Tree tree(arena);
    schakel::Issues issues;
    const bool ok = format.read(part.bytes, options, tree, issues);
    demand(ok != issues.has_errors(), "what cannot be read has an error, and only that");
    if (ok) {
      schakel::fuzz::demand_spans(*tree.root(), part.bytes);
      int left = 200;
      demand_paths(*tree.root(), left);
      static_cast<void>(format.envelope(tree));
    }
    for (const auto verdict : {formats::Format::Acknowledgement::accept, formats::Format::Acknowledgement::reject}) {
      const auto answer = format.acknowledge(part.bytes, tree, verdict, issues, "1", "2026-01-01T00:00:00Z");
      demand(answer && answer->bytes.substr(0, 3) == "MSH", "every message is answered");
    }
  }
  return 0;
}
