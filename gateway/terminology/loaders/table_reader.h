#pragma once
// TableReader: rows of a text file with one heading line, columns by name: CSV (RFC 4180, line ends inside quotes
// included) and the tab-separated files of RF2, which quote nothing. Every fault has file, line and column.

#include "base/result.h"
#include "terminology/loaders/loader.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

// Bad lines, or lines that were passed over: the first of them with words.
class LoadFaults {
 public:
  explicit LoadFaults(std::size_t most_kept = 100) : most_kept_(most_kept) {}
  void add(std::string fault) {
    if (++count_ <= most_kept_) kept_.push_back(std::move(fault));
  }
  [[nodiscard]] bool any() const { return count_ != 0; }
  // With a last line that counts those without words.
  [[nodiscard]] std::vector<std::string> finish() const;

 private:
  std::size_t most_kept_;
  std::vector<std::string> kept_;
  std::size_t count_ = 0;
};

class TableReader {
 public:
  // Values of the columns that were asked for, in their order; views until the next row.
  class Row {
   public:
    std::string_view operator[](std::size_t column) const { return values_[column]; }
    // Notes a fault at this column of this row.
    void fault(std::size_t column, std::string_view why) const { note(*faults_, column, why); }
    void note(LoadFaults& to, std::size_t column, std::string_view why) const;

   private:
    friend class TableReader;
    std::vector<std::string_view> values_;
    std::vector<std::uint32_t> columns_;  // in characters, from 1
    const SourceFile* file_ = nullptr;
    LoadFaults* faults_ = nullptr;
    std::uint64_t line_ = 0;
  };

  struct Options {
    char delimiter = '\t';  // 0: whichever of , ; and tab the heading has most of
    bool quotes = false;
    bool heading = true;       // false: the columns are the file's, in their order
    bool may_be_1252 = false;  // lines that are no UTF-8 are Windows-1252; else they are faults
  };

  TableReader(const SourceFile& file, LoadFaults& faults, const LoadProgress& progress)
      : file_(file), faults_(faults), progress_(progress) {}

  // `columns`: names in the heading, case ignored; `a|b` any of them; `?a` may be absent (its values are empty then).
  // An absent one is a Fault `invalid`, so is a file that cannot be read.
  Status read(std::initializer_list<std::string_view> columns, const Options& options,
              const std::function<void(const Row&)>& take);

 private:
  Status piece(std::string_view bytes);
  Status record(std::string_view text);
  Status heading();
  void split(std::string_view text);
  bool make_utf8(std::string_view& text);

  const SourceFile& file_;
  LoadFaults& faults_;
  const LoadProgress& progress_;
  Options options_;
  std::vector<std::string_view> wanted_;
  std::function<void(const Row&)> take_;
  std::string pending_;  // a record that is not complete yet
  bool in_quotes_ = false;
  bool headed_ = false;
  std::uint64_t line_ = 1;  // where the record begins
  std::uint64_t next_line_ = 1;
  std::size_t records_ = 0;
  std::vector<std::size_t> places_;  // column of the file for each wanted one; npos: absent
  std::size_t width_ = 0;            // columns of the heading
  std::string unquoted_;
  std::string decoded_;
  std::vector<std::string_view> fields_;
  std::vector<std::uint32_t> starts_;  // bytes
  Row row_;
};

// The files of a pattern must be there: a Fault that says which is missing.
Result<std::vector<SourceFile>> needed(const SourceFiles& files, std::string_view pattern);

}  // namespace schakel::terminology
