#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/ils_observer.hpp"

namespace roamsim::actors {

/// What the time between two dates was used for, from the end of the warm-up on.
class BusyTime {
 public:
  explicit BusyTime(Time from = 0) : from_(from) {}
  /// One more uses it from `at` on.
  void begin(Time at) {
    if (users_++ == 0) since_ = at;
  }
  /// One less does.
  void end(Time at) {
    if (--users_ == 0) add(since_, at);
  }
  void add(Time begin, Time end);
  /// Of [warm-up, `ended`], with what is still under way.
  [[nodiscard]] double share(Time ended) const;

 private:
  Time from_;
  Time since_ = 0;
  std::uint32_t users_ = 0;
  Duration busy_ = 0;
};

/// What ILS costs each cluster, each pair of clusters and each line, from the end of the warm-up on: what is sent, how
/// long writers and lines are at work with it, which synchronisations take longer than their interval, what is learned,
/// and what could not be done.
class IlsCosts final : public IlsObserver {
 public:
  explicit IlsCosts(const Context& context);

  void sent(ClusterId from, ClusterId to, const ils::Message& message, std::uint64_t bytes) override;
  void batch_over(ClusterId from, ClusterId to, bool arrives) override;
  void answered(ClusterId cluster, ClusterId peer) override;
  void received(ClusterId cluster, const ils::Range& range, ClusterId peer) override;
  void applied(ClusterId cluster, const ils::Range& range) override;
  void writes(ClusterId cluster, Time until) override;
  void peer_lost(ClusterId cluster, ClusterId peer) override;
  void refused(ClusterId cluster, ClusterId peer) override;
  void stopped(ClusterId cluster) override;
  void configured(ClusterId cluster) override;
  void restored(ClusterId cluster) override;

  /// Adds the scalars to the journal.
  void add_scalars(record::Journal& journal, Time ended) const;

 private:
  struct Sent {
    std::uint64_t messages = 0, bytes = 0, batches = 0, records = 0, largest = 0;
    void add(const Sent& other);
  };
  struct Cluster {
    Sent out, in;
    BusyTime writer;
    Time writer_begins = 0, writer_free = 0;  ///< of the work in hand, which is not in `writer` yet
    Time second = 0;                          ///< the one of which `written` counts
    Duration written = 0, most_written = 0;   ///< writing time within one second of the clock
    std::uint64_t records = 0;
    std::uint64_t synchronisations = 0, late = 0;
    std::uint64_t learned = 0;         ///< directory numbers of other clusters
    std::uint64_t joins_refused = 0;   ///< questions to a cluster that is no hub
    std::uint64_t authentication = 0;  ///< messages kept back or turned away
    std::uint64_t unreachable = 0;     ///< times that a peer became so
  };
  [[nodiscard]] bool counts() const { return context_.scheduler.now() >= context_.world.plan.warmup; }
  void synchronised(ClusterId cluster, Time begun);
  void note_join(ClusterId from, ClusterId to, const ils::Message& message);
  [[nodiscard]] std::uint64_t numbers_in(ClusterId cluster, const ils::Range& range) const;
  void note_seconds(Cluster& cluster, Time begin, Time end) const;

  const Context& context_;
  std::vector<Cluster> clusters_;
  std::map<std::pair<ClusterId, ClusterId>, Sent> pairs_;          ///< sender and receiver
  std::map<std::pair<ClusterId, ClusterId>, Time> open_requests_;  ///< who asked, and whom: when
  std::set<std::pair<ClusterId, ClusterId>> open_joins_;           ///< who asked to be taken in, and whom
  std::vector<BusyTime> lines_;                                    ///< by the topology's numbers
};

}  // namespace roamsim::actors
