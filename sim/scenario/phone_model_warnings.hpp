#pragma once

#include <string>

#include "models/directory/settings.hpp"
#include "sim/scenario/checker.hpp"

namespace roamsim::scenario {

/// Warns of a phone whose model the catalogue does not know, with the nearest one that it does, and of one on which
/// Extension Mobility is enabled although its model has none. The run is the same. `pointer` names the phone.
void warn_of_model(Checker& checker, const directory::PhoneSettings& phone, const std::string& pointer);

}  // namespace roamsim::scenario
