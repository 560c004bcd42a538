#pragma once

#include "models/directory/settings.hpp"
#include "models/super_user_sync/parameters.hpp"

namespace roamsim::sync {

/// Whether the tool is concerned with a user, as the home cluster and another one have the record: a member of the
/// group of super users at home, or somebody who is no longer one there but still is elsewhere.
constexpr bool concerns(const directory::UserRecord& home, const directory::UserRecord& elsewhere) {
  return home.super_user || elsewhere.super_user;
}

/// Makes of the other cluster's record what it is once the fields carried have arrived from the home cluster, whose
/// record is the master. What is not carried stays as the other cluster has it, and so does everything but the record
/// itself where there is none of the user: nobody is there to give it to.
void carry(const Carried& what, const directory::UserRecord& home, directory::UserRecord& elsewhere);

/// Whether carry() would change anything.
bool differs(const Carried& what, const directory::UserRecord& home, const directory::UserRecord& elsewhere);

}  // namespace roamsim::sync
