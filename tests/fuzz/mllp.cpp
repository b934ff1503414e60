// MLLP: any bytes, in pieces of any size, give the same frames as all at once; memory stays bounded and no frame is
// over the limit without being called so.

#include "fuzz/check.h"
#include "transport/mllp/frames.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using schakel::fuzz::demand;
using schakel::transport::Frame;
using schakel::transport::FrameReader;

namespace {

constexpr std::size_t kLimit = 64;

using Seen = std::vector<std::pair<Frame::Kind, std::string>>;

Seen frames(std::string_view bytes, std::size_t step) {
  FrameReader reader(kLimit);
  Seen seen;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.add(bytes.substr(at, step));
    for (Frame frame = reader.next(); frame.kind != Frame::Kind::none; frame = reader.next()) {
      const bool whole = frame.kind == Frame::Kind::whole;
      demand(!whole || frame.content.size() <= kLimit, "a whole frame is within the limit");
      // Of the others only a beginning is kept, how much depends on the pieces.
      seen.emplace_back(frame.kind, whole ? std::string(frame.content) : std::string());
    }
    demand(reader.held() <= kLimit + step + 128 * 1024, "what is held is bounded");
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  demand(frames(bytes, 1 + data[0] % 16) == frames(bytes, bytes.size()), "frames do not depend on how the bytes came");
  return 0;
}
