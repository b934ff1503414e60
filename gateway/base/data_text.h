#pragma once
// DataText: text that came with a message. All content of a message is sensitive, so this view cannot be printed,
// logged, formatted or converted by accident: who needs the bytes says so with reveal(), which reviewers can search
// for.

#include <cstddef>
#include <string_view>

namespace schakel {

class DataText {
 public:
  constexpr DataText() = default;
  constexpr explicit DataText(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] constexpr bool empty() const { return bytes_.empty(); }
  [[nodiscard]] constexpr std::size_t size() const { return bytes_.size(); }

  // The content itself, for code that computes with it or writes it into the answer to its sender or the stored
  // outcome.
  [[nodiscard]] constexpr std::string_view reveal() const { return bytes_; }

  // Comparing gives no content away.
  friend constexpr bool operator==(DataText a, DataText b) { return a.bytes_ == b.bytes_; }
  friend constexpr bool operator==(DataText a, std::string_view b) { return a.bytes_ == b; }

 private:
  std::string_view bytes_;
};

}  // namespace schakel
