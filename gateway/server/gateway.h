#pragma once
// Gateway: the running server: threads, listeners, pipeline, outbox; from open to an orderly end.

#include "base/result.h"
#include "outbox/outbox.h"
#include "pipeline/channel.h"
#include "pipeline/services.h"
#include "transport/address.h"

#include <memory>
#include <string>
#include <vector>

namespace schakel::server {

struct MllpListener {
  transport::Address address;
  std::string channel;
};

struct Options {
  std::vector<transport::Address> http;
  std::vector<MllpListener> mllp;
  bool insecure = false;                    // addresses other than loopback are refused without it
  unsigned threads = 0;                     // that read and write; 0: one a core
  std::vector<pipeline::Channel> channels;  // at least one; the first is the default
  std::string version;
  std::chrono::seconds grace{10};  // for what is being handled when the end comes
};

class Gateway {
 public:
  // Everything is ready when this returns: the listeners accept. `services.journal` is set to the outbox.
  static Result<std::unique_ptr<Gateway>> start(Options options, pipeline::Services services,
                                                std::unique_ptr<outbox::Outbox> outbox);
  ~Gateway();  // stop()

  // No new work; what was accepted is committed and answered; deliveries go on at the next start. Idempotent.
  void stop();

  // With the ports that were chosen for port 0.
  [[nodiscard]] std::vector<transport::Address> http() const;
  [[nodiscard]] std::vector<transport::Address> mllp() const;

  struct Impl;
  explicit Gateway(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::server
