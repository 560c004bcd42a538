#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/call_router.hpp"
#include "sim/actors/changes.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// A call that was answered is over: each node on its way that still knows of it has completed one.
void count_ended(Context& context, const CallPath& path, Time at);

/// Calls that have been answered, until both have hung up. Media go from phone to phone: a call outlives the servers
/// that set it up, which then do not hear of its end, and ends early where the lines between the two phones are lost.
class EstablishedCalls final : public ChangeListener {
 public:
  /// A call that nobody follows has no row.
  struct Call {
    ClusterId from_place, to_place;  ///< where the phones stand
    CallPath path;
    std::array<UserId, 2> occupied;   ///< users whose lines it has
    std::vector<std::uint32_t> legs;  ///< rows of the journal
    CallId row;
    Time answered = 0;
  };
  /// Told of the end of a call that has a row, by then in the past tense.
  using Ended = std::function<void(const Call&, record::CallEnd)>;

  EstablishedCalls(Context& context, CallRouter& router) : context_(context), router_(router) {}
  void set_ended(Ended ended) { ended_ = std::move(ended); }

  /// Lines and trunks are occupied from now on; the call is answered at `answered`, after which they talk for so long.
  /// Takes the path out of the setup.
  void hold(CallSetup& setup, Time answered, Duration talk, CallId row, std::vector<std::uint32_t> legs);

  void network_changed() override;
  void node_lost(NodeId node) override;

  /// How many channels of trunks the calls in progress hold, all in all.
  [[nodiscard]] std::uint64_t channels() const;
  [[nodiscard]] std::size_t in_progress() const { return in_progress_; }
  [[nodiscard]] std::size_t most_in_progress() const { return most_in_progress_; }
  /// Calls that were cut off because the lines between the phones were lost.
  [[nodiscard]] std::uint64_t media_lost() const { return media_lost_; }
  /// Calls that a cluster on their way lost sight of.
  [[nodiscard]] std::uint64_t signalling_lost() const { return signalling_lost_; }
  /// What a call in progress costs, in bytes: its record, without its path.
  [[nodiscard]] static std::size_t bytes_per_call() { return sizeof(Held); }

 private:
  struct Held {
    Call call;
    std::uint32_t life = 0;  ///< counts the calls that had this place
    std::uint32_t next_free = 0;
    bool used = false;
    bool without_media = false;
    std::uint32_t losses = 0;  ///< and returns of the media
    bool signalling_lost = false;
  };
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  [[nodiscard]] bool media_flow(const Call& call) const;
  void look_at_media(std::uint32_t place);
  void end(std::uint32_t place, record::CallEnd how);
  void lose_node(Call& call, NodeId node);

  Context& context_;
  CallRouter& router_;
  Ended ended_;
  std::vector<Held> calls_;
  std::uint32_t free_ = none;
  std::size_t in_progress_ = 0, most_in_progress_ = 0;
  std::uint64_t media_lost_ = 0, signalling_lost_ = 0;
};

}  // namespace roamsim::actors
