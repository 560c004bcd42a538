#include "tests/random/logins/maker.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <set>
#include <string_view>
#include <vector>

#include "sim/core/random/stream.hpp"

namespace roamsim::random_logins {
namespace {

constexpr std::int64_t longest_fault_ms = 300'000;
constexpr std::int64_t quiet_ms = 25 * 60'000;  ///< a boot, a reset, questions without answer, and queues

/// The members of an object, in the order in which they are added.
class Keys {
 public:
  void add(std::string_view key, std::string_view value) {
    text_ += fmt::format("{}\"{}\": {}", text_.empty() ? "" : ", ", key, value);
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string object() const { return "{ " + text_ + " }"; }

 private:
  std::string text_;
};

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", text);
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return "[" + text + "]";
}

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : stream_(random::derive(seed, "random logins", "everything")) {}

  Made make() {
    oddity_ = one_of<std::uint64_t>({2, 4, 10});
    clusters_ = 1 + below(3);
    users_ = 1 + below(5);
    window_ms_ = one_of<std::int64_t>({30'000, 180'000, 1'200'000});
    Keys scenario;
    scenario.add("schema_version", "1");
    scenario.add("title", quoted("Random logins"));
    scenario.add("duration", fmt::format("\"{} ms\"", window_ms_ + 2 * longest_fault_ms + quiet_ms));
    std::vector<std::string> clusters;
    for (std::uint64_t i = 0; i < clusters_; ++i) clusters.push_back(cluster(i));
    scenario.add("clusters", listed(clusters));
    std::vector<std::string> entries;
    const std::uint64_t actions = 1 + below(one_of<std::uint64_t>({4, 12, 30}));
    for (std::uint64_t i = 0; i < actions; ++i) entries.push_back(entry());
    scenario.add("timeline", listed(entries));
    made_.text = scenario.object();
    return made_;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return stream_.below(n); }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  /// How odd things are differs from seed to seed: where all is odd at once, only the first check is met.
  bool odd() { return one_in(oddity_ * 3); }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }
  std::string text(std::initializer_list<const char*> values) { return quoted(one_of(values)); }
  std::string boolean() { return one_in(2) ? "true" : "false"; }

  static std::string cluster_id(std::uint64_t number) { return fmt::format("c{}", number); }
  static std::string user_id(std::uint64_t number) { return number == 0 ? "1000" : fmt::format("u{}", number); }
  static std::string phone_id(std::uint64_t cluster, std::uint64_t number) {
    return fmt::format("SEP-c{}-{}", cluster, number);
  }
  std::string some_cluster() { return quoted(cluster_id(below(clusters_))); }
  std::string some_user() { return quoted(user_id(below(users_))); }

  std::string url(std::uint64_t cluster) {
    const std::string host = one_of<std::string>({"extension-mobility", cluster_id(cluster) + "-pub",
                                                  cluster_id(cluster) + "-sub1", "192.0.2.1", "[2001:db8::1]"});
    const char* query =
        one_of({"?device=#DEVICENAME#", "?device=#DEVICENAME#&loginType=DN", "?device=#DEVICENAME#&loginType=SP",
                "?device=#DEVICENAME#&loginType=UID", "?device=#DEVICENAME#&loginType=PIN", "?loginType=UID", ""});
    return fmt::format("\"http://{}:8080/emapp/EMAppServlet{}\"", host, query);
  }

  /// All that may be set at the start and by the timeline as well.
  Keys service_parameters() {
    Keys keys;
    if (one_in(3)) keys.add("max_concurrent_requests", one_of({"1", "2", "5"}));
    if (one_in(2)) keys.add("multiple_login", text({"allowed", "not_allowed", "auto_logout"}));
    if (odd()) {
      keys.add("enforce_maximum_login_time", "true");
      made_.logins_expire = true;
    }
    if (one_in(3)) keys.add("maximum_login_time", text({"0 s", "10 s", "1 min"}));
    if (odd()) keys.add("alphanumeric_user_id", "false");
    if (one_in(4)) keys.add("remember_last_user", boolean());
    if (one_in(6)) keys.add("clear_call_logs", boolean());
    if (odd()) keys.add("validate_ip_address", "true");
    if (one_in(6)) keys.add("allow_proxy", boolean());
    if (one_in(6)) keys.add("trusted_addresses", R"(["192.0.2.7"])");
    return keys;
  }

  std::string extension_mobility() {
    Keys keys = service_parameters();
    if (one_in(3)) keys.add("load_balancing", text({"round_robin", "least_in_progress", "failover"}));
    if (one_in(6)) keys.add("service_error", text({"reference", "guide"}));
    if (one_in(3)) keys.add("typing", text({"0 s", "1 s", "20 s"}));
    if (one_in(4)) keys.add("services_list", text({"0 s", "3 s"}));
    if (one_in(4)) keys.add("service", text({"0 s", "1 s", "5 s"}));
    if (one_in(4)) keys.add("commit", text({"0 s", "2 s"}));
    if (one_in(4)) keys.add("rebuild", text({"0 s", "3 s"}));
    if (one_in(4)) keys.add("restart", text({"0 s", "40 s"}));
    if (one_in(4)) keys.add("configuration", text({"0 s", "4 s"}));
    if (one_in(4)) keys.add("registration", text({"0 s", "4 s"}));
    if (one_in(4)) keys.add("configurations_at_once", "1");
    if (one_in(4)) keys.add("registrations_at_once", "1");
    if (one_in(4)) keys.add("credential_cache", text({"0 s", "2 min"}));
    if (one_in(4)) keys.add("state_query", text({"0 s", "150 ms"}));
    if (one_in(4)) keys.add("state_query_takes_slot", "true");
    if (one_in(4)) keys.add("service_distribution", text({"constant", "exponential", "lognormal"}));
    if (one_in(6)) keys.add("max_concurrent_inter_cluster_requests", one_of({"0", "1", "2"}));
    if (one_in(6)) keys.add("database_connections", "2");
    if (one_in(6)) keys.add("database_timeout", text({"0 s", "1 s"}));
    if (one_in(6)) keys.add("database_queue", "1");
    if (one_in(6)) keys.add("replicated_commit", text({"0 s", "1 s"}));
    if (one_in(6)) keys.add("change_notification", text({"0 s", "2 s"}));
    return keys.object();
  }

  Keys set_up() {
    Keys keys;
    for (const char* step : {"services", "phone_service", "device_profiles", "profile_association",
                             "phone_subscription", "profile_subscription", "super_user_group"}) {
      if (odd()) keys.add(step, "false");
    }
    return keys;
  }

  Keys emcc(std::uint64_t cluster) {
    Keys keys;
    const std::uint64_t remote = below(clusters_);
    if (odd()) keys.add("remote_clusters", remote == cluster ? "[]" : "[" + quoted(cluster_id(remote)) + "]");
    if (odd()) keys.add("accepts", "false");
    if (one_in(6)) keys.add("base_devices", one_of({"0", "1"}));
    if (odd()) keys.add("tftp_servers", "false");
    if (odd()) keys.add("foreign_devices", "[" + quoted(phone_id(below(clusters_), 0)) + "]");
    return keys;
  }

  std::string phone(std::uint64_t cluster, std::uint64_t number) {
    Keys keys;
    keys.add("id", quoted(phone_id(cluster, number)));
    if (odd()) keys.add("extension_mobility", text({"disabled", "unreadable"}));
    if (odd()) keys.add("subscribed", "false");
    if (one_in(8)) keys.add("em_in_configuration", "true");
    if (one_in(3)) keys.add("model", text({"Cisco 7821", "Cisco 8845"}));
    if (one_in(4)) keys.add("user_locale", text({"ja_JP", "de_DE"}));
    if (one_in(3)) keys.add("source_address", text({"192.0.2.7", "198.51.100.9"}));
    if (one_in(4)) keys.add("proxy", "true");
    if (odd()) keys.add("emcc", "false");
    return keys.object();
  }

  void record(Keys& keys, bool at_start) {
    keys.add("present", odd() ? "false" : "true");
    if (odd()) keys.add("pin", text({"12345", "54321"}));
    if (one_in(6)) keys.add("super_user", boolean());
    if (one_in(10)) keys.add("home_cluster", boolean());
    if (odd()) keys.add("emcc", "false");
    if (one_in(6)) keys.add("user_locale", text({"ja_JP", "en_US"}));
    if (odd()) keys.add("profile_associated", "false");
    if (odd()) keys.add("profile_subscribed", "false");
    if (!at_start && one_in(8)) keys.add("profile_present", boolean());
  }

  std::string user(std::uint64_t number) {
    Keys keys;
    keys.add("id", quoted(user_id(number)));
    // Where two have one number, a sign-in by it is ambiguous.
    keys.add("dn", quoted(fmt::format("7{}", odd() ? 0 : number)));
    if (!one_in(5)) keys.add("super_user", "true");
    if (!one_in(4)) keys.add("logged_in", "false");
    keys.add("mobility", text({"roaming", "roaming", "emcc", "em"}));
    if (one_in(4)) keys.add("user_locale", text({"ja_JP", "en_US"}));
    if (odd()) keys.add("emcc", "false");
    if (one_in(5)) keys.add("self_service_id", quoted(fmt::format("5{}", number)));
    if (one_in(4)) keys.add("profiles", profiles(number));
    if (odd()) {
      Keys exception;
      exception.add("cluster", some_cluster());
      record(exception, true);
      keys.add("elsewhere", "[" + exception.object() + "]");
    }
    return keys.object();
  }

  std::string profiles(std::uint64_t number) {
    std::vector<std::string> all;
    const std::uint64_t count = 1 + below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
      Keys keys;
      keys.add("name", quoted(fmt::format("profile{}", i)));
      if (one_in(3)) keys.add("model", quoted("Cisco 8845"));
      if (one_in(3)) keys.add("user_locale", text({"ja_JP", "en_US"}));
      if (odd()) keys.add("associated", "false");
      if (odd()) keys.add("subscribed", "false");
      keys.add("lines", fmt::format(R"([{{ "dn": "7{}" }}])", number));
      all.push_back(keys.object());
    }
    return listed(all);
  }

  std::string cluster(std::uint64_t number) {
    Keys keys;
    keys.add("id", quoted(cluster_id(number)));
    keys.add("ils", R"({ "role": "hub" })");
    if (odd()) keys.add("version", quoted("11.5(1)SU9"));
    if (odd()) keys.add("phone_service", fmt::format("{{ \"url\": {} }}", url(number)));
    if (one_in(6)) keys.add("synchronize_auto_profile", "false");
    if (const Keys steps = set_up(); !steps.empty()) keys.add("set_up", steps.object());
    keys.add("extension_mobility", extension_mobility());
    keys.add("emcc", emcc(number).object());
    if (one_in(4)) keys.add("spare_phones", one_of({"0", "1"}));
    keys.add("phones", listed({phone(number, 0), phone(number, 1)}));
    std::vector<std::string> users;
    for (std::uint64_t i = number; i < users_; i += clusters_) users.push_back(user(i));
    keys.add("users", listed(users));
    return keys.object();
  }

  std::string entry() {
    Keys keys;
    keys.add("at", fmt::format("\"{} ms\"", 1'000 + below(static_cast<std::uint64_t>(window_ms_) / 1'000) * 1'000));
    const std::uint64_t what = below(32);
    if (what < 18) {
      login(keys);
    } else if (what < 23) {
      logout(keys);
    } else if (what < 26) {
      fault(keys);
    } else if (what < 31) {
      configure(keys);
    } else {
      keys.add("do", quoted("log_out_everybody"));
      keys.add("cluster", some_cluster());
    }
    return keys.object();
  }

  void login(Keys& keys) {
    ++made_.logins;
    const std::uint64_t at = below(clusters_);
    keys.add("do", quoted("login"));
    keys.add("user", some_user());
    keys.add("cluster", quoted(cluster_id(at)));
    if (one_in(3)) keys.add("phone", quoted(phone_id(at, below(2))));
    if (odd()) keys.add("user_id", text({"", "nobody", "70", "1000"}));
    if (odd()) keys.add("pin", text({"", "54321"}));
    if (one_in(6)) keys.add("profile", text({"profile1", "profile2"}));
  }

  void logout(Keys& keys) {
    ++made_.logouts;
    keys.add("do", quoted("logout"));
    keys.add("user", some_user());
    keys.add("cluster", some_cluster());
  }

  /// Two faults of one thing may overlap in no scenario, so that each thing fails once.
  void fault(Keys& keys) {
    const std::uint64_t cluster = below(clusters_);
    const std::string kind =
        one_of({"service_stop", "service_stop", "service_stop", "cluster_outage", "access_outage"});
    const std::string service = one_of({"extension_mobility", "extension_mobility_application", "ip_phone_services",
                                        "tomcat", "tftp", "call_processing", "ils"});
    const std::string thing = fmt::format("{}{}{}", kind, cluster, kind == "service_stop" ? service : "");
    if (!failed_.insert(thing).second) return login(keys);
    keys.add("do", quoted(kind));
    keys.add("cluster", quoted(cluster_id(cluster)));
    if (kind == "service_stop") keys.add("service", quoted(service));
    keys.add("for", fmt::format("\"{} ms\"", 1 + below(longest_fault_ms)));
  }

  void configure(Keys& keys) {
    const std::uint64_t at = below(clusters_);
    switch (below(4)) {
      case 0: {
        keys.add("do", quoted("configure_user"));
        keys.add("user", some_user());
        keys.add("cluster", quoted(cluster_id(at)));
        return record(keys, false);
      }
      case 1: {
        keys.add("do", quoted("configure_phone"));
        keys.add("phone", quoted(phone_id(at, below(2))));
        keys.add("extension_mobility", text({"enabled", "disabled", "unreadable"}));
        if (one_in(3)) keys.add("subscribed", boolean());
        return;
      }
      case 2: {
        keys.add("do", quoted("activate_service"));
        keys.add("node", quoted(cluster_id(at) + one_of({"-pub", "-sub1"})));
        keys.add("service", text({"extension_mobility", "tftp"}));
        keys.add("active", "true");
        return;
      }
      default:
        break;
    }
    keys.add("do", quoted("configure_cluster"));
    keys.add("cluster", quoted(cluster_id(at)));
    keys.add("synchronize_auto_profile", boolean());
    if (one_in(3)) keys.add("phone_service_url", url(at));
    if (const Keys steps = set_up(); !steps.empty()) keys.add("set_up", steps.object());
    if (const Keys parameters = service_parameters(); !parameters.empty()) {
      keys.add("extension_mobility", parameters.object());
    }
    if (const Keys change = emcc(at); !change.empty()) keys.add("emcc", change.object());
  }

  random::Stream stream_;
  std::uint64_t oddity_ = 4, clusters_ = 1, users_ = 1;
  std::int64_t window_ms_ = 0;
  std::set<std::string> failed_;
  Made made_;
};

}  // namespace

Made make(std::uint64_t seed) {
  return Maker(seed).make();
}

}  // namespace roamsim::random_logins
