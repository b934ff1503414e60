#pragma once
// Inside http_server/ only: Beast's parser for request heads and chunked bodies, storing nothing but views.

#include <boost/beast/http/basic_parser.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::transport {

namespace beast_http = boost::beast::http;

// A piece of the connection's buffer, by place: the buffer may move when a body makes it grow.
struct Piece {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

struct RequestHead {
  static constexpr std::size_t kMostFields = 100;
  struct Field {
    Piece name;
    Piece value;
  };
  Piece method;
  Piece target;
  int version = 11;
  std::array<Field, kMostFields> fields;
  std::size_t field_count = 0;
  std::size_t hosts = 0;
  bool expects_continue = false;
  bool expects_other = false;
  bool too_many_fields = false;
};

class RequestParser final : public beast_http::basic_parser<true> {
 public:
  // `base`: where the head stands. `chunks` gets a decoded body of at most `body_limit` bytes.
  RequestParser(const char* base, RequestHead& head, std::string& chunks, std::size_t body_limit)
      : base_(base), head_(head), chunks_(chunks), limit_(body_limit) {}

 private:
  using Text = boost::beast::string_view;
  using Code = boost::beast::error_code;

  Piece piece(Text text) const {
    return {static_cast<std::uint32_t>(text.data() - base_), static_cast<std::uint32_t>(text.size())};
  }

  void on_request_impl(beast_http::verb, Text method, Text target, int version, Code&) override;
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(beast_http::field field, Text name, Text value, Code&) override;
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code& error) override;
  void on_finish_impl(Code&) override {}

  const char* base_;
  RequestHead& head_;
  std::string& chunks_;
  std::size_t limit_;
};

}  // namespace schakel::transport
