#include "transport/http_server/request_parser.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace schakel::transport {

void RequestParser::on_request_impl(beast_http::verb, Text method, Text target, int version, Code&) {
  head_.method = piece(method);
  head_.target = piece(target);
  head_.version = version;
}

void RequestParser::on_field_impl(beast_http::field field, Text name, Text value, Code&) {
  // Trailers of a chunked body come here too, when the body is there; nothing in them counts.
  if (is_header_done()) return;
  if (field == beast_http::field::host) ++head_.hosts;
  if (field == beast_http::field::expect) {
    (boost::beast::iequals(value, "100-continue") ? head_.expects_continue : head_.expects_other) = true;
  }
  if (head_.field_count == RequestHead::kMostFields) {
    head_.too_many_fields = true;
    return;
  }
  // A folded value (obs-fold) stands in the parser's own memory, not in our buffer; such a field is left out.
  const bool ours = value.data() >= name.data() && value.data() <= name.data() + (1U << 20U);
  if (ours || value.empty()) head_.fields[head_.field_count++] = {piece(name), value.empty() ? Piece{} : piece(value)};
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text body, Code& error) {
  if (chunks_.size() + body.size() > limit_) {
    error = beast_http::error::body_limit;
    return 0;
  }
  chunks_.append(body.data(), body.size());
  return body.size();
}

}  // namespace schakel::transport
