#include "app/package_registry.h"

#include "fhir/packages/digest.h"
#include "fhir/packages/json_document.h"
#include "transport/http_client/http_client.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace schakel::app {

namespace {

constexpr Milliseconds kPatience{10'000};
constexpr Milliseconds kWhole{600'000};
constexpr int kRedirects = 5;
constexpr std::size_t kListingBytes = std::size_t{64} * 1024 * 1024;
constexpr std::size_t kPackageBytes = std::size_t{512} * 1024 * 1024;

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

Result<transport::ClientResponse> get(const std::string& url, std::size_t most_bytes) {
  auto client = transport::HttpClient::create(1);
  if (!client) return failed(client.error());
  transport::ClientRequest request;
  request.method = "GET";
  request.url = url;
  request.headers = {{"Accept", "application/json, application/gzip, */*"}};
  request.connect_timeout = kPatience;
  request.silence = kPatience;
  request.timeout = kWhole;
  request.max_answer_bytes = most_bytes;
  request.proxy_of_environment = true;
  std::optional<transport::ClientResponse> answer;
  const Status sent =
      (*client)->send(std::move(request), [&answer](transport::ClientResponse a) { answer = std::move(a); });
  if (!sent) return failed(sent.error());
  while (!answer) (*client)->run(Milliseconds{100});
  return std::move(*answer);
}

std::string_view header(const transport::ClientResponse& answer, std::string_view name) {
  for (const auto& [n, value] : answer.headers) {
    if (n == name) return value;
  }
  return {};
}

// Where a redirect leads; empty: nowhere we go.
std::string target_of(const std::string& url, std::string_view location) {
  std::string target(location);
  if (starts_with(location, "//")) {
    target = url.substr(0, url.find(':') + 1) + target;
  } else if (starts_with(location, "/")) {
    target = url.substr(0, url.find('/', url.find("://") + 3)) + target;
  } else if (location.find("://") == std::string_view::npos) {
    target = url.substr(0, url.rfind('/') + 1) + target;
  }
  const bool secure = starts_with(url, "https://");
  const bool good = starts_with(target, "https://") || (!secure && starts_with(target, "http://"));
  return good ? target : std::string();
}

std::string why(const std::string& error) {
  if (error == "timeout") return "it was silent for 10 s";
  if (error == "resolve") return "there is no such host, or no network";
  if (error == "connect") return "it cannot be reached";
  if (error == "partial" || error == "reset") return "the transfer broke off";
  if (error == "tls") return "its certificate was not accepted";
  return error;
}

struct Version {
  std::vector<std::string> parts;
  std::string prerelease;
};

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t dot = text.find('.');
    parts.emplace_back(text.substr(0, dot));
    text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  }
  return parts;
}

Version split(std::string_view text) {
  Version version;
  text = text.substr(0, text.find('+'));
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) version.prerelease = text.substr(dash + 1);
  version.parts = parts_of(text.substr(0, dash));
  return version;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// -1, 0, 1 as numbers where both are some (of any length), else as text; a number comes before a word.
int compare_parts(std::string_view a, std::string_view b) {
  if (is_number(a) && is_number(b)) {
    while (a.size() > 1 && a.front() == '0') a.remove_prefix(1);
    while (b.size() > 1 && b.front() == '0') b.remove_prefix(1);
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  } else if (is_number(a) != is_number(b)) {
    return is_number(a) ? -1 : 1;
  }
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare_lists(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i == a.size()) return -1;
    if (i == b.size()) return 1;
    if (const int order = compare_parts(a[i], b[i]); order != 0) return order;
  }
  return 0;
}

bool is_wildcard(std::string_view version) {
  return version == "x" || version == "*" ||
         (version.size() > 2 &&
          (version.substr(version.size() - 2) == ".x" || version.substr(version.size() - 2) == ".*"));
}

// `1.2.x` -> `1.2.`
std::string_view stem_of(std::string_view wildcard) { return wildcard.substr(0, wildcard.size() - 1); }

std::string some_of(std::vector<std::string> versions) {
  if (versions.empty()) return "none";
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return older(b, a); });
  std::string text;
  for (std::size_t i = 0; i < versions.size() && i < 8; ++i) text += (i == 0 ? "" : ", ") + versions[i];
  return text + (versions.size() > 8 ? ", ..." : "");
}

// A scoped name is one part of the path.
std::string path_part(std::string_view id) {
  std::string part;
  for (const char c : id) c == '/' ? part.append("%2f") : part.append(1, c);
  return part;
}

}  // namespace

Result<std::string> download(const std::string& url, std::size_t most_bytes) {
  std::string at = url;
  for (int redirects = 0;; ++redirects) {
    auto answer = get(at, most_bytes);
    if (!answer) return failed(std::move(answer.error()));
    if (answer->error == "too-large") {
      return failed({FaultKind::too_large, at + " has more than " + std::to_string(most_bytes) + " bytes"});
    }
    if (!answer->error.empty()) return failed(unavailable(at + ": " + why(answer->error)));
    const int status = answer->status;
    if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) {
      const std::string target = target_of(at, header(*answer, "location"));
      if (target.empty()) return failed(unavailable(at + " sends on to where we do not go"));
      if (redirects == kRedirects) return failed(unavailable(url + " sends on and on"));
      at = target;
      continue;
    }
    if (status == 404 || status == 410) return failed(not_found(at + " does not exist there"));
    if (status != 200) return failed(unavailable(at + " answers " + std::to_string(status)));
    if (!answer->complete) return failed(unavailable(at + ": the transfer broke off"));
    return std::move(answer->body);
  }
}

bool older(std::string_view a, std::string_view b) {
  const Version x = split(a);
  const Version y = split(b);
  if (const int order = compare_lists(x.parts, y.parts); order != 0) return order < 0;
  if (x.prerelease.empty() || y.prerelease.empty()) return !x.prerelease.empty() && y.prerelease.empty();
  return compare_lists(parts_of(x.prerelease), parts_of(y.prerelease)) < 0;
}

std::string choose_version(const std::vector<std::string>& versions, std::string_view latest, std::string_view wanted) {
  const auto has = [&](std::string_view v) { return std::find(versions.begin(), versions.end(), v) != versions.end(); };
  const bool any = wanted.empty() || wanted == "latest";
  if (any && has(latest)) return std::string(latest);
  if (!any && !is_wildcard(wanted)) return has(wanted) ? std::string(wanted) : std::string();
  const std::string_view stem = any ? std::string_view{} : stem_of(wanted);
  std::string best;
  for (const std::string& v : versions) {
    if (!starts_with(v, stem)) continue;
    const bool release = v.find('-') == std::string::npos;
    const bool best_is_release = !best.empty() && best.find('-') == std::string::npos;
    if (best.empty() || (release && !best_is_release) || (release == best_is_release && older(best, v))) best = v;
  }
  return best;
}

Status check_wanted_version(const fhir::PackageName& wanted) {
  if (!fhir::is_package_id(wanted.id)) return failed(invalid(wanted.id + " is no name of a package"));
  const std::string& version = wanted.version;
  if (starts_with(version, "current") || version == "dev") {
    return failed(invalid(wanted.text() +
                          " is a build of its editors, not a published version: registries do not have it. Take its "
                          "package.tgz from them and install that file or its URL"));
  }
  if (version.empty() || is_wildcard(version) || fhir::is_package_version(version)) return {};
  return failed(invalid(wanted.text() + ": a version is exact (2.1.2), a range by wildcard (2.1.x) or `latest`"));
}

Result<Release> find_release(const std::string& registry, const fhir::PackageName& wanted) {
  if (Status good = check_wanted_version(wanted); !good) return failed(good.error());
  const std::size_t end = registry.find_last_not_of('/');
  const std::string url = registry.substr(0, end + 1) + "/" + path_part(wanted.id);
  auto listing = download(url, kListingBytes);
  if (!listing) return failed(std::move(listing.error()));
  const auto document = fhir::JsonDocument::parse(std::move(*listing), url);
  if (!document) return failed(unavailable(url + " is no listing of a package: " + document.error().message));
  const Node& root = (*document)->root();
  std::vector<std::string> versions;
  for (const Node* v : fhir::JsonDocument::items(root, "versions")) versions.emplace_back(v->name().text());
  const Node* tags = root.child("dist-tags");
  const std::string latest = tags != nullptr ? fhir::JsonDocument::text(*tags, "latest") : std::string();
  Release release;
  release.name = {wanted.id, choose_version(versions, latest, wanted.version)};
  if (release.name.version.empty())
    return failed(not_found(registry + " has no " + wanted.text() + "; versions there: " + some_of(versions)));
  const Node* chosen = root.child("versions")->child(release.name.version);
  if (const Node* dist = chosen != nullptr ? chosen->child("dist") : nullptr) {
    release.tarball = fhir::JsonDocument::text(*dist, "tarball");
    release.integrity = fhir::JsonDocument::text(*dist, "integrity");
    release.shasum = fhir::JsonDocument::text(*dist, "shasum");
  }
  // Registries of FHIR packages hand them out there as well.
  if (release.tarball.empty()) release.tarball = url + "/" + release.name.version;
  release.tarball = target_of(url, release.tarball);
  if (release.tarball.empty())
    return failed(unavailable(registry + " sends for " + release.name.text() + " to where we do not go"));
  return release;
}

Result<std::string> fetch_release(const Release& release) {
  auto bytes = download(release.tarball, kPackageBytes);
  if (!bytes) return failed(std::move(bytes.error()));
  constexpr std::string_view kSha512 = "sha512-";
  bool same = true;
  if (starts_with(release.integrity, kSha512)) {
    same = fhir::sha512_base64(*bytes) == std::string_view(release.integrity).substr(kSha512.size());
  } else if (!release.shasum.empty()) {
    same = fhir::sha1_hex(*bytes) == release.shasum;
  }
  if (same) return bytes;
  return failed(invalid(release.tarball + " is not what the registry states of " + release.name.text() +
                        " (digest): damaged or replaced on the way"));
}

}  // namespace schakel::app
