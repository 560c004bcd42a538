#include "sim/actors/moved_users.hpp"

#include <algorithm>
#include <limits>
#include <variant>

namespace roamsim::actors {

namespace {

/// Whom a cluster logs out all at once: who is logged in there from the start, beside those who came by a login.
ClusterId logs_everybody_out(const TimelineEntry& entry) {
  if (const auto* all = std::get_if<LogOutEverybody>(&entry.action)) return all->cluster;
  if (const auto* restart = std::get_if<SwitchVersion>(&entry.action)) return restart->cluster;
  return {};
}

}  // namespace

std::vector<UserId> users_who_move(const Plan& plan) {
  std::vector<UserId> users;
  for (const TimelineEntry& entry : plan.timeline) {
    if (const ClusterId cluster = logs_everybody_out(entry); cluster.valid()) {
      for (std::size_t user = 0; user < plan.users.size(); ++user) {
        if (plan.users[user].logged_in && plan.users[user].home == cluster) users.emplace_back(user);
      }
    }
    if (const auto* login = std::get_if<Login>(&entry.action)) users.push_back(login->user);
    if (const auto* logout = std::get_if<Logout>(&entry.action)) users.push_back(logout->user);
  }
  for (const StormPlan& storm : plan.storms) users.insert(users.end(), storm.users.begin(), storm.users.end());
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  return users;
}

std::uint32_t users_looked_at(std::size_t users, std::size_t clusters, std::uint64_t most_pairs) {
  const std::uint64_t room = clusters == 0 ? 0 : most_pairs / clusters;  // users
  if (room == 0 || users == 0) return 0;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>((users + room - 1) / room, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace roamsim::actors
