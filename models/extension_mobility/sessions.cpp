#include "models/extension_mobility/sessions.hpp"

namespace roamsim::em {

void Sessions::log_in(UserId user, PhoneId phone, std::uint8_t profile) {
  Slot& slot = phones_[phone.index()];
  slot.user = user;
  slot.next = first_[user.index()];
  slot.profile = profile;
  ++slot.logins;
  first_[user.index()] = phone;
}

void Sessions::log_out(PhoneId phone) {
  Slot& slot = phones_[phone.index()];
  PhoneId* link = &first_[slot.user.index()];
  while (*link != phone) link = &phones_[link->index()].next;
  *link = slot.next;
  slot.user = {};
  slot.next = {};
  slot.was_used = 1;
}

std::vector<PhoneId> Sessions::devices(UserId user) const {
  std::vector<PhoneId> found;
  for (PhoneId phone = first_[user.index()]; phone.valid(); phone = phones_[phone.index()].next) found.push_back(phone);
  return found;
}

}  // namespace roamsim::em
