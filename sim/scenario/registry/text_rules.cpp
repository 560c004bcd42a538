#include <algorithm>
#include <string>
#include <string_view>

#include "models/call_routing/number_pattern.hpp"
#include "models/extension_mobility/stages.hpp"
#include "sim/scenario/date_and_time.hpp"
#include "sim/scenario/errors.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/version.hpp"

namespace roamsim::scenario {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_title(std::string_view text) {
  return !text.empty() && text.size() <= 1000;
}
bool is_free_text(std::string_view text) {
  return text.size() <= 100'000;
}

bool is_cluster_id(std::string_view text) {
  constexpr std::size_t longest = 50;
  return !text.empty() && text.size() <= longest && (is_letter(text[0]) || is_digit(text[0])) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool is_user_id(std::string_view text) {
  constexpr std::size_t longest = 128;
  if (text.empty() || text.size() > longest || has_control(text)) return false;
  return is_letter(text[0]) || is_digit(text[0]) || static_cast<unsigned char>(text[0]) >= 0x80;
}

/// Whether the text would be an id if each `*` and `?` of it was a letter.
bool is_pattern(std::string_view text, bool (*is_id)(std::string_view)) {
  std::string letters(text);
  std::replace_if(
      letters.begin(), letters.end(), [](char c) { return c == '*' || c == '?'; }, 'x');
  return is_id(letters);
}
bool is_cluster_pattern(std::string_view text) {
  return is_pattern(text, is_cluster_id);
}
bool is_user_pattern(std::string_view text) {
  return is_pattern(text, is_user_id);
}

bool is_number(std::string_view text) {
  constexpr std::size_t longest = 32;
  if (text.starts_with('+')) text.remove_prefix(1);
  return text.size() <= longest && std::any_of(text.begin(), text.end(), is_digit) && text[0] != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '-' || c == '*' || c == '#'; });
}

bool is_version(std::string_view text) {
  return parse_version(text).has_value();
}

bool is_requirement(std::string_view text) {
  if (text == "R-CONF") return true;
  return text.size() >= 2 && text.size() <= 4 && text[0] >= 'A' && text[0] <= 'F' &&
         std::all_of(text.begin() + 1, text.end(), is_digit);
}

// A bulk pattern of a number: what stands between braces is checked when it is filled in, and so is the result.
bool is_number_pattern(std::string_view text) {
  constexpr std::size_t longest = 256;
  bool inside = false;
  for (const char c : text) {
    if (c == '{') inside = true;
    if (!inside && !is_digit(c) && std::string_view("+-*#").find(c) == std::string_view::npos) return false;
    if (c == '}') inside = false;
  }
  return text.size() <= longest && has_placeholders(text);
}

// In a pattern for the schema, P stands for a placeholder: files are judged as they are written.
std::string with_placeholder(std::string_view pattern) {
  std::string result;
  for (const char c : pattern) {
    if (c == 'P') {
      result += placeholder_pattern;
    } else {
      result += c;
    }
  }
  return result;
}

std::string number_pattern() {
  return with_placeholder(R"((?=[+*#-]*[0-9])\+?[0-9*#][0-9*#-]{0,31}|\+?(?:[0-9*#-]|P)*P(?:[0-9*#-]|P)*)");
}

constexpr std::string_view user_id_words =
    "an id of 1 to 128 bytes that starts with a letter or digit (or any character beyond ASCII), without control "
    "characters";
constexpr std::string_view user_id_pattern = R"((?:[A-Za-z0-9{]|[^\u0000-\u009F])[^\u0000-\u001F\u007F-\u009F]{0,127})";
constexpr std::string_view number_words = "a number of at most 32 digits, '-', '*' and '#', perhaps with '+' in front";

constexpr std::string_view device_name_words =
    "a device name of 1 to 50 letters, digits, '.', '_' and '-' that starts with a letter or digit";

bool is_device_name(std::string_view text) {
  constexpr std::size_t longest = 50;
  return !text.empty() && text.size() <= longest && (is_letter(text[0]) || is_digit(text[0])) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_label(std::string_view text) {
  constexpr std::size_t longest = 200;
  return text.size() <= longest;
}

}  // namespace

const TextRule& title_rule() {
  static constexpr TextRule rule{"a text of 1 to 1000 bytes", R"([\s\S]{1,1000})", is_title};
  return rule;
}

const TextRule& free_text_rule() {
  static constexpr TextRule rule{"a text of at most 100000 bytes", R"([\s\S]{0,100000})", is_free_text};
  return rule;
}

const TextRule& cluster_id_rule() {
  static const std::string pattern = "(?:[A-Za-z0-9]|P)(?:[A-Za-z0-9.-]|P){0,49}";
  static const std::string with_placeholders = with_placeholder(pattern);
  static const TextRule rule{"an id of 1 to 50 letters, digits, '.' and '-' that starts with a letter or digit",
                             with_placeholders, is_cluster_id};
  return rule;
}

const TextRule& user_id_rule() {
  static constexpr TextRule rule{user_id_words, user_id_pattern, is_user_id};
  return rule;
}

const TextRule& bulk_user_id_rule() {
  static constexpr TextRule rule{user_id_words, user_id_pattern, [](std::string_view text) {
                                   return is_user_id(text) || (text.starts_with('{') && is_user_id(text.substr(1)));
                                 }};
  return rule;
}

const TextRule& cluster_pattern_rule() {
  static constexpr TextRule rule{"the id of a cluster, or a pattern of ids with '*' and '?'",
                                 "[A-Za-z0-9*?][A-Za-z0-9.*?-]{0,49}", is_cluster_pattern};
  return rule;
}

const TextRule& user_pattern_rule() {
  static constexpr TextRule rule{"the id of a user, or a pattern of ids with '*' and '?'",
                                 R"((?:[A-Za-z0-9*?]|[^\u0000-\u009F])[^\u0000-\u001F\u007F-\u009F]{0,127})",
                                 is_user_pattern};
  return rule;
}

const TextRule& number_rule() {
  static const std::string pattern = number_pattern();
  static const TextRule rule{number_words, pattern, is_number};
  return rule;
}

const TextRule& bulk_number_rule() {
  static const std::string pattern = number_pattern();
  static const TextRule rule{number_words, pattern,
                             [](std::string_view text) { return is_number(text) || is_number_pattern(text); }};
  return rule;
}

const TextRule& optional_bulk_number_rule() {
  static const std::string pattern = "(?:" + number_pattern() + ")?";
  static const std::string allowed = std::string(number_words) + ", or nothing";
  static const TextRule rule{allowed, pattern, [](std::string_view text) {
                               return text.empty() || is_number(text) || is_number_pattern(text);
                             }};
  return rule;
}

const TextRule& route_pattern_rule() {
  static constexpr TextRule rule{
      "a route pattern of 1 to 50 of 0-9 * # X ! . [2-5] [^2-5] \\+", R"((?:[0-9*#X!.]|\\\+|\[\^?[0-9*#+-]+\]){1,50})",
      [](std::string_view text) { return text.size() <= 50 && calls::NumberPattern::parse(text).has_value(); }};
  return rule;
}

const TextRule& route_string_pattern_rule() {
  static constexpr TextRule rule{
      "a cluster id, in which * stands for any characters and ? for one", R"([A-Za-z0-9.*?-]{1,50})",
      [](std::string_view text) {
        return !text.empty() && text.size() <= 50 &&
               text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.*?-") ==
                   std::string_view::npos;
      }};
  return rule;
}

const TextRule& file_name_rule() {
  static constexpr TextRule rule{
      "a file name of 1 to 4096 bytes without control characters", R"([^\u0000-\u001F\u007F-\u009F]{1,4096})",
      [](std::string_view text) { return !text.empty() && text.size() <= 4096 && !has_control(text); }};
  return rule;
}

const TextRule& version_rule() {
  static constexpr TextRule rule{"a release such as \"12.5.1\", \"12.5(1)SU3\" or \"14SU2\"",
                                 R"([0-9]{1,4}(\.[0-9]{1,4})?(\.[0-9]{1,4}|\([0-9]{1,4}\))?(SU[0-9]{1,4}[a-z]?)?)",
                                 is_version};
  return rule;
}

const TextRule& requirement_rule() {
  static constexpr TextRule rule{"a row of the requirements: A to F and a number, or R-CONF", "[A-F][0-9]{1,3}|R-CONF",
                                 is_requirement};
  return rule;
}

const TextRule& pin_rule() {
  static constexpr TextRule rule{"a PIN of 1 to 20 digits", "[0-9]{1,20}", [](std::string_view text) {
                                   return !text.empty() && text.size() <= 20 &&
                                          std::all_of(text.begin(), text.end(), is_digit);
                                 }};
  return rule;
}

const TextRule& locale_rule() {
  static constexpr TextRule rule{"a locale such as \"en_US\"", "[a-z]{2}_[A-Z]{2}", [](std::string_view text) {
                                   const auto between = [](char c, char from, char to) { return c >= from && c <= to; };
                                   return text.size() == 5 && between(text[0], 'a', 'z') &&
                                          between(text[1], 'a', 'z') && text[2] == '_' && between(text[3], 'A', 'Z') &&
                                          between(text[4], 'A', 'Z');
                                 }};
  return rule;
}

const TextRule& device_name_rule() {
  static const std::string with_placeholders = with_placeholder("(?:[A-Za-z0-9]|P)(?:[A-Za-z0-9._-]|P){0,49}");
  static const TextRule rule{device_name_words, with_placeholders, is_device_name};
  return rule;
}

const TextRule& bulk_device_name_rule() {
  static const std::string with_placeholders = with_placeholder("(?:[A-Za-z0-9]|P)(?:[A-Za-z0-9._-]|P){0,49}");
  static const TextRule rule{device_name_words, with_placeholders, [](std::string_view text) {
                               return is_device_name(text) || (text.size() <= 256 && has_placeholders(text));
                             }};
  return rule;
}

const TextRule& stage_rule() {
  static const auto joined = [](std::string_view between) {
    std::string text;
    for (const em::Stage& stage : em::stages)
      text += (text.empty() ? "" : std::string(between)) + std::string(stage.name);
    return text;
  };
  static const std::string allowed = "a stage of a login: " + joined(", ");
  static const std::string pattern = joined("|");
  static const TextRule rule{allowed, pattern, [](std::string_view text) {
                               return std::any_of(em::stages.begin(), em::stages.end(),
                                                  [text](const em::Stage& stage) { return stage.name == text; });
                             }};
  return rule;
}

const TextRule& device_pattern_rule() {
  static constexpr TextRule rule{"the name of a phone, or a pattern of names with '*' and '?'",
                                 "[A-Za-z0-9*?][A-Za-z0-9._*?-]{0,49}",
                                 [](std::string_view text) { return is_pattern(text, is_device_name); }};
  return rule;
}

const TextRule& feature_service_rule() {
  static constexpr TextRule rule{"call_processing, tftp, extension_mobility or ils",
                                 "call_processing|tftp|extension_mobility|ils", [](std::string_view text) {
                                   return text == "call_processing" || text == "tftp" || text == "extension_mobility" ||
                                          text == "ils";
                                 }};
  return rule;
}

const TextRule& url_rule() {
  static constexpr TextRule rule{
      "a URL of at most 512 bytes without control characters", R"([^\u0000-\u001F\u007F-\u009F]{1,512})",
      [](std::string_view text) { return !text.empty() && text.size() <= 512 && !has_control(text); }};
  return rule;
}

const TextRule& address_rule() {
  static constexpr TextRule rule{"an address or name of 1 to 255 letters, digits, '.', ':' and '-'",
                                 "[A-Za-z0-9.:-]{1,255}", [](std::string_view text) {
                                   return !text.empty() && text.size() <= 255 &&
                                          std::all_of(text.begin(), text.end(), [](char c) {
                                            return is_letter(c) || is_digit(c) || c == '.' || c == ':' || c == '-';
                                          });
                                 }};
  return rule;
}

const TextRule& date_and_time_rule() {
  static constexpr TextRule rule{
      "a date from 1970 to 2037 and a time of day, YYYY-MM-DD hh:mm:ss",
      "(?:(?:19[7-9][0-9]|20[0-2][0-9]|203[0-7])-"
      "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-"
      "8]))"
      "|(?:19(?:7[26]|8[048]|9[26])|20(?:[02][048]|1[26]|3[26]))-02-29) (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
      [](std::string_view text) { return seconds_since_1970(text).has_value(); }};
  return rule;
}

const TextRule& label_rule() {
  static constexpr TextRule rule{"a text of at most 200 bytes", R"([\s\S]{0,200})", is_label};
  return rule;
}

}  // namespace roamsim::scenario
