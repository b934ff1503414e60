#include "app/validate_flags.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace schakel::app {

namespace {

// What a flag of HL7's validator does here.
enum class Effect {
  set,     // set_option() under this name
  same,    // it asks for what is done anyway
  without  // none; `why` says so
};

struct Foreign {
  std::string_view name;   // as an Option: `--tx`
  std::string_view value;  // empty: a flag
  Effect effect;
  std::string_view why = {};
};

constexpr std::string_view kLocal = "terminology is local, no server is asked";
constexpr std::string_view kNoNetwork = "nothing is fetched while validating";

constexpr std::array kForeign = {
    Foreign{"--assumeValidRestReferences,--assume-valid-rest-references", {}, Effect::set},
    Foreign{"--allow-example-urls", "BOOL", Effect::set},
    Foreign{"--security-checks", {}, Effect::set},
    Foreign{"--extension", "DOMAIN", Effect::set},
    Foreign{"--check-references", {}, Effect::set},
    Foreign{"--no-html-in-markdown", {}, Effect::set},
    Foreign{"--recurse", {}, Effect::same},
    Foreign{"--no-http-access", {}, Effect::same},
    Foreign{"--no-network", {}, Effect::same},
    Foreign{"--tx", "URL", Effect::without, kLocal},
    Foreign{"--txCache,--tx-cache", "DIR", Effect::without, kLocal},
    Foreign{"--txLog,--tx-log", "FILE", Effect::without, kLocal},
    Foreign{"--clear-tx-cache", {}, Effect::without, kLocal},
    Foreign{"--sct", "EDITION", Effect::without, "the SNOMED CT that is loaded counts"},
    Foreign{"--jurisdiction", "CODE", Effect::without, "no rule here depends on a jurisdiction"},
    Foreign{"--questionnaire", "MODE", Effect::without,
            "a QuestionnaireResponse is judged by its Questionnaire where that is loaded"},
    Foreign{"--hintAboutNonMustSupport,--hint-about-non-must-support", {}, Effect::without, "there are no such hints"},
    Foreign{"--no-invariants", {}, Effect::without, "invariants are always judged"},
    Foreign{"--no-extensible-binding-warnings", {}, Effect::without, "use --level errors to leave warnings out"},
    Foreign{"--want-invariants-in-messages", {}, Effect::without, "an issue names its invariant"},
    Foreign{"--unknown-codes-cause-errors", {}, Effect::without, "what a loaded system does not have is an error"},
    Foreign{"--validation-timeout", "TIME", Effect::without, "each evaluation has a bound of its own"},
    Foreign{"--show-times", {}, Effect::without, "the JUnit report has the time of each document"},
    Foreign{"--watch-mode", "MODE", Effect::without, "a start takes milliseconds: run it again"},
    Foreign{"--watch-scan-delay", "MS", Effect::without, "there is no watch mode"},
    Foreign{"--watch-settle-time", "MS", Effect::without, "there is no watch mode"},
    Foreign{"--advisor-file", "FILE", Effect::without, "advisors are not read"},
    Foreign{"--fhir-settings", "FILE", Effect::without, kNoNetwork},
    Foreign{"--proxy", "HOST", Effect::without, kNoNetwork},
    Foreign{"--https-proxy", "HOST", Effect::without, kNoNetwork},
    Foreign{"--auth", "USER", Effect::without, kNoNetwork},
    Foreign{"--html-output", "FILE", Effect::without, "write --format text, junit or sarif instead"},
    Foreign{"--debug-log", {}, Effect::without, "there is no such log"},
    Foreign{"--debug", {}, Effect::without, "there is no such log"},
    Foreign{"--verbose", {}, Effect::without, "all issues are shown unless --level says otherwise"},
    Foreign{"--crumb-trails", {}, Effect::without, "--show-message-ids shows what decided"},
    Foreign{"--native", {}, Effect::without, "no schemas are used"},
};

// `--a,--b` -> `--b`, as Arguments know it.
std::string_view key_of(std::string_view name) {
  const std::size_t comma = name.rfind(',');
  return comma == std::string_view::npos ? name : name.substr(comma + 1);
}

}  // namespace

bool set_option(std::string_view name, std::string_view value, Request& request) {
  validation::Options& options = request.options;
  const bool yes = value.empty() || value == "true" || value == "True";
  if (name == "best-practice") {
    options.best_practice = value == "warning" || value == "error" || value == "hint";
  } else if (name == "examples" || name == "allow-example-urls") {
    options.allow_example_urls = yes;
  } else if (name == "allowed-extension-domain" || name == "extension") {
    options.allowed_extension_domains.emplace_back(value);
  } else if (name == "language") {
    options.language = value;
  } else if (name == "wrong-displays" || name == "display-issues-are-warnings") {
    options.display_warnings = name == "display-issues-are-warnings" ? yes : value == "warning";
  } else if (name == "assumeValidRestReferences" || name == "assume-valid-rest-references") {
    options.assume_valid_rest_references = yes;
  } else if (name == "validateReference" || name == "check-references") {
    options.check_references = name == "check-references" || value.substr(0, 5) == "CHECK";
    options.references_must_resolve =
        value == "CHECK_EXISTS_AND_TYPE" || value == "CHECK_VALID" || value == "CHECK_EXISTS";
    options.validate_references = value == "CHECK_VALID";
  } else if (name == "security-checks") {
    options.security_checks = yes;
  } else if (name == "validateContains") {
    options.ignore_contained = value == "IGNORE";
  } else if (name == "noHtmlInMarkdown" || name == "no-html-in-markdown") {
    options.no_html_in_markdown = yes;
  } else {
    return false;
  }
  return true;
}

void add_bundle_profile(std::string_view rule, std::string_view profile, Request& request) {
  const std::size_t colon = rule.find(':');
  validation::Options::BundleProfile wanted;
  const bool number = !rule.empty() && rule[0] >= '0' && rule[0] <= '9';
  if (!number) wanted.type = rule.substr(0, colon);
  const std::string index(number ? rule : colon == std::string_view::npos ? "0" : rule.substr(colon + 1));
  wanted.index = static_cast<std::size_t>(std::strtoul(index.c_str(), nullptr, 10));
  wanted.profile = profile;
  request.options.bundle_profiles.push_back(std::move(wanted));
}

std::span<const Option> foreign_options() {
  static const auto options = [] {
    std::array<Option, kForeign.size()> made{};
    for (std::size_t i = 0; i < kForeign.size(); ++i) {
      made[i].name = kForeign[i].name;
      made[i].value = kForeign[i].value;
      made[i].many = !kForeign[i].value.empty();
      made[i].hidden = true;
    }
    return made;
  }();
  return options;
}

void apply_foreign_options(const Arguments& arguments, Request& request) {
  for (const Foreign& foreign : kForeign) {
    const std::string_view key = key_of(foreign.name);
    if (!arguments.has(key)) continue;
    const std::string_view value = arguments.text(key);
    if (foreign.effect == Effect::set) {
      if (foreign.value.empty()) set_option(key.substr(2), {}, request);
      for (const std::string& one : arguments.all(key)) set_option(key.substr(2), one, request);
    } else if (foreign.effect == Effect::without && !(key == "--tx" && value == "n/a")) {
      std::fprintf(stderr, "schakel: %s has no effect: %s\n", std::string(key).c_str(),
                   std::string(foreign.why).c_str());
    }
  }
}

}  // namespace schakel::app
