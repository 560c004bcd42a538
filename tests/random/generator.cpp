#include "tests/random/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "sim/core/random/stream.hpp"

namespace roamsim::random_scenarios {

namespace {

using Kind = Field::Kind;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : stream_(random::derive(seed, "random scenario", "everything")) {
    sketch_.seed = seed;
  }

  Sketch make() {
    switch_features();
    network();
    people();
    const std::uint64_t actions = 1 + below(one_of<std::uint64_t>({4, 12, 30}));
    window_ms_ = one_of<std::int64_t>({20'000, 60'000, 300'000, 1'200'000});
    for (std::uint64_t i = 0; i < actions; ++i) act();
    std::stable_sort(sketch_.timeline.begin(), sketch_.timeline.end(),
                     [](const Entry& a, const Entry& b) { return a.at_ms < b.at_ms; });
    keep_outages_apart();
    return sketch_;
  }

 private:
  /// What a seed may use, each with the entry it makes: a new verb is a line here and a function below.
  struct Verb {
    std::uint64_t weight;
    Entry (Maker::*make)();
  };
  static constexpr std::size_t verb_count = 19;
  static const std::array<Verb, verb_count>& verbs() {
    static constexpr std::array<Verb, verb_count> all{{{6, &Maker::login},
                                                       {3, &Maker::logout},
                                                       {3, &Maker::call},
                                                       {2, &Maker::cluster_outage},
                                                       {2, &Maker::access_outage},
                                                       {2, &Maker::link_outage},
                                                       {1, &Maker::node_outage},
                                                       {1, &Maker::publisher_outage},
                                                       {1, &Maker::service_stop},
                                                       {1, &Maker::access_degraded},
                                                       {1, &Maker::link_degraded},
                                                       {1, &Maker::partition},
                                                       {1, &Maker::shutdown},
                                                       {1, &Maker::replication_broken},
                                                       {2, &Maker::clock_skew},
                                                       {1, &Maker::authentication_failure},
                                                       {2, &Maker::restore},
                                                       {1, &Maker::ils_leave},
                                                       {2, &Maker::ils_role}}};
    return all;
  }

  Entry login() { return {when(), "login", {{"user", Kind::user, user()}, {"cluster", Kind::cluster, cluster()}}}; }
  Entry logout() { return {when(), "logout", {{"user", Kind::user, user()}, {"cluster", Kind::cluster, cluster()}}}; }
  Entry call() { return {when(), "call", {{"from", Kind::user, user()}, {"to", Kind::number_of, user()}}}; }
  Entry cluster_outage() { return {when(), "cluster_outage", {{"cluster", Kind::cluster, cluster()}, lasts()}}; }
  Entry access_outage() { return {when(), "access_outage", {{"cluster", Kind::cluster, cluster()}, lasts()}}; }
  Entry link_outage() {
    if (sketch_.links.empty()) return access_outage();
    const LinkSketch& link = pick(sketch_.links);
    return {when(), "link_outage", {{"between", Kind::cluster, link.a}, {"between", Kind::cluster, link.b}, lasts()}};
  }

  Entry node_outage() { return {when(), "node_outage", {node(), lasts()}}; }
  Entry publisher_outage() { return {when(), "publisher_outage", {{"cluster", Kind::cluster, cluster()}, lasts()}}; }
  Entry service_stop() {
    const std::string service = one_of<const char*>({"ils", "extension_mobility", "call_processing"});
    Field where{"cluster", Kind::cluster, cluster()};
    // ILS runs on the publisher alone.
    if (service != "ils" && one_in(2)) where = node();
    return {when(), "service_stop", {where, {"service", Kind::text, service}, lasts()}};
  }
  Entry access_degraded() {
    Entry entry{when(), "access_degraded", {{"cluster", Kind::cluster, cluster()}}};
    return degraded(std::move(entry));
  }
  Entry link_degraded() {
    if (sketch_.links.empty()) return access_degraded();
    const LinkSketch& link = pick(sketch_.links);
    Entry entry{when(), "link_degraded", {{"between", Kind::cluster, link.a}, {"between", Kind::cluster, link.b}}};
    return degraded(std::move(entry));
  }
  Entry degraded(Entry entry) {
    const bool later = one_in(2);
    const bool narrow = one_in(2);
    if (later) entry.fields.push_back({"latency", Kind::text, one_of<const char*>({"50 ms", "800 ms", "4 s"})});
    if (narrow) entry.fields.push_back({"bandwidth", Kind::text, one_of<const char*>({"2 kb/s", "64 kb/s"})});
    if ((!later && !narrow) || one_in(2)) {
      entry.fields.push_back({"loss", Kind::literal, one_of<const char*>({"0.01", "0.3", "0.8"})});
    }
    entry.fields.push_back(lasts());
    return entry;
  }
  Entry partition() {
    Entry entry{when(), "partition", {}};
    for (const ClusterSketch& cluster : sketch_.clusters) {
      if (entry.fields.size() + 1 < sketch_.clusters.size() && one_in(2)) {
        entry.fields.push_back({"apart", Kind::cluster, cluster.id});
      }
    }
    if (entry.fields.empty()) entry.fields.push_back({"apart", Kind::cluster, cluster()});
    entry.fields.push_back(lasts());
    return entry;
  }
  Entry shutdown() { return {when(), "shutdown", {{"cluster", Kind::cluster, cluster()}, lasts()}}; }
  Entry replication_broken() {
    return {when(), "replication_broken", {{"cluster", Kind::cluster, cluster()}, lasts()}};
  }
  Entry clock_skew() {
    return {when(),
            "clock_skew",
            {{"cluster", Kind::cluster, cluster()},
             {one_of<const char*>({"ahead", "behind"}), Kind::text, one_of<const char*>({"1 s", "40 s", "1 h"})},
             lasts()}};
  }
  Entry authentication_failure() {
    const std::uint64_t a = below(sketch_.clusters.size() - 1);
    const std::uint64_t b = a + 1 + below(sketch_.clusters.size() - 1 - a);
    return {when(),
            "authentication_failure",
            {{"between", Kind::cluster, sketch_.clusters[a].id},
             {"between", Kind::cluster, sketch_.clusters[b].id},
             lasts()}};
  }
  Entry restore() {
    const std::int64_t at = when();
    const auto to = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(at / 1000))) * 1000;
    return {at, "restore", {{"cluster", Kind::cluster, cluster()}, {"to", Kind::date, {}, to}, lasts()}};
  }
  Entry ils_leave() { return {when(), "ils_leave", {{"cluster", Kind::cluster, cluster()}}}; }
  Entry ils_role() { return role_entry(when(), cluster(), one_in(3) ? "hub" : "spoke"); }
  /// What is not possible then, such as registering with a spoke, goes when the sketch is tidied.
  Entry role_entry(std::int64_t at, const std::string& which, const char* role) {
    Entry entry{at, "ils_role", {{"cluster", Kind::cluster, which}, {"role", Kind::text, role}}};
    // A hub that names none is alone until others register with it.
    if (entry.fields.back().value == "spoke" || !one_in(8))
      entry.fields.push_back({"hub", Kind::cluster, other_hub(which)});
    return entry;
  }
  std::string other_hub(const std::string& than) {
    std::vector<std::string> hubs;
    for (const ClusterSketch& cluster : sketch_.clusters) {
      if (cluster.role == "hub" && cluster.id != than) hubs.push_back(cluster.id);
    }
    return hubs.empty() ? cluster() : pick(hubs);
  }
  /// Spokes whose hub goes find another, mostly: else nothing of them could be judged.
  void move_spokes(const Entry& last) {
    const std::string& gone = last.fields.front().value;
    for (const ClusterSketch& spoke : sketch_.clusters) {
      if (spoke.role != "spoke" || spoke.hub != gone || one_in(6)) continue;
      sketch_.timeline.push_back(
          role_entry(last.at_ms + one_of<std::int64_t>({0, 1, 10'000, 90'000}), spoke.id, one_in(4) ? "hub" : "spoke"));
    }
  }
  Field node() { return {"node", one_in(2) ? Kind::publisher_of : Kind::subscriber_of, cluster()}; }

  void switch_features() {
    for (std::size_t i = 0; i < verb_count; ++i) {
      // Nothing moves without logins.
      on_[i] = i == 0 || one_in(2);
      weight_ += on_[i] ? verbs()[i].weight : 0;
    }
    settings_on_ = !one_in(4);
    roles_on_ = !one_in(3);
    event_only_ = one_in(5);
    joins_on_ = one_in(4);
    links_on_ = one_in(3);
  }

  void act() {
    std::uint64_t at = below(weight_);
    for (std::size_t i = 0; i < verb_count; ++i) {
      if (!on_[i]) continue;
      if (at < verbs()[i].weight) {
        sketch_.timeline.push_back((this->*verbs()[i].make)());
        break;
      }
      at -= verbs()[i].weight;
    }
    // Things that happen at once, or to a user who has just moved, meet each other.
    const Entry last = sketch_.timeline.back();
    // A clock that is wrong matters to what is stamped by it.
    if (last.verb == "clock_skew" && !one_in(3)) {
      Entry next = login();
      next.at_ms = last.at_ms + static_cast<std::int64_t>(below(60)) * 1000;
      next.fields[1] = last.fields.front();
      sketch_.timeline.push_back(next);
    }
    // Who goes back behind an earlier restore forgets more than the backup's age.
    if (last.verb == "restore" && one_in(3)) {
      Entry next = last;
      next.at_ms += last.fields.back().milliseconds + one_of<std::int64_t>({1'000, 90'000, 400'000});
      sketch_.timeline.push_back(next);
      if (one_in(3)) {
        const std::int64_t left = next.at_ms + one_of<std::int64_t>({200'000, 600'000});
        sketch_.timeline.push_back({left, "ils_leave", {last.fields.front()}});
      }
    }
    if (last.verb == "ils_leave" || last.verb == "ils_role") move_spokes(last);
    if (last.verb == "login" && one_in(2)) {
      Entry next = login();
      next.at_ms = last.at_ms + one_of<std::int64_t>({0, 1, 12'000, 20'000, 40'000});
      if (!one_in(3)) next.fields[0] = last.fields[0];
      sketch_.timeline.push_back(next);
    }
  }

  void network() {
    const std::uint64_t clusters = 2 + (one_in(4) ? below(11) : below(3));
    for (std::uint64_t i = 0; i < clusters; ++i) sketch_.clusters.push_back(cluster_sketch(i));
    std::vector<std::string> hubs;
    for (ClusterSketch& cluster : sketch_.clusters) {
      if (cluster.role == "hub") hubs.push_back(cluster.id);
    }
    for (ClusterSketch& cluster : sketch_.clusters) {
      if (cluster.role == "spoke") cluster.hub = pick(hubs);
      if (cluster.id == hubs.front() || cluster.role == "standalone" || !joins_on_ || !one_in(3)) continue;
      // A hub that joins later with spokes of its own would have to join before them.
      if (cluster.role == "hub") continue;
      cluster.later = true;
      sketch_.timeline.push_back({when(), "ils_join", {{"cluster", Kind::cluster, cluster.id}}});
    }
    for (std::uint64_t i = 0; links_on_ && i <= below(3); ++i) {
      const std::string a = cluster();
      const std::string b = cluster();
      const bool there = std::any_of(sketch_.links.begin(), sketch_.links.end(), [&](const LinkSketch& link) {
        return (link.a == a && link.b == b) || (link.a == b && link.b == a);
      });
      if (a != b && !there) sketch_.links.push_back({a, b});
    }
  }

  ClusterSketch cluster_sketch(std::uint64_t number) {
    ClusterSketch cluster;
    cluster.id = fmt::format("c{}", number);
    cluster.role = "hub";
    if (number > 0 && roles_on_) {
      cluster.role = one_of<const char*>({"hub", "spoke", "spoke", "spoke", number > 1 ? "standalone" : "hub"});
    }
    if (settings_on_) settings(cluster);
    return cluster;
  }

  void settings(ClusterSketch& cluster) {
    const auto set = [&](const char* key, std::initializer_list<const char*> values) {
      if (one_in(2)) cluster.settings.emplace_back(key, one_of<const char*>(values));
    };
    const bool event = event_only_ || one_in(4);
    if (event) cluster.settings.emplace_back("ils.mode", R"("event_triggered")");
    if (!event) {
      set("ils.mode", {R"("periodic")", R"("both")"});
      set("ils.relay", {R"("on_receipt")", R"("at_interval")"});
    }
    set("ils.interval", {R"("1 min")", R"("2 min")", R"("3 min")"});
    set("ils.conflict", {R"("newest_by_epoch")", R"("newest_by_wall_clock")", R"("first_learned")"});
    set("ils.request_timeout", {R"("1 s")", R"("3 s")", R"("10 s")"});
    set("ils.retry_interval", {R"("5 s")", R"("20 s")", R"("30 s")"});
    set("ils.records_written_per_second", {"1", "10", "500"});
    set("ils.replication", {R"("0 s")", R"("1 s")", R"("5 s")"});
    set("ils.batch_processing", {R"("100 ms")", R"("1 s")", R"("4 s")"});
    set("access.bandwidth", {R"("2 kb/s")", R"("64 kb/s")", R"("100 Mb/s")"});
    set("access.latency", {R"("1 ms")", R"("40 ms")", R"("200 ms")"});
    set("extension_mobility.multiple_login", {R"("allowed")", R"("not_allowed")", R"("auto_logout")"});
    set("extension_mobility.max_concurrent_requests", {"1", "2", "5"});
    set("calls.dn_precedence", {R"("local")", R"("learned_location")"});
    set("recovery.boot", {R"("0 s")", R"("20 s")", R"("3 min")"});
    set("spare_phones", {"0", "1", "3"});
    if (!one_in(3)) return;
    set("ils.max_learned_objects", {"1", "3", "100"});
    set("ils.blocked_learned_patterns",
        {R"([{ "prefix": "7" }])", R"([{ "number": "71" }])", R"([{ "prefix": "7", "cluster": "c0" }])"});
    set("ils.hello_interval", {R"("0 s")", R"("5 s")", R"("1 min")"});
    set("ils.dead_peer_timeout", {R"("1 s")", R"("15 s")", R"("1 min")"});
    if (one_in(2)) {
      set("ils.retry_backoff", {"1.5", "2", "10"});
      cluster.settings.emplace_back("ils.retry_cap", one_of<const char*>({R"("1 min")", R"("5 min")"}));
    }
    set("ils.replication_order", {R"("in_parallel")", R"("one_after_another")"});
    set("ils.node_load", {R"("0 s")", R"("3 s")"});
    set("recovery.tomcat", {R"("0 s")", R"("1 min")"});
    set("recovery.phone_failover", {R"("0 s")", R"("5 s")", R"("2 min")"});
    set("recovery.shutdown", {R"("0 s")", R"("10 s")"});
    if (one_in(2)) {
      const std::string& id = cluster.id;
      cluster.settings.emplace_back(
          "nodes",
          fmt::format(R"([{{ "id": "{}-pub", "services": ["call_processing", "tftp", {}"ils"] }}, {{ "id": "{}-sub1" }}, )"
                      R"({{ "id": "{}-sub2", "services": ["call_processing"{}] }}])",
                      id, one_in(2) ? R"("extension_mobility", )" : "", id, id,
                      one_in(2) ? R"(, "extension_mobility")" : ""));
    }
  }

  void people() {
    const std::uint64_t users = 1 + below(4);
    for (std::uint64_t i = 0; i < users; ++i) {
      sketch_.users.push_back({fmt::format("u{}", i), cluster(), !one_in(6), !one_in(4)});
    }
  }

  /// What fails: two outages of it may not overlap in a scenario. Empty for what is no fault.
  static std::string thing(const Entry& entry) {
    if (entry.fields.back().kind != Kind::span) return {};
    const Field& first = entry.fields.front();
    if (entry.verb == "partition") return "network";
    if (entry.verb == "cluster_outage" || entry.verb == "shutdown" || entry.verb == "restore")
      return "cluster " + first.value;
    if (entry.verb == "publisher_outage") return "publisher " + first.value;
    if (entry.verb == "node_outage") {
      return (first.kind == Kind::publisher_of ? "publisher " : "subscriber ") + first.value;
    }
    const std::string& second = entry.fields[1].value;
    if (first.key == "between") return entry.verb + std::min(first.value, second) + ' ' + std::max(first.value, second);
    if (entry.verb == "service_stop") return second + std::to_string(static_cast<int>(first.kind)) + first.value;
    return entry.verb + first.value;
  }

  void keep_outages_apart() {
    constexpr std::int64_t longest_shutdown_ms = 60'000;
    const auto over = [](const Entry& entry) {
      return entry.at_ms + entry.fields.back().milliseconds + (entry.verb == "shutdown" ? longest_shutdown_ms : 0);
    };
    std::vector<Entry> kept;
    for (const Entry& entry : sketch_.timeline) {
      const std::string own = thing(entry);
      const bool meets = !own.empty() && std::any_of(kept.begin(), kept.end(), [&](const Entry& other) {
        return thing(other) == own && over(other) >= entry.at_ms;
      });
      if (!meets) kept.push_back(entry);
    }
    sketch_.timeline = std::move(kept);
  }

  std::int64_t when() {
    return 30'000 + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(window_ms_ / 1000))) * 1000 +
           one_of<std::int64_t>({0, 0, 0, 1, 250});
  }
  Field lasts() {
    const std::uint64_t seconds = 1 + one_of<std::uint64_t>({below(60), below(300)});
    return {"for", Kind::span, {}, static_cast<std::int64_t>(seconds) * 1000};
  }
  std::string cluster() { return pick(sketch_.clusters).id; }
  std::string user() { return pick(sketch_.users).id; }
  std::uint64_t below(std::uint64_t limit) { return stream_.below(limit); }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return *(values.begin() + below(values.size()));
  }
  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

  random::Stream stream_;
  Sketch sketch_;
  std::array<bool, verb_count> on_{};
  std::uint64_t weight_ = 0;
  std::int64_t window_ms_ = 300'000;
  bool event_only_ = false;  ///< nobody polls, so that what is missed stays missing until somebody notices
  bool settings_on_ = false, roles_on_ = false, joins_on_ = false, links_on_ = false;
};

}  // namespace

Sketch sketch_of(std::uint64_t seed) {
  return Maker(seed).make();
}

}  // namespace roamsim::random_scenarios
