// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>

#include "http/ascii.h"
#include "http/framing.h"

namespace komparu::http {
namespace {

constexpr std::string_view kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110, 5.6.7) in seconds since the epoch.
std::optional<std::int64_t> parse_date(std::string_view date) {
  constexpr std::string_view kForm = "ddd, 00 mmm 0000 00:00:00 GMT";
  if (date.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = kForm[i] == '0' ? is_digit(date[i])
                                      : kForm[i] == 'd' || kForm[i] == 'm' || kForm[i] == date[i];
    if (!fits) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t size) {
    return static_cast<unsigned>(*number_of(date.substr(at, size)));
  };
  const auto* month = std::find(std::begin(kMonths), std::end(kMonths), date.substr(8, 3));
  const auto* weekday = std::find(std::begin(kDays), std::end(kDays), date.substr(0, 3));
  const auto day = std::chrono::year(static_cast<int>(number(12, 4))) /
                   std::chrono::month(static_cast<unsigned>(month - kMonths + 1)) /
                   std::chrono::day(number(5, 2));
  const unsigned hour = number(17, 2);
  const unsigned minute = number(20, 2);
  const unsigned second = number(23, 2);  // 60 in a leap second
  if (weekday == std::end(kDays) || !day.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

}  // namespace

std::optional<std::uint64_t> retry_after(const Head& head, std::int64_t now) {
  const std::string_view value = head.value("retry-after").value_or("");
  if (const auto seconds = number_of(value)) return seconds;
  // More seconds than a number holds are still a number.
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_digit)) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  const auto date = parse_date(value);
  if (!date) return std::nullopt;
  if (*date <= now) return 0;
  return static_cast<std::uint64_t>(*date) - static_cast<std::uint64_t>(now);
}

}  // namespace komparu::http
