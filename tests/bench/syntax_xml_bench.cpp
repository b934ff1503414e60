// FHIR XML -> Tree against expat alone on the same bytes: a parser that is kept and resolves namespaces as
// ours does, with handlers that do nothing.

#include "bench/documents.h"
#include "bench/ratios.h"
#include "syntax/json/reader.h"
#include "syntax/xml/reader.h"
#include "syntax/xml/writer.h"

#include <benchmark/benchmark.h>
#include <expat.h>

#include <cstdlib>

namespace schakel::bench {

namespace {

// As in the gateway, where the definitions have put all names of FHIR into the table of names.
void intern_names(const Node& node) {
  Name::intern(node.name().text());
  Name::intern(node.type().text());
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) intern_names(*c);
}

// The JSON documents as our writer has them in XML.
std::string prepared(const std::string& json) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  if (!syntax::json::read(json, tree, issues)) std::abort();
  intern_names(*tree.root());
  std::string out;
  syntax::xml::write(*tree.root(), out, issues);
  if (!issues.empty()) std::abort();
  return out;
}

void read_tree(benchmark::State& state, const std::string& text) {
  Arena arena;
  for (auto _ : state) {
    arena.reset();
    Tree tree(arena);
    Issues issues;
    if (!syntax::xml::read(text, tree, issues) || !issues.empty()) std::abort();
    benchmark::DoNotOptimize(tree.root());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void expat_alone(benchmark::State& state, const std::string& text) {
  XML_Parser parser = XML_ParserCreateNS(nullptr, ' ');
  for (auto _ : state) {
    XML_ParserReset(parser, nullptr);
    XML_SetElementHandler(
        parser, [](void*, const XML_Char*, const XML_Char**) {}, [](void*, const XML_Char*) {});
    XML_SetCharacterDataHandler(parser, [](void*, const XML_Char*, int) {});
    if (XML_Parse(parser, text.data(), static_cast<int>(text.size()), XML_TRUE) != XML_STATUS_OK) std::abort();
  }
  XML_ParserFree(parser);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void write_tree(benchmark::State& state, const std::string& text) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  if (!syntax::xml::read(text, tree, issues)) std::abort();
  std::string out;
  for (auto _ : state) {
    out.clear();
    syntax::xml::write(*tree.root(), out, issues);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

[[maybe_unused]] const bool registered = [] {
  const std::string text = prepared(discharge_bundle_json());
  const std::string size = std::to_string((text.size() + 500) / 1000) + " KB";
  const std::string ours = "syntax/xml/read " + size;
  const std::string bare = "syntax/xml/expat alone " + size;
  benchmark::RegisterBenchmark(ours.c_str(), [text](benchmark::State& s) { read_tree(s, text); });
  benchmark::RegisterBenchmark(bare.c_str(), [text](benchmark::State& s) { expat_alone(s, text); });
  benchmark::RegisterBenchmark(("syntax/xml/write " + size).c_str(),
                               [text](benchmark::State& s) { write_tree(s, text); });
  add_ratio({ours, bare, 0.5, 0.7});
  return true;
}();

}  // namespace

}  // namespace schakel::bench
