#pragma once

#include <cstddef>

#include "models/catalogue/errors.hpp"
#include "models/extension_mobility/parameters.hpp"

namespace roamsim::em {

/// What the EM service sees of one login request.
struct LoginFacts {
  bool user_known = false;  ///< home user, or learned over ILS
  bool at_home = false;     ///< the cluster is the user's home cluster
  bool super_user = false;
  std::size_t devices_here = 0;  ///< phones of this cluster on which the user is logged in
  MultipleLogin multiple_login = MultipleLogin::not_allowed;
};

/// The first check that fails, in the order of the service (assumed), or none.
catalogue::Cause check_login(const LoginFacts& facts);

/// Whether a further request may enter a node that handles `in_progress`.
constexpr bool admits(const Parameters& parameters, std::uint32_t in_progress) {
  return in_progress < parameters.max_concurrent_requests;
}

}  // namespace roamsim::em
