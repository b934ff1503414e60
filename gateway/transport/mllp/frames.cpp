#include "transport/mllp/frames.h"

#include <algorithm>

namespace schakel::transport {

namespace {

constexpr std::size_t kKeptBuffer = std::size_t{256} * 1024;
constexpr std::size_t kSkipped = std::size_t{64} * 1024;  // of an oversized frame, thrown away at a time

// 0x0B inside content: no HL7 text holds it, so with a header segment behind it the frame before was cut short.
bool starts_segment(std::string_view text) {
  return text.starts_with("MSH") || text.starts_with("FHS") || text.starts_with("BHS");
}

}  // namespace

void FrameReader::add(std::string_view bytes) {
  if (begin_ != 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
    if (buffer_.empty() && buffer_.capacity() > kKeptBuffer) std::string().swap(buffer_);
  }
  buffer_.append(bytes);
}

void FrameReader::forget(std::size_t end) {
  begin_ = end;
  searched_ = 0;
  inside_ = false;
  too_large_ = false;
}

Frame FrameReader::next() {
  if (!inside_) {
    const std::size_t start = buffer_.find(kFrameStart, begin_);
    junk_ += std::min(start, buffer_.size()) - begin_;
    if (start == std::string::npos) {
      begin_ = buffer_.size();
      return {};
    }
    begin_ = start + 1;
    searched_ = 0;
    inside_ = true;
  }
  for (;;) {
    const std::string_view open = std::string_view(buffer_).substr(begin_);
    const std::size_t mark = open.find_first_of(std::string_view("\x1c\x0b", 2), searched_);
    if (mark == std::string_view::npos) {
      searched_ = open.size();
      break;
    }
    searched_ = mark;
    if (open[mark] == kFrameEnd) {
      if (mark + 1 == open.size()) break;
      // 0x0D must follow; a sender that writes 0x0A or goes straight on to its next frame is understood too.
      const char after = open[mark + 1];
      if (after == '\r' || after == '\n' || after == kFrameStart) {
        const bool too_large = too_large_ || mark > limit_;
        const Frame frame{too_large ? Frame::Kind::too_large : Frame::Kind::whole,
                          open.substr(0, too_large ? std::min(mark, kKeptOfTooLarge) : mark)};
        forget(begin_ + mark + (after == kFrameStart ? 1 : 2));
        return frame;
      }
    } else {
      if (open.size() - mark < 4) break;
      if (starts_segment(open.substr(mark + 1))) {
        const Frame frame{Frame::Kind::cut_short, open.substr(0, std::min(mark, kKeptOfTooLarge))};
        forget(begin_ + mark);
        return frame;
      }
    }
    ++searched_;
  }
  const std::size_t kept = std::min(kKeptOfTooLarge, limit_);
  const std::size_t held = buffer_.size() - begin_;
  if (held > (too_large_ ? kept + kSkipped : limit_ + 2)) {
    // Its beginning is kept to answer with; of the rest only what may hold the end.
    too_large_ = true;
    const std::size_t tail = std::min<std::size_t>(4, held - kept);
    buffer_.erase(begin_ + kept, held - kept - tail);
    searched_ = kept;
  }
  return {};
}

void append_frame(std::string& out, std::string_view content) {
  out += kFrameStart;
  out += content;
  out += kFrameEnd;
  out += '\r';
}

}  // namespace schakel::transport
