#include "pipeline/ingest.h"

#include "base/log.h"
#include "fhir/outcome/outcome.h"
#include "formats/format.h"
#include "pipeline/fhir_in.h"
#include "pipeline/message.h"
#include "pipeline/messages.h"

#include <atomic>
#include <exception>
#include <mutex>

namespace schakel::pipeline {

namespace {

// Above this a message would hold up the other connections of its thread.
constexpr std::size_t kInlineBytes = std::size_t{128} * 1024;

// The messages of one document on their way to disk.
class Batch {
 public:
  Batch(std::size_t messages, Ingest::Done done) : answers_(messages), open_(messages + 1), done_(std::move(done)) {}

  void set(std::size_t index, Answer answer) { answers_[index] = std::move(answer); }

  void committed(std::size_t index, Result<outbox::Committed> result) {
    Answer& answer = answers_[index];
    if (!result) {
      fail(std::move(result.error()));
    } else if (result->kind == outbox::Committed::Kind::repeated) {
      answer = {.status = result->answer_status,
                .body = std::move(result->answer),
                .media_type = std::move(result->answer_media_type),
                .id = std::move(result->id),
                .accepted = true,
                .repeated = true};
    } else if (result->kind == outbox::Committed::Kind::reused_refused) {
      answer.status = 422;
      answer.accepted = false;
      answer.media_type = "application/fhir+json";
      answer.body = fhir::simple_outcome(Severity::error, IssueType::conflict, kKeyReused.id, kKeyReused.english);
    }
    close(1);
  }

  void fail(Fault fault) {
    const std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::move(fault);
  }

  // `count` fewer are awaited; the last one tells the sender.
  void close(std::size_t count) {
    if (open_.fetch_sub(count, std::memory_order_acq_rel) != count) return;
    if (fault_) return done_(failed(std::move(*fault_)));
    done_(std::move(answers_));
  }

 private:
  std::vector<Answer> answers_;
  std::atomic<std::size_t> open_;
  Ingest::Done done_;
  std::mutex mutex_;
  std::optional<Fault> fault_;
};

bool is_fhir_media_type(std::string_view type) {
  return type.starts_with("application/fhir+") || type.starts_with("application/json");
}

struct Choice {
  const formats::Format* format = nullptr;
  bool fhir = false;
};

Choice format_of(const Reception& reception) {
  if (reception.format != nullptr) return {reception.format, false};
  if (reception.fhir || reception.channel->format == "fhir") return {nullptr, true};
  if (!reception.channel->format.empty()) return {formats::by_name(reception.channel->format), false};
  const std::string_view type = reception.media_type.substr(0, reception.media_type.find(';'));
  if (const formats::Format* named = formats::by_media_type(type)) return {named, false};
  if (is_fhir_media_type(reception.media_type) || looks_like_fhir(reception.bytes)) return {nullptr, true};
  return {formats::by_content(reception.bytes), false};
}

std::string format_names() {
  std::string names = "fhir";
  for (const formats::Format* format : formats::all()) names.append(", ").append(format->name());
  return names;
}

// Bytes of no format we know: kept and refused like any other message.
Prepared unknown(const Reception& reception, std::string id) {
  Issues issues;
  issues.add(Severity::fatal, IssueType::not_supported, kUnknownFormat,
             {Argument::number(reception.bytes.size()), Argument::name(format_names())});
  Prepared prepared;
  prepared.answer = {.status = 415,
                     .body = {},
                     .media_type = "application/fhir+json",
                     .id = std::move(id),
                     .accepted = false,
                     .repeated = false};
  fhir::write_outcome(issues, {}, prepared.answer.body);
  outbox::Submission& s = prepared.submission;
  s.channel = reception.channel->name;
  s.format = "unknown";
  s.state = outbox::MessageState::refused;
  s.bytes = reception.bytes;
  s.outcome = s.answer = prepared.answer.body;
  s.answer_media_type = prepared.answer.media_type;
  s.answer_status = prepared.answer.status;
  return prepared;
}

}  // namespace

Ingest::Ingest(Services services, unsigned threads, unsigned worker_count, Workers& workers)
    : services_(std::move(services)), workers_(workers) {
  for (unsigned i = 0; i < threads; ++i) exchanges_.push_back(std::make_unique<Exchange>(services_));
  for (unsigned i = 0; i < worker_count; ++i) worker_exchanges_.push_back(std::make_unique<Exchange>(services_));
}

Ingest::~Ingest() = default;

void Ingest::take(const Reception& reception, unsigned thread, Done done) {
  ++counters_.received;
  counters_.received_bytes += reception.bytes.size();
  if (!services_.journal->accepting()) {
    ++counters_.faults;
    return done(failed(unavailable("the journal takes no messages now")));
  }
  if (reception.bytes.size() <= kInlineBytes) return take_now(reception, *exchanges_[thread], std::move(done));
  // The work may be refused, and `done` must be called all the same.
  auto shared = std::make_shared<Done>(std::move(done));
  const bool taken = workers_.run([this, reception, shared](unsigned worker) {
    take_now(reception, *worker_exchanges_[worker], std::move(*shared));
  });
  if (!taken) {
    ++counters_.faults;
    (*shared)(failed(unavailable("too many large messages are waiting")));
  }
}

Fault Ingest::failure(const Reception& reception) {
  ++counters_.faults;
  log::error("a message could not be handled",
             {{"channel", reception.channel->name}, {"bytes", reception.bytes.size()}});
  return {FaultKind::internal, "the message could not be handled"};
}

// What an exception says could hold content, so it is not passed on; replaying the message shows it to a debugger.
void Ingest::take_now(const Reception& reception, Exchange& exchange, Done done) {
  const Choice choice = format_of(reception);
  Issues found;
  std::vector<formats::Part> parts;
  try {
    if (choice.format != nullptr && reception.shape == Reception::Shape::whole) {
      parts = choice.format->split(reception.bytes, {&services_.limits, reception.channel->charset}, found);
    }
    if (parts.empty()) parts.push_back({reception.bytes, 0});
  } catch (const std::exception&) {
    return done(failed(failure(reception)));
  }
  outbox::Journal& journal = *services_.journal;
  const auto batch = std::make_shared<Batch>(parts.size(), std::move(done));
  std::size_t index = 0;
  for (; index < parts.size(); ++index) {
    try {
      std::string id = journal.new_id();
      Prepared prepared = choice.format == nullptr && !choice.fhir
                              ? unknown(reception, id)
                              : MessageHandling(services_, counters_, reception, choice.format, exchange)
                                    .run(parts[index].bytes, id, index == 0 ? found : Issues());
      batch->set(index, std::move(prepared.answer));
      const Status status = journal.submit(
          std::move(id), std::move(prepared.submission),
          [batch, index](Result<outbox::Committed> result) { batch->committed(index, std::move(result)); });
      if (status) continue;
      ++counters_.faults;
      batch->fail(status.error());
    } catch (const std::exception&) {
      batch->fail(failure(reception));
    }
    break;
  }
  batch->close(parts.size() - index + 1);
}

}  // namespace schakel::pipeline
