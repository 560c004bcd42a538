#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/plan.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

/// Some users, by position.
class UserBlock {
 public:
  /// `list`: where they stand; none if each is the one whose id is `first` and the position.
  UserBlock(const UserId* list, UserId first, std::size_t size) : list_(list), first_(first), size_(size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] UserId operator[](std::size_t position) const {
    return list_ != nullptr ? list_[position] : UserId(first_.index() + position);
  }

 private:
  const UserId* list_;
  UserId first_;
  std::size_t size_;
};

/// The users of a plan in blocks, one for each home cluster.
class UsersByHome {
 public:
  /// Of all users, or of some of them.
  explicit UsersByHome(const Plan& plan);
  UsersByHome(const Plan& plan, std::span<const UserId> users);

  [[nodiscard]] UserBlock of(ClusterId home) const { return block(first_[home.index()], first_[home.index() + 1]); }
  [[nodiscard]] UserBlock all() const { return block(0, first_.back()); }

 private:
  template <class Users>
  void sort(const Plan& plan, const Users& users);
  [[nodiscard]] UserBlock block(std::uint32_t from, std::uint32_t to) const {
    return {users_.empty() ? nullptr : users_.data() + from, UserId(from), to - from};
  }

  std::vector<UserId> users_;         ///< empty where it would say that each user stands at the place of the own id
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
