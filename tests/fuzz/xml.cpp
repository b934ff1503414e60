// XML in both shapes: reading never breaks, and what is written is read again to the same text.

#include "fuzz/check.h"
#include "syntax/xml/reader.h"
#include "syntax/xml/writer.h"

#include <cstdint>
#include <string>

namespace xml = schakel::syntax::xml;
using schakel::fuzz::demand;

namespace {

std::string read_and_write(std::string_view document, xml::Shape shape, bool& clean) {
  schakel::Arena arena;
  schakel::Tree tree(arena);
  schakel::Issues issues;
  const bool ok = xml::read(document, tree, issues, {.shape = shape});
  bool fatal = false;
  for (const schakel::Issue& issue : issues.all()) {
    fatal = fatal || issue.severity == schakel::Severity::fatal;
    static_cast<void>(schakel::text_of(issue, false));
  }
  demand(ok != fatal, "a fatal issue means no tree");
  clean = ok && issues.empty();
  if (!ok) return {};
  schakel::fuzz::demand_spans(*tree.root(), document);
  std::string out;
  xml::write(*tree.root(), out, issues, {.shape = shape});
  clean = clean && issues.empty();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  bool clean = false;
  const std::string once = read_and_write(document, xml::Shape::fhir, clean);
  if (clean) {
    const std::string twice = read_and_write(once, xml::Shape::fhir, clean);
    demand(clean, "what was written is read without an issue");
    demand(once == twice, "what was written reads back to the same text");
  }
  // Prefixes of names (xsi, xml) are only declared when the writer is told to, so the foreign shape is read and written
  // only.
  static_cast<void>(read_and_write(document, xml::Shape::foreign, clean));
  return 0;
}
