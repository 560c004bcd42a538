#include "sim/scenario/expand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/syntax.hpp"
#include "sim/scenario/templates.hpp"

namespace roamsim::scenario {
namespace {

std::optional<std::uint64_t> whole_number(const Node* node, std::uint64_t least, std::uint64_t most) {
  if (node == nullptr || !node->is(NodeKind::number)) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = node->text.data() + node->text.size();
  const auto [stop, error] = std::from_chars(node->text.data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most) return std::nullopt;
  return value;
}

std::size_t values_in(const Node& node) {
  std::size_t values = 1;
  for (const Node& child : node.children) values += values_in(child);
  return values;
}

void drop(Node& object, std::initializer_list<std::string_view> keys) {
  std::erase_if(object.children,
                [&](const Node& member) { return std::find(keys.begin(), keys.end(), member.key) != keys.end(); });
}

bool has_item_with(const Node* list, std::initializer_list<std::string_view> keys) {
  if (list == nullptr || !list->is(NodeKind::array)) return false;
  return std::any_of(list->children.begin(), list->children.end(), [&](const Node& item) {
    return item.is(NodeKind::object) &&
           std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return item.find(key) != nullptr; });
  });
}

const Node* links_of(const Node& root) {
  const Node* network = root.find("network");
  return network != nullptr && network->is(NodeKind::object) ? network->find("links") : nullptr;
}

/// The numbers that a pattern gives its items.
struct Numbers {
  std::uint64_t first = 1;
  std::uint64_t count = 0;
};

class Expansion {
 public:
  Expansion(Node& root, Sources& sources, Diagnostics& diagnostics)
      : root_(root), sources_(sources), diagnostics_(diagnostics), values_(values_in(root)) {}

  void run() {
    // Templates are read like what they are for, so their strings need some value in place of each placeholder. The
    // items take copies before.
    const Node* kinds = root_.find("templates");
    const Node written = kinds != nullptr ? *kinds : Node{};
    const bool usable = written.is(NodeKind::object);
    Templates clusters(usable ? written.find("clusters") : nullptr, "/templates/clusters", diagnostics_);
    Templates users(usable ? written.find("users") : nullptr, "/templates/users", diagnostics_);
    if (Node* list = root_.find("clusters"); list != nullptr && list->is(NodeKind::array)) {
      expand_clusters(*list, clusters, users);
    }
    if (Node* network = root_.find("network"); network != nullptr && network->is(NodeKind::object)) {
      if (Node* links = network->find("links"); links != nullptr && links->is(NodeKind::array)) expand_links(*links);
    }
    if (Node* templates = root_.find("templates")) {
      if (Node* list = templates->is(NodeKind::object) ? templates->find("clusters") : nullptr;
          list != nullptr && list->is(NodeKind::array)) {
        for (std::size_t i = 0; i < list->children.size(); ++i) {
          const std::string pointer = fmt::format("/templates/clusters/{}", i);
          if (list->children[i].is(NodeKind::object)) apply_to_users(list->children[i], users, pointer);
        }
      }
      constexpr PlaceholderValues some{1, "cluster", 1};
      fill(*templates, some, "/templates");
    }
    clusters.warn_of_unused();
    users.warn_of_unused();
  }

 private:
  /// The numbers of a pattern; none if the item is no pattern, or is none that can be written out. Two items of one
  /// name cannot be, so the string that tells them apart must have {n}.
  std::optional<Numbers> numbers_of(const Node& item) {
    const std::optional<std::uint64_t> count = whole_number(item.find("count"), 1, most_items_of_a_pattern);
    if (!count) return std::nullopt;
    const Node* first = item.find("first");
    const std::optional<std::uint64_t> from = whole_number(first, 0, UINT32_MAX);
    if (first != nullptr && !from) return std::nullopt;
    return Numbers{from.value_or(1), *count};
  }

  void expand_clusters(Node& list, Templates& templates, Templates& user_templates) {
    std::vector<Node> items = std::move(list.children);
    list.children.clear();
    for (Node& item : items) {
      // Mistakes are reported where the item will stand; what is written there tells its place in the file.
      const std::string pointer = fmt::format("/clusters/{}", list.children.size());
      const bool is_object = item.is(NodeKind::object);
      const bool from_template = is_object && item.find("template") != nullptr;
      if (from_template && !templates.apply(item, pointer)) drop(item, {"template"});
      if (is_object) apply_to_users(item, user_templates, pointer);
      const std::optional<Numbers> numbers = is_object ? numbers_of(item) : std::nullopt;
      if (numbers && repeat_cluster(list, item, *numbers, pointer)) continue;
      // A pattern that cannot be written out is filled in as its first, so that its braces are not taken for mistakes.
      const bool pattern = is_object && item.find("count") != nullptr;
      const std::optional<std::uint64_t> number = pattern ? std::optional<std::uint64_t>(1) : std::nullopt;
      if (is_object) fill_cluster(item, number, pattern || from_template, pointer);
      list.children.push_back(std::move(item));
    }
  }

  void apply_to_users(Node& cluster, Templates& templates, const std::string& pointer) {
    Node* users = cluster.find("users");
    if (users == nullptr || !users->is(NodeKind::array)) return;
    for (std::size_t i = 0; i < users->children.size(); ++i) {
      Node& user = users->children[i];
      if (!user.is(NodeKind::object) || user.find("template") == nullptr) continue;
      if (!templates.apply(user, fmt::format("{}/users/{}", pointer, i))) drop(user, {"template"});
    }
  }

  bool repeat_cluster(Node& list, Node& item, const Numbers& numbers, const std::string& pointer) {
    const Node* id = item.find("id");
    if (id == nullptr || !id->is(NodeKind::string)) return false;  // reported when the keys are read
    PlaceholderValues some;
    some.n = 1;
    const bool malformed = !substitute(id->text, some, Placeholders::all).problem.empty();  // reported when filled in
    if (!malformed && !tells_apart(*id, has_number(id->text), numbers, pointer + "/id")) return false;
    if (!affordable(item, numbers, pointer)) return false;
    drop(item, {"count", "first", "template"});
    for (std::uint64_t i = 0; i < numbers.count; ++i) {
      Node copy = item;
      const std::size_t mistakes = mistakes_;
      fill_cluster(copy, numbers.first + i, true, fmt::format("/clusters/{}", list.children.size()));
      list.children.push_back(std::move(copy));
      if (mistakes_ > mistakes) break;  // the others would repeat it, under one id perhaps
    }
    return true;
  }

  /// The id first, since the rest may name it.
  void fill_cluster(Node& cluster, std::optional<std::uint64_t> number, bool everything, const std::string& pointer) {
    Node* id = cluster.find("id");
    PlaceholderValues values;
    values.n = values.cluster_number = number;
    if (id != nullptr && id->is(NodeKind::string)) {
      if (everything) fill_text(*id, values, Placeholders::all, pointer + "/id");
      values.cluster = id->text;
    }
    for (Node& member : cluster.children) {
      if (member.key == "id") continue;
      std::string place = pointer;
      append_pointer(place, member.key);
      if (member.key == "users" && member.is(NodeKind::array)) {
        fill_users(member, values, everything, place);
      } else if (everything) {
        fill(member, values, place);
      }
    }
    if (everything) drop(cluster, {"template"});
  }

  void fill_users(Node& users, const PlaceholderValues& values, bool everything, const std::string& pointer) {
    for (std::size_t i = 0; i < users.children.size(); ++i) {
      Node& user = users.children[i];
      const bool pattern = user.is(NodeKind::object) && user.find("count") != nullptr;
      const bool from_template = user.is(NodeKind::object) && user.find("template") != nullptr;
      if (pattern) {
        fill(user, values, fmt::format("{}/{}", pointer, i), Placeholders::of_the_cluster);
      } else if (everything || from_template) {
        fill(user, values, fmt::format("{}/{}", pointer, i));
      }
      if (from_template) drop(user, {"template"});
    }
  }

  void expand_links(Node& list) {
    std::vector<Node> items = std::move(list.children);
    list.children.clear();
    for (Node& item : items) {
      const std::string pointer = fmt::format("/network/links/{}", list.children.size());
      const std::optional<Numbers> numbers = item.is(NodeKind::object) ? numbers_of(item) : std::nullopt;
      if (numbers && repeat_link(list, item, *numbers, pointer)) continue;
      PlaceholderValues first;
      first.n = 1;
      if (item.is(NodeKind::object) && item.find("count") != nullptr) fill(item, first, pointer);
      list.children.push_back(std::move(item));
    }
  }

  bool repeat_link(Node& list, Node& item, const Numbers& numbers, const std::string& pointer) {
    const Node* ends = item.find("between");
    if (ends == nullptr || !ends->is(NodeKind::array)) return false;  // reported when the keys are read
    const bool numbered = std::any_of(ends->children.begin(), ends->children.end(),
                                      [](const Node& end) { return end.is(NodeKind::string) && has_number(end.text); });
    if (!tells_apart(*ends, numbered, numbers, pointer + "/between")) return false;
    if (!affordable(item, numbers, pointer)) return false;
    drop(item, {"count", "first"});
    for (std::uint64_t i = 0; i < numbers.count; ++i) {
      Node copy = item;
      PlaceholderValues values;
      values.n = numbers.first + i;
      fill(copy, values, fmt::format("/network/links/{}", list.children.size()));
      list.children.push_back(std::move(copy));
    }
    return true;
  }

  bool tells_apart(const Node& node, bool numbered, const Numbers& numbers, const std::string& pointer) {
    if (numbered || numbers.count == 1) return true;
    diagnostics_.error(
        node.place, pointer,
        {shown(node), fmt::format("{{n}} in it, to tell the {} of the pattern apart", numbers.count), {}});
    return false;
  }

  /// Keeps a small hostile file from filling the memory.
  bool affordable(const Node& item, const Numbers& numbers, const std::string& pointer) {
    const std::size_t more = values_in(item) * static_cast<std::size_t>(numbers.count);
    if (values_ + more > most_values) {
      diagnostics_.error(item.place, pointer,
                         {fmt::format("{} items of {} values each", numbers.count, values_in(item)),
                          fmt::format("at most {} values in the whole scenario", most_values),
                          {}});
      return false;
    }
    values_ += more;
    return true;
  }

  void fill(Node& node, const PlaceholderValues& values, const std::string& pointer,
            Placeholders which = Placeholders::all) {
    if (node.is(NodeKind::string)) fill_text(node, values, which, pointer);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      std::string below = pointer;
      append_pointer(below, node.is(NodeKind::object) ? std::string(node.children[i].key) : std::to_string(i));
      fill(node.children[i], values, below, which);
    }
  }

  void fill_text(Node& node, const PlaceholderValues& values, Placeholders which, const std::string& pointer) {
    if (!has_placeholders(node.text)) return;
    Substituted result = substitute(node.text, values, which);
    if (!result.problem.empty()) {
      ++mistakes_;
      diagnostics_.error(node.place, pointer,
                         {quoted(node.text), "placeholders as in \"site{n:2}\"", std::move(result.problem)});
      return;
    }
    node.text = sources_.keep(std::move(result.text));
  }

  Node& root_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  std::size_t values_;
  std::size_t mistakes_ = 0;  ///< of placeholders
};

}  // namespace

bool has_bulk(const Node& root) {
  if (!root.is(NodeKind::object)) return false;
  const Node* clusters = root.find("clusters");
  if (root.find("templates") != nullptr || has_item_with(clusters, {"count", "template"}) ||
      has_item_with(links_of(root), {"count"})) {
    return true;
  }
  return clusters != nullptr &&
         std::any_of(clusters->children.begin(), clusters->children.end(), [](const Node& cluster) {
           return cluster.is(NodeKind::object) && has_item_with(cluster.find("users"), {"count", "template"});
         });
}

void expand(Node& root, Sources& sources, Diagnostics& diagnostics) {
  Expansion(root, sources, diagnostics).run();
}

}  // namespace roamsim::scenario
