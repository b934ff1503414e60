// For people: each document, each issue with the line it speaks of and a marker below the place.

#include "app/report/report.h"

#include <algorithm>

namespace schakel::app {

namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::fatal:
    case Severity::error: return "\x1b[31m";
    case Severity::warning: return "\x1b[33m";
    case Severity::information: break;
  }
  return "\x1b[36m";
}

std::string_view line_at(std::string_view text, std::uint32_t offset) {
  const std::size_t at = std::min<std::size_t>(offset, text.size());
  const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_of("\r\n", at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, std::min(text.find_first_of("\r\n", begin), text.size()) - begin);
}

// Characters, not bytes: where each one starts. What a terminal would act upon is shown as a dot.
std::vector<std::string> characters_of(std::string_view line) {
  std::vector<std::string> characters;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80 && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, c == '\t' ? ' ' : byte < 0x20 || byte == 0x7F ? '.' : c);
    }
  }
  return characters;
}

class Writer {
 public:
  Writer(const ReportOptions& options, std::string& out) : options_(options), out_(out) {}

  void document(const Judged& judged, bool alone) {
    headline(judged);
    if (judged.failed) return;
    const Places places(judged);
    std::size_t shown = 0;
    for (const Issue& issue : judged.issues.all()) {
      if (issue.message->id == kVersionsId) {
        if (alone) colored(kDim, "  " + issue_text(issue, options_) + "\n");
        continue;
      }
      if (options_.most != 0 && shown++ == options_.most) {
        out_ += "  ...\n";
        break;
      }
      one(judged, issue, places);
    }
    if (judged.issues.dropped() != 0)
      out_ += "  and " + std::to_string(judged.issues.dropped()) + " more that were counted, not kept\n";
  }

 private:
  void colored(std::string_view color, std::string_view text) {
    if (options_.color) out_ += color;
    out_ += text;
    if (options_.color) out_ += kPlain;
  }

  void headline(const Judged& judged) {
    colored(kBold, judged.name);
    out_ += ": ";
    if (judged.failed) {
      colored(color_of(Severity::error), "not read: ");
      out_ += issue_text(judged.issues.all().front(), options_);
    } else if (judged.valid) {
      colored("\x1b[32m", "valid");
      if (judged.unchecked) out_ += " as far as it could be checked";
    } else {
      colored(color_of(Severity::error), "not valid");
    }
    if (!judged.failed) out_ += " (" + count_text(count_of(judged)) + ")";
    out_ += '\n';
  }

  void one(const Judged& judged, const Issue& issue, const Places& places) {
    const LineIndex::Place place = places.of(issue);
    out_ += "  ";
    colored(color_of(issue.severity), severity_code(issue.severity));
    if (!issue.expression.empty()) out_ += ' ' + issue.expression;
    if (place.line != 0) out_ += " at line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
    out_ += "\n    " + issue_text(issue, options_);
    if (options_.message_ids) {
      out_ += " [";
      out_ += issue.message->id;
      out_ += ']';
    }
    out_ += '\n';
    if (place.line != 0) mark(judged, issue, place);
    if (!issue.origin.path.empty()) out_ += "    made from " + issue.origin.path + '\n';
  }

  void mark(const Judged& judged, const Issue& issue, const LineIndex::Place& place) {
    constexpr std::size_t kWidth = 100;
    constexpr std::size_t kBefore = 40;  // characters shown before a place that is far out in its line
    const std::vector<std::string> line = characters_of(line_at(judged.bytes, issue.span.begin));
    const std::size_t column = std::min<std::size_t>(place.column - 1, line.size());
    const std::size_t from = column < kWidth - 10 ? 0 : column - kBefore;
    const std::size_t to = std::min(line.size(), from + kWidth);
    const std::string_view spanned =
        std::string_view(judged.bytes).substr(issue.span.begin, issue.span.end - issue.span.begin);
    const std::size_t length = std::max<std::size_t>(1, characters_of(line_at(spanned, 0)).size());
    out_ += "      | ";
    for (std::size_t i = from; i < to; ++i) out_ += line[i];
    out_ += "\n      | ";
    out_.append(column - from, ' ');
    colored(color_of(issue.severity),
            std::string(std::clamp<std::size_t>(length, 1, std::max<std::size_t>(1, to - column)), '^'));
    out_ += '\n';
  }

  const ReportOptions& options_;
  std::string& out_;
};

}  // namespace

std::string as_text(const std::vector<Judged>& judged, const ReportOptions& options) {
  std::string out;
  Writer writer(options, out);
  for (const Judged& j : judged) writer.document(j, judged.size() == 1);
  if (judged.size() > 1) out += summary_of(judged) + '\n';
  return out;
}

}  // namespace schakel::app
