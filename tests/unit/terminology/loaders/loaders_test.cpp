// SNOMED CT, LOINC and ATC from made-up files of the shape that their licence holders publish.

#include "support/temporary_directory.h"
#include "terminology/code_system.h"
#include "terminology/filter.h"
#include "terminology/loaders/loader.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

namespace schakel::terminology {

namespace {

class Release {
 public:
  void add(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  [[nodiscard]] std::string path() const { return folder_.path().string(); }

  Result<LoadedSystem> load(const std::string& loader, const std::string& version = {}) {
    const auto files = SourceFiles::open({path()});
    return find_loader(loader)->load(*files, {.version = version}, {});
  }

 private:
  testing::TemporaryDirectory folder_;
};

std::string tabs(std::initializer_list<std::string> fields) {
  std::string out;
  for (const std::string& f : fields) out += (out.empty() ? "" : "\t") + f;
  return out + "\r\n";
}

const std::string kModule = "900000000000207008";
const std::string kBelgian = "11000172109";

std::string concept_row(const std::string& id, const std::string& active = "1", const std::string& module = kModule) {
  return tabs({id, "20250315", active, module, "900000000000074008"});
}
std::string description_row(const std::string& id, const std::string& of, const std::string& language,
                            const std::string& type, const std::string& term, const std::string& active = "1") {
  return tabs({id, "20250315", active, kModule, of, language, type, term, "900000000000448009"});
}
std::string relationship_row(const std::string& from, const std::string& to, const std::string& type = "116680003") {
  return tabs({"1" + from, "20250315", "1", kModule, from, to, "0", type, "900000000000011006", "900000000000451002"});
}
std::string preference_row(const std::string& refset, const std::string& description) {
  return tabs({"u" + description, "20250315", "1", kModule, refset, description, "900000000000548007"});
}

constexpr const char* kFull = "900000000000003001";
constexpr const char* kSynonym = "900000000000013009";

// disease 100001001 <- infection 100002008, lung disease 100003003 <- pneumonia 100004009 (both); old 100005005
// inactive
void add_snomed(Release& release, const std::string& more_concepts = {}) {
  release.add("Snapshot/Terminology/sct2_Concept_Snapshot_BE1000172_20250315.txt",
              tabs({"id", "effectiveTime", "active", "moduleId", "definitionStatusId"}) + concept_row("100004009") +
                  concept_row("100001001") + concept_row("100002008") + concept_row("100003003") +
                  concept_row("100005005", "0") + concept_row("100006006", "1", kBelgian) + more_concepts);
  release.add("Snapshot/Terminology/sct2_Relationship_Snapshot_BE1000172_20250315.txt",
              tabs({"id", "effectiveTime", "active", "moduleId", "sourceId", "destinationId", "relationshipGroup",
                    "typeId", "characteristicTypeId", "modifierId"}) +
                  relationship_row("100002008", "100001001") + relationship_row("100003003", "100001001") +
                  relationship_row("100004009", "100002008") + relationship_row("100004009", "100003003") +
                  relationship_row("100004009", "100005005", "363698007"));
  const std::string heading = tabs({"id", "effectiveTime", "active", "moduleId", "conceptId", "languageCode", "typeId",
                                    "term", "caseSignificanceId"});
  release.add("Snapshot/Terminology/sct2_Description_Snapshot-en_BE1000172_20250315.txt",
              heading + description_row("200001011", "100001001", "en", kFull, "Disease (disorder)") +
                  description_row("200002016", "100001001", "en", kSynonym, "Disease") +
                  description_row("200003014", "100004009", "en", kSynonym, "Pneumonia \"quoted\"") +
                  description_row("200004015", "100004009", "en", kSynonym, "Lung inflammation") +
                  description_row("200005019", "100002008", "en", kFull, "Infection (disorder)") +
                  description_row("200006018", "100003003", "en", kSynonym, "Gone", "0"));
  release.add("Snapshot/Terminology/sct2_Description_Snapshot-nl_BE1000172_20250315.txt",
              heading + description_row("200007010", "100004009", "nl", kSynonym, "longontsteking") +
                  description_row("200008017", "100004009", "nl", kSynonym, "pneumonie"));
  release.add(
      "Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_BE1000172_20250315.txt",
      tabs({"id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId", "acceptabilityId"}) +
          preference_row("900000000000509007", "200002016") + preference_row("900000000000509007", "200003014") +
          preference_row("31000172101", "200007010"));
  release.add("Snapshot/Refset/Content/der2_Refset_SimpleSnapshot_BE1000172_20250315.txt",
              tabs({"id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId"}) +
                  tabs({"u1", "20250315", "1", kModule, "100006006", "100004009"}) +
                  tabs({"u2", "20250315", "1", kModule, "100006006", "100002008"}) +
                  tabs({"u3", "20250315", "0", kModule, "100006006", "100003003"}));
}

std::string selected(const CodeSystem& system, const Filter& filter) {
  std::vector<bool> rows;
  std::string why;
  if (!apply(filter, system, rows, why)) return "!" + why;
  std::string out;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (rows[i]) out.append(out.empty() ? "" : " ").append(system.code(i));
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line.substr(line.rfind('/') + 1) + "\n";
  return out;
}

}  // namespace

TEST_CASE("a SNOMED CT release gives hierarchy, names by language and reference sets", "[terminology][loaders]") {
  Release release;
  add_snomed(release);
  const auto loaded = release.load("snomed");
  REQUIRE(loaded);
  CHECK(joined(loaded->faults).empty());
  CHECK(loaded->version == "http://snomed.info/sct/11000172109/version/20250315");
  const auto system = CodeSystem::over(loaded->bytes);
  REQUIRE(system);
  CHECK(system->size() == 6);
  const std::uint32_t pneumonia = system->find("100004009");
  REQUIRE(pneumonia != CodeSystem::kNone);
  CHECK(system->display(pneumonia) == "Pneumonia \"quoted\"");
  CHECK(system->display(system->find("100001001")) == "Disease");
  CHECK(system->display(system->find("100002008")) == "Infection (disorder)");
  CHECK(system->inactive(system->find("100005005")));
  CHECK(system->find("100004008") == CodeSystem::kNone);
  CHECK(system->is_below(pneumonia, system->find("100001001")));
  CHECK_FALSE(system->is_below(system->find("100001001"), pneumonia));
  CHECK_FALSE(system->is_below(system->find("100002008"), system->find("100003003")));
  std::string names;
  system->each_designation(pneumonia, [&](const Designation& d) {
    names.append(d.language)
        .append(" ")
        .append(d.use_code == "preferredForLanguage" ? "preferred " : "")
        .append(d.value)
        .append("; ");
  });
  CHECK(names ==
        "en-US preferred Pneumonia \"quoted\"; en Lung inflammation; nl-BE preferred longontsteking; nl pneumonie; ");
  CHECK(selected(*system, {"concept", "is-a", "100002008"}) == "100002008 100004009");
  CHECK(selected(*system, {"concept", "descendent-of", "100001001"}) == "100002008 100003003 100004009");
  CHECK(selected(*system, {"concept", "in", "100006006"}) == "100002008 100004009");
  CHECK(selected(*system, {"concept", "generalizes", "100004009"}) == "100001001 100002008 100003003 100004009");
  CHECK(selected(*system, {"363698007", "=", "100005005"}) == "100004009");
  CHECK(selected(*system, {"inactive", "=", "true"}) == "100005005");
  CHECK(selected(*system, {"moduleId", "=", kBelgian}) == "100006006");
  CHECK(selected(*system, {"no-such", "=", "1"}).front() == '!');
}

TEST_CASE("expressions and concepts of other extensions may exist though an edition does not hold them",
          "[terminology][loaders]") {
  Release release;
  add_snomed(release);
  const auto loaded = release.load("snomed");
  REQUIRE(loaded);
  const auto system = CodeSystem::over(loaded->bytes);
  REQUIRE(system);
  CHECK_FALSE(system->may_have("100999009"));
  CHECK_FALSE(system->may_have("99991000172105"));  // Belgian: the edition would hold it
  CHECK(system->may_have("99991000124105"));
  CHECK(system->may_have("100001001:363698007=100005005"));
  CHECK_FALSE(system->may_have("text"));
}

TEST_CASE("every bad line of a SNOMED CT release has file, line and column", "[terminology][loaders]") {
  Release release;
  add_snomed(release, tabs({"12", "20250315", "1", kModule, "x"}) + tabs({"100007002", "2025", "yes", kModule, "x"}) +
                          tabs({"100008007", "20250315"}));
  release.add(
      "der2_cRefset_LanguageSnapshot-fr_BE1000172_20250315.txt",
      tabs({"id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId", "acceptabilityId"}) +
          tabs({"u", "20250315", "1", kModule, "21000172104", "\xC3\x28", "900000000000548007"}) +
          preference_row("21000172104", "nothing"));
  const auto loaded = release.load("snomed");
  REQUIRE(loaded);
  CHECK(loaded->bytes.empty());
  CHECK(joined(loaded->faults) ==
        "sct2_Concept_Snapshot_BE1000172_20250315.txt:8:1: a SNOMED CT identifier was expected (6 to 18 digits)\n"
        "sct2_Concept_Snapshot_BE1000172_20250315.txt:9:11: a date was expected (YYYYMMDD)\n"
        "sct2_Concept_Snapshot_BE1000172_20250315.txt:9:16: 0 or 1 was expected\n"
        "sct2_Concept_Snapshot_BE1000172_20250315.txt:10:1: this line has 2 columns, the first one 5\n"
        "der2_cRefset_LanguageSnapshot-fr_BE1000172_20250315.txt:2:1: this line is no UTF-8\n"
        "der2_cRefset_LanguageSnapshot-fr_BE1000172_20250315.txt:3:52: a SNOMED CT identifier was expected (6 to 18 "
        "digits)\n");
}

TEST_CASE("a hierarchy with a circle is refused and named", "[terminology][loaders]") {
  Release release;
  add_snomed(release);
  release.add("sct2_Relationship_Snapshot_X_20250315.txt",
              tabs({"id", "effectiveTime", "active", "moduleId", "sourceId", "destinationId", "relationshipGroup",
                    "typeId", "characteristicTypeId", "modifierId"}) +
                  relationship_row("100001001", "100004009"));
  const auto loaded = release.load("snomed");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().message.find("circle") != std::string::npos);
}

TEST_CASE("a release without its concepts says which file is missing", "[terminology][loaders]") {
  Release release;
  release.add("readme.txt", "nothing");
  CHECK(release.load("snomed").error().message.find("sct2_Concept_Snapshot") != std::string::npos);
  CHECK(release.load("loinc", "1").error().message.find("Loinc.csv") != std::string::npos);
}

namespace {

constexpr const char* kLoincHeading =
    R"("LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","STATUS","LONG_COMMON_NAME","SHORTNAME","EXTERNAL_COPYRIGHT_NOTICE")"
    "\r\n";

void add_loinc(Release& release, const std::string& more = {}) {
  release.add(
      "Loinc_2.80/LoincTable/Loinc.csv",
      std::string(kLoincHeading) +
          R"("1-8","Sweetness","MCnc","Pt","Bld","Qn","","CHEM","ACTIVE","Sweetness [Mass/volume] in ""Blood"", made up","Swt Bld",)"
          "\r\n"
          R"("2-6","Sweetness","SCnc","Pt","Urine","Qn","Strip","CHEM","DEPRECATED","Sweetness
over two lines","Swt Ur","Somebody's")"
          "\r\n" +
          more);
  release.add("Loinc_2.80/AccessoryFiles/PartFile/Part.csv",
              "\"PartNumber\",\"PartTypeName\",\"PartName\",\"PartDisplayName\",\"Status\"\n"
              "\"LP1-1\",\"COMPONENT\",\"Sweetness\",\"Sweetness\",\"ACTIVE\"\n");
  release.add("Loinc_2.80/AccessoryFiles/PartFile/LoincPartLink_Primary.csv",
              "LoincNumber,LongCommonName,PartNumber,PartName,PartTypeName,LinkTypeName\n"
              "1-8,x,LP1-1,Sweetness,COMPONENT,Primary\n2-6,x,LP1-1,Sweetness,COMPONENT,Primary\n");
  release.add("Loinc_2.80/AccessoryFiles/ComponentHierarchyBySystem/ComponentHierarchyBySystem.csv",
              "PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT\n"
              ",1,,LP9-9,Laboratory\nLP9-9,1,LP9-9,LP8-8,Sweet things\nLP9-9.LP8-8,1,LP8-8,1-8,Sweetness\n"
              "LP9-9.LP8-8,2,LP8-8,2-6,Sweetness\n");
  release.add("Loinc_2.80/AccessoryFiles/AnswerFile/AnswerList.csv",
              "AnswerListId,AnswerListName,AnswerStringId,DisplayText\nLL1-1,How sweet,LA1-1,Very\nLL1-1,How "
              "sweet,LA2-2,Not at all\n");
  release.add("Loinc_2.80/AccessoryFiles/AnswerFile/LoincAnswerListLink.csv",
              "LoincNumber,LongCommonName,AnswerListId\n2-6,x,LL1-1\n");
  release.add("Loinc_2.80/AccessoryFiles/LinguisticVariants/nlNL22LinguisticVariant.csv",
              "LOINC_NUM,LONG_COMMON_NAME\n1-8,zoetheid in bloed\n");
}

}  // namespace

TEST_CASE("LOINC comes with axes, hierarchy, answers and names in other languages", "[terminology][loaders]") {
  Release release;
  add_loinc(release);
  const auto loaded = release.load("loinc");
  REQUIRE(loaded);
  CHECK(joined(loaded->faults).empty());
  CHECK(loaded->version == "2.80");
  const auto system = CodeSystem::over(loaded->bytes);
  REQUIRE(system);
  const std::uint32_t blood = system->find("1-8");
  REQUIRE(blood != CodeSystem::kNone);
  CHECK(system->display(blood) == "Sweetness [Mass/volume] in \"Blood\", made up");
  CHECK(system->display(system->find("2-6")) == "Sweetness\nover two lines");
  CHECK(system->inactive(system->find("2-6")));
  CHECK(system->display(system->find("LA2-2")) == "Not at all");
  CHECK(selected(*system, {"COMPONENT", "=", "LP1-1"}) == "1-8 2-6");
  CHECK(selected(*system, {"COMPONENT", "=", "Sweetness"}) == "1-8 2-6");
  CHECK(selected(*system, {"SYSTEM", "=", "Urine"}) == "2-6");
  CHECK(selected(*system, {"STATUS", "in", "TRIAL,ACTIVE"}) == "1-8");
  CHECK(selected(*system, {"METHOD_TYP", "exists", "true"}) == "2-6");
  CHECK(selected(*system, {"copyright", "=", "3rdParty"}) == "2-6");
  CHECK(selected(*system, {"parent", "=", "LP8-8"}) == "1-8 2-6");
  CHECK(selected(*system, {"ancestor", "=", "LP9-9"}) == "1-8 2-6 LP8-8");
  CHECK(selected(*system, {"LIST", "=", "LL1-1"}) == "LA1-1 LA2-2");
  CHECK(selected(*system, {"answers-for", "=", "2-6"}) == "LA1-1 LA2-2");
  std::string dutch;
  system->each_designation(blood, [&](const Designation& d) {
    if (d.language == "nl-NL") dutch = d.value;
  });
  CHECK(dutch == "zoetheid in bloed");
}

TEST_CASE("links of LOINC to codes that are not there are passed over and said", "[terminology][loaders]") {
  Release release;
  add_loinc(release);
  release.add("Loinc_2.80/AccessoryFiles/LinguisticVariants/frBE21LinguisticVariant.csv",
              "LOINC_NUM,LONG_COMMON_NAME\n9-1,rien\n1-8,douceur\n");
  release.add("__MACOSX/._Loinc.csv", "nothing of use");
  const auto loaded = release.load("loinc");
  REQUIRE(loaded);
  CHECK(loaded->faults.empty());
  REQUIRE_FALSE(loaded->notes.empty());
  CHECK(joined({loaded->notes.back()}) ==
        "frBE21LinguisticVariant.csv:2:1: passed over: there is no such code in Loinc.csv\n");
}

TEST_CASE("every bad line of LOINC has file, line and column", "[terminology][loaders]") {
  Release release;
  add_loinc(
      release,
      "\"no code\",\"\xC3\xA9\",a,b,c,d,e,f,g,name,,\n1-8,x,a,b,c,d,e,f,g,again,,\n3-4,x,a,b,c,d,e,f,g,,,\n4-2\n");
  const auto loaded = release.load("loinc");
  REQUIRE(loaded);
  CHECK(joined(loaded->faults) ==
        "Loinc.csv:5:1: a LOINC code was expected (718-7, LP14635-4)\n"
        "Loinc.csv:6:1: this code was there before\n"
        "Loinc.csv:7:21: the name of the term is empty\n"
        "Loinc.csv:8:1: this line has 1 columns, the first one 12\n");
}

TEST_CASE("ATC is a table of codes and names whose hierarchy is in the codes", "[terminology][loaders]") {
  Release release;
  release.add(
      "atc.csv",
      "ATC code;ATC level "
      "name;name_nl;name_fr\nA;ALIMENTARY;spijsvertering;\nA10;DRUGS;;\nA10BA02;metformin;metformine;metformine\n"
      "Q01;no group above;;\n");
  const auto loaded = release.load("atc", "2026");
  REQUIRE(loaded);
  CHECK(joined(loaded->faults).empty());
  REQUIRE(loaded->notes.size() == 1);
  const auto system = CodeSystem::over(loaded->bytes);
  REQUIRE(system);
  CHECK(system->version() == "2026");
  CHECK(selected(*system, {"concept", "is-a", "A"}) == "A A10 A10BA02");
  CHECK(selected(*system, {"level", "=", "5"}) == "A10BA02");
  CHECK(system->display(system->find("A10BA02")) == "metformin");
}

TEST_CASE("bad lines of ATC are named, old encodings are read", "[terminology][loaders]") {
  Release release;
  release.add("old.txt", "code\tname\nA\tPr\xE9parations\nX1\tbad\nB\t\n");
  const auto loaded = release.load("atc");
  REQUIRE(loaded);
  CHECK(joined(loaded->faults) ==
        "old.txt:3:1: an ATC code was expected (A, A10, A10B, A10BA, A10BA02)\nold.txt:4:3: the name of the code is "
        "empty\n");
  Release good;
  good.add("old.txt", "code\tname\nA\tPr\xE9parations\n");
  const auto read = good.load("atc");
  REQUIRE(read);
  CHECK(CodeSystem::over(read->bytes)->display(0) == "Pr\xC3\xA9parations");
}

TEST_CASE("names of files match with stars", "[terminology][loaders]") {
  CHECK(matches("*sct2_Concept_Snapshot_*.txt", "xsct2_concept_snapshot_INT_20250101.txt"));
  CHECK_FALSE(matches("*sct2_Concept_Snapshot_*.txt", "sct2_StatedRelationship_Snapshot_INT.txt"));
  CHECK(matches("*", ""));
  CHECK_FALSE(matches("a*b", "ac"));
}

}  // namespace schakel::terminology
