#include "sim/engine/simgrid_tracing.hpp"

#include <charconv>
#include <fstream>
#include <simgrid/s4u.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/text.hpp"

namespace roamsim::engine {

namespace s4u = simgrid::s4u;

namespace {

using EndSignal = simgrid::xbt::signal<void()>;

// SimGrid 3.32 takes the end of each run_until() for the end of the simulation and closes its trace there; we call it
// for every step. So this signal is held back until the run is over. It is private, and the access of an explicit
// instantiation is not checked.
EndSignal& end_of_simulation();
template <EndSignal* signal>
struct Reveal {
  friend EndSignal& end_of_simulation() { return *signal; }
};
template struct Reveal<&s4u::Engine::on_simulation_end>;

/// Names of the specification may hold anything; those of SimGrid's objects are ours.
std::string names(const PlatformSpec& spec) {
  std::string text = "roamsim:";
  for (std::size_t i = 0; i < spec.clusters.size(); ++i) {
    text += " cluster" + std::to_string(i) + " = " + core::printable(spec.clusters[i].name) + ";";
  }
  return text;
}

constexpr int digits = 9;  // of the seconds: nanoseconds

/// "12.345678901" in nanoseconds.
std::int64_t nanoseconds(std::string_view seconds) {
  const std::size_t point = seconds.find('.');
  if (point == std::string_view::npos || seconds.size() != point + 1 + digits) throw std::runtime_error("odd date");
  std::string whole(seconds.substr(0, point));
  whole += seconds.substr(point + 1);
  std::int64_t value = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), value);
  return value;
}

std::string seconds(std::int64_t ns) {
  std::string text = std::to_string(ns);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  text.insert(text.size() - digits, ".");
  return text;
}

}  // namespace

class SimGridTracing::Impl {
 public:
  explicit Impl(std::string file) : file_(std::move(file)), held_(std::exchange(end_of_simulation(), {})) {}

  void note_offset(std::int64_t clock, Duration offset) {
    if (!offsets_.empty() && offsets_.back().clock == clock) offsets_.pop_back();
    offsets_.push_back({clock, offset});
  }

  void finish(Time end) {
    std::exchange(held_, {})();
    std::ifstream from(file_);
    const std::string dated = file_ + ".dated";
    std::ofstream to(dated);
    std::string line;
    bool complete = false;
    while (std::getline(from, line)) {
      to << with_date(line, end) << '\n';
      // SimGrid does not look whether its file can be written; what it takes apart at the end comes last.
      complete = line.starts_with("7 ");
    }
    to.close();
    if (!complete || !to) {
      std::remove(dated.c_str());
      throw std::runtime_error("cannot write all of it");
    }
    if (std::rename(dated.c_str(), file_.c_str()) != 0) throw std::runtime_error("cannot replace it");
  }

 private:
  struct Offset {
    std::int64_t clock;
    Duration offset;
  };

  /// Definitions (0 to 5), the header and comments have no date; in the others it is the second word.
  std::string with_date(const std::string& line, Time last) {
    const std::size_t begin = line.find(' ') + 1;
    const std::size_t end = line.find(' ', begin);
    const bool has_number = !line.empty() && line[0] >= '0' && line[0] <= '9';
    if (!has_number || (begin == 2 && line[0] <= '5') || end == std::string::npos) return line;
    const std::int64_t clock = nanoseconds(std::string_view(line).substr(begin, end - begin));
    return line.substr(0, begin) + seconds(date_of(line, clock, last)) + line.substr(end);
  }

  // Lines come in the order of their dates.
  Time date_of(const std::string& line, std::int64_t clock, Time last) {
    in_use_ = in_use_ || line.starts_with("9 ");
    if (line.starts_with("7 ")) return last;
    if (!in_use_ && clock == 0) return 0;       // the platform as it is at the start
    const bool ends = line.starts_with("10 ");  // what is no longer used ends in the stretch in which it was used
    while (at_ + 1 < offsets_.size() && (ends ? offsets_[at_ + 1].clock < clock : offsets_[at_ + 1].clock <= clock)) {
      ++at_;
    }
    return clock + (offsets_.empty() ? 0 : offsets_[at_].offset);
  }

  std::string file_;
  EndSignal held_;
  std::vector<Offset> offsets_;
  std::size_t at_ = 0;
  bool in_use_ = false;
};

SimGridTracing::SimGridTracing(std::string file, const PlatformSpec& spec) {
  s4u::Engine::set_config("tracing/platform/topology", false);  // a star's has nothing in it, and takes its time
  for (const char* option : {"tracing", "tracing/platform", "tracing/uncategorized"}) {
    s4u::Engine::set_config(option, true);
  }
  s4u::Engine::set_config("tracing/precision", digits);
  s4u::Engine::set_config("tracing/filename", file);
  s4u::Engine::set_config("tracing/comment", names(spec));
  impl_ = std::make_unique<Impl>(std::move(file));
}
SimGridTracing::~SimGridTracing() = default;
void SimGridTracing::note_offset(std::int64_t clock, Duration offset) {
  impl_->note_offset(clock, offset);
}
void SimGridTracing::finish(Time end) {
  impl_->finish(end);
}

}  // namespace roamsim::engine
