#include "transport/http_server/session.h"

#include "transport/http_server/answer_text.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>

namespace schakel::transport {

namespace {
constexpr std::size_t kFirstBuffer = std::size_t{16} * 1024;
constexpr std::size_t kKeptBuffer = std::size_t{256} * 1024;  // what an idle connection may keep
constexpr std::size_t kPadding = 64;                          // SIMD readers look past the end
constexpr std::size_t kOneWrite = std::size_t{64} * 1024;     // a body up to this is copied behind its head
constexpr std::size_t kMostLingered = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::seconds kLinger{3};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
}  // namespace

HttpSession::HttpSession(Loop& loop, Socket socket, std::shared_ptr<HttpShared> shared)
    : loop_(loop), socket_(std::move(socket)), shared_(std::move(shared)), deadline_(loop.now + shared_->times.header) {
  loop_.connections.insert(this);
  ++shared_->count.open;
}

HttpSession::~HttpSession() {
  loop_.connections.erase(this);
  --shared_->count.open;
}

void HttpSession::start() {
  if (loop_.draining) return close();
  reserve(kFirstBuffer);
  read();
}

void HttpSession::refuse_connection() {
  state_ = State::head;
  refuse(503, "too many connections");
}

void HttpSession::reserve(std::size_t bytes) {
  if (bytes + kPadding <= capacity_) return;
  auto larger = std::make_unique_for_overwrite<char[]>(bytes + kPadding);
  if (size_ != 0) std::memcpy(larger.get(), buffer_.get(), size_);
  buffer_ = std::move(larger);
  capacity_ = bytes + kPadding;
}

void HttpSession::read() {
  socket_.async_read_some(
      net::buffer(buffer_.get() + size_, capacity_ - kPadding - size_),
      [self = shared_from_this()](const ErrorCode& error, std::size_t bytes) { self->on_read(error, bytes); });
}

void HttpSession::on_read(const ErrorCode& error, std::size_t bytes) {
  if (state_ == State::closed || state_ == State::writing) return;
  if (state_ == State::lingering) {
    lingered_ += bytes;
    size_ = 0;
    if (error || lingered_ > kMostLingered) return close();
    return read();
  }
  if (error) return close();
  size_ += bytes;
  if (state_ == State::idle) {
    state_ = State::head;
    deadline_ = std::chrono::steady_clock::now() + shared_->times.header;
  } else if (state_ == State::body) {
    deadline_ = std::min(loop_.now + shared_->times.body_idle, body_deadline_);
  }
  advance();
}

void HttpSession::advance() {
  if (state_ == State::body) {
    if (chunked_) return read_chunks();
    if (size_ - head_size_ < body_size_) {
      // A client that only announces a large body gets memory as it sends.
      if (size_ + kPadding >= capacity_) reserve(std::min(head_size_ + body_size_, size_ * 2));
      return read();
    }
    return handle({buffer_.get() + head_size_, body_size_});
  }
  // Empty lines before a request are no error (RFC 9112 section 2.2).
  std::size_t blank = 0;
  while (blank < size_ && (buffer_[blank] == '\r' || buffer_[blank] == '\n')) ++blank;
  if (blank != 0) {
    std::memmove(buffer_.get(), buffer_.get() + blank, size_ - blank);
    size_ -= blank;
    searched_ = 0;
  }
  const std::string_view received(buffer_.get(), size_);
  const std::size_t end = received.find("\r\n\r\n", searched_ > 3 ? searched_ - 3 : 0);
  const std::size_t head_limit = shared_->limits.http_header_bytes;
  if (end == std::string_view::npos || end + 4 > head_limit) {
    if (size_ >= head_limit) return refuse(431, "the header is larger than allowed");
    searched_ = size_;
    reserve(std::min(head_limit, std::max(kFirstBuffer, size_ * 2)));
    return read();
  }
  head_size_ = end + 4;
  if (parse_head() && head_is_acceptable()) begin_body();
}

bool HttpSession::parse_head() {
  head_.field_count = 0;
  head_.hosts = 0;
  head_.expects_continue = head_.expects_other = head_.too_many_fields = false;
  chunks_.clear();
  parser_.emplace(buffer_.get(), head_, chunks_, shared_->limits.message_bytes);
  parser_->header_limit(static_cast<std::uint32_t>(shared_->limits.http_header_bytes) + 1);
  parser_->body_limit(boost::none);
  ErrorCode error;
  parser_->put(net::const_buffer(buffer_.get(), head_size_), error);
  if (error == beast_http::error::bad_version) return refuse(505, "HTTP/1.0 and HTTP/1.1 are spoken here"), false;
  if (error && error != beast_http::error::need_more) return refuse(400, "this is not an HTTP request"), false;
  if (!parser_->is_header_done()) return refuse(400, "this is not an HTTP request"), false;
  return true;
}

bool HttpSession::head_is_acceptable() {
  if (head_.too_many_fields) return refuse(431, "more header fields than allowed"), false;
  if (head_.hosts > 1 || (head_.hosts == 0 && head_.version == 11))
    return refuse(400, "a request has one Host field"), false;
  if (head_.expects_other) return refuse(417, "only 100-continue can be expected"), false;
  const std::string_view coding = field("Transfer-Encoding").value_or("");
  if (!coding.empty() && !boost::beast::iequals({coding.data(), coding.size()}, "chunked")) {
    return refuse(501, "this transfer encoding is not supported"), false;
  }
  return true;
}

void HttpSession::begin_body() {
  keep_alive_ = parser_->keep_alive();
  chunked_ = parser_->chunked();
  const std::uint64_t length = parser_->content_length() ? *parser_->content_length() : 0;
  if (length > shared_->limits.message_bytes) return refuse(413, "the body is larger than allowed");
  body_size_ = static_cast<std::size_t>(length);
  state_ = State::body;
  const bool whole = !chunked_ && size_ - head_size_ >= body_size_;
  if (!whole) {
    const SteadyTime now = std::chrono::steady_clock::now();
    body_deadline_ = now + shared_->times.body;
    deadline_ = now + shared_->times.body_idle;
    if (chunked_) reserve(head_size_ + kFirstBuffer);
  }
  if (!whole && head_.expects_continue) {
    net::async_write(socket_, net::buffer(kContinue), [self = shared_from_this()](const ErrorCode& error, std::size_t) {
      if (error) return self->close();
      self->advance();
    });
    return;
  }
  advance();
}

void HttpSession::read_chunks() {
  parser_->eager(true);
  ErrorCode error;
  std::size_t used = 0;
  while (!parser_->is_done() && head_size_ + used < size_) {
    const std::size_t taken =
        parser_->put(net::const_buffer(buffer_.get() + head_size_ + used, size_ - head_size_ - used), error);
    used += taken;
    if (error || taken == 0) break;
  }
  std::memmove(buffer_.get() + head_size_, buffer_.get() + head_size_ + used, size_ - head_size_ - used);
  size_ -= used;
  if (error == beast_http::error::body_limit) return refuse(413, "the body is larger than allowed");
  if (error && error != beast_http::error::need_more) return refuse(400, "this is not a chunked body");
  if (!parser_->is_done()) {
    if (size_ + kPadding >= capacity_) return refuse(400, "this is not a chunked body");
    return read();
  }
  body_size_ = 0;
  const std::size_t length = chunks_.size();
  chunks_.append(kPadding, '\0');
  handle(std::string_view(chunks_).substr(0, length));
}

void HttpSession::handle(std::string_view body) {
  state_ = State::handling;
  const std::string_view target = view(head_.target);
  const std::size_t mark = target.find('?');
  request_.session_ = this;
  request_.method_ = view(head_.method);
  request_.path_ = target.substr(0, mark);
  request_.query_ = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  request_.body_ = body;
  request_.loop_ = loop_.index;
  shared_->handler->handle(request_, HttpReply(shared_from_this()));
}

std::optional<std::string_view> HttpSession::field(std::string_view name) const {
  for (std::size_t i = 0; i < head_.field_count; ++i) {
    const std::string_view candidate = view(head_.fields[i].name);
    if (candidate.size() == name.size() && ::strncasecmp(candidate.data(), name.data(), name.size()) == 0)
      return view(head_.fields[i].value);
  }
  return std::nullopt;
}

void HttpSession::refuse(int status, std::string_view reason) {
  keep_alive_ = false;
  head_.method = {};
  write(shared_->handler->refusal(status, reason));
}

void HttpSession::send(std::shared_ptr<HttpSession> session, HttpAnswer answer) {
  const Executor loop = session->loop_.context.get_executor();
  // On the loop's own thread at once; the stack does not grow with pipelined requests, since writes end in the loop.
  net::dispatch(loop, [self = std::move(session), moved = std::move(answer)]() mutable {
    if (self->state_ == State::handling) self->write(std::move(moved));
  });
}

void HttpSession::send_failure(std::shared_ptr<HttpSession> session) {
  HttpAnswer answer = session->shared_->handler->refusal(500, "the request was not answered");
  send(std::move(session), std::move(answer));
}

void HttpSession::write(HttpAnswer answer) {
  if (state_ == State::closed) return;
  if (draining_) keep_alive_ = false;
  state_ = State::writing;
  deadline_ = loop_.now + shared_->times.write;
  answer_ = std::move(answer);
  const bool without_body = head_.method.size == 4 && view(head_.method) == "HEAD";
  const std::string_view connection = !keep_alive_ ? "close" : head_.version == 10 ? "keep-alive" : "";
  write_head(out_, answer_, connection, loop_.date);
  const auto done = [self = shared_from_this()](const ErrorCode& error, std::size_t) { self->on_written(error); };
  if (without_body || answer_.body.empty()) return net::async_write(socket_, net::buffer(out_), done);
  if (answer_.body.size() <= kOneWrite) {
    out_ += answer_.body;
    return net::async_write(socket_, net::buffer(out_), done);
  }
  net::async_write(socket_, std::array<net::const_buffer, 2>{net::buffer(out_), net::buffer(answer_.body)}, done);
}

void HttpSession::on_written(const ErrorCode& error) {
  if (state_ == State::closed) return;
  if (error) return close();
  if (!keep_alive_ || draining_) return linger();
  next_request();
}

void HttpSession::next_request() {
  const std::size_t used = head_size_ + body_size_;
  size_ -= used;
  if (size_ != 0) std::memmove(buffer_.get(), buffer_.get() + used, size_);
  head_size_ = body_size_ = searched_ = 0;
  chunked_ = false;
  if (capacity_ > kKeptBuffer && size_ < kFirstBuffer) {
    capacity_ = 0;
    reserve(kFirstBuffer);
  }
  if (chunks_.capacity() > kKeptBuffer) std::string().swap(chunks_);
  if (answer_.body.capacity() > kKeptBuffer) std::string().swap(answer_.body);
  if (out_.capacity() > kKeptBuffer) std::string().swap(out_);
  if (size_ != 0) {
    state_ = State::head;
    deadline_ = loop_.now + shared_->times.header;
    return advance();
  }
  state_ = State::idle;
  deadline_ = loop_.now + shared_->times.idle;
  read();
}

// Closing while the client still sends would reset the connection, and the answer could be lost with it.
void HttpSession::linger() {
  ErrorCode error;
  socket_.shutdown(net::socket_base::shutdown_send, error);
  if (error) return close();
  state_ = State::lingering;
  deadline_ = loop_.now + kLinger;
  size_ = 0;
  reserve(kFirstBuffer);
  read();
}

void HttpSession::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  ErrorCode ignored;
  socket_.close(ignored);
}

void HttpSession::check_deadline(SteadyTime now) {
  if (state_ == State::handling || state_ == State::closed || now < deadline_) return;
  if (state_ == State::head || state_ == State::body) {
    // The read that is under way ends with the write; its bytes go where linger() throws them.
    if (size_ != 0) {
      socket_.cancel();
      return refuse(408, "the request did not come in time");
    }
  }
  close();
}

void HttpSession::drain() {
  draining_ = true;
  if (state_ == State::idle) close();
}

// ---- the handler's side

std::optional<std::string_view> HttpRequest::field(std::string_view name) const { return session_->field(name); }

HttpReply::~HttpReply() {
  try {
    if (session_) HttpSession::send_failure(std::move(session_));
  } catch (...) {  // out of memory: the connection stays without an answer
    session_.reset();
  }
}

void HttpReply::send(HttpAnswer answer) {
  if (change_) change_(answer);
  HttpSession::send(std::move(session_), std::move(answer));
}

}  // namespace schakel::transport
