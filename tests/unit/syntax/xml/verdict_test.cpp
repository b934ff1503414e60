// Our verdict (well-formed or not) against libxml2's on mutated documents. Where we refuse more by intent, the mutation
// is counted apart: DOCTYPE, depth; libxml2 reports namespace faults beside well-formedness.

#include "unit/syntax/xml/reading.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace schakel::syntax::xml {

namespace {

bool libxml2_takes(const std::string& text) {
  xmlParserCtxtPtr context = xmlNewParserCtxt();
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  xmlDocPtr document =
      xmlCtxtReadMemory(context, text.data(), static_cast<int>(text.size()), nullptr, nullptr, options);
  // That a namespace name is no URI is libxml2's own advice; Namespaces in XML 1.0 make no error of it (section 2.1).
  const xmlErrorPtr last = xmlCtxtGetLastError(context);
  const bool name_only = last != nullptr && last->code == XML_WAR_NS_URI;
  const bool good = document != nullptr && context->wellFormed != 0 && (context->nsWellFormed != 0 || name_only);
  xmlFreeDoc(document);
  xmlFreeParserCtxt(context);
  return good;
}

// The same sequence in every run and on every machine.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }

 private:
  std::uint64_t state_ = 20260302;
};

std::string mutated(const std::string& seed, Dice& dice) {
  static const std::vector<std::string> kPieces{"<",
                                                ">",
                                                "&",
                                                "&amp;",
                                                "&lt",
                                                "\"",
                                                "'",
                                                "/",
                                                "=",
                                                " ",
                                                "<a>",
                                                "</a>",
                                                "<a/>",
                                                "x:",
                                                "xmlns:x='urn:x' ",
                                                "<!--",
                                                "-->",
                                                "--",
                                                "<![CDATA[",
                                                "]]>",
                                                "<?p ?>",
                                                "&#x41;",
                                                "&#0;",
                                                "&nbsp;",
                                                "\x01",
                                                "\xC3",
                                                "\xC3\xA9",
                                                "\xEF\xBF\xBE",
                                                "id='1' "};
  std::string text = seed;
  for (std::size_t n = 1 + dice.below(2); n > 0; --n) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(4)) {
      case 0: text.erase(at, 1 + dice.below(4)); break;
      case 1: text.insert(at, kPieces[dice.below(kPieces.size())]); break;
      case 2: text.replace(at, 1, kPieces[dice.below(kPieces.size())]); break;
      default: text.insert(at, text.substr(dice.below(text.size()), dice.below(12))); break;
    }
    if (text.empty()) text = " ";
  }
  return text;
}

}  // namespace

TEST_CASE("mutated documents get the verdict that libxml2 gives", "[xml][verdict]") {
  const std::vector<std::string> seeds{
      R"(<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir"><id value="p"/><name><given value="A"/></name></Patient>)",
      R"(<a xmlns:p="urn:p" p:q="1" r='2'><p:b>t &amp; u<c/></p:b><!-- k --><![CDATA[x]]></a>)",
      R"(<m><n a="é">text</n> <n/> &#233; <?pi data?></m>)"};
  Dice dice;
  std::size_t accepted = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::string text = mutated(seeds[dice.below(seeds.size())], dice);
    const bool ours = Reading(text, {.shape = Shape::foreign}).ok;
    INFO(text);
    CHECK(ours == libxml2_takes(text));
    accepted += ours ? 1 : 0;
  }
  CHECK(accepted > 100);
  CHECK(accepted < 900);
}

}  // namespace schakel::syntax::xml
