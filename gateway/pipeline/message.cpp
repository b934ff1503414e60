#include "pipeline/message.h"

#include "base/digest.h"
#include "base/log.h"
#include "fhir/outcome/outcome.h"
#include "pipeline/fhir_in.h"
#include "pipeline/messages.h"
#include "pipeline/test_label.h"
#include "routing/lane_keys.h"
#include "routing/shared_keys.h"
#include "syntax/json/writer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

namespace schakel::pipeline {

namespace {

constexpr std::string_view kFhirJson = "application/fhir+json";
constexpr std::string_view kBelgianExtensions = "https://www.ehealth.fgov.be/standards/fhir/";

// Adds what passes until its end to a counter.
class Stopwatch {
 public:
  explicit Stopwatch(Counters::Count& to) : to_(to) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() { to_ += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - start_).count()); }

 private:
  Counters::Count& to_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string instant_text(TimePoint time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  char text[40];
  const int size =
      std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

Prepared MessageHandling::run(std::string_view bytes, std::string id, const Issues& found) {
  bytes_ = bytes;
  exchange_.begin(format_);
  for (const Issue& issue : found.all()) exchange_.issues.add(issue);
  now_ = instant_text(services_.clock->now());
  prepared_.answer.id = std::move(id);
  outbox::Submission& s = prepared_.submission;
  s.channel = channel_.name;
  s.format = format_ != nullptr ? format_->name() : "fhir";
  const bool accepted = read() && map() && validate();
  add_key();
  if (accepted) add_entries();
  s.control_id = control_id_;
  s.state = verdict_ == Verdict::accept ? outbox::MessageState::accepted : outbox::MessageState::refused;
  s.bytes = bytes;
  add_outcome();
  add_answer();
  ++(verdict_ == Verdict::accept  ? counters_.accepted
     : verdict_ == Verdict::error ? counters_.erroneous
                                  : counters_.rejected);
  if (verdict_ != Verdict::accept) log_refusal();
  return std::move(prepared_);
}

// By id and place alone: whoever may see more reads the stored outcome.
void MessageHandling::log_refusal() const {
  const Issue* first = nullptr;
  for (const Issue& issue : exchange_.issues.all()) {
    if (issue.severity > Severity::error || issue.message == nullptr) continue;
    if (first == nullptr || issue.severity < first->severity) first = &issue;
  }
  log::info("refused", {{"message", prepared_.answer.id},
                        {"channel", channel_.name},
                        {"status", status_},
                        {"reason", first != nullptr ? first->message->id : std::string_view{}}});
}

bool MessageHandling::stop(Verdict verdict, int status) {
  verdict_ = verdict;
  status_ = status;
  return false;
}

bool MessageHandling::read() {
  Issues& issues = exchange_.issues;
  if (reception_.shape == Reception::Shape::too_large) {
    issues.add(Severity::fatal, IssueType::too_long, kTooLarge, {Argument::number(services_.limits.message_bytes)});
    return stop(Verdict::reject, 413);
  }
  if (reception_.shape == Reception::Shape::cut_short) {
    issues.add(Severity::fatal, IssueType::incomplete, kCutShort);
    return stop(Verdict::reject, 400);
  }
  const Stopwatch watch(counters_.read_nanoseconds);
  return format_ != nullptr ? read_local() : read_fhir();
}

bool MessageHandling::read_local() {
  const formats::ReadOptions options{&services_.limits, channel_.charset};
  const bool readable = format_->read(bytes_, options, exchange_.source(), exchange_.issues);
  if (exchange_.source().root() != nullptr) envelope_ = format_->envelope(exchange_.source());
  prepared_.submission.type = envelope_.type;
  control_id_ = envelope_.control_id;
  sender_ = envelope_.sender;
  if (!readable) return stop(Verdict::reject, 400);
  if (envelope_.test && !channel_.accept_test) {
    exchange_.issues.add(Severity::error, IssueType::business_rule, kTestNotAccepted);
    return stop(Verdict::reject, 400);
  }
  return true;
}

bool MessageHandling::read_fhir() {
  Tree& target = exchange_.target();
  const bool readable = pipeline::read_fhir(bytes_, target, exchange_.issues, services_.limits, *services_.definitions);
  if (!readable || exchange_.issues.has_errors()) return stop(Verdict::reject, 400);
  const FhirEnvelope envelope = fhir_envelope(target);
  prepared_.submission.type = envelope.type;
  control_id_ = envelope.control_id;
  sender_ = envelope.sender;
  return true;
}

bool MessageHandling::map() {
  if (format_ == nullptr || channel_.conversion == Conversion::pass_through) return true;
  const Stopwatch watch(counters_.map_nanoseconds);
  Issues& issues = exchange_.issues;
  const mapping::Map* map = services_.maps->find(envelope_.type);
  if (map == nullptr) return refuse_type();
  const std::size_t before = issues.errors();
  const bool mapped =
      exchange_.transformer().run(*map, exchange_.source(), exchange_.target(), issues, channel_.organization);
  if (mapped && issues.errors() == before) {
    if (envelope_.test) label_as_test(exchange_.target(), *services_.definitions);
    for (const Message* note : services_.maps->notes(*map))
      issues.add(Severity::information, IssueType::informational, *note);
    return true;
  }
  if (issues.errors() == before) issues.add(Severity::error, IssueType::processing, kMapFailed);
  return stop(Verdict::error, 422);
}

bool MessageHandling::refuse_type() {
  Issues& issues = exchange_.issues;
  const std::string_view type = envelope_.type;
  const auto caret = std::min(type.find('^'), type.size());
  const auto value = [](std::string_view text) { return Argument::value(DataText(text)); };
  if (services_.maps->knows_family(type)) {
    issues
        .add(Severity::error, IssueType::not_supported, kNoMapForEvent,
             {value(type.substr(0, caret)), value(type.substr(std::min(caret + 1, type.size())))})
        .origin.path = envelope_.event_path;
  } else {
    issues.add(Severity::error, IssueType::not_supported, kNoMap, {value(type)}).origin.path = envelope_.type_path;
  }
  return stop(Verdict::reject, 400);
}

bool MessageHandling::validate() {
  if (channel_.conversion == Conversion::pass_through) return true;
  Issues& issues = exchange_.issues;
  {
    const Stopwatch watch(counters_.validate_nanoseconds);
    validation::Options options;
    // Our maps use extensions of the Belgian packages, whether these are installed or not.
    if (format_ != nullptr) options.allowed_extension_domains.emplace_back(kBelgianExtensions);
    if (format_ != nullptr) options.name_origin = [this](const Node& node) { return format_->path_of(node); };
    const bool valid = exchange_.validation().validate(exchange_.target(), {}, options, issues);
    counters_.validations += resources_in(exchange_.target());
    for (const validation::NotChecked& unknown : exchange_.validation().not_checked())
      counters_.not_checked += unknown.count;
    if (!valid) {
      ++counters_.invalid;
      const OnInvalid policy = format_ != nullptr ? channel_.on_invalid : channel_.on_invalid_fhir;
      if (policy == OnInvalid::refuse) return stop(Verdict::error, 422);
      parked_ = policy == OnInvalid::park;
    }
  }
  if (format_ != nullptr) return true;
  return make_deliverable(exchange_.target(), prepared_.answer.id, *services_.definitions, issues) ||
         stop(Verdict::error, 422);
}

void MessageHandling::add_key() {
  outbox::Submission& s = prepared_.submission;
  if (!reception_.idempotency_key.empty()) {
    s.receiving_key = channel_.name + "|Idempotency-Key|" + std::string(reception_.idempotency_key);
    s.refuse_reused_key = true;
  } else if (!control_id_.empty()) {
    s.receiving_key = channel_.name + "|" + sender_ + "|" + control_id_;
  }
  if (s.receiving_key.empty()) {
    token_ = prepared_.answer.id;
    return;
  }
  token_ = to_hex(sha256(s.receiving_key)).substr(0, 32);
  const std::string_view text = envelope_.digest_text.empty() ? bytes_ : envelope_.digest_text;
  const Digest digest = sha256(text);
  s.digest.assign(reinterpret_cast<const char*>(digest.data()), digest.size());
}

void MessageHandling::add_entries() {
  outbox::Submission& s = prepared_.submission;
  if (channel_.conversion == Conversion::pass_through) {
    for (const std::string& hub : channel_.hubs) {
      outbox::NewEntry& entry = s.entries.emplace_back();
      entry.hub = hub;
      entry.content_type = format_ != nullptr ? format_->media_types().front() : kFhirJson;
    }
    return;
  }
  using routing::Route;
  const Node& bundle = *exchange_.target().root();
  const auto routes = services_.router->route(exchange_.evaluator(), channel_.name, bundle);
  const auto lane_keys =
      routing::lane_keys(bundle, channel_.organization.empty() ? std::string_view(sender_) : channel_.organization);
  const auto shared_keys = routing::shared_keys(bundle);
  for (const Route& route : routes) {
    if (route.kind == Route::Kind::withhold) continue;
    outbox::NewEntry& entry = s.entries.emplace_back();
    entry.hub = route.hub;
    entry.lane_keys = lane_keys;
    entry.shared_keys = shared_keys;
    entry.content_type = kFhirJson;
    if (parked_) entry.parked_reason = "invalid";
    if (route.kind == Route::Kind::park) entry.parked_reason = route.reason;
    write_payload(entry, routes.size() == 1);
  }
}

// A hub may add to the transaction; what it adds is not for the others.
void MessageHandling::write_payload(outbox::NewEntry& entry, bool only) {
  Tree* bundle = &exchange_.target();
  std::optional<Tree> own;
  if (!only) {
    own.emplace(bundle->arena());
    own->set_root(*own->copy(*bundle->root()));
    bundle = &*own;
  }
  for (const auto& hub : services_.hubs) {
    if (hub->name() == entry.hub) hub->complete(*bundle, {.token = token_, .now = now_, .agent = channel_.name});
  }
  syntax::json::write(*bundle->root(), entry.payload);
  entry.parts = static_cast<std::uint32_t>(entries_in(*bundle));
}

// Issues speak of the FHIR result; what a map made has its places in the message itself.
void MessageHandling::add_outcome() {
  if (exchange_.issues.empty()) return;
  std::string& out = prepared_.submission.outcome;
  // Places count in what the reader read: of UTF-16 that is not what was received.
  const std::string_view read = format_ != nullptr ? exchange_.source().source() : std::string_view{};
  const std::string_view document = read.empty() ? bytes_ : read;
  fhir::write_outcome(exchange_.issues,
                      {.document = document, .origin = document, .file = {}, .first = {}, .pretty = false}, out);
}

void MessageHandling::add_answer() {
  Answer& answer = prepared_.answer;
  answer.status = status_;
  answer.accepted = verdict_ == Verdict::accept;
  std::optional<formats::Format::Answer> own;
  if (format_ != nullptr)
    own = format_->acknowledge(bytes_, exchange_.source(), verdict_, exchange_.issues, answer.id, now_);
  if (own) {
    answer.body = std::move(own->bytes);
    answer.media_type = std::move(own->media_type);
  } else {
    answer.media_type = kFhirJson;
    answer.body = prepared_.submission.outcome;
    if (answer.body.empty())
      answer.body = fhir::simple_outcome(Severity::information, IssueType::informational, kAllOk.id, kAllOk.english);
  }
  outbox::Submission& s = prepared_.submission;
  s.answer = answer.body;
  s.answer_media_type = answer.media_type;
  s.answer_status = answer.status;
}

}  // namespace schakel::pipeline
