// Value sets and code systems as the image holds them answer like those that are composed.

#include "terminology/compiled.h"

#include "support/definitions.h"
#include "terminology/library.h"
#include "terminology/terminology.h"

#include <catch2/catch.hpp>

#include <map>

namespace schakel::terminology {

namespace {

// Definitions as they are once the sections have been added to the image.
class WithSections final : public fhir::Definitions {
 public:
  explicit WithSections(fhir::DefinitionsPtr below) : below_(std::move(below)) {
    for (const fhir::SectionMaker& maker : section_makers()) sections_[maker.name] = *maker.make(below_);
  }
  const fhir::Type* type(std::string_view name) const override { return below_->type(name); }
  const fhir::Type* type(Name name) const override { return below_->type(name); }
  const fhir::Element* element(std::uint32_t id) const override { return below_->element(id); }
  std::uint32_t end_of_elements() const override { return below_->end_of_elements(); }
  Found find(std::string_view canonical, std::string_view of) const override { return below_->find(canonical, of); }
  std::vector<std::string_view> list(std::string_view of) const override { return below_->list(of); }
  std::string_view section(std::string_view name) const override {
    const auto at = sections_.find(std::string(name));
    return at == sections_.end() ? std::string_view() : std::string_view(at->second);
  }
  bool overlaid(std::string_view url) const override { return url == changed; }
  std::uint64_t generation() const override { return below_->generation(); }
  const std::vector<Issue>& problems() const override { return below_->problems(); }

  std::string changed;  // a url that an overlay defines anew

 private:
  fhir::DefinitionsPtr below_;
  std::map<std::string, std::string> sections_;
};

constexpr const char* kSystem =
    R"({"resourceType":"CodeSystem","url":"urn:x:cs","version":"1.2","status":"active","content":"complete","caseSensitive":false,"valueSet":"urn:x:whole",
  "concept":[{"code":"Dog","display":"Dog"},{"code":"cat"}]})";
constexpr const char* kSupplement =
    R"({"resourceType":"CodeSystem","url":"urn:x:nl","status":"active","content":"supplement","supplements":"urn:x:cs|1.2","concept":[{"code":"dog","designation":[{"language":"nl","value":"Hond"}]}]})";

std::string set(const std::string& name, const std::string& include) {
  return R"({"resourceType":"ValueSet","url":"urn:x:)" + name +
         R"(","version":"2","status":"active","compose":{"include":[)" + include + "]}}";
}

}  // namespace

TEST_CASE("what the image holds of value sets answers as composing does", "[terminology][image]") {
  const auto definitions = std::make_shared<WithSections>(test::with_resources(
      {kSystem, kSupplement, set("all", R"({"system":"urn:x:cs"})"),
       set("both", R"({"valueSet":["urn:x:all"]},{"system":"urn:x:absent","concept":[{"code":"q"}]})"),
       set("open", R"({"system":"urn:x:cs"},{"system":"urn:x:absent"})")}));
  const Terminology t(definitions);
  CHECK(t.member_of("urn:x:both", "urn:x:cs", "DOG").answer == Answer::yes);
  CHECK(t.member_of("urn:x:both|2", "urn:x:absent", "q").answer == Answer::yes);
  CHECK(t.member_of("urn:x:both", "urn:x:absent", "r").answer == Answer::no);
  CHECK(t.member_of("urn:x:both", "", "cat").answer == Answer::yes);
  CHECK(t.member_of("urn:x:open", "urn:x:absent", "r").missing == "urn:x:absent");
  CHECK(t.member_of("urn:x:whole", "urn:x:cs", "dog").answer == Answer::yes);
  CHECK(t.is_display("urn:x:cs", "dog", "hond") == Answer::yes);
  CHECK(t.expand("urn:x:both")->total == 3);
  const CompiledReport what = report(*definitions);
  const auto gap =
      std::find_if(what.gaps.begin(), what.gaps.end(), [](const auto& g) { return g.why == "urn:x:absent"; });
  REQUIRE(gap != what.gaps.end());
  CHECK(gap->sets == 1);
  CHECK(gap->example == "urn:x:open");
}

TEST_CASE("what an overlay changes is not taken from the image", "[terminology][image]") {
  const auto definitions = std::make_shared<WithSections>(test::with_resources(
      {kSystem, set("all", R"({"system":"urn:x:cs"})"), set("far", R"({"valueSet":["urn:x:all"]})")}));
  definitions->changed = "urn:x:cs";
  Library library(definitions);
  CHECK(library.value_set("urn:x:far") == library.composed("urn:x:far"));
  CHECK(library.value_set("http://hl7.org/fhir/ValueSet/administrative-gender") !=
        library.composed("http://hl7.org/fhir/ValueSet/administrative-gender"));
}

TEST_CASE("every value set of the image has the members that composing gives", "[terminology][image]") {
  const auto definitions = std::make_shared<WithSections>(test::core_definitions());
  Library library(definitions);
  std::size_t complete = 0;
  std::size_t wrong = 0;
  for (const std::string_view url : definitions->list("ValueSet")) {
    const ValueSet* quick = library.value_set(url);
    const ValueSet* slow = library.composed(url);
    if (quick == slow || quick == nullptr) continue;
    ++complete;
    std::vector<ValueSet::Member> members;
    ValueSet::Gaps gaps;
    slow->list(members, gaps);
    for (const ValueSet::Member& m : members) {
      if (quick->contains(m.system, m.entry.code).answer != Answer::yes) ++wrong;
    }
    if (quick->contains("urn:x:none", "none").answer != Answer::no) ++wrong;
  }
  CHECK(complete > 2'000);
  CHECK(wrong == 0);
}

}  // namespace schakel::terminology
