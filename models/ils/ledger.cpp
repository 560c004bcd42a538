#include "models/ils/ledger.hpp"

namespace roamsim::ils {

LogIndex Ledger::open_log(ClusterId origin) {
  const auto log = static_cast<LogIndex>(logs_.size());
  if (current_.size() <= origin.index()) current_.resize(origin.index() + 1, log);
  std::uint32_t incarnation = 0;
  for (const Log& other : logs_) {
    if (other.origin == origin) ++incarnation;
  }
  current_[origin.index()] = log;
  logs_.push_back({origin, incarnation, {}});
  return log;
}

UpdateRef Ledger::append(ClusterId origin, Update update) {
  const LogIndex log = current_log(origin);
  logs_[log].updates.push_back({.kind = static_cast<std::uint32_t>(update.kind) & 0xFU,
                                .user = update.user.valid() ? update.user.value & no_user : no_user,
                                .stay = update.stay});
  return {log, size(log)};
}

StayId Stays::open(UserId user, ClusterId cluster, Time wall_clock) {
  const StayId previous = newest_[user.index()];
  const StayId id(stays_.size());
  stays_.push_back({.user = user,
                    .cluster = cluster,
                    .previous = previous,
                    .epoch = previous.valid() ? stays_[previous.index()].epoch + 1 : 0,
                    .wall_clock = wall_clock,
                    .opened = {},
                    .ended = {},
                    .superseded = {}});
  newest_.at(user.index()) = id;
  return id;
}

StayId Stays::reopen(StayId over) {
  const StayId id(stays_.size());
  Stay again = stays_[over.index()];
  again.previous = over;
  again.opened = again.ended = again.superseded = {};
  StayId* next = &newest_.at(again.user.index());
  while (*next != over) next = &stays_[next->index()].previous;
  *next = id;
  stays_.push_back(again);
  return id;
}

}  // namespace roamsim::ils
