#include "tests/random/sketch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "sim/scenario/json_writer.hpp"

namespace roamsim::random_scenarios {

using scenario::JsonWriter;

bool Sketch::has_cluster(const std::string& id) const {
  return std::any_of(clusters.begin(), clusters.end(), [&](const ClusterSketch& c) { return c.id == id; });
}

bool Sketch::has_user(const std::string& id) const {
  return std::any_of(users.begin(), users.end(), [&](const UserSketch& u) { return u.id == id; });
}

std::int64_t Sketch::over_ms() const {
  std::int64_t over = 0;
  for (const Entry& entry : timeline) {
    std::int64_t end = entry.at_ms;
    for (const Field& field : entry.fields) end += field.kind == Field::Kind::span ? field.milliseconds : 0;
    over = std::max(over, end);
  }
  return over;
}

namespace {

/// The clusters that are not in the group that an entry parts from the others.
std::vector<std::string> outside(const Sketch& sketch, const Entry& entry) {
  std::vector<std::string> others;
  for (const ClusterSketch& cluster : sketch.clusters) {
    const bool inside = std::any_of(entry.fields.begin(), entry.fields.end(),
                                    [&](const Field& field) { return field.value == cluster.id; });
    if (!inside) others.push_back(cluster.id);
  }
  return others;
}

bool refers_to_what_is_there(const Sketch& sketch, const Entry& entry) {
  const auto lines_there = [&] {
    return std::any_of(sketch.links.begin(), sketch.links.end(), [&](const LinkSketch& link) {
      return std::any_of(entry.fields.begin(), entry.fields.end(), [&](const Field& f) { return f.value == link.a; }) &&
             std::any_of(entry.fields.begin(), entry.fields.end(), [&](const Field& f) { return f.value == link.b; });
    });
  };
  if ((entry.verb == "link_outage" || entry.verb == "link_degraded") && !lines_there()) return false;
  if (entry.verb == "partition" && outside(sketch, entry).empty()) return false;
  return std::all_of(entry.fields.begin(), entry.fields.end(), [&](const Field& field) {
    switch (field.kind) {
      case Field::Kind::cluster:
      case Field::Kind::publisher_of:
      case Field::Kind::subscriber_of:
        return sketch.has_cluster(field.value);
      case Field::Kind::user:
      case Field::Kind::number_of:
        return sketch.has_user(field.value);
      case Field::Kind::span:
      case Field::Kind::date:
      case Field::Kind::text:
      case Field::Kind::literal:
        return true;
    }
    return true;
  });
}

/// The place of each cluster in the ILS network, as the entries of the timeline change it one after another.
class Places {
 public:
  explicit Places(const Sketch& sketch) {
    for (const ClusterSketch& cluster : sketch.clusters) {
      roles_[cluster.id] = cluster.later ? "standalone" : cluster.role;
      joins_as_[cluster.id] = cluster.role;
    }
  }

  /// Whether the entry can be then; if so, it has been.
  bool pass(const Entry& entry) {
    const auto value = [&](std::string_view key) -> std::string {
      const auto at =
          std::find_if(entry.fields.begin(), entry.fields.end(), [&](const Field& f) { return f.key == key; });
      return at == entry.fields.end() ? std::string() : at->value;
    };
    const std::string cluster = value("cluster");
    if (entry.verb == "ils_join") roles_[cluster] = joins_as_[cluster];
    if (entry.verb != "ils_leave" && entry.verb != "ils_role") return true;
    if (roles_[cluster] == "standalone") return false;
    if (entry.verb == "ils_leave") {
      roles_[cluster] = "standalone";
      return true;
    }
    const std::string hub = value("hub");
    if (!hub.empty() && (hub == cluster || roles_[hub] != "hub")) return false;
    roles_[cluster] = value("role");
    return true;
  }

 private:
  std::map<std::string, std::string> roles_, joins_as_;
};

void drop_what_cannot_be(Sketch& sketch) {
  std::vector<std::size_t> order(sketch.timeline.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sketch.timeline[a].at_ms < sketch.timeline[b].at_ms; });
  Places places(sketch);
  std::vector<bool> can_be(order.size());
  for (const std::size_t i : order) can_be[i] = places.pass(sketch.timeline[i]);
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (can_be[i]) kept.push_back(sketch.timeline[i]);
  }
  sketch.timeline = std::move(kept);
}

std::string span(std::int64_t milliseconds) {
  return fmt::format("{} ms", milliseconds);
}

std::string number_of(const std::string& user) {
  return "7" + user.substr(1);
}

std::string first_hub(const Sketch& sketch) {
  for (const ClusterSketch& cluster : sketch.clusters) {
    if (cluster.role == "hub") return cluster.id;
  }
  return {};
}

void write_ils(JsonWriter& json, const Sketch& sketch, const ClusterSketch& cluster) {
  json.key("role");
  json.string(cluster.role);
  if (cluster.role == "standalone") return;
  const std::string first = first_hub(sketch);
  const std::string hub = cluster.role == "spoke" && sketch.has_cluster(cluster.hub) ? cluster.hub : first;
  if (hub != cluster.id) {
    json.key("hub");
    json.string(hub);
  }
  if (cluster.later) {
    json.key("joins");
    json.string("timeline");
  }
}

void write_cluster(JsonWriter& json, const Sketch& sketch, const ClusterSketch& cluster) {
  json.begin_object(JsonWriter::Layout::lines);
  json.key("id");
  json.string(cluster.id);
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> sections{{"ils", {}}};
  for (const auto& [path, value] : cluster.settings) {
    const std::size_t dot = path.find('.');
    if (dot == std::string::npos) {
      json.key(path);
      json.literal(value);
    } else {
      sections[path.substr(0, dot)].emplace_back(path.substr(dot + 1), value);
    }
  }
  for (const auto& [section, keys] : sections) {
    json.key(section);
    json.begin_object(JsonWriter::Layout::one_line);
    if (section == "ils") write_ils(json, sketch, cluster);
    for (const auto& [key, value] : keys) {
      json.key(key);
      json.literal(value);
    }
    json.end_object();
  }
  json.key("users");
  json.begin_array(JsonWriter::Layout::lines);
  for (const UserSketch& user : sketch.users) {
    if (user.home != cluster.id) continue;
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("id");
    json.string(user.id);
    json.key("dn");
    json.string(number_of(user.id));
    if (user.super_user) {
      json.key("super_user");
      json.literal("true");
    }
    if (!user.logged_in) {
      json.key("logged_in");
      json.literal("false");
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_value(JsonWriter& json, const Field& field) {
  switch (field.kind) {
    case Field::Kind::cluster:
    case Field::Kind::user:
    case Field::Kind::text:
      return json.string(field.value);
    case Field::Kind::number_of:
      return json.string(number_of(field.value));
    case Field::Kind::publisher_of:
      return json.string(field.value + "-pub");
    case Field::Kind::subscriber_of:
      return json.string(field.value + "-sub1");
    case Field::Kind::span:
    case Field::Kind::date:
      return json.string(span(field.milliseconds));
    case Field::Kind::literal:
      return json.literal(field.value);
  }
}

void write_list(JsonWriter& json, const char* key, const std::vector<std::string>& values) {
  json.key(key);
  json.begin_array(JsonWriter::Layout::one_line);
  for (const std::string& value : values) json.string(value);
  json.end_array();
}

void write_groups(JsonWriter& json, const std::vector<std::string>& apart, const std::vector<std::string>& others) {
  json.key("groups");
  json.begin_array(JsonWriter::Layout::one_line);
  for (const auto& [name, clusters] : {std::pair("apart", apart), std::pair("others", others)}) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("id");
    json.string(name);
    write_list(json, "cluster", clusters);
    json.end_object();
  }
  json.end_array();
}

void write_entry(JsonWriter& json, const Sketch& sketch, const Entry& entry) {
  json.begin_object(JsonWriter::Layout::one_line);
  json.key("at");
  json.string(span(entry.at_ms));
  json.key("do");
  json.string(entry.verb);
  std::vector<std::string> between;
  std::vector<std::string> apart;
  for (const Field& field : entry.fields) {
    if (field.key == "between" || field.key == "apart") {
      (field.key == "between" ? between : apart).push_back(field.value);
      continue;
    }
    json.key(field.key);
    write_value(json, field);
  }
  if (!between.empty()) write_list(json, "between", between);
  if (!apart.empty()) write_groups(json, apart, outside(sketch, entry));
  json.end_object();
}

}  // namespace

void tidy(Sketch& sketch) {
  std::erase_if(sketch.users, [&](const UserSketch& user) { return !sketch.has_cluster(user.home); });
  std::erase_if(sketch.links,
                [&](const LinkSketch& link) { return !sketch.has_cluster(link.a) || !sketch.has_cluster(link.b); });
  std::erase_if(sketch.timeline, [&](const Entry& entry) {
    if (entry.verb != "ils_join") return !refers_to_what_is_there(sketch, entry);
    return std::none_of(sketch.clusters.begin(), sketch.clusters.end(), [&](const ClusterSketch& cluster) {
      return cluster.later && cluster.id == entry.fields.front().value;
    });
  });
  drop_what_cannot_be(sketch);
}

std::string render(const Sketch& given) {
  Sketch sketch = given;
  tidy(sketch);
  JsonWriter json;
  json.begin_object(JsonWriter::Layout::lines);
  json.key("schema_version");
  json.literal("1");
  json.key("title");
  json.string(fmt::format("Random scenario {}", sketch.seed));
  json.key("seed");
  json.literal(std::to_string(sketch.seed));
  json.key("duration");
  json.string(span(std::max<std::int64_t>(sketch.over_ms() + sketch.quiet_ms, 1000)));
  json.key("clusters");
  json.begin_array(JsonWriter::Layout::lines);
  for (const ClusterSketch& cluster : sketch.clusters) write_cluster(json, sketch, cluster);
  json.end_array();
  if (!sketch.links.empty()) {
    json.key("network");
    json.begin_object(JsonWriter::Layout::lines);
    json.key("links");
    json.begin_array(JsonWriter::Layout::lines);
    for (const LinkSketch& link : sketch.links) {
      json.begin_object(JsonWriter::Layout::one_line);
      json.key("between");
      json.begin_array(JsonWriter::Layout::one_line);
      json.string(link.a);
      json.string(link.b);
      json.end_array();
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.key("timeline");
  json.begin_array(JsonWriter::Layout::lines);
  for (const Entry& entry : sketch.timeline) write_entry(json, sketch, entry);
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

namespace {

/// Tries smaller sketches and keeps those that fail.
class Shrinker {
 public:
  Shrinker(Sketch sketch, const std::function<bool(const Sketch&)>& fails) : best_(std::move(sketch)), fails_(fails) {}

  Sketch run() {
    for (bool smaller = true; smaller;) {
      smaller = drop(&Sketch::timeline) || drop_pairs();
      smaller = drop(&Sketch::clusters) || smaller;
      smaller = drop(&Sketch::users) || smaller;
      smaller = drop(&Sketch::links) || smaller;
      smaller = merge() || smaller;
      smaller = roles() || smaller;
      smaller = settings() || smaller;
      smaller = times() || smaller;
    }
    return best_;
  }

 private:
  bool keep_if_it_fails(Sketch candidate) {
    tidy(candidate);
    if (candidate.clusters.empty() || !fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  /// First halves, then quarters, down to single ones.
  template <class Part>
  bool drop(std::vector<Part> Sketch::*parts) {
    bool any = false;
    for (std::size_t size = std::max<std::size_t>((best_.*parts).size() / 2, 1); size > 0; size /= 2) {
      for (std::size_t at = 0; at < (best_.*parts).size();) {
        Sketch candidate = best_;
        auto& list = candidate.*parts;
        const auto begin = list.begin() + static_cast<std::ptrdiff_t>(at);
        list.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, list.size() - at)));
        const bool smaller = keep_if_it_fails(std::move(candidate));
        any = any || smaller;
        if (!smaller) at += size;
      }
    }
    return any;
  }

  /// What keeps each other alive, such as a login and the outage that it must meet.
  bool drop_pairs() {
    constexpr std::size_t few = 8;
    if (best_.timeline.size() > few) return false;
    for (std::size_t i = 0; i < best_.timeline.size(); ++i) {
      for (std::size_t j = i + 1; j < best_.timeline.size(); ++j) {
        Sketch candidate = best_;
        candidate.timeline.erase(candidate.timeline.begin() + static_cast<std::ptrdiff_t>(j));
        candidate.timeline.erase(candidate.timeline.begin() + static_cast<std::ptrdiff_t>(i));
        if (keep_if_it_fails(std::move(candidate))) return true;
      }
    }
    return false;
  }

  /// One of two does what both did.
  bool merge() {
    bool any = false;
    const auto rename = [](Sketch& sketch, const std::string& from, const std::string& to) {
      for (Entry& entry : sketch.timeline) {
        for (Field& field : entry.fields) {
          if (field.value == from) field.value = to;
        }
      }
      for (UserSketch& user : sketch.users) {
        if (user.home == from) user.home = to;
      }
      for (ClusterSketch& cluster : sketch.clusters) {
        if (cluster.hub == from) cluster.hub = to;
      }
    };
    const auto pairs = [&](auto parts) {
      for (std::size_t from = 0; from < (best_.*parts).size(); ++from) {
        for (std::size_t to = 0; to < (best_.*parts).size(); ++to) {
          if (from == to || from >= (best_.*parts).size()) continue;
          Sketch candidate = best_;
          rename(candidate, (best_.*parts)[from].id, (best_.*parts)[to].id);
          (candidate.*parts).erase((candidate.*parts).begin() + static_cast<std::ptrdiff_t>(from));
          any = keep_if_it_fails(std::move(candidate)) || any;
        }
      }
    };
    pairs(&Sketch::clusters);
    pairs(&Sketch::users);
    return any;
  }

  /// Nearer to two hubs that know each other from the start; or a spoke of another hub, so that its own can go.
  bool roles() {
    bool any = false;
    const auto attempt = [&](std::size_t cluster, auto change) {
      Sketch candidate = best_;
      if (change(candidate.clusters[cluster])) any = keep_if_it_fails(std::move(candidate)) || any;
    };
    for (std::size_t i = 0; i < best_.clusters.size(); ++i) {
      attempt(i, [](ClusterSketch& c) { return std::exchange(c.later, false); });
      attempt(i, [](ClusterSketch& c) { return std::exchange(c.role, "hub") != "hub"; });
      attempt(i, [&](ClusterSketch& c) {
        const std::string first = first_hub(best_);
        return c.role == "spoke" && std::exchange(c.hub, first) != first;
      });
    }
    return any;
  }

  bool settings() {
    bool any = false;
    for (std::size_t cluster = 0; cluster < best_.clusters.size(); ++cluster) {
      Sketch none = best_;
      none.clusters[cluster].settings.clear();
      if (!best_.clusters[cluster].settings.empty()) any = keep_if_it_fails(std::move(none)) || any;
      for (std::size_t at = 0; at < best_.clusters[cluster].settings.size();) {
        Sketch candidate = best_;
        auto& list = candidate.clusters[cluster].settings;
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
        if (keep_if_it_fails(std::move(candidate))) {
          any = true;
        } else {
          ++at;
        }
      }
    }
    return any;
  }

  bool times() {
    bool any = false;
    for (std::size_t i = 0; i < best_.timeline.size(); ++i) {
      for (std::int64_t unit : {60'000, 1'000}) {
        Sketch rounded = best_;
        std::int64_t& at = rounded.timeline[i].at_ms;
        if (at % unit == 0) break;
        at -= at % unit;
        if (keep_if_it_fails(std::move(rounded))) {
          any = true;
          break;
        }
      }
      for (std::size_t f = 0; f < best_.timeline[i].fields.size(); ++f) {
        Sketch shorter = best_;
        std::int64_t& lasts = shorter.timeline[i].fields[f].milliseconds;
        if (lasts < 2'000) continue;
        lasts /= 2;
        any = keep_if_it_fails(std::move(shorter)) || any;
      }
    }
    return any;
  }

  Sketch best_;
  const std::function<bool(const Sketch&)>& fails_;
};

}  // namespace

Sketch shrunk(Sketch sketch, const std::function<bool(const Sketch&)>& fails) {
  return Shrinker(std::move(sketch), fails).run();
}

}  // namespace roamsim::random_scenarios
