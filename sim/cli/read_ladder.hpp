#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "sim/cli/ladder.hpp"
#include "sim/record/read_results.hpp"

namespace roamsim::cli {

/// Why something cannot be drawn: there is no such thing in the run, or the run does not keep it.
class NoLadder : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What can be drawn.
enum class Drawn : std::uint8_t { call, login, update };

/// What a run does not keep although it is drawn from it, and how to get it; nothing if all is there.
[[nodiscard]] std::optional<std::string> not_kept(const record::Results& results, Drawn drawn);

/// The signalling of a call. This and the next two throw NoLadder, naming what there is or how to get it.
[[nodiscard]] Ladder ladder_of_call(const record::Results& results, std::int64_t id);

/// A login or logout, stage by stage, and who learned of it when.
[[nodiscard]] Ladder ladder_of_login(const record::Results& results, std::int64_t id);

/// How a location change spread: one by its id, or USER@N for the N-th of a user, from 1 on.
[[nodiscard]] Ladder ladder_of_update(const record::Results& results, const std::string& which);

}  // namespace roamsim::cli
