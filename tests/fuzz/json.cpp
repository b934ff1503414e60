// JSON in both shapes: reading never breaks, what is written reads back to the same text, and RapidJSON agrees on what
// is JSON.

#include "fuzz/check.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <rapidjson/reader.h>

#include <cstdint>
#include <string>

namespace json = schakel::syntax::json;
using schakel::fuzz::demand;

namespace {

std::string read_and_write(std::string_view document, json::Shape shape, bool& clean) {
  schakel::Arena arena;
  schakel::Tree tree(arena);
  schakel::Issues issues;
  const bool ok = json::read(document, tree, issues, {.shape = shape, .limits = nullptr, .root_type = {}});
  bool fatal = false;
  for (const schakel::Issue& issue : issues.all()) {
    fatal = fatal || issue.severity == schakel::Severity::fatal;
    demand(issue.span.begin <= issue.span.end, "an issue has a place");
    static_cast<void>(schakel::text_of(issue, false));
  }
  demand(ok != fatal, "a fatal issue means no tree");
  clean = ok && issues.empty();
  if (!ok) return {};
  schakel::fuzz::demand_spans(*tree.root(), document);
  std::string out;
  json::write(*tree.root(), out, {.shape = shape, .pretty = false});
  return out;
}

// Ours is stricter (a key twice, depth, surrogates, control characters anywhere, UTF-8) and takes numbers of any size.
void compare_with_rapidjson(std::string_view document) {
  for (const char c : document) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') return;
  }
  schakel::Arena arena;
  schakel::Tree tree(arena);
  schakel::Issues issues;
  const bool ours =
      json::read(document, tree, issues, {.shape = json::Shape::plain, .limits = nullptr, .root_type = {}});
  if (!ours) {
    for (const char* stricter : {"JSON_TOO_DEEP", "JSON_DUPLICATE_KEY", "JSON_INVALID_UTF8", "JSON_ESCAPE_SURROGATE"}) {
      if (issues.all().front().message->id == stricter) return;
    }
  }
  if (document.substr(0, 3) == "\xEF\xBB\xBF") document.remove_prefix(3);
  // In situ, because RapidJSON's own stack starts with arithmetic on a null pointer, which the sanitizer refuses.
  std::string text(document);
  rapidjson::InsituStringStream stream(text.data());
  rapidjson::BaseReaderHandler<> handler;
  rapidjson::Reader reader;
  const rapidjson::ParseResult theirs = reader.Parse<rapidjson::kParseInsituFlag>(stream, handler);
  if (theirs.Code() == rapidjson::kParseErrorNumberTooBig) return;
  demand(ours == !theirs.IsError(), "RapidJSON agrees");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  for (const json::Shape shape : {json::Shape::fhir, json::Shape::plain}) {
    bool clean = false;
    const std::string once = read_and_write(document, shape, clean);
    if (!clean) continue;
    const std::string twice = read_and_write(once, shape, clean);
    demand(clean, "what was written is read without an issue");
    demand(once == twice, "what was written reads back to the same text");
  }
  compare_with_rapidjson(document);
  return 0;
}
