#include "sim/actors/callees.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>

namespace roamsim::actors {

UsersByHome::UsersByHome(const Plan& plan) {
  sort(plan, std::views::iota(std::size_t{0}, plan.users.size()) |
                 std::views::transform([](std::size_t user) { return UserId(user); }));
}

UsersByHome::UsersByHome(const Plan& plan, std::span<const UserId> users) {
  sort(plan, users);
}

template <class Users>
void UsersByHome::sort(const Plan& plan, const Users& users) {
  const auto home = [&plan](UserId user) { return plan.users.home(user.index()).index(); };
  first_.assign(plan.clusters.size() + 1, 0);
  for (const UserId user : users) ++first_[home(user) + 1];
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  std::vector<std::uint32_t> next = first_;
  bool in_place = true;
  for (const UserId user : users) in_place = next[home(user)]++ == user.index() && in_place;
  if (in_place) return;
  users_.resize(users.size());
  next = first_;
  for (const UserId user : users) users_[next[home(user)]++] = user;
}

Callees::Callees(const UsersByHome& users, const CommunityRow& row) : users_(users) {
  double sum = 0;
  for (const CalleeShare& part : row.to) {
    if (part.share == 0) continue;
    Share share;
    share.clusters = part.clusters;
    std::uint64_t count = 0;
    for (const ClusterId cluster : part.clusters) share.users_up_to.push_back(count += users.of(cluster).size());
    if (count == 0) throw std::invalid_argument("a share of calls for clusters without users");
    sum += part.share;
    share.up_to = sum;
    shares_.push_back(std::move(share));
  }
  if (shares_.empty()) throw std::invalid_argument("calls that are for nobody");
}

UserId Callees::draw(UserId caller, random::Stream& stream) const {
  if (shares_.empty()) {
    const UserBlock all = users_.all();
    if (all.size() < 2) return {};
    for (;;) {
      const UserId drawn = all[stream.below(all.size())];
      if (drawn != caller) return drawn;
    }
  }
  if (shares_.size() == 1) return draw_from(shares_[0], caller, stream);
  const double at = stream.open_uniform01() * shares_.back().up_to;
  const auto share =
      std::lower_bound(shares_.begin(), shares_.end(), at, [](const Share& s, double x) { return s.up_to < x; });
  return draw_from(share != shares_.end() ? *share : shares_.back(), caller, stream);
}

UserId Callees::draw_from(const Share& share, UserId caller, random::Stream& stream) const {
  const std::uint64_t count = share.users_up_to.back();
  for (;;) {
    const std::uint64_t nth = stream.below(count);
    const auto block = std::upper_bound(share.users_up_to.begin(), share.users_up_to.end(), nth);
    const auto index = static_cast<std::size_t>(block - share.users_up_to.begin());
    const std::uint64_t before = index == 0 ? 0 : share.users_up_to[index - 1];
    const UserId drawn = users_.of(share.clusters[index])[nth - before];
    if (drawn != caller) return drawn;
    if (count == 1) return {};
  }
}

}  // namespace roamsim::actors
