#pragma once
// Frames of the Minimal Lower Layer Protocol (HL7 v2, appendix C): 0x0B, content, 0x1C 0x0D. Bytes in, frames out; no
// sockets.
//
// What stands between frames is thrown away and counted. A frame that a new one interrupts (0x0B and a segment's name
// before its end) and one over the limit are handed out too, marked, with their first bytes, so that the sender gets an
// answer that names its message; reading goes on with the next frame.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::transport {

inline constexpr char kFrameStart = '\x0b';
inline constexpr char kFrameEnd = '\x1c';

struct Frame {
  enum class Kind : std::uint8_t { none, whole, too_large, cut_short };
  Kind kind = Kind::none;    // none: more bytes must come
  std::string_view content;  // too_large: its beginning
};

class FrameReader {
 public:
  explicit FrameReader(std::size_t limit) : limit_(limit) {}

  void add(std::string_view bytes);
  // The next frame; its content is valid until the next call of add() or next().
  Frame next();
  // Inside a frame: its end is awaited.
  [[nodiscard]] bool inside() const { return inside_; }
  [[nodiscard]] std::size_t junk() const { return junk_; }
  [[nodiscard]] std::size_t held() const { return buffer_.size() - begin_; }

 private:
  void forget(std::size_t end);

  static constexpr std::size_t kKeptOfTooLarge = 4096;
  std::size_t limit_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of what was not handed out
  std::size_t searched_ = 0;  // from begin_: no end before it
  bool inside_ = false;
  bool too_large_ = false;
  std::size_t junk_ = 0;
};

// The bytes of an answer as a frame.
void append_frame(std::string& out, std::string_view content);

}  // namespace schakel::transport
