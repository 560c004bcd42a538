#include "sim/record/named_users.hpp"

#include <cstddef>

namespace roamsim::record {

std::vector<bool> named_users(const Names& names, const Journal& journal) {
  std::vector<bool> named(names.users.size());
  for (std::size_t i = 0; i < named.size(); ++i) named[i] = names.users.advertised(i);
  const auto mark = [&](UserId user) {
    if (user.valid()) named[user.index()] = true;
  };
  const auto mark_all = [&](const auto& rows) {
    for (const auto& row : rows) mark(row.user);
  };
  mark_all(journal.location_changes);
  mark_all(journal.routes);
  mark_all(journal.registrations);
  mark_all(journal.requests);
  mark_all(journal.reachability);
  mark_all(journal.knowledge);
  mark_all(journal.reachability_steps);
  mark_all(journal.storm_users);
  for (const CallRow& call : journal.calls) {
    mark(call.from);
    mark(call.to);
  }
  return named;
}

}  // namespace roamsim::record
