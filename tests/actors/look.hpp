#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// When a cluster received and applied the n-th location change; `never` if it did not.
inline record::ConvergenceRow known(const record::Journal& journal, std::size_t change, ClusterId cluster) {
  for (const record::ConvergenceRow& row : journal.convergence) {
    if (row.change == change && row.cluster == cluster) return row;
  }
  return {static_cast<std::uint32_t>(change), cluster, never, never};
}

/// The dates at which a phone of the cluster was registered with the user's number, or lost it.
inline std::vector<Time> registrations(const record::Journal& journal, UserId user, ClusterId cluster,
                                       bool registered) {
  std::vector<Time> dates;
  for (const record::RegistrationRow& row : journal.registrations) {
    if (row.user == user && row.cluster == cluster && row.registered == registered) dates.push_back(row.at);
  }
  return dates;
}

/// The stages a request went through.
inline std::vector<std::string> stages(const record::Journal& journal, std::size_t request) {
  std::vector<std::string> names;
  for (const record::SpanRow& span : journal.spans) {
    if (span.request.index() == request) names.emplace_back(span.stage);
  }
  return names;
}

inline std::size_t count_stage(const record::Journal& journal, std::string_view stage) {
  return static_cast<std::size_t>(std::count_if(journal.spans.begin(), journal.spans.end(),
                                                [&](const record::SpanRow& span) { return span.stage == stage; }));
}

}  // namespace roamsim::actors
