#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/sparse_column.hpp"
#include "models/base/time.hpp"

namespace roamsim::ils {

/// The log of the updates of one incarnation of one origin.
using LogIndex = std::uint32_t;

/// What one update says. Sequences start at 1 in every log.
struct Update {
  enum class Kind : std::uint8_t {
    cluster_announced,  ///< the origin is a member of the network; of a later incarnation: its state is an older one
    user_announced,     ///< a user's DN, with the origin as home cluster
    stay_opened,        ///< first login of the user in the origin
    stay_extended,      ///< a further device there; moves no location
    stay_reduced,       ///< one of several devices logged out; moves no location
    stay_ended,         ///< the last device logged out
    user_changed        ///< the user became a super user or is none any more; moves no location
  };
  Kind kind = Kind::cluster_announced;
  UserId user;
  StayId stay;
};

/// Names one update.
struct UpdateRef {
  LogIndex log = 0;
  std::uint32_t sequence = 0;  ///< 0: none
  [[nodiscard]] bool valid() const { return sequence != 0; }
};

/// Every update ever issued. Updates are immutable, so clusters do not hold copies: each keeps how far it knows a log.
class Ledger {
 public:
  /// Starts the log of the origin's next incarnation; it becomes the origin's current one.
  LogIndex open_log(ClusterId origin);
  /// Issues an update in the origin's current log.
  UpdateRef append(ClusterId origin, Update update);
  /// Makes room for so many updates in all in the origin's current log.
  void reserve(ClusterId origin, std::size_t updates) { logs_[current_log(origin)].updates.reserve(updates); }

  [[nodiscard]] Update at(LogIndex log, std::uint32_t sequence) const {
    const Packed& packed = logs_[log].updates[sequence - 1];
    return {static_cast<Update::Kind>(packed.kind), packed.user == no_user ? UserId{} : UserId{packed.user},
            packed.stay};
  }
  [[nodiscard]] std::uint32_t size(LogIndex log) const { return static_cast<std::uint32_t>(logs_[log].updates.size()); }
  [[nodiscard]] LogIndex logs() const { return static_cast<LogIndex>(logs_.size()); }
  [[nodiscard]] ClusterId origin(LogIndex log) const { return logs_[log].origin; }
  [[nodiscard]] std::uint32_t incarnation(LogIndex log) const { return logs_[log].incarnation; }
  [[nodiscard]] LogIndex current_log(ClusterId origin) const { return current_[origin.index()]; }

 private:
  static constexpr std::uint32_t no_user = 0x0FFFFFFF;
  /// There are millions of updates, and far fewer users than 28 bits can tell apart.
  struct Packed {
    std::uint32_t kind : 4;
    std::uint32_t user : 28;
    StayId stay;
  };
  struct Log {
    ClusterId origin;
    std::uint32_t incarnation = 0;
    std::vector<Packed> updates;
  };
  std::vector<Log> logs_;
  std::vector<LogIndex> current_;
};

/// One presence of a user in one cluster, from the first login there to the last logout.
struct Stay {
  UserId user;
  ClusterId cluster;
  StayId previous;          ///< the same user's stay before this one
  std::uint32_t epoch = 0;  ///< how many stays the user had before
  Time wall_clock = 0;      ///< what the origin's clock showed at the commit
  UpdateRef opened;
  UpdateRef ended;
  UpdateRef superseded;  ///< the announcement of a later incarnation of the cluster, which does not know this stay
  [[nodiscard]] bool open() const { return !ended.valid() && !superseded.valid(); }
};

/// All stays, by user from the newest back.
class Stays {
 public:
  explicit Stays(std::size_t users) : newest_(users) {}

  /// Makes room for so many stays in all.
  void reserve(std::size_t stays) { stays_.reserve(stays); }

  /// The user's next stay; `opened` is filled in by the caller once issued.
  StayId open(UserId user, ClusterId cluster, Time wall_clock);
  /// A stay that takes the place of one that is over, older than whatever followed that one: with its epoch and clock.
  /// `opened` is filled in by the caller once issued.
  StayId reopen(StayId over);
  [[nodiscard]] Stay& operator[](StayId id) { return stays_[id.index()]; }
  [[nodiscard]] const Stay& operator[](StayId id) const { return stays_[id.index()]; }
  [[nodiscard]] StayId newest(UserId user) const { return newest_[user.index()]; }
  [[nodiscard]] std::size_t size() const { return stays_.size(); }
  /// Has the processor fetch which stay is the user's newest.
  void prefetch(UserId user) const { newest_.prefetch(user.index()); }

 private:
  std::vector<Stay> stays_;
  SparseColumn<StayId> newest_;  ///< by user
};

}  // namespace roamsim::ils
