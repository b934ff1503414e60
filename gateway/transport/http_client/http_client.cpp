#include "transport/http_client/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace schakel::transport {

namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{64} * 1024;
constexpr long kIdleSeconds = 30;

const char* error_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return "";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return "resolve";
    case CURLE_COULDNT_CONNECT: return "connect";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR: return "tls";
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND: return "reset";
    case CURLE_PARTIAL_FILE: return "partial";
    default: return "failed";
  }
}

// One request on its way, with the handle that serves one after another.
struct Exchange {
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  ClientRequest request;
  ClientResponse answer;
  HttpClient::Done done;
  std::size_t body_sent = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;

  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }

  void forget() {
    curl_slist_free_all(headers);
    headers = nullptr;
    request = {};
    answer = {};
    done = nullptr;
    body_sent = header_bytes = 0;
    too_large = false;
  }
};

// There is no seek function beside it, on purpose: libcurl cannot send a body twice by itself.
std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::size_t left = exchange.request.body.size() - exchange.body_sent;
  const std::size_t now = std::min(left, size * count);
  std::memcpy(to, exchange.request.body.data() + exchange.body_sent, now);
  exchange.body_sent += now;
  return now;
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::size_t now = size * count;
  if (exchange.answer.body.size() + now > exchange.request.max_answer_bytes) {
    exchange.too_large = true;
    return 0;
  }
  exchange.answer.body.append(bytes, now);
  return now;
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::size_t now = size * count;
  exchange.header_bytes += now;
  if (exchange.header_bytes > kMaxHeaderBytes) {
    exchange.too_large = true;
    return 0;
  }
  const std::string_view line(bytes, now);
  // An interim answer (1xx) comes before the real one.
  if (line.substr(0, 5) == "HTTP/") exchange.answer.headers.clear();
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return now;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::string_view value = line.substr(colon + 1);
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!value.empty() && blank(value.front())) value.remove_prefix(1);
  while (!value.empty() && blank(value.back())) value.remove_suffix(1);
  exchange.answer.headers.emplace_back(std::move(name), value);
  return now;
}

// What is the same for every request of a handle.
void set_up(Exchange& exchange) {
  CURL* easy = exchange.easy;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &exchange);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &on_read);
  curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
}

void set_file(CURL* easy, CURLoption option, const std::string& file) {
  curl_easy_setopt(easy, option, file.empty() ? nullptr : file.c_str());
}

bool set_request(Exchange& exchange) {
  CURL* easy = exchange.easy;
  const ClientRequest& request = exchange.request;
  if (curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str()) != CURLE_OK) return false;
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, nullptr);
  if (request.method == "GET") {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    if (request.method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  for (const auto& [name, value] : request.headers) {
    std::string line = name;
    line.append(": ").append(value);
    exchange.headers = curl_slist_append(exchange.headers, line.c_str());
  }
  // A second round trip for large bodies, which many servers never answer.
  exchange.headers = curl_slist_append(exchange.headers, "Expect:");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange.headers);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  const long silence = static_cast<long>(std::chrono::ceil<std::chrono::seconds>(request.silence).count());
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, silence > 0 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, silence);
  curl_easy_setopt(easy, CURLOPT_PROXY, request.proxy_of_environment ? nullptr : "");
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request.fresh_connection ? 1L : 0L);
  set_file(easy, CURLOPT_SSLCERT, request.tls.certificate_file);
  set_file(easy, CURLOPT_SSLKEY, request.tls.key_file);
  if (!request.tls.authority_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, request.tls.authority_file.c_str());
  return true;
}

bool is_url(const std::string& url) {
  CURLU* parsed = curl_url();
  char* host = nullptr;
  const bool good = curl_url_set(parsed, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
                    curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                    (url.rfind("http://", 0) == 0 || url.rfind("https://", 0) == 0);
  curl_free(host);
  curl_url_cleanup(parsed);
  return good;
}

}  // namespace

struct HttpClient::Impl {
  CURLM* multi = nullptr;
  std::unordered_map<CURL*, std::unique_ptr<Exchange>> flying;
  std::vector<std::unique_ptr<Exchange>> idle;
  std::string good_url;  // the last one that was checked: a hub's is the same every time

  ~Impl() {
    for (auto& [easy, exchange] : flying) curl_multi_remove_handle(multi, easy);
    flying.clear();
    idle.clear();
    curl_multi_cleanup(multi);
  }

  std::unique_ptr<Exchange> take() {
    if (!idle.empty()) {
      auto exchange = std::move(idle.back());
      idle.pop_back();
      return exchange;
    }
    auto exchange = std::make_unique<Exchange>();
    exchange->easy = curl_easy_init();
    if (exchange->easy != nullptr) set_up(*exchange);
    return exchange;
  }

  void end(CURL* easy, CURLcode code) {
    const auto found = flying.find(easy);
    std::unique_ptr<Exchange> exchange = std::move(found->second);
    flying.erase(found);
    long status = 0;
    long request_bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_multi_remove_handle(multi, easy);
    ClientResponse answer = std::move(exchange->answer);
    answer.status = status >= 200 ? static_cast<int>(status) : 0;
    answer.sent = request_bytes > 0 || exchange->body_sent > 0;
    answer.complete = code == CURLE_OK && answer.status != 0;
    answer.error = exchange->too_large ? "too-large" : error_of(code);
    const Done done = std::move(exchange->done);
    // There is no way to set the system's authorities back: such a handle is not for the next request.
    const bool reusable = exchange->request.tls.authority_file.empty();
    exchange->forget();
    if (reusable && idle.size() < 256) idle.push_back(std::move(exchange));
    done(std::move(answer));
  }

  bool collect() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      end(message->easy_handle, message->data.result);
    }
    return any;
  }
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::create(std::size_t connections) {
  static const CURLcode kGlobal = curl_global_init(CURL_GLOBAL_DEFAULT);
  auto impl = std::make_unique<Impl>();
  impl->multi = curl_multi_init();
  if (kGlobal != CURLE_OK || impl->multi == nullptr) return failed(unavailable("libcurl does not start"));
  curl_multi_setopt(impl->multi, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
  curl_multi_setopt(impl->multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(impl)));
}

Status HttpClient::send(ClientRequest request, Done done) {
  auto exchange = impl_->take();
  if (exchange->easy == nullptr) return failed(unavailable("libcurl gives no handle"));
  exchange->request = std::move(request);
  exchange->done = std::move(done);
  CURL* easy = exchange->easy;
  const std::string& url = exchange->request.url;
  const bool good = url == impl_->good_url || is_url(url);
  if (!good || !set_request(*exchange)) return failed(invalid("not a url to send to"));
  impl_->good_url = url;
  impl_->flying.emplace(easy, std::move(exchange));
  curl_multi_add_handle(impl_->multi, easy);
  return {};
}

void HttpClient::run(Milliseconds max_wait) {
  int running = 0;
  curl_multi_perform(impl_->multi, &running);
  if (impl_->collect()) return;
  const auto wait = std::clamp<std::int64_t>(max_wait.count(), 0, 3'600'000);
  curl_multi_poll(impl_->multi, nullptr, 0, static_cast<int>(wait), nullptr);
  curl_multi_perform(impl_->multi, &running);
  impl_->collect();
}

void HttpClient::wake() { curl_multi_wakeup(impl_->multi); }

void HttpClient::abort() {
  while (!impl_->flying.empty()) {
    const auto first = impl_->flying.begin();
    std::unique_ptr<Exchange> exchange = std::move(first->second);
    impl_->flying.erase(first);
    long request_bytes = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_multi_remove_handle(impl_->multi, exchange->easy);
    ClientResponse answer;
    answer.sent = request_bytes > 0 || exchange->body_sent > 0;
    answer.error = "aborted";
    exchange->done(std::move(answer));
  }
}

std::size_t HttpClient::in_flight() const { return impl_->flying.size(); }

}  // namespace schakel::transport
