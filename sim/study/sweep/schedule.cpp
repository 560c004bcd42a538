#include "sim/study/sweep/schedule.hpp"

#include <algorithm>
#include <cmath>

#include "sim/study/sweep/student_t.hpp"

namespace roamsim::study {

Schedule::Schedule(const SweepPlan& plan, const SweepFolder& folder)
    : plan_(plan),
      folder_(folder),
      repetitions_(plan.points.size(), 0),
      open_(plan.points.size(), 0),
      records_(folder.record_keys()),
      failures_(folder.failure_keys()) {
  for (std::size_t point = 0; point < plan.points.size(); ++point) look_at(point);
}

std::optional<RunId> Schedule::next() {
  if (missing_.empty()) return std::nullopt;
  const RunId run = missing_.front();
  missing_.pop_front();
  return run;
}

void Schedule::ended(RunId run, bool failed) {
  if (repeated_.erase({run.point, run.repetition}) > 0) return;
  ++(failed ? failed_ : done_);
  if (--open_[run.point] == 0) look_at(run.point);
}

void Schedule::repeat(std::size_t count) {
  std::vector<RunId> ended;
  for (std::size_t point = 0; point < repetitions_.size(); ++point) {
    for (std::uint64_t r = 0; r < repetitions_[point]; ++r) {
      if (records_.count(plan_.key_of(plan_.points[point], r)) > 0) ended.push_back({point, r});
    }
  }
  count = std::min(count, ended.size());
  for (std::size_t i = 0; i < count; ++i) {
    const RunId run = ended[i * ended.size() / count];
    repeated_.emplace(run.point, run.repetition);
    missing_.push_back(run);
  }
}

// Adds repetitions, as many as the point began with at a time, until some are missing or there are enough.
void Schedule::look_at(std::size_t point) {
  while (open_[point] == 0) {
    std::uint64_t& have = repetitions_[point];
    if (have > 0 && (!plan_.stop || have >= plan_.stop->at_most || !wide(point))) return;
    const std::uint64_t until = std::min(have + plan_.repetitions, plan_.most_repetitions());
    for (; have < until; ++have) {
      ++wanted_;
      const std::string key = plan_.key_of(plan_.points[point], have);
      if (records_.count(key) > 0) {
        ++done_;
      } else if (failures_.count(key) > 0) {
        ++failed_;
      } else {
        ++open_[point];
        missing_.push_back({point, have});
      }
    }
  }
}

bool Schedule::wide(std::size_t point) const {
  MeanOf values;
  for (std::uint64_t r = 0; r < repetitions_[point]; ++r) {
    const std::optional<RunRecord> record = folder_.record(plan_.key_of(plan_.points[point], r));
    if (!record) continue;
    if (const std::optional<double> value = record->value_of(plan_.measures[plan_.stop->measure])) values.add(*value);
  }
  const MeanInterval found = values.interval(plan_.stop->confidence);
  if (found.count == 0) return false;  // no run of the point has the measure: more of them will not, either
  return found.half_width > plan_.stop->half_width * (plan_.stop->relative ? std::abs(found.mean) : 1);
}

}  // namespace roamsim::study
