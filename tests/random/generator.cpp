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
  static constexpr std::size_t verb_count = 6;
  static const std::array<Verb, verb_count>& verbs() {
    static constexpr std::array<Verb, verb_count> all{{{6, &Maker::login},
                                                       {3, &Maker::logout},
                                                       {3, &Maker::call},
                                                       {2, &Maker::cluster_outage},
                                                       {2, &Maker::access_outage},
                                                       {2, &Maker::link_outage}}};
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
  }

  void people() {
    const std::uint64_t users = 1 + below(4);
    for (std::uint64_t i = 0; i < users; ++i) {
      sketch_.users.push_back({fmt::format("u{}", i), cluster(), !one_in(6), !one_in(4)});
    }
  }

  /// Two outages of one thing may not overlap in a scenario.
  void keep_outages_apart() {
    std::vector<Entry> kept;
    for (const Entry& entry : sketch_.timeline) {
      const bool meets = std::any_of(kept.begin(), kept.end(), [&](const Entry& other) {
        if (other.verb != entry.verb || !entry.verb.ends_with("_outage")) return false;
        return other.fields.front().value == entry.fields.front().value &&
               other.fields[other.fields.size() - 2].value == entry.fields[entry.fields.size() - 2].value &&
               other.at_ms + other.fields.back().milliseconds >= entry.at_ms;
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
