#include "tree/issue.h"

#include <algorithm>
#include <array>

namespace schakel {

std::string_view issue_type_code(IssueType type) {
  static constexpr std::array<std::string_view, 20> kCodes{
      "invalid",       "structure",        "required",      "value",      "invariant",  "processing",   "not-supported",
      "duplicate",     "multiple-matches", "not-found",     "too-long",   "too-costly", "code-invalid", "extension",
      "business-rule", "conflict",         "informational", "incomplete", "security",   "exception"};
  return kCodes[static_cast<std::size_t>(type)];
}

std::string_view severity_code(Severity severity) {
  static constexpr std::array<std::string_view, 4> kCodes{"fatal", "error", "warning", "information"};
  return kCodes[static_cast<std::size_t>(severity)];
}

std::string text_of(const Issue& issue, bool values) {
  std::string out;
  const std::string_view text = issue.message->english;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place =
        text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' && text[i + 1] <= '9';
    if (!place) {
      out += text[i];
      continue;
    }
    const auto n = static_cast<std::size_t>(text[i + 1] - '0');
    if (n < issue.arguments.size()) out += values || issue.arguments[n].safe ? issue.arguments[n].text : "…";
    i += 2;
  }
  return out;
}

Issue& Issues::add(Severity severity, IssueType type, const Message& message,
                   std::initializer_list<Argument> arguments) {
  Issue issue;
  issue.severity = severity;
  issue.type = type;
  issue.message = &message;
  issue.arguments = arguments;
  if (severity <= Severity::error) ++errors_;
  if (issues_.size() < limit_) return issues_.emplace_back(std::move(issue));
  ++dropped_;
  overflow_ = std::move(issue);
  return overflow_;
}

void Issues::add(Issue issue) {
  if (issue.severity <= Severity::error) ++errors_;
  if (issues_.size() < limit_) {
    issues_.push_back(std::move(issue));
  } else {
    ++dropped_;
  }
}

void Issues::clear() {
  issues_.clear();
  errors_ = 0;
  dropped_ = 0;
}

namespace {

constexpr std::size_t kBlock = 1024;

// Bytes that begin a character: all but UTF-8's continuation bytes.
std::uint32_t characters_in(std::string_view bytes) {
  std::uint32_t count = 0;
  for (const char c : bytes) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

}  // namespace

LineIndex::LineIndex(std::string_view document) : document_(document), starts_{0} {
  for (std::size_t i = 0; i < document.size(); ++i) {
    const bool cr = document[i] == '\r' && (i + 1 == document.size() || document[i + 1] != '\n');
    if (document[i] == '\n' || cr) starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
  characters_.reserve(document.size() / kBlock + 1);
  std::uint32_t count = 0;
  for (std::size_t at = 0; at <= document.size(); at += kBlock) {
    characters_.push_back(count);
    count += characters_in(document.substr(at, kBlock));
  }
}

std::uint32_t LineIndex::characters_before(std::uint32_t offset) const {
  const std::size_t block = offset / kBlock;
  return characters_[block] + characters_in(document_.substr(block * kBlock, offset - block * kBlock));
}

LineIndex::Place LineIndex::at(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(document_.size()));
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - starts_.begin());
  return {line, characters_before(offset) - characters_before(starts_[line - 1]) + 1};
}

}  // namespace schakel
