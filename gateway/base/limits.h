#pragma once
// Every bound on what comes in from outside, in one place. Each has a test at the limit and one past it.
// schakel.yaml can lower or raise them under `limits:` with these very names.

#include <cstddef>
#include <cstdint>

namespace schakel {

struct Limits {
  // One message, document or request body, in bytes.
  std::size_t message_bytes = std::size_t{20} * 1024 * 1024;
  // Open elements at once: JSON objects and arrays, XML elements.
  std::size_t depth = 200;
  // Nodes of one tree.
  std::size_t nodes = 4'000'000;
  // HTTP: request line and header fields together.
  std::size_t http_header_bytes = 16 * 1024;
  std::size_t connections = 4096;
  // Messages in one batch file or frame.
  std::size_t batch_messages = 10'000;
  // Steps of one evaluation (FHIRPath, map, slices); more is the issue `too-costly`.
  std::uint64_t steps = 20'000'000;
  // Issues reported for one message; the rest is counted.
  std::size_t issues = 1'000;
  // An answer of a hub, in bytes.
  std::size_t hub_answer_bytes = std::size_t{20} * 1024 * 1024;
  // Waiting for delivery, per hub.
  std::size_t queue_entries = 1'000'000;
  std::size_t queue_bytes = std::size_t{8} * 1024 * 1024 * 1024;
  // The store stops taking messages below this much free disk.
  std::size_t free_disk_bytes = std::size_t{256} * 1024 * 1024;
};

}  // namespace schakel
