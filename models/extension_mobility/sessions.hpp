#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"

namespace roamsim::em {

/// Which user is logged in on which phone. A user's devices of one cluster belong to one stay there.
class Sessions {
 public:
  Sessions(std::size_t users, std::size_t phones) : first_(users), phones_(phones) {}

  /// The phone must be free.
  void log_in(UserId user, PhoneId phone);
  /// The phone must be in use.
  void log_out(PhoneId phone);

  [[nodiscard]] UserId user_of(PhoneId phone) const { return phones_[phone.index()].user; }
  /// The user's phones, the one used last first.
  [[nodiscard]] std::vector<PhoneId> devices(UserId user) const;

 private:
  struct Slot {
    UserId user;
    PhoneId next;
  };
  std::vector<PhoneId> first_;  ///< by user
  std::vector<Slot> phones_;
};

}  // namespace roamsim::em
