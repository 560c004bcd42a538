#pragma once

#include "models/base/ids.hpp"
#include "models/extension_mobility/emcc.hpp"
#include "sim/actors/login_facts.hpp"
#include "sim/actors/remote_clusters.hpp"
#include "sim/actors/world.hpp"

namespace roamsim::actors {

/// Whether a login or logout is one by EMCC: of a user who may, away from home.
bool by_emcc(const World& world, const Attempt& attempt);

/// What the cluster answers to "check user": whether it has the user who was typed, with the flag "Home Cluster".
bool is_home(const World& world, const Attempt& attempt, ClusterId cluster);

/// What the search for the user's home has brought.
struct HomeSearch {
  ClusterId home;       ///< who answered that it is the one
  bool silent = false;  ///< somebody who counts as up did not answer
};

/// What the checks of an EMCC login look at, as things stand now.
em::EmccFacts visited_facts(const World& world, const Attempt& attempt);
em::EmccFacts search_facts(const World& world, const RemoteClusters& remotes, const Attempt& attempt,
                           const HomeSearch& search);
em::EmccFacts home_facts(const World& world, const Attempt& attempt, ClusterId home);

}  // namespace roamsim::actors
