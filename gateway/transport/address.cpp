#include "transport/address.h"

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace schakel::transport {

bool Address::loopback() const {
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(host, error);
  return !error && ip.is_loopback();
}

std::string Address::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> parse_address(std::string_view text) {
  const auto wrong = [&] {
    return failed(invalid("'" + std::string(text) + "' is no HOST:PORT with an IP address, such as 127.0.0.1:8080"));
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  Address address;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size()) return wrong();
  boost::system::error_code not_an_ip;
  boost::asio::ip::make_address(address.host, not_an_ip);
  if (not_an_ip) return wrong();
  return address;
}

}  // namespace schakel::transport
