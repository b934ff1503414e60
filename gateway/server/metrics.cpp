#include "server/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <unistd.h>
#include <cstdio>

namespace schakel::server {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Families {
 public:
  void add(const std::string& name, const std::string& help, MetricType type, double value,
           std::vector<ClientMetric::Label> labels = {}) {
    if (all_.empty() || all_.back().name != name) {
      all_.push_back({});
      all_.back().name = name;
      all_.back().help = help;
      all_.back().type = type;
    }
    ClientMetric metric;
    metric.label = std::move(labels);
    (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    all_.back().metric.push_back(std::move(metric));
  }
  void counter(const std::string& name, const std::string& help, std::uint64_t value,
               std::vector<ClientMetric::Label> labels = {}) {
    add(name, help, MetricType::Counter, static_cast<double>(value), std::move(labels));
  }
  void gauge(const std::string& name, const std::string& help, double value,
             std::vector<ClientMetric::Label> labels = {}) {
    add(name, help, MetricType::Gauge, value, std::move(labels));
  }
  [[nodiscard]] std::string text() const { return prometheus::TextSerializer().Serialize(all_); }

 private:
  std::vector<MetricFamily> all_;
};

void pipeline_metrics(Families& m, const pipeline::Counters& c) {
  m.counter("schakel_documents_received_total", "Documents handed in by senders", c.received);
  m.counter("schakel_received_bytes_total", "Their bytes", c.received_bytes);
  const char* help = "Messages by how they were answered";
  m.counter("schakel_messages_total", help, c.accepted, {{"answer", "accepted"}});
  m.counter("schakel_messages_total", help, c.erroneous, {{"answer", "error"}});
  m.counter("schakel_messages_total", help, c.rejected, {{"answer", "rejected"}});
  m.counter("schakel_messages_invalid_total", "Messages whose FHIR result broke a profile", c.invalid);
  m.counter("schakel_not_checked_total", "Rules and codes that could not be judged", c.not_checked);
  m.counter("schakel_faults_total", "Documents not answered, or answered with 5xx", c.faults);
  m.counter("schakel_resources_validated_total", "Resources validated", c.validations);
  const char* seconds = "Time spent in a step of the pipeline";
  const std::pair<const char*, const pipeline::Counters::Count*> steps[] = {
      {"read", &c.read_nanoseconds}, {"map", &c.map_nanoseconds}, {"validate", &c.validate_nanoseconds}};
  for (const auto& [step, nanoseconds] : steps) {
    m.add("schakel_step_seconds_total", seconds, MetricType::Counter, static_cast<double>(*nanoseconds) / 1e9,
          {{"step", step}});
  }
}

void outbox_metrics(Families& m, const outbox::Statistics& s) {
  m.counter("schakel_journal_stored_total", "Messages stored", s.stored_total);
  m.counter("schakel_journal_repeated_total", "Messages received again and not stored", s.repeated_total);
  m.counter("schakel_journal_refused_total", "Messages stored as refused", s.refused_total);
  m.counter("schakel_journal_commits_total", "Commits, one fsync each", s.commits_total);
  m.counter("schakel_journal_rows_total", "Rows written by them", s.rows_total);
  m.counter("schakel_journal_failed_commits_total", "Commits that failed", s.failed_commits_total);
  m.gauge("schakel_journal_waiting", "Messages not yet on disk", static_cast<double>(s.waiting_commits));
  m.gauge("schakel_store_failing", "1 while the store cannot write", s.store_failing ? 1 : 0);
  struct Row {
    const char* name;
    const char* help;
    bool counter;
    std::uint64_t outbox::HubStatistics::*value;
  };
  using H = outbox::HubStatistics;
  static constexpr Row kRows[] = {
      {"schakel_hub_queued", "Deliveries waiting", false, &H::queued},
      {"schakel_hub_queued_bytes", "Their bytes", false, &H::queued_bytes},
      {"schakel_hub_parked", "Deliveries parked", false, &H::parked},
      {"schakel_hub_uncertain", "Deliveries whose answer was lost", false, &H::uncertain},
      {"schakel_hub_in_flight", "Requests on their way", false, &H::in_flight},
      {"schakel_hub_attempts_total", "Requests sent", true, &H::attempts_total},
      {"schakel_hub_delivered_total", "Deliveries made", true, &H::delivered_total},
      {"schakel_hub_retried_total", "Attempts that will be repeated", true, &H::retried_total},
  };
  for (const Row& row : kRows) {
    for (const H& hub : s.hubs) {
      m.add(row.name, row.help, row.counter ? MetricType::Counter : MetricType::Gauge,
            static_cast<double>(hub.*row.value), {{"hub", hub.hub}});
    }
  }
  for (const H& hub : s.hubs)
    m.gauge("schakel_hub_circuit_open", "1 while the hub is given a rest", hub.circuit_open ? 1 : 0,
            {{"hub", hub.hub}});
}

void process_metrics(Families& m, const Context& context) {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  m.gauge("process_resident_memory_bytes", "Resident memory",
          static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  m.gauge("process_start_time_seconds", "When the process began",
          static_cast<double>(context.started.time_since_epoch().count()) / 1000);
  m.gauge("schakel_build_info", "The version", 1, {{"version", context.version}});
}

}  // namespace

std::string metrics_text(const Context& context) {
  Families families;
  pipeline_metrics(families, context.ingest.counters());
  outbox_metrics(families, context.outbox.statistics());
  process_metrics(families, context);
  return families.text();
}

}  // namespace schakel::server
