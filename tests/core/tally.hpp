#pragma once

namespace roamsim::core::test {

/// How often something was made and destroyed.
struct Tally {
  int made = 0;
  int destroyed = 0;
  [[nodiscard]] int alive() const { return made - destroyed; }
};

/// Counts itself, copies included.
class Counted {
 public:
  explicit Counted(Tally& tally) : tally_(&tally) { ++tally_->made; }
  Counted(const Counted& o) noexcept : tally_(o.tally_) { ++tally_->made; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { ++tally_->destroyed; }

 private:
  Tally* tally_;
};

}  // namespace roamsim::core::test
