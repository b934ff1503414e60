// Our FHIRPath functions for keys and for HL7 v2's composites, on messages read by the format.

#include "mapping/functions/keys.h"
#include "formats/format.h"
#include "mapping/functions/support.h"
#include "mapping/functions/table.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace schakel;
using fhirpath::Value;

namespace {

constexpr std::string_view kIssuer = "https://schakel.example/fhir/sid/azproef";

class Sent {
 public:
  explicit Sent(const std::string& segments)
      : bytes_("MSH|^~\\&|OAZIS|AZPROEF|||20260101||ADT^A01|1|P|2.4\r" + segments) {
    REQUIRE(formats::by_name("hl7v2")->read(bytes_, {}, tree_, issues_));
  }
  [[nodiscard]] const Node& at(std::string_view a, std::string_view b = {}, std::size_t index = 0) const {
    const Node* node = tree_.root()->child(a);
    if (!b.empty() && node != nullptr) node = node->child(b);
    for (; index > 0 && node != nullptr; --index) node = node->next_of_same_name();
    REQUIRE(node != nullptr);
    return *node;
  }

 private:
  std::string bytes_;
  Arena arena_;
  Tree tree_{arena_};
  Issues issues_;
};

std::vector<std::string> call(std::string_view name, const std::vector<Value>& focus,
                              const std::vector<std::string_view>& texts = {}) {
  fhirpath::Scratch scratch;
  fhirpath::Collection out(scratch);
  fhirpath::Error error{};
  std::vector<Value> values;
  values.reserve(texts.size());
  for (const std::string_view text : texts) values.push_back(Value::of_string(text));
  std::vector<std::span<const Value>> arguments;
  for (const Value& v : values) arguments.emplace_back(&v, 1);
  std::vector<std::string> result;
  for (const fhirpath::ExtraFunction& f : mapping::functions()) {
    if (f.name != name) continue;
    REQUIRE(f.apply(focus, arguments, out, error));
    for (const Value& v : out) result.emplace_back(v.text);
    return result;
  }
  FAIL("no such function");
  return result;
}

std::string one(std::string_view name, const std::vector<Value>& focus,
                const std::vector<std::string_view>& texts = {}) {
  const auto all = call(name, focus, texts);
  return all.empty() ? "" : all[0];
}

std::string one(std::string_view name, std::string_view focus, const std::vector<std::string_view>& texts = {}) {
  return one(name, std::vector<Value>{Value::of_string(focus)}, texts);
}

std::string one(std::string_view name, const Node& focus, const std::vector<std::string_view>& texts = {}) {
  return one(name, std::vector<Value>{Value::of(focus)}, texts);
}

}  // namespace

TEST_CASE("a key is a system of the issuer and its parts", "[mapping][functions][keys]") {
  CHECK(one("sid", kIssuer, {"visit"}) == std::string(kIssuer) + "/visit");
  CHECK(one("sid", kIssuer, {"A B/c", "visit"}) == std::string(kIssuer) + "/a%20b%2Fc/visit");
  CHECK(one("key", "urn:x", {"a", "b/c|d", "", ""}) == "urn:x|a/b%2Fc%7Cd");
  CHECK(one("key", "urn:x", {"", "b"}) == "urn:x|/b");
  CHECK(one("key", "urn:x", {"", ""}).empty());
  CHECK(one("key", "", {"a"}).empty());
  CHECK(one("keySystem", "urn:x|a|b") == "urn:x");
  CHECK(one("keyValue", "urn:x|a|b") == "a|b");
  CHECK(one("keyPart", std::string(kIssuer) + "/wil/visit|7", {kIssuer}) == "wil:visit:7");
}

TEST_CASE("a query finds any of several keys, with what FHIR and urls demand escaped", "[mapping][functions][keys]") {
  CHECK(call("keyQuery", {Value::of_string("urn:x|a b"), Value::of_string("urn:y|1,2|3")}) ==
        std::vector<std::string>{"identifier=urn:x%7Ca%20b,urn:y%7C1%5C%2C2%5C%7C3"});
}

TEST_CASE("equal keys give equal urls, others do not", "[mapping][functions][keys]") {
  const std::string url = one("keyUrn", "urn:x|a", {"Patient"});
  CHECK(url == one("keyUrn", "urn:x|a", {"Patient"}));
  CHECK(url != one("keyUrn", "urn:x|a", {"Encounter"}));
  CHECK(url != one("keyUrn", "urn:x|b", {"Patient"}));
  CHECK(url.size() == 45);
  CHECK(url[23] == '8');
  // One care provider, whatever the competence.
  const std::string nihdi = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi|";
  CHECK(one("keyUrn", nihdi + "11234578004") == one("keyUrn", nihdi + "11234578"));
}

TEST_CASE("the keys of a patient are all the numbers, each once, the national one last", "[mapping][functions][keys]") {
  const Sent m(
      "PID|||53041712224^^^^NN~4103^^^HOSP~4103^^^&2.16.840.1.5&ISO|\"\"|||||||||||||||530417-122-24|53.04.17-122."
      "24\r");
  CHECK(call("v2PatientKeys", {Value::of(m.at("PID"))}, {kIssuer}) ==
        std::vector<std::string>{std::string(kIssuer) + "/hosp/patient|4103", "urn:oid:2.16.840.1.5|4103",
                                 "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin|53041712224"});
  CHECK(call("v2PatientKeys", {Value::of(Sent("PID|||0000000000|\"\"\r").at("PID"))}, {kIssuer}).empty());
}

TEST_CASE("a number of another kind is no national one", "[mapping][functions][keys]") {
  const Sent m("PID|||1\rPV1||I|||||||||||||||||53041712224\r");
  CHECK(one("v2NumberKey", m.at("PV1", "PV1.19"), {kIssuer, "visit"}) == std::string(kIssuer) + "/visit|53041712224");
}

TEST_CASE("a care provider is known by NIHDI, else by the sender's number, else not at all",
          "[mapping][functions][keys]") {
  const Sent m("PID|||1\rPV1||I|||||11234578004^A~4711^B^^^^^^^INT~^C~1/12345/78/004^D\r");
  const auto key = [&](std::size_t n) { return one("v2PersonKey", m.at("PV1", "PV1.7", n), {kIssuer}); };
  CHECK(key(0) == "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi|11234578004");
  CHECK(key(1) == std::string(kIssuer) + "/int/practitioner|4711");
  CHECK(key(2).empty());
  CHECK(key(3) == key(0));
}

TEST_CASE("codes have the system their sender means", "[mapping][functions][keys]") {
  CHECK(one("v2CodeSystem", "HL70443", {kIssuer}) == "http://terminology.hl7.org/CodeSystem/v2-0443");
  CHECK(one("v2CodeSystem", "2.16.840.1.5", {kIssuer}) == "urn:oid:2.16.840.1.5");
  CHECK(one("v2CodeSystem", "L", {kIssuer}) == std::string(kIssuer) + "/code");
  CHECK(one("v2CodeSystem", std::vector<Value>{}, {kIssuer}) == std::string(kIssuer) + "/code");
  CHECK(one("v2CodeSystem", "99LAB", {kIssuer}) == std::string(kIssuer) + "/code/99lab");
}

TEST_CASE("the sender names the issuer", "[mapping][functions][keys]") {
  CHECK(one("v2Issuer", Sent("PID|||1\r").at("MSH")) == kIssuer);
}

TEST_CASE("equal results of one order are counted", "[mapping][functions]") {
  const Sent m("PID|||1\rOBX|1|NM|A^^L||1\rOBX|2|NM|B^^L||2\rOBX|3|NM|A^^L||3\rOBX|4|NM|A^^L|s|4\r");
  CHECK(one("v2Occurrence", m.at("OBX", {}, 0)).empty());
  CHECK(one("v2Occurrence", m.at("OBX", {}, 1)).empty());
  CHECK(one("v2Occurrence", m.at("OBX", {}, 2)) == "2");
  CHECK(one("v2Occurrence", m.at("OBX", {}, 3)).empty());
}

TEST_CASE("reference ranges are read as laboratories write them", "[mapping][functions]") {
  const auto range = [](std::string_view text) { return one("v2Low", text) + ".." + one("v2High", text); };
  CHECK(range("0,51-0,95") == "0.51..0.95");
  CHECK(range("3.50 - 5.10") == "3.50..5.10");
  CHECK(range("-5 - 5") == "-5..5");
  CHECK(range("-10--5") == "-10..-5");
  CHECK(range(">60") == "60..");
  CHECK(range("<= 5") == "..5");
  CHECK(range("\xE2\x89\xA4 ,5") == "..0.5");
  CHECK(range("[1.2-1.4]") == "1.2..1.4");
  CHECK(range("negatief") == "..");
  CHECK(range("1-2-3") == "..");
  CHECK(range("60") == "..");
}

TEST_CASE("paths become urls and documents base64", "[mapping][functions]") {
  CHECK(one("v2FileUrl", "\\\\server\\share\\a b.doc") == "file://server/share/a%20b.doc");
  CHECK(one("v2FileUrl", "C:\\docs\\x.pdf") == "file:///C:/docs/x.pdf");
  CHECK(one("v2FileUrl", "https://pacs.example/1?x=2") == "https://pacs.example/1?x=2");
  CHECK(one("v2Base64", "JVBE\nRi0x", {"Base64"}) == "JVBERi0x");
  CHECK(one("v2Base64", "no base64!", {"Base64"}) == "bm8gYmFzZTY0IQ==");
  CHECK(one("v2Base64", "48 69", {"Hex"}) == "SGk=");
  CHECK(one("v2Base64", "Hi", {"A"}) == "SGk=");
  CHECK(one("toBase64",
            "L\xC3\xA9"
            "a") == "TMOpYQ==");
}

TEST_CASE("names and composites are told for people", "[mapping][functions]") {
  const Sent m("PID|||1||PEETERS^Zoe^\"\"^^Mevrouw\rPV1||I|3110^004^1^A||||1^DOKTER^Ann^B.^III^Dr.\r");
  CHECK(one("v2Person", m.at("PID", "PID.5")) == "Mevrouw Zoe PEETERS");
  CHECK(one("v2Person", m.at("PV1", "PV1.7")) == "Dr. Ann B. DOKTER III");
  CHECK(one("v2Words", m.at("PV1", "PV1.3")) == "3110 004 1 A");
}
