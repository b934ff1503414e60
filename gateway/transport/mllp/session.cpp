#include "transport/mllp/session.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>

namespace schakel::transport {

MllpSession::MllpSession(Loop& loop, Socket socket, std::shared_ptr<MllpShared> shared)
    : loop_(loop),
      socket_(std::move(socket)),
      retry_(loop.context.get_executor()),
      shared_(std::move(shared)),
      deadline_(SteadyTime::max()),
      frames_(shared_->limits.message_bytes) {
  loop_.connections.insert(this);
  ++shared_->count.open;
}

MllpSession::~MllpSession() {
  loop_.connections.erase(this);
  --shared_->count.open;
}

void MllpSession::start() {
  if (loop_.draining || shared_->count.open > shared_->limits.connections) return close();
  ErrorCode ignored;
  socket_.set_option(net::socket_base::keep_alive(true), ignored);
  read();
}

void MllpSession::read() {
  state_ = State::reading;
  deadline_ = frames_.inside() ? loop_.now + shared_->times.frame_idle : SteadyTime::max();
  socket_.async_read_some(net::buffer(received_),
                          [self = shared_from_this()](const ErrorCode& error, std::size_t bytes) {
                            if (self->state_ == State::closed) return;
                            if (error) return self->close();
                            self->frames_.add({self->received_.data(), bytes});
                            self->next_frame();
                          });
}

void MllpSession::next_frame() {
  if (draining_) return close();
  frame_ = frames_.next();
  if (frame_.kind == Frame::Kind::none) return read();
  attempt_ = 0;
  handle();
}

void MllpSession::handle() {
  state_ = State::handling;
  shared_->handler->handle(frame_, loop_.index, attempt_, MllpReply(shared_from_this()));
}

void MllpSession::send(std::shared_ptr<MllpSession> session, std::string framed) {
  const Executor loop = session->loop_.context.get_executor();
  net::dispatch(loop, [self = std::move(session), moved = std::move(framed)]() mutable {
    if (self->state_ != State::handling) return;
    self->state_ = State::writing;
    self->deadline_ = self->loop_.now + self->shared_->times.write;
    self->out_ = std::move(moved);
    net::async_write(self->socket_, net::buffer(self->out_),
                     [self](const ErrorCode& error, std::size_t) { self->on_written(error); });
  });
}

void MllpSession::on_written(const ErrorCode& error) {
  if (state_ == State::closed) return;
  if (error) return close();
  next_frame();
}

void MllpSession::later(std::shared_ptr<MllpSession> session) {
  const Executor loop = session->loop_.context.get_executor();
  net::dispatch(loop, [self = std::move(session)] {
    if (self->state_ != State::handling) return;
    if (self->draining_) return self->close();
    self->state_ = State::waiting;
    self->retry_.expires_after(self->shared_->times.retry);
    self->retry_.async_wait([self](const ErrorCode& error) {
      if (error || self->state_ != State::waiting) return;
      ++self->attempt_;
      self->handle();
    });
  });
}

void MllpSession::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  ErrorCode ignored;
  retry_.cancel();
  socket_.close(ignored);
}

void MllpSession::check_deadline(SteadyTime now) {
  if ((state_ == State::reading || state_ == State::writing) && now >= deadline_) close();
}

// A frame that was only half received is nobody's yet: its sender gets no answer and sends it again.
void MllpSession::drain() {
  draining_ = true;
  if (state_ == State::reading || state_ == State::waiting) close();
}

// ---- the handler's side

MllpReply::~MllpReply() {
  try {
    if (session_) later();
  } catch (...) {  // out of memory: the connection stays without an answer
    session_.reset();
  }
}

void MllpReply::send(std::span<const std::string> answers) {
  std::string framed;
  for (const std::string& answer : answers) append_frame(framed, answer);
  MllpSession::send(std::move(session_), std::move(framed));
}

void MllpSession::hang_up(std::shared_ptr<MllpSession> session) {
  const Executor loop = session->loop_.context.get_executor();
  net::dispatch(loop, [self = std::move(session)] { self->close(); });
}

void MllpReply::hang_up() { MllpSession::hang_up(std::move(session_)); }

void MllpReply::later() { MllpSession::later(std::move(session_)); }

}  // namespace schakel::transport
