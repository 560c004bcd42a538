// Random flows, cancellations, faults and repairs against theory, each case in a process of its own.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/engine/child.hpp"
#include "tests/engine/fluid_reference.hpp"
#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

constexpr int nodes = 3;
constexpr double tolerance = 1000;  // ns

// A fixed stream: the cases are the same in every run.
class EngineProperty : public testing::Test {
 protected:
  void SetUp() override { setenv("RC_PARAMS", "seed=20240607 max_success=150", 0); }
};

struct Case {
  std::int64_t bandwidth = 0;
  int flows = 0;
  std::vector<Step> steps;
};

void show(const Case& c, std::ostream& out) {
  out << "bandwidth " << c.bandwidth << "\n";
  for (const Step& s : c.steps) {
    out << s.at << ": kind " << static_cast<int>(s.kind) << " number " << s.number << " node " << s.node << " amount "
        << s.amount << "\n";
  }
}

rc::Gen<Case> cases() {
  return rc::gen::exec([] {
    Case c;
    c.bandwidth = *rc::gen::element<std::int64_t>(64'000, 1'544'000, 100'000'000, 999'999'937, 10'000'000'000);
    // On average some flows overlap, whatever the bandwidth.
    const std::int64_t bytes = c.bandwidth / 8 / 20;
    for (int kind = *rc::gen::inRange(5, 40); kind > 0; --kind) {
      Step step;
      step.at = *rc::gen::inRange<Time>(0, second);
      const int choice = *rc::gen::inRange(0, 20);
      if (choice < 12) {
        step = {Step::Kind::start, step.at, c.flows++, *rc::gen::inRange(0, nodes),
                *rc::gen::inRange<std::int64_t>(0, 2 * bytes)};
      } else if (choice < 15) {
        step = {Step::Kind::cancel, step.at, *rc::gen::inRange(0, 20), 0, 0};
      } else if (choice < 17) {
        const bool on = *rc::gen::inRange(0, 3) != 0;
        step.kind = on ? Step::Kind::link_on : Step::Kind::link_off;
      } else if (choice < 19) {
        const bool on = *rc::gen::inRange(0, 2) != 0;
        step = {on ? Step::Kind::node_on : Step::Kind::node_off, step.at, *rc::gen::inRange(0, nodes), 0, 0};
      } else {
        step = {Step::Kind::bandwidth, step.at, 0, 0, c.bandwidth / *rc::gen::inRange(1, 9) * 3};
      }
      c.steps.push_back(step);
    }
    std::stable_sort(c.steps.begin(), c.steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    return c;
  });
}

/// Plays a case on the engine; notes every violation of the order of time.
class Player {
 public:
  explicit Player(const Case& c) : bed_(platform(c)), ids_(static_cast<std::size_t>(c.flows)), fates_(ids_.size()) {
    for (const Step& step : c.steps) {
      bed_.at(step.at, [this, &step] {
        look();
        apply(step);
      });
    }
    for (Time at = 0; at < second; at += 7 * millisecond)
      bed_.at(
          at, [this] { look(); }, core::Priority::probe);
  }

  const std::vector<Fate>& play() {
    if (bed_.run() != core::RunEnd::exhausted) wrong_ += "the run does not end\n";
    const EngineStats stats = bed_.engine.stats();
    if (stats.in_flight != 0) wrong_ += "something is still in flight\n";
    if (stats.started != stats.completed + stats.failed + stats.cancelled) wrong_ += "ends do not add up\n";
    return fates_;
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  static PlatformSpec platform(const Case& c) {
    PlatformSpec spec = star(2);
    for (ClusterSpec& cluster : spec.clusters) cluster.nodes.resize(nodes);
    spec.direct_links.push_back({ClusterId(0), ClusterId(1), c.bandwidth, millisecond});
    return spec;
  }

  void look() {
    if (bed_.scheduler.now() < last_) wrong_ += "time went back to " + std::to_string(bed_.scheduler.now()) + "\n";
    last_ = bed_.scheduler.now();
  }

  void settle(std::size_t flow, Fate::How how) {
    if (fates_[flow].how != Fate::How::unknown) wrong_ += "flow " + std::to_string(flow) + " ended twice\n";
    fates_[flow] = {how, static_cast<long double>(bed_.scheduler.now())};
  }

  void apply(const Step& step) {
    const LinkId link = bed_.engine.topology().direct_link(ClusterId(0), ClusterId(1));
    const auto number = static_cast<std::size_t>(step.number);
    switch (step.kind) {
      case Step::Kind::start: {
        const NodeId near = bed_.node(0, step.node);
        const NodeId far = bed_.node(1, step.number % nodes);
        const auto told = [this, number](FlowEnd how) {
          look();
          settle(number, how == FlowEnd::completed ? Fate::How::completed : Fate::How::failed);
        };
        const auto bytes = static_cast<std::uint64_t>(step.amount);
        ids_[number] = number % 2 == 0 ? bed_.engine.start_flow(near, far, bytes, told)
                                       : bed_.engine.start_flow(far, near, bytes, told);
        break;
      }
      case Step::Kind::cancel:
        if (number < ids_.size() && bed_.engine.cancel(ids_[number])) settle(number, Fate::How::cancelled);
        break;
      case Step::Kind::link_off:
      case Step::Kind::link_on:
        bed_.engine.set_link_on(link, step.kind == Step::Kind::link_on);
        break;
      case Step::Kind::node_off:
      case Step::Kind::node_on:
        bed_.engine.set_node_on(bed_.node(0, step.number), step.kind == Step::Kind::node_on);
        break;
      case Step::Kind::bandwidth:
        bed_.engine.set_bandwidth(link, step.amount);
        break;
    }
  }

  Bed bed_;
  std::vector<ActivityId> ids_;
  std::vector<Fate> fates_;
  std::string wrong_;
  Time last_ = 0;
};

std::string difference(const Case& c, const Theory& theory) {
  Player player(c);
  const std::vector<Fate>& fates = player.play();
  std::string wrong = player.wrong();
  for (std::size_t i = 0; i < fates.size() && !theory.close; ++i) {
    const double late = static_cast<double>(fates[i].at - theory.fates[i].at);
    if (fates[i].how == theory.fates[i].how && std::fabs(late) <= tolerance) continue;
    wrong += "flow " + std::to_string(i) + ": how " + std::to_string(static_cast<int>(fates[i].how)) + " for " +
             std::to_string(static_cast<int>(theory.fates[i].how)) + ", late by " + std::to_string(late) + " ns\n";
  }
  return wrong;
}

TEST_F(EngineProperty, OneLinkIsProcessorSharing) {
  int close = 0;
  int compared = 0;
  EXPECT_TRUE(rc::check([&] {
    const Case c = *cases();
    const Theory theory = processor_sharing(c.steps, c.flows, nodes, c.bandwidth);
    ++(theory.close ? close : compared);
    const std::string wrong = in_child([&] { return difference(c, theory); });
    if (!wrong.empty()) {
      show(c, RC_LOG());
      RC_FAIL(wrong);
    }
  }));
  EXPECT_GT(compared, 20 * close);
}

// Many links at once: there is no theory at hand, but everything ends once, failures come at faults only, and time goes
// on.
std::string storm(std::uint64_t seed, int steps) {
  PlatformSpec spec = star(6, 1'544'000);
  spec.direct_links.push_back({ClusterId(0), ClusterId(1), 2'048'000, 0});
  spec.lan_bandwidth = 3'000'000;
  Bed bed(spec);
  std::vector<ActivityId> ids;
  std::vector<bool> over;
  std::string wrong;
  Time last = 0;
  std::uint64_t state = seed;
  const auto draw = [&state](int below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(below));
  };
  const auto note = [&](std::size_t number) {
    return [&, number](FlowEnd) {
      if (over[number]) wrong += "ended twice\n";
      over[number] = true;
      if (bed.scheduler.now() < last) wrong += "time went back\n";
      last = bed.scheduler.now();
    };
  };
  const auto step = [&] {
    const int choice = draw(16);
    if (bed.scheduler.now() < last) wrong += "time went back\n";
    last = bed.scheduler.now();
    if (choice < 9) {
      over.push_back(false);
      const NodeId from = bed.node(draw(6), draw(2));
      const NodeId to = bed.node(draw(6), draw(2));
      ids.push_back(bed.engine.start_flow(from, to, static_cast<std::uint64_t>(draw(5000)), note(ids.size())));
    } else if (choice < 12) {
      over.push_back(false);
      ids.push_back(bed.engine.start_computation(bed.node(draw(6)), draw(30'000'000), note(ids.size())));
    } else if (choice == 12 && !ids.empty()) {
      const auto number = static_cast<std::size_t>(draw(static_cast<int>(ids.size())));
      if (bed.engine.cancel(ids[number])) over[number] = true;
    } else if (choice == 13) {
      bed.engine.set_link_on(LinkId(draw(7)), draw(3) != 0);
    } else if (choice == 14) {
      bed.engine.set_node_on(NodeId(draw(12)), draw(3) != 0);
    } else {
      bed.engine.set_bandwidth(LinkId(draw(7)), 64'000 + draw(3'000'000));
    }
  };
  for (int i = 0; i < steps; ++i) bed.at(draw(1'000'000) * microsecond, [&step] { step(); });
  if (bed.run() != core::RunEnd::exhausted) wrong += "the run does not end\n";
  if (std::count(over.begin(), over.end(), false) != 0) wrong += "something never ended\n";
  const EngineStats stats = bed.engine.stats();
  if (stats.started != stats.completed + stats.failed + stats.cancelled) wrong += "ends do not add up\n";
  if (stats.started != ids.size()) wrong += "starts do not add up\n";
  return wrong;
}

TEST_F(EngineProperty, EverythingEndsOnceOnManyLinks) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const int steps = *rc::gen::inRange(1, 600);
    const std::string wrong = in_child([&] { return storm(seed, steps); });
    RC_ASSERT(wrong.empty());
  }));
}

}  // namespace
}  // namespace roamsim::engine::test
