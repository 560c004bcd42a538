#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/directory/users.hpp"

namespace roamsim::directory {

/// A phone with a name of its own.
struct NamedPhone {
  std::string name;
  ClusterId cluster;
  bool operator==(const NamedPhone&) const = default;
};

/// Users and phones as configured. A user's own phone has the user's number as its id; phones that belong to nobody
/// follow, cluster by cluster; then those with names of their own.
class Directory {
 public:
  /// `spare_phones`: of each cluster.
  Directory(Users users, const std::vector<std::uint32_t>& spare_phones, std::vector<NamedPhone> named_phones = {});

  /// The user with this number, first configured first; none if nobody has it.
  [[nodiscard]] UserId user_with_dn(std::string_view dn) const;
  /// How many users have this number.
  [[nodiscard]] std::size_t users_with_dn(std::string_view dn) const;

  /// Visits the users whose numbers begin with these digits and have more, in the order of their numbers.
  template <class Visit>
  void for_longer_numbers(std::string_view digits, Visit visit) const {
    auto at = std::upper_bound(by_dn_.begin(), by_dn_.end(), digits,
                               [this](std::string_view number, UserId id) { return number < users_.dn(id.index()); });
    for (; at != by_dn_.end() && users_.dn(at->index()).starts_with(digits); ++at) visit(*at);
  }

  [[nodiscard]] std::size_t phones() const { return phone_cluster_.size(); }
  [[nodiscard]] ClusterId cluster_of(PhoneId phone) const { return phone_cluster_[phone.index()]; }
  [[nodiscard]] PhoneId own_phone(UserId user) const { return PhoneId(user.value); }
  /// Has the processor fetch where the phone stands.
  void prefetch(PhoneId phone) const { __builtin_prefetch(&phone_cluster_[phone.index()]); }
  /// The spare phones of a cluster, as a half-open range of ids.
  [[nodiscard]] std::pair<PhoneId, PhoneId> spare_phones(ClusterId cluster) const;
  /// Device name, as phones have it: SEP and twelve hexadecimal digits.
  [[nodiscard]] static std::string default_device_name(PhoneId phone);
  /// The phone's name; the default one where it has none of its own.
  [[nodiscard]] std::string device_name(PhoneId phone) const;
  [[nodiscard]] PhoneId named_phone(std::size_t index) const { return PhoneId(first_spare_.back().index() + index); }

 private:
  Users users_;
  std::vector<UserId> by_dn_;
  std::vector<ClusterId> phone_cluster_;
  std::vector<PhoneId> first_spare_;  ///< by cluster, and one past the last
  std::vector<NamedPhone> named_;
};

}  // namespace roamsim::directory
