#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/catalogue/errors.hpp"
#include "sim/explain/outages.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/wait.hpp"

namespace roamsim::explain {

/// How a login or logout ended, and why.
struct Request {
  std::int64_t id = 0;
  std::string kind = {};
  UserId user = {};
  ClusterId cluster = {};
  std::string phone = {};
  Time begin = 0;
  Time end = never;        ///< `never`: cut off by the end of the run
  std::int32_t code = 0;   ///< without meaning if it has no end
  std::string stage = {};  ///< the one in which it ended; empty: not recorded
  Time stage_begin = 0;
  std::optional<catalogue::Error> error = {};  ///< what the phone showed and what helps; none: success, or no end
  std::string cause_words = {};                ///< as documented; empty where the code is not
  std::vector<Wait> outages = {};              ///< of the cluster, at the end of the request
};

/// Needs requests and spans. Throws CannotExplain that names what there is.
[[nodiscard]] Request request_of(const Run& run, const Outages& outages, std::int64_t id);

}  // namespace roamsim::explain
