// Files and frames: which of their bytes are messages. v2.8 chapter 2.10.3: [FHS] { [BHS] { message } [BTS] } [FTS];
// some senders write FHS without BHS, or several MLLP frames into one file.

#include "formats/hl7v2/delimiters.h"
#include "formats/hl7v2/hl7v2.h"
#include "formats/hl7v2/messages.h"
#include "formats/hl7v2/wide.h"

namespace schakel::formats::hl7v2 {

namespace {

constexpr std::string_view kBetween{"\r\n\x0b\x1c", 4};
constexpr std::size_t kSniffed = 4096;

bool wrapper(std::string_view line) {
  if (line.size() < 3) return false;
  const std::string_view id = line.substr(0, 3);
  return id == "FHS" || id == "BHS" || id == "BTS" || id == "FTS";
}

// A header segment: its name and a separator that can be one.
bool header(std::string_view line) {
  if (line.size() < 4 || line.substr(0, 3) != "MSH") return false;
  const char c = line[3];
  return c > ' ' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') &&
         static_cast<unsigned char>(c) < 0x7F;
}

std::string_view without_mark(std::string_view line) {
  return line.substr(0, 3) == "\xEF\xBB\xBF" ? line.substr(3) : line;
}

}  // namespace

int Hl7v2::sniff(std::string_view bytes) const {
  bytes = without_mark(bytes.substr(0, kSniffed));
  // UTF-16; of UTF-32 at least the refusal should be ours.
  if (const Wide wide = wide_of(bytes); wide == Wide::utf32) {
    return 60;
  } else if (wide != Wide::no) {
    return sniff(narrow(bytes, wide));
  }
  const std::size_t at = bytes.find_first_not_of(std::string_view(" \t\r\n\x0b", 5));
  if (at == std::string_view::npos) return 0;
  const std::string_view start = bytes.substr(at);
  if (header(start)) return 100;
  if (wrapper(start) && start.size() > 4 &&
      !((start[3] >= 'A' && start[3] <= 'Z') || (start[3] >= 'a' && start[3] <= 'z')))
    return 95;
  // A first line before MSH, as some exports write.
  for (const std::string_view mark :
       {std::string_view("\nMSH|"), std::string_view("\rMSH|"), std::string_view("\x0bMSH|")}) {
    if (bytes.find(mark) != std::string_view::npos) return 50;
  }
  return start.substr(0, 3) == "MSH" ? 40 : 0;
}

std::vector<Part> Hl7v2::split(std::string_view document, const ReadOptions& options, Issues& issues) const {
  const Wide wide = wide_of(document);
  if (wide != Wide::no && wide != Wide::utf32) return split_wide(document, wide, options, issues);
  const Limits limits = options.limits != nullptr ? *options.limits : Limits{};
  std::vector<Part> parts;
  std::size_t begin = std::string_view::npos;  // of the message at hand
  bool reported = false;
  const auto close = [&](std::size_t end) {
    if (begin == std::string_view::npos) return;
    while (end > begin && (kBetween.find(document[end - 1]) != std::string_view::npos)) --end;
    parts.push_back({document.substr(begin, end - begin), static_cast<std::uint32_t>(begin)});
    begin = std::string_view::npos;
  };
  for (std::size_t at = 0; at < document.size();) {
    std::size_t end = document.find_first_of(kBetween, at);
    if (end == std::string_view::npos) end = document.size();
    const std::string_view line = document.substr(at, end - at);
    if (header(without_mark(line))) {
      close(at);
      if (parts.size() >= limits.batch_messages) {
        issues.add(Severity::error, IssueType::too_long, kTooManyMessages, {Argument::number(limits.batch_messages)});
        return parts;
      }
      begin = at;
    } else if (wrapper(without_mark(line))) {
      close(at);
    } else if (begin == std::string_view::npos && !trimmed(line).empty() && !reported) {
      reported = true;
      Issue& issue = issues.add(Severity::warning, IssueType::structure, kNotInAMessage);
      issue.span = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
    }
    at = end + 1;
  }
  close(document.size());
  // Nothing that begins a message: read() says what is wrong with it.
  if (parts.empty()) parts.push_back({document, 0});
  return parts;
}

// The parts of the text, as places in the bytes it was made of.
std::vector<Part> Hl7v2::split_wide(std::string_view document, Wide wide, const ReadOptions& options,
                                    Issues& issues) const {
  const std::string text = narrow(document, wide);
  std::vector<Part> parts = split(text, options, issues);
  std::size_t from = 0;
  std::size_t at = has_byte_order_mark(document) ? 2 : 0;
  for (Part& part : parts) {
    at += wide_size(std::string_view(text).substr(from, part.offset - from));
    const std::size_t size = wide_size(part.bytes);
    from = part.offset + part.bytes.size();
    part = {document.substr(at, size), static_cast<std::uint32_t>(at)};
    at += size;
  }
  return parts;
}

}  // namespace schakel::formats::hl7v2
