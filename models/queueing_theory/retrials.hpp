#pragma once

#include <cstdint>
#include <optional>

namespace roamsim::queueing {

/// A loss system whose lost customers come again, each after an exponential time, until they are served.
struct RetrialSystem {
  std::uint32_t servers = 1;
  double arrivals = 0;         ///< first attempts a second, Poisson
  double mean_service = 1;     ///< s, exponential
  double mean_retry_wait = 1;  ///< s
};

/// What becomes of it in the long run.
struct RetrialFigures {
  double blocking = 0;     ///< the share of first attempts that find all servers taken
  double retrying = 0;     ///< the mean number of customers who wait to come again
  double attempts = 0;     ///< the mean number of attempts a customer makes
  double mass_beyond = 0;  ///< the probability of the last state kept; what the cut neglects is of its size
  std::uint32_t kept = 0;  ///< so many retrying customers at the most were reckoned with
};

/// Of the Markov chain (servers taken, customers retrying), cut where the mass beyond is below 1e-9; nothing where the
/// load is not below the number of servers, or so close to it that a million retrying customers are not enough.
[[nodiscard]] std::optional<RetrialFigures> retrial_chain(const RetrialSystem& system);

/// Cohen's fixed point (1957): the retries taken as a Poisson stream of their own that adds to the first attempts. An
/// approximation, good where the wait before a retry is long against the service. The share of attempts that are lost;
/// nothing where the load is not below the number of servers.
[[nodiscard]] std::optional<double> cohens_approximation(std::uint32_t servers, double load);

}  // namespace roamsim::queueing
