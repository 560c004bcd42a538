#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::cli {

/// Somebody who sends and gets messages: a column of a ladder.
struct Lane {
  enum class Kind : std::uint8_t { caller, phone, service, cluster, pstn, called };
  Kind kind = Kind::cluster;
  std::string name;
};

/// A message from one lane to another, or what happens at one.
struct Rung {
  Time at = 0;
  std::size_t from = 0;
  std::size_t to = 0;  ///< the same: it happens there
  std::string text;
  std::optional<Time> until;  ///< when it arrived, or was over; none: not known
  bool lost = false;          ///< a message that does not arrive

  [[nodiscard]] bool is_message() const { return from != to; }
  [[nodiscard]] std::size_t left() const { return std::min(from, to); }
  [[nodiscard]] std::size_t right() const { return std::max(from, to); }
};

/// Who said what to whom, in the order of time: what is drawn of a call, a login or a location change.
struct Ladder {
  std::string kind;  ///< call, login, update
  std::int64_t id = 0;
  std::string title;
  Time begin = 0;  ///< times are shown from here on
  std::vector<Lane> lanes;
  std::vector<Rung> rungs;
  std::vector<std::string> notes;  ///< what is known beside the messages
};

/// What stands beside a rung: its text, whether it is lost, and how long it took if that is known.
[[nodiscard]] std::string label_of(const Rung& rung);
[[nodiscard]] std::string label_without_time(const Rung& rung);

/// In words, as the keys of `--json`.
[[nodiscard]] constexpr const char* name_of(Lane::Kind kind) {
  switch (kind) {
    case Lane::Kind::caller:
      return "caller";
    case Lane::Kind::phone:
      return "phone";
    case Lane::Kind::service:
      return "service";
    case Lane::Kind::cluster:
      return "cluster";
    case Lane::Kind::pstn:
      return "pstn";
    case Lane::Kind::called:
      return "called";
  }
  return "";
}

}  // namespace roamsim::cli
