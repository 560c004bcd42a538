#pragma once

#include <string>

#include "tests/random/sketch.hpp"

namespace roamsim::random_scenarios {

/// What became of one scenario.
struct Outcome {
  int exit_code = 0;    ///< as `roamsim run` would end
  bool judged = false;  ///< it was healed for long enough at its end to be judged
  std::string told;     ///< what is wrong, or what the run met, one word each
};

/// Runs it in this process, which SimGrid allows once.
[[nodiscard]] Outcome run_here(const Sketch& sketch);

/// Sets the quiet time at the end so long that what has been healed can be judged.
void let_it_heal(Sketch& sketch);

}  // namespace roamsim::random_scenarios
