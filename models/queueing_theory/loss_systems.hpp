#pragma once

#include <cstdint>
#include <vector>

namespace roamsim::queueing {

/// Erlang's loss formula: the share of Poisson arrivals that find all of so many servers taken, at an offered load in
/// erlangs (above or at 0), whatever the distribution of the service time (Erlang 1917, Sevastyanov 1957).
[[nodiscard]] double erlang_b(std::uint32_t servers, double load);

/// P(0) to P(limit) of how many are there where Poisson arrivals share so many cores equally, each with at most one,
/// and whoever finds `limit` there is lost: M/G/m-PS/K. P(n) is in proportion to load^n / prod over i <= n of min(i,
/// cores), whatever the distribution of the work (insensitivity of processor sharing: Cohen 1979, Kelly 1979). `load`:
/// arrivals a second times the mean work in seconds of one core.
[[nodiscard]] std::vector<double> processor_sharing_states(std::uint32_t cores, std::uint32_t limit, double load);

/// The share of arrivals lost there: P(limit). With cores >= limit it is Erlang's formula.
[[nodiscard]] double processor_sharing_blocking(std::uint32_t cores, std::uint32_t limit, double load);

/// Engset's loss formula for a finite population: the share of attempts that find all servers taken. Each of `sources`
/// waits exponentially between an end, or a refusal, and its next attempt; `load_of_idle`: mean service time over the
/// mean of that wait. Does not depend on the distribution of the service time.
[[nodiscard]] double engset(std::uint32_t servers, std::uint32_t sources, double load_of_idle);

}  // namespace roamsim::queueing
