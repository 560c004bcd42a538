#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace roamsim::random_logins {

/// A scenario of logins and logouts under random settings.
struct Made {
  std::string text;            ///< the scenario file
  std::size_t logins = 0;      ///< that it asks for
  std::size_t logouts = 0;     ///< likewise
  bool logins_expire = false;  ///< a maximum login time is enforced somewhere, at some time
};

/// The scenario of a seed: steps of the task flow undone, services stopped, wrong PINs, user ids and URLs, profiles
/// absent, locales, settings of Extension Mobility, the three modes of mobility. It ends when all must have come to an
/// end.
[[nodiscard]] Made make(std::uint64_t seed);

}  // namespace roamsim::random_logins
