#pragma once

#include <string>
#include <vector>

#include "sim/actors/log.hpp"

namespace roamsim::cli {

/// What is wrong with a value of `--log`, naming what is allowed and the nearest; nothing if it is LEVEL[:COMPONENT].
[[nodiscard]] std::string log_error(const std::string& text);

/// The log that such values ask for, written to the standard error. A level for one component counts more than one for
/// all; of two for the same, the later counts.
[[nodiscard]] actors::Log log_to_stderr(const std::vector<std::string>& wanted);

}  // namespace roamsim::cli
