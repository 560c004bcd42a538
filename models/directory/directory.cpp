#include "models/directory/directory.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace roamsim::directory {

Directory::Directory(Users users, const std::vector<std::uint32_t>& spare_phones, std::vector<NamedPhone> named_phones)
    : users_(std::move(users)), named_(std::move(named_phones)) {
  by_dn_.reserve(users_.size());
  for (std::size_t i = 0; i < users_.size(); ++i) by_dn_.emplace_back(i);
  const auto before = [&](UserId a, UserId b) { return users_.dn(a.index()) < users_.dn(b.index()); };
  // Most plans number their users upwards; to sort takes half as much memory again for a while.
  if (!std::is_sorted(by_dn_.begin(), by_dn_.end(), before)) std::stable_sort(by_dn_.begin(), by_dn_.end(), before);
  std::size_t phones = users_.size() + named_.size();
  for (const std::uint32_t spare : spare_phones) phones += spare;
  phone_cluster_.reserve(phones);
  for (std::size_t i = 0; i < users_.size(); ++i) phone_cluster_.push_back(users_.home(i));
  for (std::size_t cluster = 0; cluster < spare_phones.size(); ++cluster) {
    first_spare_.emplace_back(phone_cluster_.size());
    phone_cluster_.insert(phone_cluster_.end(), spare_phones[cluster], ClusterId(cluster));
  }
  first_spare_.emplace_back(phone_cluster_.size());
  for (const NamedPhone& phone : named_) phone_cluster_.push_back(phone.cluster);
}

UserId Directory::user_with_dn(std::string_view dn) const {
  const auto at = std::lower_bound(by_dn_.begin(), by_dn_.end(), dn,
                                   [&](UserId id, std::string_view number) { return users_.dn(id.index()) < number; });
  return at != by_dn_.end() && users_.dn(at->index()) == dn ? *at : UserId{};
}

std::pair<PhoneId, PhoneId> Directory::spare_phones(ClusterId cluster) const {
  return {first_spare_[cluster.index()], first_spare_[cluster.index() + 1]};
}

std::size_t Directory::users_with_dn(std::string_view dn) const {
  std::size_t found = 0;
  const auto first = std::lower_bound(by_dn_.begin(), by_dn_.end(), dn, [&](UserId id, std::string_view number) {
    return users_.dn(id.index()) < number;
  });
  for (auto at = first; at != by_dn_.end() && users_.dn(at->index()) == dn; ++at) ++found;
  return found;
}

std::string Directory::device_name(PhoneId phone) const {
  const std::size_t first_named = first_spare_.back().index();
  return phone.index() < first_named ? default_device_name(phone) : named_[phone.index() - first_named].name;
}

std::string Directory::default_device_name(PhoneId phone) {
  constexpr std::array<char, 16> digits{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
  std::string name = "SEP000000000000";
  std::uint32_t rest = phone.value + 1;
  for (std::size_t at = name.size(); rest != 0; rest /= 16) name[--at] = digits[rest % 16];
  return name;
}

}  // namespace roamsim::directory
