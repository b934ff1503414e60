#pragma once
// Inside http_server/ only: the status line and fields of an answer.

#include "transport/http_server/http_server.h"

#include <string>
#include <string_view>

namespace schakel::transport {

std::string_view reason_phrase(int status);
// Replaces `out`. `connection`: `close`, `keep-alive`, or empty for no such field; `date` as RFC 9110 section 5.6.7
// writes it.
void write_head(std::string& out, const HttpAnswer& answer, std::string_view connection, std::string_view date);

}  // namespace schakel::transport
