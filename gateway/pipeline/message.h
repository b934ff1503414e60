#pragma once
// One message, from its bytes to what is committed and answered. Inside pipeline/ only.

#include "formats/format.h"
#include "outbox/journal.h"
#include "pipeline/exchange.h"
#include "pipeline/ingest.h"

#include <string>
#include <string_view>

namespace schakel::pipeline {

// What is put on disk, and what the sender is told once it is there.
struct Prepared {
  outbox::Submission submission;
  Answer answer;
};

// Thread rule: one thread; the exchange's.
class MessageHandling {
 public:
  // `format` null: FHIR.
  MessageHandling(const Services& services, Counters& counters, const Reception& reception,
                  const formats::Format* format, Exchange& exchange)
      : services_(services),
        counters_(counters),
        reception_(reception),
        channel_(*reception.channel),
        format_(format),
        exchange_(exchange) {}

  // `id`: ours, named in the answer. `found`: issues of the document that concern this message.
  Prepared run(std::string_view bytes, std::string id, const Issues& found);

 private:
  using Verdict = formats::Format::Acknowledgement;

  // Each step: true when the message goes on; else verdict_ and status_ say how it ends.
  bool read();
  bool read_local();
  bool read_fhir();
  bool map();
  bool refuse_type();
  bool validate();
  bool stop(Verdict verdict, int status);

  void label_test();
  void add_entries();
  void write_payload(outbox::NewEntry& entry, bool only);
  void add_key();
  void add_outcome();
  void add_answer();
  void log_refusal() const;

  const Services& services_;
  Counters& counters_;
  const Reception& reception_;
  const Channel& channel_;
  const formats::Format* format_;
  Exchange& exchange_;

  std::string_view bytes_;
  formats::Envelope envelope_;
  std::string sender_;  // of FHIR in
  std::string control_id_;
  Verdict verdict_ = Verdict::accept;
  int status_ = 202;
  bool parked_ = false;
  std::string now_;
  std::string token_;  // idempotency: made from the receiving key, else our id
  Prepared prepared_;
};

// FHIR instant, UTC, milliseconds.
std::string instant_text(TimePoint time);

}  // namespace schakel::pipeline
