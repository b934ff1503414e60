#include "syntax/json/buffer.h"

#include <algorithm>

namespace schakel::syntax::json {

void Buffer::grow(std::size_t more) {
  const std::size_t wanted = std::max(size_ + more + kSlack, out_->size() + out_->size() / 2 + 1024);
  out_->resize(wanted);
  data_ = out_->data();
  limit_ = wanted;
}

void Buffer::escape_rest(std::string_view text, std::size_t i) {
  size_ += i;
  while (i < text.size()) {
    if (size_ + kSlack > limit_) grow(text.size() - i + kSlack);
    if (i + 16 <= text.size()) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(data_ + size_), bytes);
      const int mask = must_escape(bytes);
      const std::size_t clean = mask == 0 ? 16 : static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
      size_ += clean;
      i += clean;
      if (mask == 0) continue;
    } else if (!needs_escape(text[i])) {
      data_[size_++] = text[i++];
      continue;
    }
    size_ += escape_one(text[i++], data_ + size_);
  }
}

}  // namespace schakel::syntax::json
