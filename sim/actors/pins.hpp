#pragma once

#include <string>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// To be called after a record of the cluster may have got another PIN: the one `before` is accepted there for as long
/// as credentials are cached. Nothing if it is the same.
void pin_changed(Context& context, ClusterId cluster, UserId user, const std::string& before);

}  // namespace roamsim::actors
