#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"

namespace roamsim::em {

/// Which user is logged in on which phone. A user's devices of one cluster belong to one stay there.
class Sessions {
 public:
  Sessions(std::size_t users, std::size_t phones) : first_(users), phones_(phones) {}

  /// The phone must be free. `profile`: which of the user's device profiles is mapped to it.
  void log_in(UserId user, PhoneId phone, std::uint8_t profile = 0);
  /// The phone must be in use.
  void log_out(PhoneId phone);

  [[nodiscard]] UserId user_of(PhoneId phone) const { return phones_[phone.index()].user; }
  /// The device profile of the user on a phone in use.
  [[nodiscard]] std::uint8_t profile_of(PhoneId phone) const {
    return static_cast<std::uint8_t>(phones_[phone.index()].profile);
  }
  /// Tells one login on the phone from another.
  [[nodiscard]] std::uint32_t login_of(PhoneId phone) const { return phones_[phone.index()].logins; }
  /// Whether somebody has logged out of the phone.
  [[nodiscard]] bool was_used(PhoneId phone) const { return phones_[phone.index()].was_used != 0; }
  /// The user's phones, the one used last first.
  [[nodiscard]] std::vector<PhoneId> devices(UserId user) const;
  /// The same, one by one, without a list; none after the last.
  [[nodiscard]] PhoneId first_device(UserId user) const { return first_[user.index()]; }
  [[nodiscard]] PhoneId next_device(PhoneId phone) const { return phones_[phone.index()].next; }
  /// Has the processor fetch who is on the phone, and on which phones the user is.
  void prefetch(UserId user, PhoneId phone) const {
    __builtin_prefetch(&first_[user.index()]);
    __builtin_prefetch(&phones_[phone.index()]);
  }

 private:
  struct Slot {
    UserId user;
    PhoneId next;
    std::uint32_t logins : 23 = 0;
    std::uint32_t was_used : 1 = 0;
    std::uint32_t profile : 8 = 0;
  };
  std::vector<PhoneId> first_;  ///< by user
  std::vector<Slot> phones_;
};

}  // namespace roamsim::em
