#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/plan.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

/// The users of a plan in blocks, one for each home cluster.
class UsersByHome {
 public:
  /// Of all users, or of some of them.
  explicit UsersByHome(const Plan& plan);
  UsersByHome(const Plan& plan, std::span<const UserId> users);

  [[nodiscard]] std::span<const UserId> of(ClusterId home) const {
    return std::span(users_).subspan(first_[home.index()], first_[home.index() + 1] - first_[home.index()]);
  }
  [[nodiscard]] std::span<const UserId> all() const { return users_; }

 private:
  template <class Users>
  void sort(const Plan& plan, const Users& users);
  std::vector<UserId> users_;
  std::vector<std::uint32_t> first_;  ///< by cluster, and one past the last
};

/// Whom the callers of one home cluster call.
class Callees {
 public:
  /// Evenly all of the users, or as the row says. `users` must outlive this. Throws std::invalid_argument where there
  /// is a share but nobody to call.
  explicit Callees(const UsersByHome& users) : users_(users) {}
  Callees(const UsersByHome& users, const CommunityRow& row);

  /// A user other than the caller, drawn; none if there is no other. Takes one word for the share, if there is more
  /// than one, and one for the user, and another one each time that it is the caller.
  [[nodiscard]] UserId draw(UserId caller, random::Stream& stream) const;

 private:
  struct Share {
    std::vector<ClusterId> clusters;
    std::vector<std::uint64_t> users_up_to;  ///< by cluster, it and those before
    double up_to = 0;                        ///< this share and those before
  };
  [[nodiscard]] UserId draw_from(const Share& share, UserId caller, random::Stream& stream) const;

  const UsersByHome& users_;
  std::vector<Share> shares_;  ///< empty: evenly among all
};

}  // namespace roamsim::actors
