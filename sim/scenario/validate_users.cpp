#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/bulk_names.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/registry/codecs.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::uint64_t most_users = 10'000'000;

/// Where the keys of an entry stand, made once for its many users.
struct EntryPointers {
  explicit EntryPointers(const std::string& entry)
      : id(entry + "/id"),
        dn(entry + "/dn"),
        pstn_number(entry + "/pstn_number"),
        forward_unregistered(entry + "/forward_unregistered") {}
  std::string id, dn, pstn_number, forward_unregistered;
};

/// Writes out the users, whose names then stand in the plan, and checks that ids and numbers are their own.
class UserCheck {
 public:
  explicit UserCheck(Checker& checker) : checker_(checker) {}

  void run() {
    const std::vector<ClusterSpec>& clusters = checker_.spec.clusters;
    std::uint64_t users = 0;
    for (const ClusterSpec& cluster : clusters) {
      for (const UserSpec& user : cluster.users) users += user.count.value_or(1);
    }
    if (users > most_users) {
      checker_.error("/clusters", {fmt::format("{} users", users), fmt::format("at most {} users", most_users), {}});
      return;
    }
    checker_.expect_users(users);
    for (std::size_t i = 0; i < clusters.size(); ++i) {
      for (std::size_t j = 0; j < clusters[i].users.size(); ++j) {
        check(clusters[i].users[j], ClusterId{i}, fmt::format("/clusters/{}/users/{}", i, j));
      }
    }
  }

 private:
  /// Who is not advertised is nowhere but at home.
  void check_advertised(const UserSpec& user, const std::string& pointer) {
    if (user.advertised) return;
    constexpr std::string_view why = "where the number is not advertised, no other cluster learns where the user is";
    if (user.super_user) {
      checker_.error(pointer + "/super_user", {"true beside \"advertised\": false", "false", std::string(why)});
    }
    if (user.mobility == em::Mobility::emcc) {
      checker_.error(pointer + "/mobility",
                     {"\"emcc\" beside \"advertised\": false", "\"em\" or \"roaming\"", std::string(why)});
    }
  }

  void check(const UserSpec& user, ClusterId home, const std::string& pointer) {
    check_advertised(user, pointer);
    if (!user.count) {
      add_numbers(UserId{checker_.plan.users.size()}, user.pstn_number, user.forward_unregistered);
      const bool good =
          literal(user.id, user_id_rule(), pointer + "/id") && literal(user.dn, number_rule(), pointer + "/dn");
      if (good || !user.id.empty()) add(user, home, user.id, user.dn, EntryPointers(pointer));
      return;
    }
    if (!checker_.clean(pointer + "/id") || !checker_.clean(pointer + "/dn") || !checker_.clean(pointer + "/first"))
      return;
    if (!tells_apart(checker_, user.id, *user.count, pointer + "/id")) return;
    const EntryPointers at(pointer);
    std::optional<NumberedText> ids, dns;  // once the first of the pattern has shown that it is good
    std::string id, dn;
    for (std::uint64_t i = 0; i < *user.count; ++i) {
      PlaceholderValues values;
      values.n = user.first + i;
      if (!put(ids, user.id, user_id_rule(), values, at.id, id) || !put(dns, user.dn, number_rule(), values, at.dn, dn))
        return;
      const std::optional<std::string> pstn = number(user.pstn_number, values, at.pstn_number);
      const std::optional<std::string> forward = number(user.forward_unregistered, values, at.forward_unregistered);
      if (!pstn || !forward) return;
      add_numbers(UserId{checker_.plan.users.size()}, *pstn, *forward);
      add(user, home, id, dn, at);
    }
  }

  /// The text of an item of a pattern; false, reported, if there is none.
  bool put(std::optional<NumberedText>& known, const std::string& text, const TextRule& rule,
           const PlaceholderValues& values, const std::string& pointer, std::string& result) {
    if (known) known->put(*values.n, result);
    if (known && rule.matches(result)) return true;
    std::optional<std::string> filled = filled_in(checker_, text, {rule, "user{n:4}"}, values, pointer);
    if (!filled) return false;
    result = *std::move(filled);
    known.emplace(text);
    return true;
  }

  std::optional<std::string> number(const std::string& text, const PlaceholderValues& values,
                                    const std::string& pointer) {
    if (text.empty()) return std::string();
    return filled_in(checker_, text, {number_rule(), "+8131{n:6}"}, values, pointer);
  }

  void add_numbers(UserId user, const std::string& pstn, const std::string& forward_unregistered) {
    if (pstn.empty() && forward_unregistered.empty()) return;
    checker_.plan.user_numbers.push_back({user, pstn, forward_unregistered});
  }

  /// A string that is no pattern may not look like one's beginning.
  bool literal(std::string_view text, const TextRule& rule, const std::string& pointer) {
    if (text.empty() || !checker_.clean(pointer) || rule.matches(text)) return true;
    checker_.error(pointer, {quoted(text), std::string(rule.allowed), {}});
    return false;
  }

  void add(const UserSpec& user, ClusterId home, const std::string& id, const std::string& dn,
           const EntryPointers& at) {
    directory::Users& users = checker_.plan.users;
    const UserId added{users.size()};
    checker_.join_groups(added, user.groups);
    // One that is longer has been refused; it is kept so that it is not missed elsewhere, too.
    constexpr std::size_t longest = 255;
    users.push_back({std::string_view(id).substr(0, longest), std::string_view(dn).substr(0, longest), home,
                     user.super_user, user.logged_in, record_of(user), user.mobility, user.advertised});
    if (entries_.empty() || entries_.back().spec != &user) entries_.push_back({added, &user});
    checker_.name_user(at.id);
    if (dn.empty()) return;
    const UserId other = checker_.number_user();
    if (!other.valid()) return;
    const UserSpec& others = spec_of(other);
    checker_.warning(at.dn,
                     {quoted(dn),
                      {},
                      &others == &user ? "several of the pattern have this number: a uniform dial plan has it once"
                                       : checker_.in_file(pointer_of(others)) +
                                             " is the same number of another user: a uniform dial plan has it once"});
  }

  [[nodiscard]] const UserSpec& spec_of(UserId user) const {
    const auto after = std::upper_bound(entries_.begin(), entries_.end(), user,
                                        [](UserId id, const Entry& entry) { return id < entry.first; });
    return *std::prev(after)->spec;
  }

  /// The records of all users that are alike are one.
  std::uint32_t record_of(const UserSpec& user) {
    std::vector<directory::UserRecord>& records = checker_.plan.user_records;
    if (records.empty()) records.emplace_back();
    if (user.record == records.front()) return 0;
    if (user.record != records.back()) records.push_back(user.record);
    return static_cast<std::uint32_t>(records.size() - 1);
  }

  [[nodiscard]] std::string pointer_of(const UserSpec& user) const {
    const std::vector<ClusterSpec>& clusters = checker_.spec.clusters;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
      const std::vector<UserSpec>& users = clusters[i].users;
      if (!users.empty() && &user >= &users.front() && &user <= &users.back()) {
        return fmt::format("/clusters/{}/users/{}/dn", i, &user - &users.front());
      }
    }
    return {};
  }

  /// An entry of the file and the first user of it.
  struct Entry {
    UserId first;
    const UserSpec* spec = nullptr;
  };

  Checker& checker_;
  std::vector<Entry> entries_;  ///< by first user
};

}  // namespace

void check_users(Checker& checker) {
  UserCheck(checker).run();
}

}  // namespace roamsim::scenario
