#pragma once
// Address: `HOST:PORT` of a listener, as in `127.0.0.1:8080`, `[::1]:2575`, `localhost:0` (0: any free port).

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::transport {

struct Address {
  std::string host;  // an IP address; `localhost` is read as 127.0.0.1
  std::uint16_t port = 0;
  [[nodiscard]] bool loopback() const;
  [[nodiscard]] std::string text() const;  // brackets around an IPv6 host
};

// A Fault `invalid` for what is no IP address with a port. No name is ever looked up.
Result<Address> parse_address(std::string_view text);

}  // namespace schakel::transport
