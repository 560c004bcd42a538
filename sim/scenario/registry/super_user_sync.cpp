#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr const char* guide = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility Roaming Across Clusters";

Object<sync::Carried> carried_keys() {
  using C = sync::Carried;
  Object<C> keys(JsonWriter::Layout::one_line);
  keys.add("record", &C::record, BooleanCodec{},
           assumed("That there is a record of the user, and the ids beside the PIN that the user signs in with.",
                   std::string(guide) + ": the tool carries super users"));
  keys.add("pin", &C::pin, BooleanCodec{}, assumed("The PIN."));
  keys.add("group", &C::group, BooleanCodec{},
           assumed("Membership in the group Standard EM Roaming Across Clusters Super Users, and its end."));
  keys.add("user_locale", &C::user_locale, BooleanCodec{}, assumed("The user's locale."));
  keys.add("profiles", &C::profiles, BooleanCodec{},
           assumed("The device profiles, with lines, locale, association and subscription.",
                   std::string(guide) + ": they are to be the same in all clusters; not said by what"));
  return keys;
}

}  // namespace

Object<sync::Parameters> super_user_sync_keys() {
  using P = sync::Parameters;
  constexpr std::int64_t most_bytes = 1'000'000;
  Object<P> keys;
  keys.add("enabled", &P::enabled, BooleanCodec{},
           assumed("Whether the tool runs by its schedule. Without it nothing of a super user that is changed at home "
                   "reaches the other clusters, unless run_synchronization in the timeline has the tool run.",
                   "it is downloaded and set up on its own"));
  keys.add("at", &P::at, duration(0, 1 * day - 1 * minute),
           documented("The time of day of the first run; the simulation starts at midnight. No run is at its very "
                      "start, which is as a run has left it: \"0 s\" means the next midnight, after one interval.",
                      std::string(guide) + ": administrators set the time; it states no default"));
  keys.add("interval", &P::interval, duration(1 * minute, 3650 * day),
           assumed("From one run to the next.", std::string(guide) + ": runs are scheduled; it states no default"));
  keys.add("carries", &P::carries, carried_keys(),
           given("What a run carries from the home cluster, where the other cluster has it otherwise."));
  keys.add("bytes_per_user", &P::bytes_per_user, size(0, most_bytes), assumed("What one user adds to a transfer."));
  keys.add("bytes_per_transfer", &P::bytes_per_transfer, size(0, most_bytes),
           assumed("The fixed part of what goes from one cluster to another in a run."));
  keys.add("processing", &P::processing, duration(0, 1 * hour),
           assumed("Work of the receiving publisher for each user, before the record is in use."));
  return keys;
}

}  // namespace roamsim::scenario
