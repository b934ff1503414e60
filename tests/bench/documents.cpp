#include "bench/documents.h"

namespace schakel::bench {

namespace {

std::string observation(int n) {
  const std::string i = std::to_string(n);
  return R"({"resourceType":"Observation","id":"obs-)" + i +
         R"(","meta":{"versionId":"1","lastUpdated":"2026-03-02T11:20:00.000+01:00","profile":["https://schakel.example/fhir/StructureDefinition/lab-result"]},)"
         R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>Creatinine</b>: 1.)" +
         i +
         R"( mg/dL (reference 0.50 - 1.20)</p></div>"},)"
         R"("identifier":[{"use":"official","system":"https://hospital.example/lab/result","value":"R-2026-00)" +
         i +
         R"("}],"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],)"
         R"("code":{"coding":[{"system":"http://loinc.org","code":"2160-0","display":"Creatinine [Mass/volume] in Serum or Plasma"},{"system":"https://hospital.example/lab/code","code":"CREA"}],"text":"Creatinine"},)"
         R"("subject":{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a01","display":"Made-up Patient"},"encounter":{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a02"},)"
         R"("effectiveDateTime":"2026-03-02T10:05:00+01:00","issued":"2026-03-02T11:19:30.000+01:00","performer":[{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a03","display":"Laboratory \"North\""}],)"
         R"("valueQuantity":{"value":1.)" +
         i +
         R"(,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"N"}]}],)"
         R"("note":[{"text":"Fasting sample.\nControl in two weeks."}],"referenceRange":[{"low":{"value":0.50,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"high":{"value":1.20,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"text":"0.50 - 1.20"}]})";
}

constexpr const char* kPatient =
    R"({"resourceType":"Patient","id":"p","identifier":[{"use":"official","system":"https://hospital.example/patient","value":"4711"}],"active":true,)"
    R"("name":[{"use":"official","family":"Voorbeeld","given":["Jan","Piet"],"_given":[null,{"extension":[{"url":"https://schakel.example/fhir/StructureDefinition/roepnaam","valueBoolean":false}]}]}],)"
    R"("telecom":[{"system":"phone","value":"+32 2 000 00 00","use":"home"},{"system":"email","value":"jan@voorbeeld.example"}],"gender":"male","birthDate":"1950-02-03","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime","valueDateTime":"1950-02-03T04:00:00+01:00"}]},)"
    R"("address":[{"use":"home","line":["Kerkstraat 1"],"city":"Voorbeeldegem","postalCode":"0000","country":"BE"}],"generalPractitioner":[{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a04"}]})";

constexpr const char* kCarePlan =
    R"({"resourceType":"CarePlan","id":"cp","identifier":[{"system":"https://hospital.example/stay","value":"V1-plan"}],"status":"active","intent":"plan","title":"After discharge","subject":{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a01"},)"
    R"("encounter":{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a02"},"period":{"start":"2026-03-02","end":"2026-04-02"},"careTeam":[{"reference":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a05"}],)"
    R"("activity":[{"detail":{"kind":"ServiceRequest","code":{"text":"Wound care"},"status":"scheduled","description":"Daily wound care at home, first week; then every second day."}},{"detail":{"kind":"Appointment","status":"not-started","description":"Control visit"}}]})";

}  // namespace

std::string observation_json() { return observation(5); }

std::string discharge_bundle_json() {
  std::string out = R"({"resourceType":"Bundle","id":"discharge","type":"transaction","entry":[)";
  const auto entry = [&out](const std::string& resource, const std::string& type) {
    if (out.back() == '}') out += ',';
    out += R"({"fullUrl":"urn:uuid:7a1f8a2e-0d7f-4a53-9c55-0b9f5a1c1a01","resource":)" + resource +
           R"(,"request":{"method":"PUT","url":")" + type + R"(?identifier=https://hospital.example/x|1"}})";
  };
  entry(kPatient, "Patient");
  entry(kCarePlan, "CarePlan");
  for (int i = 1; i <= 8; ++i) entry(observation(i * 11), "Observation");
  return out + "]}";
}

std::string lab_result_er7() {
  std::string m =
      "MSH|^~\\&|GLIMS|LABPROEF|SCHAKEL|HUB|20260320093011||ORU^R01^ORU_R01|G26032000417|P|2.4|||||BE|8859/1\r"
      "PID|1||4103070012^^^AZPROEF^PI~41030701278^^^^NN||VANTESTEN^Godelieve^^^Mevrouw||19410307|F|||Proefstraat 12 "
      "bus 3^^DEINZE^^9800^BE^H\r"
      "PV1|1|O|4210^012^2|||||12734120004^HUISARTS^An||||||||||||26030077^^^^VN\r"
      "ORC|RE|H5523|26L0417^GLIMS||CM||||20260320080000|||12734120004^HUISARTS^An\r";
  for (int panel = 1; panel <= 2; ++panel) {
    const std::string n = std::to_string(panel);
    m += "OBR|" + n + "|H5523|26L0417-" + n +
         "^GLIMS|24323-8^Bloed "
         "chemie^LN|||20260320073000|||||||20260320081500|SER|12734120004^HUISARTS^An||||||20260320092500||LAB|F\r"
         "NTE|1|L|Staal licht hemolytisch; interpretatie van kalium met voorzichtigheid\r";
    for (int row = 1; row <= 5; ++row) {
      m += "OBX|" + std::to_string(row) + "|NM|2160-0^Creatinine^LN||1,3" + std::to_string(row) +
           "|mg/dL^milligram per deciliter^UCUM|0,51-0,95|H|||F|||20260320073000||12734120004^LABORANT^Bea\r";
    }
    m += "OBX|6|SN|33914-3^eGFR (CKD-EPI)^LN||<^60|mL/min/{1.73_m2}|>60|L|||F|||20260320073000\r";
  }
  return m;
}

}  // namespace schakel::bench
