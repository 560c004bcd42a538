#pragma once

#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// The users whom the plan has log in or out, storms and clusters that log everybody out included; ascending, each
/// once.
std::vector<UserId> users_who_move(const Plan& plan);

/// Every how manieth of so many users has its reachability followed from all clusters, so that there are at most
/// `most_pairs` of cluster and user; 0: none.
std::uint32_t users_looked_at(std::size_t users, std::size_t clusters, std::uint64_t most_pairs);

}  // namespace roamsim::actors
