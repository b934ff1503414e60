// Acknowledgements (v2.8 chapter 2.9): MSH, MSA, ERR in the sender's version, separators and character set. Built from
// the raw header, so that even an unreadable message is answered.

#include "formats/hl7v2/charset.h"
#include "formats/hl7v2/delimiters.h"
#include "formats/hl7v2/escapes.h"
#include "formats/hl7v2/hl7v2.h"
#include "formats/hl7v2/path.h"

#include <charconv>

namespace schakel::formats::hl7v2 {

namespace {

constexpr std::size_t kMostErrors = 20;
constexpr std::size_t kHeaderBytes = std::size_t{64} * 1024;  // an MSH has its end there
constexpr std::string_view kMediaType = "application/hl7-v2";

using Verdict = Format::Acknowledgement;

// MSH-15 and MSH-16 (table 0155): does the sender want this answer?
bool asks(std::string_view condition, bool success) {
  return condition == "AL" || (condition == "ER" && !success) || (condition == "SU" && success);
}

// One answer a message: the application's where MSH-16 asks for it (or nothing is said), else the accept answer.
std::string_view code_of(const Header& header, Verdict verdict) {
  const std::string_view accept = header.component(15, 1);
  const std::string_view application = header.component(16, 1);
  const bool enhanced = !accept.empty() || !application.empty();
  const bool commit = enhanced && !asks(application, verdict == Verdict::accept);
  switch (verdict) {
    case Verdict::accept: return commit ? "CA" : "AA";
    case Verdict::error: return commit ? "CE" : "AE";
    case Verdict::reject: return commit ? "CR" : "AR";
  }
  return "AR";
}

// Table 0357.
struct Condition {
  std::string_view code;
  std::string_view text;
};
Condition condition_of(const Issue& issue, const Place& place) {
  switch (issue.type) {
    case IssueType::structure: return {"100", "Segment sequence error"};
    case IssueType::required:
    case IssueType::incomplete: return {"101", "Required field missing"};
    case IssueType::value:
    case IssueType::invalid:
    case IssueType::invariant:
    case IssueType::too_long: return {"102", "Data type error"};
    case IssueType::code_invalid: return {"103", "Table value not found"};
    case IssueType::not_found: return {"204", "Unknown key identifier"};
    case IssueType::duplicate: return {"205", "Duplicate key identifier"};
    case IssueType::not_supported:
      if (place.segment == "MSH" && place.field == 12) return {"203", "Unsupported version id"};
      if (place.segment == "MSH" && place.field == 11) return {"202", "Unsupported processing id"};
      if (place.segment == "MSH" && place.field == 9 && place.component == 2) return {"201", "Unsupported event code"};
      return {"200", "Unsupported message type"};
    default: return {"207", "Application internal error"};
  }
}

// 2.5 and later: ERR-2 to ERR-8 instead of ERR-1. An unreadable version counts as new.
bool new_errors(std::string_view version) {
  return version.size() < 3 || version[0] != '2' || version.substr(0, 2) != "2." || version[2] >= '5';
}

class Writer {
 public:
  Writer(const Header& header, std::string& out) : h_(header), d_(header.delimiters), out_(out) {}

  void field(std::string_view raw) {
    out_ += d_.field;
    out_ += raw;
  }
  void fields(std::size_t empty) { out_.append(empty, d_.field); }

  void header(std::string_view now, std::string_view our_id) {
    out_ += "MSH";
    out_ += d_.field;
    out_ += h_.field[2].empty() ? std::string_view("^~\\&") : h_.field[2];
    field(h_.field[5]);
    field(h_.field[6]);
    field(h_.field[3]);
    field(h_.field[4]);
    field(now);
    field("");
    std::string type = "ACK";
    const std::string_view event = h_.component(9, 2);
    if (!event.empty()) type.append(1, d_.component).append(event).append(1, d_.component).append("ACK");
    field(type);
    field(our_id);
    field(h_.field[11].empty() ? std::string_view("P") : h_.field[11]);
    field(h_.field[12].empty() ? std::string_view("2.5") : h_.field[12]);
    if (!h_.field[18].empty()) {
      fields(5);
      field(h_.field[18]);
    }
    out_ += '\r';
  }

  void location(const Place& place) {
    out_ += place.segment;
    std::size_t parts[] = {place.occurrence, place.field, place.repetition, place.component, place.subcomponent};
    std::size_t count = 5;
    while (count > 1 && parts[count - 1] == 0) --count;
    if (place.segment.empty()) return;
    for (std::size_t i = 0; i < count; ++i) {
      out_ += d_.component;
      if (parts[i] == 0 && i == 2) parts[i] = 1;
      if (parts[i] != 0) out_ += std::to_string(parts[i]);
    }
  }

  void coded(Condition condition) {
    out_.append(condition.code)
        .append(1, d_.component)
        .append(condition.text)
        .append(1, d_.component)
        .append("HL70357");
  }

  void error(const Issue& issue, Charset charset) {
    Place place;
    const std::string& path = issue.origin.path.empty() ? issue.expression : issue.origin.path;
    if (!parse_path(path, place)) place = {};
    const Condition condition = condition_of(issue, place);
    const std::string text = from_utf8(escape(text_of(issue, true), d_), charset);
    out_ += "ERR";
    if (!new_errors(h_.component(12, 1))) {
      // ERR-1: segment, sequence, field, code with its text as sub-components.
      out_ += d_.field;
      out_ += place.segment;
      for (const std::size_t n : {place.segment.empty() ? 0 : place.occurrence, place.field}) {
        out_ += d_.component;
        if (n != 0) out_ += std::to_string(n);
      }
      out_ += d_.component;
      out_.append(condition.code).append(1, d_.subcomponent).append(text).append(1, d_.subcomponent).append("HL70357");
    } else {
      fields(2);
      location(place);
      out_ += d_.field;
      coded(condition);
      field(issue.severity == Severity::warning ? "W" : issue.severity == Severity::information ? "I" : "E");
      fields(2);
      field(issue.message != nullptr ? from_utf8(escape(issue.message->id, d_), charset) : std::string());
      field(text);
    }
    out_ += '\r';
  }

 private:
  const Header& h_;
  const Delimiters& d_;
  std::string& out_;
};

// `2026-03-13T17:02:05.123+01:00` -> `20260313170205.123+0100`; what is no ISO time is taken as it is.
std::string v2_time(std::string_view iso) {
  std::string out;
  for (std::size_t i = 0; i < iso.size(); ++i) {
    const char c = iso[i];
    if (c == 'Z') return out + "+0000";
    if ((c == '-' && i <= 10) || c == 'T' || c == ':') continue;
    out += c;
  }
  return out;
}

}  // namespace

std::optional<Format::Answer> Hl7v2::acknowledge(std::string_view message, const Tree& tree, Acknowledgement verdict,
                                                 const Issues& issues, std::string_view our_id,
                                                 std::string_view now) const {
  if (const Wide wide = wide_of(message); wide != Wide::no && wide != Wide::utf32) {
    std::optional<Answer> answer =
        acknowledge(narrow(message.substr(0, kHeaderBytes), wide), tree, verdict, issues, our_id, now);
    answer->bytes = widen(answer->bytes, wide, message);
    return answer;
  }
  Header header;
  std::size_t begin = 0;
  read_header(message, header, begin);
  const std::optional<Charset> named = charset_named(header.component(18, 1));
  const Charset charset = named ? *named : Charset{is_utf8(message) ? CharsetKind::utf8 : CharsetKind::cp1252, nullptr};
  Answer answer;
  answer.media_type = kMediaType;
  std::string& out = answer.bytes;
  out.reserve(256);
  Writer writer(header, out);
  writer.header(v2_time(now), our_id);
  out += "MSA";
  writer.field(code_of(header, verdict));
  writer.field(header.field[10]);
  const Issue* first = nullptr;
  for (const Issue& issue : issues.all()) {
    if (issue.severity <= Severity::error && (first == nullptr || issue.severity < first->severity)) first = &issue;
  }
  if (verdict != Acknowledgement::accept && first != nullptr)
    writer.field(from_utf8(escape(text_of(*first, true), header.delimiters), charset));
  out += '\r';
  // Warnings of an accepted message only where ERR-4 can call them that.
  const Severity least = new_errors(header.component(12, 1)) ? Severity::warning : Severity::error;
  // What decides stands first: many senders read only one ERR.
  std::size_t written = 0;
  for (const bool errors : {true, false}) {
    for (const Issue& issue : issues.all()) {
      if ((issue.severity <= Severity::error) != errors || issue.severity > least || written == kMostErrors) continue;
      if (verdict == Acknowledgement::accept && errors) continue;
      writer.error(issue, charset);
      ++written;
    }
  }
  return answer;
}

}  // namespace schakel::formats::hl7v2
