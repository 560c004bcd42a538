#include "models/queueing_theory/retrials.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/queueing_theory/loss_systems.hpp"

namespace roamsim::queueing {
namespace {

constexpr double most_mass_beyond = 1e-9;
constexpr std::uint32_t most_kept = 1U << 20;
constexpr double precision = 1e-13;

/// The chain cut at `kept` retrying customers, one of whom is lost where one more would come.
class Chain {
 public:
  Chain(const RetrialSystem& system, std::uint32_t kept)
      : servers_(system.servers),
        kept_(kept),
        lambda_(system.arrivals),
        mu_(1 / system.mean_service),
        theta_(1 / system.mean_retry_wait) {}

  // Level j to level j + 1 only from the state with all servers taken, and back only from the others. So with
  // p(c, j) given, all of level j follows from the balance of its states: i = 0 .. c - 1 in terms of the states below,
  // with what comes down from level j + 1 found by the cut between the levels. Solved level by level from the top,
  // where every coefficient is positive, and scaled as it goes.
  RetrialFigures solve() {
    // Unknown x(i, j) as a linear function of the level above: going down from the top needs only the vector above.
    std::vector<double> above(servers_ + 1, 0), level(servers_ + 1, 0);
    double sum = 0, blocked = 0, retrying = 0, top = 0;
    for (std::uint32_t j = kept_ + 1; j-- > 0;) {
      balance(j, above, level);
      if (j == kept_) top = mass(level);
      const double here = mass(level);
      sum += here;
      blocked += level[servers_];
      retrying += here * j;
      above = level;
      if (sum > 1e200) {
        for (double& state : above) state /= sum;
        blocked /= sum, retrying /= sum, top /= sum, sum = 1;
      }
    }
    RetrialFigures figures;
    figures.blocking = blocked / sum;
    figures.retrying = retrying / sum;
    figures.mass_beyond = top / sum;
    figures.kept = kept_;
    figures.attempts = 1 + figures.retrying * theta_ / lambda_;
    return figures;
  }

 private:
  static double mass(const std::vector<double>& level) {
    double sum = 0;
    for (const double state : level) sum += state;
    return sum;
  }

  /// The states of level j, of which what goes up to `above` is known: lambda x(c, j) = (j + 1) theta sum of
  /// above(i), i < c. Balance of (i, j): x(i)(lambda + i mu + j theta) = lambda x(i-1) + (i+1) mu x(i+1)
  /// + (j + 1) theta above(i-1), for i < c. A tridiagonal system that is diagonally dominant, solved from below.
  void balance(std::uint32_t j, const std::vector<double>& above, std::vector<double>& level) const {
    const std::uint32_t c = servers_;
    double full = 1;
    if (j < kept_) {
      double down = 0;
      for (std::uint32_t i = 0; i < c; ++i) down += above[i];
      full = (j + 1) * theta_ * down / lambda_;
    }
    // x(i) = a(i) x(i+1) + b(i)
    std::vector<double> a(c), b(c);
    for (std::uint32_t i = 0; i < c; ++i) {
      const double out = lambda_ + i * mu_ + j * theta_;
      const double comes = i > 0 && j < kept_ ? (j + 1) * theta_ * above[i - 1] : 0;
      const double rest = out - (i > 0 ? lambda_ * a[i - 1] : 0);
      a[i] = (i + 1) * mu_ / rest;
      b[i] = (comes + (i > 0 ? lambda_ * b[i - 1] : 0)) / rest;
    }
    level[c] = full;
    for (std::uint32_t i = c; i-- > 0;) level[i] = a[i] * level[i + 1] + b[i];
  }

  std::uint32_t servers_, kept_;
  double lambda_, mu_, theta_;
};

}  // namespace

std::optional<RetrialFigures> retrial_chain(const RetrialSystem& system) {
  if (system.arrivals * system.mean_service >= system.servers) return std::nullopt;
  for (std::uint32_t kept = 64; kept <= most_kept; kept *= 2) {
    RetrialFigures figures = Chain(system, kept).solve();
    if (figures.mass_beyond < most_mass_beyond) return figures;
  }
  return std::nullopt;
}

std::optional<double> cohens_approximation(std::uint32_t servers, double load) {
  if (load >= servers) return std::nullopt;
  // All are served in the end: what is carried is the load, total (1 - B(total)) = load.
  double low = load, high = std::max(1.0, 2 * load);
  while (high * (1 - erlang_b(servers, high)) < load) high *= 2;
  while (high - low > precision * high) {
    const double middle = (low + high) / 2;
    (middle * (1 - erlang_b(servers, middle)) < load ? low : high) = middle;
  }
  return erlang_b(servers, high);
}

}  // namespace roamsim::queueing
