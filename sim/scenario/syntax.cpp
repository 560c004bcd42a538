#include "sim/scenario/syntax.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sim/scenario/tokens.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t few_keys = 16;

/// Builds the tree from the events of nlohmann's parser, which checks the grammar and does not recurse.
class TreeBuilder {
 public:
  using Json = nlohmann::json;

  TreeBuilder(Sources& sources, std::uint16_t source, Diagnostics& diagnostics)
      : sources_(sources), source_(source), diagnostics_(diagnostics), text_(sources.text(source)), walk_(text_) {}

  bool null() { return scalar(NodeKind::null); }
  bool boolean(bool /*value*/) { return scalar(NodeKind::boolean); }
  bool number_integer(Json::number_integer_t /*value*/) { return scalar(NodeKind::number); }
  bool number_unsigned(Json::number_unsigned_t /*value*/) { return scalar(NodeKind::number); }
  bool number_float(Json::number_float_t /*value*/, const Json::string_t& /*text*/) { return scalar(NodeKind::number); }
  bool binary(Json::binary_t& /*value*/) { return false; }  // not in JSON

  bool string(Json::string_t& value) {
    Node node = begin(NodeKind::string);
    node.text = decoded(walk_.take(), value);
    return add(std::move(node));
  }

  bool key(Json::string_t& value) {
    key_place_ = place(walk_.next());
    key_ = decoded(walk_.take(), value);
    if (too_deep_ == 0 && is_duplicate()) {
      std::string pointer = this->pointer();
      append_pointer(pointer, key_);
      diagnostics_.error(key_place_, std::move(pointer),
                         {"a second " + quoted(key_), "each key once in an object", {}});
      duplicate_ = true;
    }
    return true;
  }

  bool start_object(std::size_t /*size*/) { return open(NodeKind::object); }
  bool start_array(std::size_t /*size*/) { return open(NodeKind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  template <class Exception>
  bool parse_error(std::size_t position, const std::string& /*token*/, const Exception& exception) {
    std::string what = exception.what();
    const bool overflow = what.find("number overflow") != std::string::npos;
    const auto says = [&what](std::string_view words) { return what.find(words) != std::string::npos; };
    const bool wrong_token = says(" - unexpected ") || says(" - invalid literal") || says(" - invalid number");
    std::size_t offset = std::min(position > 0 ? position - 1 : 0, text_.size());
    if ((overflow || wrong_token) && offset < text_.size()) offset = walk_.start_of_token_at(offset);
    std::string at = pointer();
    if (!key_.empty()) append_pointer(at, key_);
    diagnostics_.error(place(offset), std::move(at),
                       overflow ? Message{"a number beyond the range of a double", "numbers up to about 1.8e308", {}}
                                : message(std::move(what), offset));
    failed_ = true;
    return false;
  }

  std::optional<Node> result() {
    if (failed_ || !root_) return std::nullopt;
    return std::move(root_);
  }

 private:
  /// A container being filled. Its keys are looked up in a set once they are many.
  struct Open {
    Node node;
    std::unordered_set<std::string_view> keys;
    bool discard = false;  ///< the value of a duplicate key
  };

  [[nodiscard]] Place place(std::size_t offset) const { return {source_, static_cast<std::uint32_t>(offset)}; }

  /// The parser's words without its own place and without repeating what it read.
  [[nodiscard]] Message message(std::string what, std::size_t offset) const {
    if (const std::size_t start = what.find("syntax error"); start != std::string::npos) what.erase(0, start);
    if (const std::size_t read = what.find("; last read: "); read != std::string::npos) what.erase(read);
    Message result;
    if (const std::size_t expected = what.rfind("; expected "); expected != std::string::npos) {
      result.allowed = what.substr(expected + 11);
      what.erase(expected);
      const bool after_value = what.starts_with("syntax error while parsing object -") ||
                               what.starts_with("syntax error while parsing array -");
      if (after_value) result.allowed = "',' or " + result.allowed;
    }
    if (result.allowed.empty()) result.allowed = "JSON as in RFC 8259";
    result.hint = shortened_message(std::move(what));
    if (offset >= text_.size()) {
      result.found = "the end of the text";
    } else {
      std::string_view rest = text_.substr(offset, 24);
      rest = rest.substr(0, rest.find_first_of("\r\n", 1));
      while (!rest.empty() && utf8_length(rest.substr(last_character(rest))) == 0) rest.remove_suffix(1);
      result.found = '\'' + std::string(rest) + '\'';
    }
    return result;
  }

  static std::string shortened_message(std::string what) {
    constexpr std::size_t most = 200;
    if (what.size() > most) what.erase(most);
    return what;
  }

  static std::size_t last_character(std::string_view text) {
    std::size_t i = text.size() - 1;
    while (i > 0 && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) --i;
    return i;
  }

  /// Where the parser is, as far as the open containers tell.
  [[nodiscard]] std::string pointer() const {
    std::string result;
    for (std::size_t i = 1; i < stack_.size(); ++i) append_step(result, stack_[i - 1].node, stack_[i].node.key);
    return result;
  }

  static void append_step(std::string& pointer, const Node& parent, std::string_view key) {
    if (parent.is(NodeKind::object)) {
      append_pointer(pointer, key);
    } else {
      append_pointer(pointer, std::to_string(parent.children.size()));
    }
  }

  /// A view into the text where the string has no escapes, else a kept copy.
  std::string_view decoded(std::string_view token, std::string& value) {
    if (too_deep_ > 0) return {};
    if (token.size() == value.size() + 2) return token.substr(1, value.size());
    return sources_.keep(std::move(value));
  }

  bool is_duplicate() {
    if (stack_.empty()) return false;
    Open& object = stack_.back();
    const std::vector<Node>& members = object.node.children;
    if (members.size() < few_keys) return object.node.find(key_) != nullptr;
    if (object.keys.empty()) {
      for (const Node& member : members) object.keys.insert(member.key);
    }
    return !object.keys.insert(key_).second;
  }

  Node begin(NodeKind kind) {
    Node node;
    node.kind = kind;
    node.place = place(walk_.next());
    node.key = std::exchange(key_, {});
    node.key_place = key_place_;
    return node;
  }

  bool scalar(NodeKind kind) {
    Node node = begin(kind);
    node.text = walk_.take();
    return add(std::move(node));
  }

  bool open(NodeKind kind) {
    Node node = begin(kind);
    walk_.take();
    if (too_deep_ > 0 || stack_.size() >= most_depth) {
      if (too_deep_++ == 0) {
        std::string at = pointer();
        append_step(at, stack_.back().node, node.key);
        diagnostics_.error(node.place, std::move(at),
                           {fmt::format("nesting deeper than {}", most_depth),
                            fmt::format("at most {} objects and arrays inside one another", most_depth),
                            {}});
      }
      duplicate_ = false;
      return true;
    }
    if (!count(node.place)) return false;
    stack_.push_back({std::move(node), {}, std::exchange(duplicate_, false)});
    return true;
  }

  bool close() {
    walk_.pass();
    if (too_deep_ > 0) {
      --too_deep_;
      return true;
    }
    Open done = std::move(stack_.back());
    stack_.pop_back();
    done.node.children.shrink_to_fit();
    duplicate_ = done.discard;
    return attach(std::move(done.node));
  }

  bool add(Node node) {
    if (too_deep_ > 0) return true;
    return count(node.place) && attach(std::move(node));
  }

  bool attach(Node node) {
    if (std::exchange(duplicate_, false)) return true;
    if (stack_.empty()) {
      root_ = std::move(node);
    } else {
      stack_.back().node.children.push_back(std::move(node));
    }
    return true;
  }

  bool count(Place where) {
    if (++values_ <= most_values) return true;
    diagnostics_.error(where, pointer(),
                       {fmt::format("more than {} values", most_values), fmt::format("at most {}", most_values), {}});
    failed_ = true;
    return false;
  }

  Sources& sources_;
  std::uint16_t source_;
  Diagnostics& diagnostics_;
  std::string_view text_;
  TokenWalk walk_;
  std::vector<Open> stack_;
  std::optional<Node> root_;
  std::string_view key_;
  Place key_place_;
  std::size_t values_ = 0;
  std::size_t too_deep_ = 0;
  bool duplicate_ = false;
  bool failed_ = false;
};

/// The parser takes a zero byte for the end of the text, and does not look into comments.
bool is_utf8(std::string_view text, Place start, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte == 0 ? 0 : byte < 0x80 ? 1 : utf8_length(text.substr(i));
    if (length == 0) {
      start.offset = static_cast<std::uint32_t>(i);
      diagnostics.error(start, {}, {fmt::format("the byte 0x{:02x}", byte), "a text in UTF-8, without the byte 0", {}});
      return false;
    }
    i += length;
  }
  return true;
}

}  // namespace

std::optional<Node> parse(Sources& sources, std::uint16_t source, Diagnostics& diagnostics) {
  const std::string_view text = sources.text(source);
  if (text.size() > most_bytes) {
    diagnostics.error({source, 0}, {},
                      {fmt::format("{} bytes", text.size()), fmt::format("at most {} bytes (64 MiB)", most_bytes), {}});
    return std::nullopt;
  }
  if (!is_utf8(text, {source, 0}, diagnostics)) return std::nullopt;
  TreeBuilder builder(sources, source, diagnostics);
  constexpr bool whole_text = true;
  constexpr bool with_comments = true;
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder, nlohmann::json::input_format_t::json, whole_text,
                            with_comments);
  return builder.result();
}

}  // namespace roamsim::scenario
