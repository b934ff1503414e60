// A group that only makes entries of a transaction is not run again for equal arguments.

#include "../run_map.h"

#include <catch2/catch.hpp>

using namespace schakel::test;

namespace {

// Two given names of one person, each of which becomes an entry by `Entry`.
std::string map_of(const std::string& type, const std::string& entry) {
  return "map 'http://example.org/m' = 'm'\n"
         "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as source\n"
         "uses 'http://hl7.org/fhir/StructureDefinition/Bundle' alias Bundle as target\n"
         "group main(source src : Patient, target tgt : Bundle) {\n"
         "src -> tgt.type = '" +
         type +
         "' 't'; src.name as n then { n.given as g then Entry(g, tgt); } 'n'; }\n"
         "group Entry(source g, target b : Bundle) {\n" +
         entry + "\n}\n";
}

constexpr const char* kEntry =
    "g -> b.entry as e, e.fullUrl = g, e.resource = create('Person') as p, p.gender = 'other' 'e';";

Run run_patient(const std::string& map, const std::string& names, bool unmapped = false) {
  MapCase c{{map}, R"({"resourceType":"Patient","name":[)" + names + "]}", {}};
  c.unmapped = unmapped;
  return run(c);
}

}  // namespace

TEST_CASE("a call with equal arguments is left out where entries of one fullUrl become one", "[mapping][calls]") {
  const std::string map = map_of("transaction", kEntry);
  const Run once = run_patient(map, R"({"given":["urn:a"]})");
  const Run twice = run_patient(map, R"({"given":["urn:a"]},{"given":["urn:a"]})");
  CHECK(twice.ok);
  CHECK(twice.json == once.json);
  CHECK(twice.nodes == once.nodes);
  const Run tracked = run_patient(map, R"({"given":["urn:a"]},{"given":["urn:a"]})", true);
  CHECK(tracked.json == once.json);
  CHECK(tracked.nodes > once.nodes);
  const Run other = run_patient(map, R"({"given":["urn:a","urn:b"]})");
  CHECK(other.nodes > once.nodes);
}

TEST_CASE("entries that do not become one are all made", "[mapping][calls]") {
  const std::string equal = R"({"given":["urn:a","urn:a"]})";
  const auto entries = [](const Run& r) {
    std::size_t count = 0;
    for (std::size_t at = r.json.find("\"Person\""); at != std::string::npos; at = r.json.find("\"Person\"", at + 1))
      ++count;
    return count;
  };
  CHECK(entries(run_patient(map_of("transaction", kEntry), equal)) == 1);
  CHECK(entries(run_patient(map_of("collection", kEntry), equal)) == 2);
  // Without a fullUrl.
  CHECK(entries(run_patient(
            map_of("transaction", "g -> b.entry as e, e.resource = create('Person') as p, p.gender = g 'e';"),
            equal)) == 2);
  // What else a group puts into the Bundle counts each time.
  CHECK(entries(run_patient(map_of("transaction",
                                   "g -> b.link as l, l.relation = 'Person', l.url = 'urn:x' 'l'; "
                                   "g -> b.entry as e, e.fullUrl = g, e.resource = create('Basic') 'e';"),
                            equal)) == 2);
}

TEST_CASE("a call whose other argument has changed is made", "[mapping][calls]") {
  const std::string map =
      "map 'http://example.org/m' = 'm'\n"
      "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as source\n"
      "uses 'http://hl7.org/fhir/StructureDefinition/Bundle' alias Bundle as target\n"
      "group main(source src : Patient, target tgt : Bundle) {\n"
      "src -> tgt.type = 'transaction', create('Meta') as meta then {\n"
      "  src.name as n then { n.given as g -> meta.source = g then Entry(src, meta, tgt) 'g'; } 'n'; } 'm'; }\n"
      "group Entry(source s, source m, target b : Bundle) {\n"
      "  s -> b.entry as e, e.fullUrl = 'urn:1', e.resource = create('Person') as p then { m -> p.meta = m 'm'; "
      "m.source as u -> p.identifier as i, i.value = u 'u'; } 'e'; }\n";
  const Run r = run_patient(map, R"({"given":["urn:a","urn:b","urn:b"]})");
  CHECK(r.json.find(R"("identifier":[{"value":"urn:a"},{"value":"urn:b"}])") != std::string::npos);
  CHECK(r.json == run_patient(map, R"({"given":["urn:a","urn:b","urn:b"]})", true).json);
}
