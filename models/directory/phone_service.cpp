#include "models/directory/phone_service.hpp"

#include <algorithm>

namespace roamsim::directory {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_name_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

/// Takes what is up to `end` off the front; false if that does not come.
bool take_until(std::string_view& rest, char end, std::string_view& taken) {
  const std::size_t at = rest.find(end);
  if (at == std::string_view::npos) return false;
  taken = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return true;
}

/// Four numbers up to 255, if it looks like an address at all.
bool is_ipv4_or_name(std::string_view host) {
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_name_character)) return false;
  if (!is_digit(host.front()) || host.find_first_not_of("0123456789.") != std::string_view::npos) {
    return host.front() != '-' && host.front() != '.' && host.find("..") == std::string_view::npos;
  }
  int parts = 0;
  int value = -1;
  for (const char c : host) {
    if (c == '.') {
      if (value < 0) return false;
      ++parts;
      value = -1;
      continue;
    }
    value = (value < 0 ? 0 : value) * 10 + (c - '0');
    if (value > 255) return false;
  }
  return parts == 3 && value >= 0;
}

/// Eight groups of up to four hexadecimal digits; "::" stands for some of them, once.
bool is_ipv6(std::string_view host) {
  std::size_t groups = 0;
  bool gap = false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (is_hex(host[i])) {
      if (++digits > 4) return false;
      if (digits == 1) ++groups;
      continue;
    }
    if (host[i] != ':') return false;
    if (i + 1 < host.size() && host[i + 1] == ':') {
      if (gap) return false;
      gap = true;
      ++i;
    } else if (digits == 0 || i + 1 == host.size()) {
      return false;
    }
    digits = 0;
  }
  return gap ? groups < 8 : groups == 8;
}

LoginType login_type_of(std::string_view text) {
  if (text == "DN") return LoginType::primary_extension;
  if (text == "SP") return LoginType::self_service_id;
  if (text == "UID") return LoginType::user_id;
  return LoginType::invalid;
}

}  // namespace

std::optional<PhoneServiceUrl> parse_phone_service_url(std::string_view text) {
  PhoneServiceUrl url;
  const bool secure = text.starts_with("https://");
  if (!secure && !text.starts_with("http://")) return std::nullopt;
  std::string_view rest = text.substr(secure ? 8 : 7);
  std::string_view host;
  if (rest.starts_with('[')) {
    rest.remove_prefix(1);
    if (!take_until(rest, ']', host) || !is_ipv6(host) || !rest.starts_with(':')) return std::nullopt;
    rest.remove_prefix(1);
  } else if (!take_until(rest, ':', host) || !is_ipv4_or_name(host)) {
    return std::nullopt;
  }
  url.host = host;
  std::string_view port;
  if (!take_until(rest, '/', port) || port.empty() || port.size() > 5 ||
      !std::all_of(port.begin(), port.end(), is_digit))
    return std::nullopt;
  constexpr std::string_view servlet = "emapp/EMAppServlet";
  if (!rest.starts_with(servlet)) return std::nullopt;
  rest.remove_prefix(servlet.size());
  if (!rest.empty() && !rest.starts_with('?')) return std::nullopt;
  if (!rest.empty()) rest.remove_prefix(1);
  url.device_name = false;
  while (!rest.empty()) {
    std::string_view pair;
    if (!take_until(rest, '&', pair)) {
      pair = rest;
      rest = {};
    }
    if (pair == "device=#DEVICENAME#") url.device_name = true;
    constexpr std::string_view login_type = "loginType=";
    if (pair.starts_with(login_type)) url.login_type = login_type_of(pair.substr(login_type.size()));
  }
  return url;
}

}  // namespace roamsim::directory
