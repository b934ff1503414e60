#include "hubs/fhir_rest/retry_after.h"

#include <algorithm>
#include <optional>

namespace schakel::hubs {

namespace {

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view text) {
  int n = 0;
  for (const char c : text) n = n * 10 + (c - '0');
  return n;
}

// IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms are not sent by servers of this century.
std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':') return std::nullopt;
  const std::string_view parts[] = {text.substr(5, 2), text.substr(12, 4), text.substr(17, 2), text.substr(20, 2),
                                    text.substr(23, 2)};
  if (!std::all_of(std::begin(parts), std::end(parts), digits)) return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{year{number(parts[1])}, std::chrono::month{static_cast<unsigned>(month / 3 + 1)},
                            day{static_cast<unsigned>(number(parts[0]))}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date} + hours{number(parts[2])} + minutes{number(parts[3])} + seconds{number(parts[4])};
}

}  // namespace

std::string_view header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::chrono::milliseconds retry_after(const Headers& headers) {
  const std::string_view value = header(headers, "retry-after");
  if (digits(value)) return std::chrono::seconds{value.size() > 8 ? 99'999'999 : number(value)};
  const auto until = http_date(value);
  const auto sent = http_date(header(headers, "date"));
  if (!until || !sent || *until <= *sent) return std::chrono::milliseconds{0};
  return *until - *sent;
}

}  // namespace schakel::hubs
