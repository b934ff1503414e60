// `schakel queue list|show|replay`: what the journal of a data directory holds, beside a running gateway or without
// one.

#include "app/commands/command.h"
#include "fhir/outcome/outcome.h"
#include "outbox/messages.h"
#include "outbox/reasons.h"
#include "syntax/json/emitter.h"
#include "syntax/json/reader.h"

#include <charconv>
#include <cstdio>
#include <ctime>

namespace schakel::app {

namespace {

constexpr Option kData{
    .name = "--data", .value = "DIR", .help = "the data directory of the gateway", .fallback = "schakel-data"};

int complain(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return kFailed;
}

std::string instant(TimePoint time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

// `hub: parked (refused, 1 attempt)`
std::string delivery_text(const outbox::Delivery& delivery) {
  std::string text = delivery.hub + ": " + std::string(outbox::delivery_state_code(delivery.state));
  std::string more = delivery.reason;
  if (delivery.attempts > 0) {
    more += (more.empty() ? "" : ", ") + std::to_string(delivery.attempts) +
            (delivery.attempts == 1 ? " attempt" : " attempts");
  }
  if (delivery.replays > 0)
    more += ", replayed " + std::to_string(delivery.replays) + (delivery.replays == 1 ? " time" : " times");
  return more.empty() ? text : text + " (" + more + ")";
}

void write_json(syntax::json::Emitter& json, const outbox::MessageSummary& m) {
  json.object().member("id", std::string_view(m.id)).member("received", std::string_view(instant(m.received)));
  json.member_if("channel", m.channel)
      .member_if("format", m.format)
      .member_if("type", m.type)
      .member_if("controlId", m.control_id);
  json.member("state", m.refused ? "refused" : "accepted").member("bytes", m.bytes);
  if (m.control_id_reused) json.member("controlIdReused", true);
  json.key("deliveries").array();
  for (const outbox::Delivery& d : m.deliveries) {
    json.object().member("hub", std::string_view(d.hub)).member("state", outbox::delivery_state_code(d.state));
    json.member_if("reason", d.reason).member("attempts", d.attempts).member("replays", d.replays);
    json.member("changed", std::string_view(instant(d.changed))).end();
  }
  json.end().end();
}

void print(const outbox::MessageSummary& m, bool as_json) {
  if (as_json) {
    std::string line;
    syntax::json::Emitter json(line);
    write_json(json, m);
    std::printf("%s\n", line.c_str());
    return;
  }
  std::printf("%s  %s  %-10s  %-8s  %-14s", m.id.c_str(), instant(m.received).c_str(), m.channel.c_str(),
              m.type.c_str(), m.control_id.c_str());
  if (m.refused) std::printf("  refused");
  for (const outbox::Delivery& d : m.deliveries) std::printf("  %s", delivery_text(d).c_str());
  std::printf("\n");
}

int list(const Arguments& arguments) {
  outbox::Query query;
  const std::string_view state = arguments.text("--state");
  query.refused = state == "refused";
  if (!state.empty() && !query.refused) {
    query.state = outbox::delivery_state_from_code(state);
    if (!query.state) return complain(invalid("--state is queued, delivered, parked, uncertain or refused"));
  }
  query.hub = arguments.text("--hub");
  query.channel = arguments.text("--channel");
  query.before = arguments.text("--before");
  const std::string_view limit = arguments.text("--limit");
  if (std::from_chars(limit.data(), limit.data() + limit.size(), query.limit).ec != std::errc{} || query.limit == 0) {
    return complain(invalid("--limit is a number from 1 on"));
  }
  auto messages = outbox::open_messages(std::string(arguments.text("--data")));
  if (!messages) return complain(messages.error());
  auto page = (*messages)->list(query);
  if (!page) return complain(page.error());
  for (const outbox::MessageSummary& m : page->messages) print(m, arguments.has("--json"));
  if (!page->next.empty()) std::fprintf(stderr, "there are older ones: --before %s\n", page->next.c_str());
  return kDone;
}

// One part of the message alone, as it is stored.
int print_part(const outbox::MessageDetail& detail, std::string_view part) {
  std::string bytes;
  if (part == "message") {
    bytes = detail.bytes;
  } else if (part == "outcome") {
    bytes = detail.outcome;
  } else if (part == "answer") {
    bytes = detail.answer;
  } else if (part == "payload" || part == "hub-outcome") {
    for (const outbox::DeliveryDetail& d : detail.deliveries) {
      const std::string& text = part == "payload" ? d.payload : d.outcome;
      if (!text.empty()) bytes += text + '\n';
    }
  } else {
    return complain(invalid("--part is message, outcome, answer, payload or hub-outcome"));
  }
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  return kDone;
}

std::string_view text_of(const Node* node, std::string_view name) {
  const Node* child = node != nullptr ? node->child(name) : nullptr;
  return child != nullptr && child->has_value() ? child->value().reveal() : std::string_view{};
}

// Where an issue stands: in the message itself, where that is known, else in the result.
std::string_view place_of(const Node& issue) {
  for (const Node* x = issue.child("extension"); x != nullptr; x = x->next_of_same_name()) {
    if (text_of(x, "url") == fhir::kOriginExtension) return text_of(x->child("extension"), "valueString");
  }
  return text_of(&issue, "expression");
}

// `  error  no-map-for-event  MSH-9.2`, without the texts, which can hold values. Errors, or warnings where there are
// none.
void print_issues(std::string_view outcome, const std::string& id) {
  Arena arena;
  Tree tree(arena);
  Issues unread(1);
  if (outcome.empty() || !syntax::json::read(outcome, tree, unread)) return;
  for (const bool errors : {true, false}) {
    bool any = false;
    for (const Node* issue = tree.root()->child("issue"); issue != nullptr; issue = issue->next_of_same_name()) {
      const std::string_view severity = text_of(issue, "severity");
      if (errors != (severity == "error" || severity == "fatal") || severity == "information") continue;
      const Node* details = issue->child("details");
      const std::string code(text_of(details != nullptr ? details->child("coding") : nullptr, "code"));
      std::printf("  %-7s  %s  %s\n", std::string(severity).c_str(), code.c_str(),
                  std::string(place_of(*issue)).c_str());
      any = true;
    }
    if (!any) continue;
    std::printf("  in full: schakel queue show %s --part outcome\n", id.c_str());
    return;
  }
}

void print_delivery(const outbox::Delivery& delivery, const outbox::DeliveryDetail& detail, const std::string& id) {
  std::printf("%s, %zu bytes for the hub, last change %s\n", delivery_text(delivery).c_str(), detail.payload.size(),
              instant(delivery.changed).c_str());
  if (const std::string_view why = outbox::explanation(delivery.reason); !why.empty())
    std::printf("  %s\n", std::string(why).c_str());
  if (!detail.outcome.empty())
    std::printf("  the hub's answer: schakel queue show %s --part hub-outcome\n", id.c_str());
  if (delivery.state == outbox::DeliveryState::parked || delivery.state == outbox::DeliveryState::uncertain)
    std::printf("  again: schakel queue replay %s\n", id.c_str());
  for (const std::string& location : detail.locations) std::printf("  %s\n", location.c_str());
}

int show(const Arguments& arguments) {
  auto messages = outbox::open_messages(std::string(arguments.text("--data")));
  if (!messages) return complain(messages.error());
  auto found = (*messages)->read(arguments.text("ID"));
  if (!found) return complain(found.error());
  if (!*found) {
    std::fprintf(stderr, "schakel: no such message\n");
    return kInputIsWrong;
  }
  const outbox::MessageDetail& detail = **found;
  if (const auto part = arguments.find("--part")) return print_part(detail, *part);
  print(detail.summary, arguments.has("--json"));
  if (arguments.has("--json")) return kDone;
  // As it is written on the command line that was given.
  const std::string_view data = arguments.text("--data");
  const std::string id = detail.summary.id + (data == kData.fallback ? std::string() : " --data " + std::string(data));
  print_issues(detail.outcome, id);
  for (std::size_t i = 0; i < detail.deliveries.size(); ++i)
    print_delivery(detail.summary.deliveries[i], detail.deliveries[i], id);
  return kDone;
}

int replay(const Arguments& arguments) {
  auto messages = outbox::open_messages(std::string(arguments.text("--data")));
  if (!messages) return complain(messages.error());
  const auto overtaken = arguments.has("--overtaken") ? outbox::Overtaken::allow : outbox::Overtaken::refuse;
  outbox::Replayed sum;
  for (const std::string& id : arguments.all("ID")) {
    auto replayed = (*messages)->replay(id, arguments.text("--hub"), overtaken);
    if (!replayed && replayed.error().kind == FaultKind::not_found) {
      std::fprintf(stderr, "schakel: %s: no such message\n", id.c_str());
      return kInputIsWrong;
    }
    if (!replayed) return complain(replayed.error());
    sum.queued += replayed->queued;
    sum.not_replayable += replayed->not_replayable;
    sum.overtaken += replayed->overtaken;
  }
  std::printf("%zu queued again", sum.queued);
  if (sum.not_replayable > 0) std::printf(", %zu neither parked nor uncertain", sum.not_replayable);
  if (sum.overtaken > 0)
    std::printf(", %zu left alone: a later message of the patient is there already (--overtaken)", sum.overtaken);
  std::printf("\n");
  return sum.overtaken > 0 ? kInputIsWrong : kDone;
}

constexpr Option kJson{.name = "--json", .value = {}, .help = "one JSON object a line"};

constexpr Option kListOptions[] = {
    kData,
    {.name = "--state", .value = "STATE", .help = "queued, delivered, parked, uncertain or refused"},
    {.name = "--hub", .value = "NAME", .help = "only what goes to this hub"},
    {.name = "--channel", .value = "NAME", .help = "only what came through this channel"},
    {.name = "--before", .value = "ID", .help = "only older messages: the next page"},
    {.name = "--limit", .value = "N", .help = "at most so many", .fallback = "100"},
    kJson,
};

constexpr Option kShowOptions[] = {
    {.name = "ID", .value = {}, .help = "the message's id", .required = true},
    kData,
    {.name = "--part", .value = "PART", .help = "print this alone: message, outcome, answer, payload, hub-outcome"},
    kJson,
};

constexpr Option kReplayOptions[] = {
    {.name = "ID", .value = {}, .help = "ids of messages", .required = true, .many = true},
    kData,
    {.name = "--hub", .value = "NAME", .help = "only the delivery to this hub"},
    {.name = "--overtaken", .value = {}, .help = "also where a later message of the patient has been delivered"},
};

}  // namespace

extern const Command kQueueList;
extern const Command kQueueShow;
extern const Command kQueueReplay;

const Command kQueueList{
    .name = "queue list",
    .summary = "List messages and how far each of their deliveries is, newest first",
    .text =
        "A message is refused, or has one delivery for each hub: queued, delivered, parked (the hub refused it, or it "
        "was set\naside) or uncertain (its answer was lost and a repeat could do harm). Works while the gateway runs.",
    .examples =
        "  schakel queue list --state parked\n"
        "  schakel queue list --state queued --hub regional --json",
    .options = kListOptions,
    .run = list,
};

const Command kQueueShow{
    .name = "queue show",
    .summary = "Show one message: what is wrong with it, its deliveries, their reasons, where the hub put things",
    .text = "Content of the message is printed only with --part; without it, issues are named by id and place.",
    .examples =
        "  schakel queue show 019b76da-a800-7000-a749-bd6860e001dd\n"
        "  schakel queue show 019b76da-a800-7000-a749-bd6860e001dd --part hub-outcome",
    .options = kShowOptions,
    .run = show,
};

const Command kQueueReplay{
    .name = "queue replay",
    .summary = "Queue parked and uncertain deliveries again",
    .text =
        "A gateway that runs takes them up within a second, else its next start does. A delivery whose patient has had "
        "a later\nmessage since is left alone (exit 1), because it would overwrite what is newer; --overtaken sends it "
        "all the same.",
    .examples = "  schakel queue replay 019b76da-a800-7000-a749-bd6860e001dd",
    .options = kReplayOptions,
    .run = replay,
};

}  // namespace schakel::app
