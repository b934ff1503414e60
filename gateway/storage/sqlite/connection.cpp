#include "storage/sqlite/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace schakel::storage::sqlite {

namespace {

constexpr int kBusyMilliseconds = 5'000;

// SQLite gives new files the mode of the umask: the file is there, closed to others, before SQLite opens it.
bool create_private(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  ::close(fd);
  return true;
}

FaultKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR: return FaultKind::internal;
    case SQLITE_NOTADB: return FaultKind::invalid;
    default: return FaultKind::unavailable;
  }
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, Mode mode) {
  if (mode == Mode::create && !create_private(file)) return failed(unavailable("cannot create " + file.string()));
  const int flags = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Connection> made(new Connection(handle));
  if (code != SQLITE_OK) return failed(unavailable("cannot open " + file.string() + ": " + sqlite3_errstr(code)));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  return made;
}

Connection::~Connection() { sqlite3_close_v2(handle_); }

Status Connection::run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failed(fault(sql));
  return {};
}

Result<std::int64_t> Connection::number(const char* sql) {
  Statement statement(*this, sql);
  Run run(statement);
  const auto row = run.step();
  if (!row) return failed(row.error());
  return *row ? run.integer(0) : 0;
}

Fault Connection::fault(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(handle_);
  std::string text = "store: ";
  text += sqlite3_errstr(code);
  text += " (" + std::to_string(code) + ") at ";
  text += doing.substr(0, 40);
  return {kind_of(code), std::move(text)};
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Run::Run(Statement& statement) : statement_(statement) {
  if (statement.handle_ == nullptr) {
    error_ = sqlite3_prepare_v3(statement.connection_.handle(), statement.sql_, -1, SQLITE_PREPARE_PERSISTENT,
                                &statement.handle_, nullptr);
  }
}

Run::~Run() {
  if (statement_.handle_ != nullptr) sqlite3_reset(statement_.handle_);
}

Run& Run::bind(std::int64_t number) {
  if (error_ == SQLITE_OK) error_ = sqlite3_bind_int64(statement_.handle_, next_++, number);
  return *this;
}

Run& Run::bind(std::string_view text) {
  // A null pointer would bind NULL.
  const char* at = text.data() == nullptr ? "" : text.data();
  if (error_ == SQLITE_OK) {
    error_ = sqlite3_bind_text64(statement_.handle_, next_++, at, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return *this;
}

Run& Run::blob(std::string_view bytes) {
  if (bytes.empty()) return null();
  if (error_ == SQLITE_OK) {
    error_ = sqlite3_bind_blob64(statement_.handle_, next_++, bytes.data(), bytes.size(), SQLITE_STATIC);
  }
  return *this;
}

Run& Run::null() {
  if (error_ == SQLITE_OK) error_ = sqlite3_bind_null(statement_.handle_, next_++);
  return *this;
}

Result<bool> Run::step() {
  if (error_ == SQLITE_OK) {
    error_ = sqlite3_step(statement_.handle_);
    if (error_ == SQLITE_ROW || error_ == SQLITE_DONE) {
      const bool row = error_ == SQLITE_ROW;
      error_ = SQLITE_OK;
      return row;
    }
  }
  return failed(statement_.connection_.fault(statement_.sql_));
}

Status Run::finish() {
  const auto row = step();
  if (!row) return failed(row.error());
  return {};
}

std::int64_t Run::integer(int column) const { return sqlite3_column_int64(statement_.handle_, column); }

std::string_view Run::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.handle_, column);
  const int size = sqlite3_column_bytes(statement_.handle_, column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::string Run::text(int column) const { return std::string(view(column)); }

bool Run::is_null(int column) const { return sqlite3_column_type(statement_.handle_, column) == SQLITE_NULL; }

}  // namespace schakel::storage::sqlite
