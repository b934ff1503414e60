#include "terminology/loaders/table_reader.h"

#include "fhir/packages/archive.h"

#include <algorithm>
#include <array>

namespace schakel::terminology {

namespace {

constexpr std::size_t kLongestRecord = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kStep = 500'000;  // records between two words of progress

// Bytes of the sequence that begins with this byte, and the bounds of its second one (RFC 3629 section 4); 0: none
// does.
struct Sequence {
  unsigned length, low, high;
};
Sequence sequence_of(unsigned first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xC2 || first > 0xF4) return {0, 0, 0};
  if (first < 0xE0) return {2, 0x80, 0xBF};
  if (first < 0xF0) return {3, first == 0xE0 ? 0xA0U : 0x80U, first == 0xED ? 0x9FU : 0xBFU};
  return {4, first == 0xF0 ? 0x90U : 0x80U, first == 0xF4 ? 0x8FU : 0xBFU};
}

bool is_utf8(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  for (std::size_t i = 0; i < text.size();) {
    const Sequence s = sequence_of(byte(i));
    if (s.length == 0 || i + s.length > text.size()) return false;
    if (s.length > 1 && (byte(i + 1) < s.low || byte(i + 1) > s.high)) return false;
    for (unsigned k = 2; k < s.length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    i += s.length;
  }
  return true;
}

// Windows-1252, 0x80 to 0x9F; 0: not assigned. https://encoding.spec.whatwg.org/#windows-1252
constexpr std::array<std::uint16_t, 32> k1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                              0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                              0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                              0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_1252(std::string& out, unsigned char byte) {
  std::uint32_t c = byte;
  if (byte >= 0x80 && byte < 0xA0) c = k1252[byte - 0x80] == 0 ? 0xFFFD : k1252[byte - 0x80];
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && matches(a, b) && a.find('*') == std::string_view::npos;
}

// `a|b`: any of them.
bool is_one_of(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const std::size_t bar = std::min(names.find('|'), names.size());
    if (same(names.substr(0, bar), name)) return true;
    names.remove_prefix(std::min(bar + 1, names.size()));
  }
  return false;
}

std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::vector<std::string> LoadFaults::finish() const {
  std::vector<std::string> out = kept_;
  if (count_ > kept_.size()) out.push_back("and " + std::to_string(count_ - kept_.size()) + " more");
  return out;
}

void TableReader::Row::note(LoadFaults& to, std::size_t column, std::string_view why) const {
  to.add(file_->text() + ":" + std::to_string(line_) + ":" + std::to_string(columns_[column]) + ": " +
         std::string(why));
}

Result<std::vector<SourceFile>> needed(const SourceFiles& files, std::string_view pattern) {
  auto found = files.matching(pattern);
  if (found.empty())
    return failed(invalid("there is no file " + std::string(pattern) + " among those that were given"));
  return found;
}

Status TableReader::read(std::initializer_list<std::string_view> columns, const Options& options,
                         const std::function<void(const Row&)>& take) {
  options_ = options;
  wanted_.assign(columns);
  take_ = take;
  row_.file_ = &file_;
  row_.faults_ = &faults_;
  if (progress_) progress_("reading " + std::string(file_.base()), 0);
  Status status = fhir::stream_file(file_.path, file_.name, [this](std::string_view bytes) { return piece(bytes); });
  if (status && !pending_.empty()) status = record(pending_);
  if (status && !headed_ && options_.heading) return failed(invalid(file_.text() + " is empty"));
  return status;
}

// Cuts into records: at line ends that stand in no quotes.
Status TableReader::piece(std::string_view bytes) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (options_.quotes && bytes[i] == '"') in_quotes_ = !in_quotes_;
    if (bytes[i] != '\n') continue;
    ++next_line_;
    if (in_quotes_) continue;
    std::string_view text = bytes.substr(begin, i - begin);
    if (!pending_.empty()) {
      pending_.append(text);
      text = pending_;
    }
    if (Status status = record(text); !status) return status;
    pending_.clear();
    line_ = next_line_;
    begin = i + 1;
  }
  pending_.append(bytes.substr(begin));
  if (pending_.size() > kLongestRecord)
    return failed(
        invalid(file_.text() + ":" + std::to_string(line_) + ":1: this line does not end (is a quote open?)"));
  return {};
}

// Into fields_; quotes are taken off.
void TableReader::split(std::string_view text) {
  fields_.clear();
  starts_.clear();
  unquoted_.clear();
  unquoted_.reserve(text.size());  // views into it stay
  for (std::size_t at = 0; at <= text.size();) {
    starts_.push_back(static_cast<std::uint32_t>(at));
    if (options_.quotes && at < text.size() && text[at] == '"') {
      const std::size_t from = unquoted_.size();
      for (++at; at < text.size(); ++at) {
        if (text[at] == '"' && (at + 1 >= text.size() || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        unquoted_ += text[at];
      }
      fields_.emplace_back(unquoted_.data() + from, unquoted_.size() - from);
      at = std::min(text.find(options_.delimiter, at), text.size()) + 1;
    } else {
      const std::size_t end = std::min(text.find(options_.delimiter, at), text.size());
      fields_.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }
}

bool TableReader::make_utf8(std::string_view& text) {
  if (is_utf8(text)) return true;
  if (!options_.may_be_1252) return false;
  decoded_.clear();
  for (const char c : text) append_1252(decoded_, static_cast<unsigned char>(c));
  text = decoded_;
  return true;
}

Status TableReader::heading() {
  headed_ = true;
  width_ = fields_.size();
  if (!options_.heading) {
    for (std::size_t i = 0; i < wanted_.size(); ++i) places_.push_back(i < width_ ? i : std::string::npos);
    return {};
  }
  for (const std::string_view column : wanted_) {
    const bool optional = column.front() == '?';
    const auto at = std::find_if(fields_.begin(), fields_.end(), [&](std::string_view name) {
      return is_one_of(column.substr(optional ? 1 : 0), name);
    });
    places_.push_back(at == fields_.end() ? std::string::npos : static_cast<std::size_t>(at - fields_.begin()));
    if (at == fields_.end() && !optional)
      return failed(invalid(file_.text() + ":1:1: the heading has no column " + std::string(column)));
  }
  return {};
}

Status TableReader::record(std::string_view text) {
  if (line_ == 1 && text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  if (text.empty()) return {};
  if (!make_utf8(text)) {
    faults_.add(file_.text() + ":" + std::to_string(line_) + ":1: this line is no UTF-8");
    return {};
  }
  if (!headed_ && options_.delimiter == 0) {
    options_.delimiter = ',';
    for (const char c : {';', '\t'}) {
      if (std::count(text.begin(), text.end(), c) > std::count(text.begin(), text.end(), options_.delimiter))
        options_.delimiter = c;
    }
  }
  split(text);
  if (!headed_) {
    if (Status status = heading(); !status || options_.heading) return status;
  }
  if (fields_.size() != width_) {
    faults_.add(file_.text() + ":" + std::to_string(line_) + ":1: this line has " + std::to_string(fields_.size()) +
                " columns, the first one " + std::to_string(width_));
    return {};
  }
  row_.line_ = line_;
  row_.values_.clear();
  row_.columns_.clear();
  for (const std::size_t place : places_) {
    const bool there = place != std::string::npos;
    row_.values_.push_back(there ? fields_[place] : std::string_view());
    row_.columns_.push_back(there ? starts_[place] : 0);
  }
  // Columns in characters: only where the line is not plain ASCII do they differ from bytes.
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  for (std::uint32_t& column : row_.columns_) column = (ascii ? column : characters(text.substr(0, column))) + 1;
  take_(row_);
  if (++records_ % kStep == 0 && progress_) progress_("reading " + std::string(file_.base()), records_);
  return {};
}

}  // namespace schakel::terminology
