#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "models/base/ids.hpp"
#include "models/extension_mobility/checks.hpp"
#include "sim/actors/world.hpp"

namespace roamsim::actors {

/// Who tries to log in or out, where, on what, and by which node. Small: there may be as many as users.
struct Attempt {
  UserId user;
  ClusterId cluster;
  PhoneId phone;
  NodeId node;
  std::uint32_t details = no_details;  ///< index into Plan::login_details
};

/// What the user types.
struct Typed {
  std::string_view user_id;
  std::string_view pin;
  bool right = true;  ///< the user id is the one that the sign-in page asks for, and can be typed
};
/// `records`: the cluster whose record of the user says what is right.
Typed typed_by(const World& world, const Attempt& attempt, ClusterId records);

/// What the checks of a login look at, as things stand now.
em::LoginFacts login_facts(const World& world, const Attempt& attempt);

/// Those of CheckPoint::button and CheckPoint::item alone, of a login as of a logout: what stands on the way to the
/// page.
em::LoginFacts facts_of_way_in(const World& world, const Attempt& attempt);

/// The device profile that the user chooses: the one meant, else the first; none where there is none.
std::optional<std::uint8_t> chosen_profile(const World& world, const Attempt& attempt, ClusterId records);

/// Whether the phone's locale is another than that of the profile, or of the user, that is loaded on it: then it is
/// reset after its restart.
bool changes_locale(const World& world, const Attempt& attempt, ClusterId records, std::uint8_t profile);

}  // namespace roamsim::actors
