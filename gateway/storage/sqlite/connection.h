#pragma once
// One SQLite connection and its prepared statements; SQLite's C API stays behind this. Thread rule: one thread at a
// time.

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace schakel::storage::sqlite {

class Connection {
 public:
  enum class Mode { create, existing, read_only };

  // `create` makes the file with mode 0600, and its -wal and -shm take that over.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, Mode mode);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Statements without results or arguments.
  Status run(const char* sql);
  Result<std::int64_t> number(const char* sql);
  // What went wrong last, as a Fault. Constraints are `internal`, a file that is no store `invalid`, all else
  // `unavailable`.
  [[nodiscard]] Fault fault(std::string_view doing) const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_;
};

// A statement, prepared at its first use and kept.
class Statement {
 public:
  Statement(Connection& connection, const char* sql) : connection_(connection), sql_(sql) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

 private:
  friend class Run;
  Connection& connection_;
  const char* sql_;
  sqlite3_stmt* handle_ = nullptr;
};

// One run of a statement: arguments in order, then rows. Resets the statement at its end. Bound text is not copied: it
// must live as long as the Run.
class Run {
 public:
  explicit Run(Statement& statement);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run();

  Run& bind(std::int64_t number);
  Run& bind(std::string_view text);
  Run& blob(std::string_view bytes);  // empty: NULL
  Run& null();

  // True: there is a row. A Fault ends the transaction's hopes: roll back.
  Result<bool> step();
  Status finish();  // for statements without rows

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;       // also of blobs
  [[nodiscard]] std::string_view view(int column) const;  // until the next step
  [[nodiscard]] bool is_null(int column) const;

 private:
  Statement& statement_;
  int next_ = 1;
  int error_ = 0;
};

}  // namespace schakel::storage::sqlite
