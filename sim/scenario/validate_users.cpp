#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "sim/scenario/bulk_names.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/registry/codecs.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::uint64_t most_users = 10'000'000;

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
    // Names are looked up by views of the strings in the plan, which may not move any more.
    checker_.plan.users.reserve(users);
    checker_.expect_users(users);
    numbers_.reserve(users);
    for (std::size_t i = 0; i < clusters.size(); ++i) {
      for (std::size_t j = 0; j < clusters[i].users.size(); ++j) {
        check(clusters[i].users[j], ClusterId{i}, fmt::format("/clusters/{}/users/{}", i, j));
      }
    }
  }

 private:
  void check(const UserSpec& user, ClusterId home, const std::string& pointer) {
    if (!user.count) {
      add_numbers(UserId{checker_.plan.users.size()}, user.pstn_number, user.forward_unregistered);
      const bool good =
          literal(user.id, user_id_rule(), pointer + "/id") && literal(user.dn, number_rule(), pointer + "/dn");
      if (good || !user.id.empty()) add(user, home, user.id, user.dn, pointer);
      return;
    }
    if (!checker_.clean(pointer + "/id") || !checker_.clean(pointer + "/dn") || !checker_.clean(pointer + "/first"))
      return;
    if (!tells_apart(checker_, user.id, *user.count, pointer + "/id")) return;
    for (std::uint64_t i = 0; i < *user.count; ++i) {
      PlaceholderValues values;
      values.n = user.first + i;
      const std::optional<std::string> id =
          filled_in(checker_, user.id, {user_id_rule(), "user{n:4}"}, values, pointer + "/id");
      const std::optional<std::string> dn =
          filled_in(checker_, user.dn, {number_rule(), "user{n:4}"}, values, pointer + "/dn");
      const std::optional<std::string> pstn = number(user.pstn_number, values, pointer + "/pstn_number");
      const std::optional<std::string> forward =
          number(user.forward_unregistered, values, pointer + "/forward_unregistered");
      if (!id || !dn || !pstn || !forward) return;
      add_numbers(UserId{checker_.plan.users.size()}, *pstn, *forward);
      add(user, home, *id, *dn, pointer);
    }
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
           const std::string& pointer) {
    std::vector<UserPlan>& users = checker_.plan.users;
    checker_.join_groups(UserId{users.size()}, user.groups);
    users.push_back({id, dn, home, user.super_user, user.logged_in, record_of(user), user.mobility});
    const UserPlan& added = users.back();
    checker_.name_user(added.name, pointer + "/id");
    if (dn.empty()) return;
    const auto [other, is_new] = numbers_.emplace(added.dn, &user);
    if (is_new) return;
    checker_.warning(
        pointer + "/dn",
        {quoted(dn),
         {},
         other->second == &user ? "several of the pattern have this number: a uniform dial plan has it once"
                                : checker_.in_file(pointer_of(*other->second)) +
                                      " is the same number of another user: a uniform dial plan has it once"});
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

  Checker& checker_;
  std::unordered_map<std::string_view, const UserSpec*> numbers_;
};

}  // namespace

void check_users(Checker& checker) {
  UserCheck(checker).run();
}

}  // namespace roamsim::scenario
