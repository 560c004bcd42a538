#include "tests/engine/fluid_reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace roamsim::engine::test {

namespace {

class Sharing {
 public:
  Sharing(int flows, int nodes, std::int64_t bandwidth)
      : rate_(bytes_per_ns(bandwidth)), nodes_on_(static_cast<std::size_t>(nodes), true) {
    theory_.fates.resize(static_cast<std::size_t>(flows));
  }

  /// Goes on to a date; with no more steps to come, until all is done.
  void advance(long double to) {
    while (!active_.empty()) {
      const auto least = std::min_element(active_.begin(), active_.end(),
                                          [](const Flow& a, const Flow& b) { return a.left < b.left; });
      const long double share = rate_ / static_cast<long double>(active_.size());
      const long double end = now_ + least->left / share;
      if (end > to) {
        for (Flow& flow : active_) flow.left -= (to - now_) * share;
        break;
      }
      const long double gone = least->left;
      for (Flow& flow : active_) flow.left -= gone;
      now_ = end;
      finish([](const Flow& flow) { return flow.left <= 1e-12L; }, Fate::How::completed);
    }
    now_ = to;
  }

  void apply(const Step& step) {
    switch (step.kind) {
      case Step::Kind::start:
        if (!link_on_ || !nodes_on_[static_cast<std::size_t>(step.node)]) {
          fate(step.number) = {Fate::How::failed, now_};
        } else if (step.amount == 0) {
          fate(step.number) = {Fate::How::completed, now_};
        } else {
          active_.push_back({step.number, step.node, static_cast<long double>(step.amount)});
        }
        break;
      case Step::Kind::cancel:
        note_break();
        finish([&](const Flow& flow) { return flow.number == step.number; }, Fate::How::cancelled);
        break;
      case Step::Kind::link_off:
        note_break();
        link_on_ = false;
        finish([](const Flow&) { return true; }, Fate::How::failed);
        break;
      case Step::Kind::link_on:
        link_on_ = true;
        break;
      case Step::Kind::node_off:
        note_break();
        nodes_on_[static_cast<std::size_t>(step.number)] = false;
        finish([&](const Flow& flow) { return flow.node == step.number; }, Fate::How::failed);
        break;
      case Step::Kind::node_on:
        nodes_on_[static_cast<std::size_t>(step.number)] = true;
        break;
      case Step::Kind::bandwidth:
        rate_ = bytes_per_ns(step.amount);
        break;
    }
  }

  Theory result() {
    for (const Fate& it : theory_.fates) {
      if (it.how != Fate::How::completed) continue;
      for (const long double at : breaks_) theory_.close = theory_.close || std::fabs(at - it.at) < 2000;
    }
    return theory_;
  }

 private:
  struct Flow {
    int number;
    int node;
    long double left;
  };

  static long double bytes_per_ns(std::int64_t bandwidth) { return static_cast<long double>(bandwidth) / 8e9L; }
  Fate& fate(int number) { return theory_.fates[static_cast<std::size_t>(number)]; }
  void note_break() { breaks_.push_back(now_); }

  template <class Which>
  void finish(Which which, Fate::How how) {
    for (const Flow& flow : active_) {
      if (which(flow)) fate(flow.number) = {how, now_};
    }
    active_.erase(std::remove_if(active_.begin(), active_.end(), which), active_.end());
  }

  Theory theory_;
  std::vector<Flow> active_;
  long double now_ = 0;
  long double rate_;
  bool link_on_ = true;
  std::vector<bool> nodes_on_;
  std::vector<long double> breaks_;
};

}  // namespace

Theory processor_sharing(const std::vector<Step>& steps, int flows, int nodes, std::int64_t bandwidth) {
  Sharing sharing(flows, nodes, bandwidth);
  for (const Step& step : steps) {
    sharing.advance(static_cast<long double>(step.at));
    sharing.apply(step);
  }
  sharing.advance(1e30L);
  return sharing.result();
}

}  // namespace roamsim::engine::test
