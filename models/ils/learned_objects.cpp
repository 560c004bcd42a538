#include "models/ils/learned_objects.hpp"

#include <algorithm>
#include <optional>

namespace roamsim::ils {

void LearnedObjects::preset(LogIndex log, std::uint32_t first, std::uint32_t last) {
  const std::uint64_t room = limit_ > kept_ ? limit_ - kept_ : 0;
  const auto fits = static_cast<std::uint32_t>(std::min<std::uint64_t>(room, last + 1 - first));
  kept_ += fits;
  refused_.push(log, first + fits, last);
  learned_.raise(log, last);
}

void LearnedObjects::clear() {
  kept_ = 0;
  refused_.clear();
  learned_ = {};
}

void LearnedObjects::add(UpdateRef update) {
  if (kept_ < limit_) {
    ++kept_;
  } else {
    refused_.push(update);
  }
}

void LearnedObjects::remove(UpdateRef opened, std::vector<UpdateRef>& admitted) {
  if (refused_.remove(opened)) return;
  --kept_;
  admit(admitted);
}

void LearnedObjects::admit(std::vector<UpdateRef>& admitted) {
  while (kept_ < limit_) {
    const std::optional<UpdateRef> first = refused_.pop();
    if (!first) return;
    ++kept_;
    admitted.push_back(*first);
  }
}

void LearnedObjects::set_limit(std::uint32_t limit, std::vector<UpdateRef>& admitted) {
  limit_ = limit;
  admit(admitted);
}

bool LearnedObjects::is_over(const Stay& stay) const {
  return (stay.ended.valid() && learned_.knows(stay.ended)) ||
         (stay.superseded.valid() && learned_.knows(stay.superseded));
}

void LearnedObjects::supersede(const Stays& stays, UpdateRef announcement, std::vector<UpdateRef>& admitted) {
  for (std::size_t i = 0; i < stays.size(); ++i) {
    const Stay& stay = stays[StayId(i)];
    const bool meant = stay.superseded.log == announcement.log && stay.superseded.sequence == announcement.sequence;
    if (!meant || !learned_.knows(stay.opened)) continue;
    if (!(stay.ended.valid() && learned_.knows(stay.ended))) remove(stay.opened, admitted);
  }
}

void LearnedObjects::learn(const Ledger& ledger, const Stays& stays, UpdateRef update,
                           std::vector<UpdateRef>& admitted) {
  if (ledger.origin(update.log) == self_ || learned_.knows(update)) return;
  const Update& what = ledger.at(update.log, update.sequence);
  switch (what.kind) {
    case Update::Kind::user_announced:
      add(update);
      break;
    case Update::Kind::stay_opened:
      // A later incarnation of the origin may have ended it before its own log came.
      if (!is_over(stays[what.stay])) add(update);
      break;
    case Update::Kind::stay_ended:
      if (learned_.knows(stays[what.stay].opened) && !is_over(stays[what.stay])) {
        remove(stays[what.stay].opened, admitted);
      }
      break;
    case Update::Kind::cluster_announced:
      if (ledger.incarnation(update.log) > 0) supersede(stays, update, admitted);
      break;
    case Update::Kind::stay_extended:
    case Update::Kind::stay_reduced:
    case Update::Kind::user_changed:
      break;
  }
  learned_.raise(update.log, update.sequence);
}

}  // namespace roamsim::ils
