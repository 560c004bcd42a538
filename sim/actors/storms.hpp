#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/actors/changes.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/free_phones.hpp"
#include "sim/actors/invariants.hpp"
#include "sim/actors/moments.hpp"
#include "sim/actors/storm_arrivals.hpp"
#include "sim/actors/storm_figures.hpp"
#include "sim/core/random/distribution.hpp"

namespace roamsim::actors {

/// The users of the plan's storms: each comes in turn, walks to a phone or stands in line for one, logs in, and does
/// what he does when he is refused. Each user of a storm draws from a stream of his own, so that what becomes of others
/// changes nothing of it.
class Storms final : public RequestOwner, public ChangeListener {
 public:
  Storms(Context& context, ExtensionMobilityService& service, Invariants& invariants, Moments& moments);
  Storms(const Storms&) = delete;
  Storms& operator=(const Storms&) = delete;

  void start();
  void request_ended(std::uint64_t ticket, std::int32_t code) override;
  void phone_freed(PhoneId phone) override;
  /// The rows and scalars of all storms, at the end of the run.
  void report(Time ended);

 private:
  static constexpr std::uint32_t no_line = 0xFFFFFFFF;

  struct Visitor {
    enum class State : std::uint8_t {
      not_come,
      on_the_way,
      in_line,
      in_flight,  ///< the login or logout that the storm is about
      pausing,
      there,  ///< logged in, or out for good
      leaving,
      thinking,
      gone
    };
    UserId user;
    ClusterId cluster;
    PhoneId phone;  ///< at which the user is
    std::uint32_t target = 0;
    std::uint32_t tries = 0;  ///< refusals of the request in hand
    std::uint32_t attempts = 0, successes = 0, refusals = 0;
    std::int32_t code = 0;  ///< of the last refusal
    State state = State::not_come;
    bool gave_up = false;
    Time came = never;  ///< to the phone, of this visit
    Time done = never;
  };
  /// What there is of a visitor who comes again and again.
  struct Visits {
    std::uint32_t present = 0;  ///< counted from 0
    Time came = never;          ///< to the phone, of the first one
  };
  /// What there is of a visitor who stands in line where there is no phone.
  struct InLine {
    std::uint32_t number = 0;  ///< tells one time in line from another
    Time since = 0;
    Duration waited = 0;  ///< the times before this one
  };

  /// Who waits for one of some phones.
  struct Place {
    std::uint32_t storm = 0, visitor = 0, in_line = 0;
  };
  struct Line {
    ClusterId cluster;
    std::optional<FreePhones> pool;  ///< none: the spare phones of the cluster
    std::deque<Place> places;
    std::size_t waiting = 0;  ///< of the places: those whose users have not gone away
    bool awake = false;       ///< somebody is about to look who is next
  };

  struct Storm {
    const StormPlan& plan;
    random::StreamKey key;
    random::Distribution walking, stays, think;
    std::optional<random::Distribution> typing;
    StormArrivals arrivals;
    StormFigures figures;
    std::vector<double> weights;       ///< of the targets, added up
    std::vector<std::uint32_t> lines;  ///< by target: of its own phones; `no_line`: the spare ones of the cluster
    std::vector<Visitor> visitors;
    std::vector<Visits> visits;   ///< by visitor; empty but in a closed loop
    std::vector<InLine> in_line;  ///< by visitor; empty where nobody waits for a phone
    Time began = never;
    std::size_t next = 0;  ///< who comes next
  };

  /// What one visitor draws, each from a place of its own in his stream.
  enum class Draw : std::uint8_t { target, cluster, walking, stays, think, per_try };
  [[nodiscard]] random::Stream drawn(const Storm& storm, std::uint32_t visitor, Draw what,
                                     std::uint32_t number = 0) const;

  void add(const StormPlan& plan);
  void add_lines(Storm& storm);
  void draw_visitors(Storm& storm);
  void begin(std::size_t storm);
  void arm(std::size_t storm);
  void come(std::size_t storm);
  void set_out(std::size_t storm, std::uint32_t visitor);
  void choose(Storm& storm, std::uint32_t visitor);
  void arrive(std::size_t storm, std::uint32_t visitor);
  void attempt(std::size_t storm, std::uint32_t visitor);
  void attempt_at(std::size_t storm, std::uint32_t visitor, PhoneId phone);
  void line_up(std::size_t storm, std::uint32_t visitor, Line& line);
  void succeeded(std::size_t storm, std::uint32_t visitor);
  void refused(std::size_t storm, std::uint32_t visitor, std::int32_t code);
  void give_up(std::size_t storm, std::uint32_t visitor);
  void leave(std::size_t storm, std::uint32_t visitor);
  void leaving_ended(std::size_t storm, std::uint32_t visitor, std::int32_t code);
  void leave_loop(std::size_t storm, std::uint32_t visitor);

  [[nodiscard]] Line& line_of(Storm& storm, const Visitor& visitor);
  [[nodiscard]] PhoneId find_phone(Line& line, UserId user);
  void wake(std::size_t line);
  void serve(std::size_t line);
  [[nodiscard]] record::StormUserRow row_of(std::size_t storm, std::uint32_t visitor) const;

  /// After so long, unless the run is over then.
  template <class F>
  void later(Duration wait, F f) {
    context_.scheduler.after(wait, core::Priority::user, f);
  }
  [[nodiscard]] Time now() const { return context_.scheduler.now(); }

  Context& context_;
  ExtensionMobilityService& service_;
  Invariants& invariants_;
  Moments& moments_;
  std::deque<Storm> storms_;
  std::deque<Line> lines_;                             ///< of the clusters' spare phones, then those of targets
  std::vector<std::vector<std::uint32_t>> of_phones_;  ///< by phone with a name: lines of targets
};

}  // namespace roamsim::actors
