#include "tests/actors/invariants.hpp"

#include <array>
#include <map>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

#include "models/catalogue/errors.hpp"

namespace roamsim::actors {

namespace {

using record::Journal;
using record::LocationChangeRow;
using record::RequestRow;
using record::SpanRow;

constexpr std::array<std::string_view, 9> login_stages{"services_list", "sign_in_page",  "typing",
                                                       "service",       "commit",        "rebuild",
                                                       "restart",       "configuration", "registration"};
constexpr std::array<std::string_view, 4> logout_stages{"services_list", "sign_in_page", "service", "commit"};

/// The device name of a user's own phone: SEP and its number, from 1, in twelve hexadecimal digits.
std::string own_phone(UserId user) {
  std::ostringstream number;
  number << std::uppercase << std::hex << user.value + 1;
  return "SEP" + std::string(12 - number.str().size(), '0') + number.str();
}

class Inspector {
 public:
  Inspector(const Plan& plan, const Journal& journal) : plan_(plan), journal_(journal) {}

  std::string inspect() {
    std::vector<std::vector<const SpanRow*>> spans(journal_.requests.size());
    for (const SpanRow& span : journal_.spans) spans[span.request.index()].push_back(&span);
    for (std::size_t i = 0; i < spans.size(); ++i) request(i, journal_.requests[i], spans[i]);
    for (std::size_t i = 0; i < journal_.calls.size(); ++i) call(i, journal_.calls[i]);
    offered();
    registrations();
    convergence();
    totals();
    return wrong_.str();
  }

 private:
  template <class... What>
  void expect(bool holds, const What&... what) {
    if (!holds) ((wrong_ << what), ...) << '\n';
  }

  void request(std::size_t i, const RequestRow& row, const std::vector<const SpanRow*>& spans) {
    const bool login = row.kind == RequestRow::Kind::login;
    Time at = row.begin;
    std::size_t stage = 0;
    bool waited = false;
    for (const SpanRow* span : spans) {
      // Only where it takes time: between the commit and what the other node does.
      if (login && span->stage == "replication" && stage == 5 && !waited) {
        waited = true;
        expect(span->begin == at && span->end > span->begin, "request ", i, ": replication at ", span->begin);
        at = span->end;
        continue;
      }
      const bool known = stage < (login ? login_stages.size() : logout_stages.size());
      const std::string_view name = !known ? "" : login ? login_stages[stage] : logout_stages[stage];
      expect(span->stage == name, "request ", i, ": stage ", span->stage, " in place of ", name);
      expect(span->begin == at, "request ", i, ": stage ", span->stage, " begins at ", span->begin, " after ", at);
      expect(span->end >= span->begin, "request ", i, ": stage ", span->stage, " ends before it begins");
      at = span->end;
      ++stage;
    }
    expect(row.end == at, "request ", i, ": ends at ", row.end, ", its stages at ", at);
    expect(row.end == never || row.end <= plan_.duration, "request ", i, ": ends after the run");
    if (row.end == never) return waited ? void() : cut_by_the_end(i, row);
    expect(row.code != 0 || stage == (login ? login_stages.size() : logout_stages.size()), "request ", i,
           ": success after ", stage, " stages");
    expect(
        std::any_of(catalogue::errors.begin(), catalogue::errors.end(),
                    [&](const catalogue::Error& error) { return error.code == row.code && error.shown == row.text(); }),
        "request ", i, ": code ", row.code, " with text ", row.text());
  }

  void cut_by_the_end(std::size_t i, const RequestRow& row) {
    const em::Parameters& em = plan_.clusters[row.cluster.index()].extension_mobility;
    // The rebuild shares a core with at most everything else that runs there: with less than a hundred such works.
    const Duration longest = em.services_list + em.sign_in_page + em.typing + em.service + 100 * em.commit +
                             100 * (em.rebuild + second) + em.restart + 100 * (em.configuration + em.registration);
    expect(row.begin + longest > plan_.duration, "request ", i, ": of ", row.begin, " has no end");
  }

  void call(std::size_t i, const record::CallRow& row) {
    const bool placed = row.origin.valid();
    const calls::Parameters& times = plan_.clusters[placed ? row.origin.index() : 0].calls;
    const Duration analysis = times.digit_analysis;
    const Duration trunk = times.trunk_timeout;
    if (!row.known) {
      expect(row.at + 2 * analysis + trunk + minute > plan_.duration, "call ", i, ": of ", row.at, " has no end");
      return;
    }
    using calls::Outcome;
    expect(row.end >= row.at && row.end <= plan_.duration, "call ", i, ": ends at ", row.end);
    expect(placed == (row.outcome != Outcome::caller_unregistered), "call ", i, ": origin and outcome do not fit");
    const bool nowhere = row.outcome == Outcome::caller_unregistered || row.outcome == Outcome::unallocated_number;
    expect(row.reason == calls::Reason::cluster_lost || row.target.valid() != nowhere, "call ", i,
           ": target and outcome do not fit");
    const bool lost = row.reason == calls::Reason::cluster_lost;  // wherever it was
    const bool remote = !lost && (row.outcome == Outcome::trunk_dead || row.outcome == Outcome::stale_route);
    expect(!remote || row.target != row.origin, "call ", i, ": ", calls::name_of(row.outcome), " within a cluster");
    expect(row.reason != calls::Reason::invite_timed_out || row.end == row.at + analysis + trunk, "call ", i,
           ": gave up at ", row.end);
    expect(row.reason != calls::Reason::connection_refused || row.end < row.at + analysis + second, "call ", i,
           ": refused at ", row.end);
    expect(calls::facts_of(row.reason).outcome == row.outcome, "call ", i, ": reason and outcome do not fit");
  }

  /// What the timeline asks for is what was recorded, each once.
  void offered() {
    std::size_t logins = 0, logouts = 0, calls = 0;
    for (const TimelineEntry& entry : plan_.timeline) {
      if (entry.at > plan_.duration) continue;
      logins += std::holds_alternative<Login>(entry.action) ? 1 : 0;
      logouts += std::holds_alternative<Logout>(entry.action) ? 1 : 0;
      calls += std::holds_alternative<PlaceCall>(entry.action) ? 1 : 0;
    }
    const auto recorded = static_cast<std::size_t>(
        std::count_if(journal_.requests.begin(), journal_.requests.end(),
                      [](const RequestRow& row) { return row.kind == RequestRow::Kind::login; }));
    expect(recorded == logins, recorded, " logins of ", logins);
    expect(journal_.requests.size() - recorded == logouts, journal_.requests.size() - recorded, " logouts of ",
           logouts);
    expect(journal_.calls.size() == calls, journal_.calls.size(), " calls of ", calls);
  }

  void registrations() {
    std::map<std::string, UserId> holder;
    for (std::size_t i = 0; i < plan_.users.size(); ++i) {
      const UserId id(i);
      if (plan_.users.logged_in(i)) holder[own_phone(id)] = id;
    }
    for (const record::RegistrationRow& row : journal_.registrations) {
      const bool held = holder.count(row.phone) != 0;
      expect(held != row.registered, row.phone, row.registered ? " registered twice by " : " lost twice by ", row.at);
      expect(!held || holder[row.phone] == row.user, row.phone, " lost by another user at ", row.at);
      if (row.registered) {
        holder[row.phone] = row.user;
      } else {
        holder.erase(row.phone);
      }
    }
  }

  void convergence() {
    const auto& changes = journal_.location_changes;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> sequences;
    for (const LocationChangeRow& change : changes) {
      std::uint32_t& last = sequences[{change.cluster.value, change.incarnation}];
      expect(change.sequence > last, "a change of ", change.at, " has sequence ", change.sequence, " after ", last);
      last = change.sequence;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> rows;
    for (const record::ConvergenceRow& row : journal_.convergence) {
      expect(++rows[{row.change, row.cluster.value}] == 1, "two rows of one change and cluster");
      const bool own = changes[row.change].cluster == row.cluster;
      expect(row.received <= row.applied, "applied before it was received");
      expect(own ? row.received == changes[row.change].at : row.received > changes[row.change].at, "received at ",
             row.received, " what was committed at ", changes[row.change].at);
    }
    for (const record::ExchangeRow& row : journal_.exchanges) {
      expect(row.records > 0 && row.arrived > row.at, "an empty batch, or one that arrives before it is sent");
    }
  }

  void totals() {
    std::map<std::string, double> sums;
    for (const record::ScalarRow& row : journal_.scalars) sums[row.name.substr(0, row.name.find('.'))] += row.value;
    for (const record::ScalarRow& row : journal_.scalars) {
      if (row.name == "calls.offered") sums["calls"] -= row.value;
    }
    const auto known = std::count_if(journal_.calls.begin(), journal_.calls.end(),
                                     [](const record::CallRow& row) { return row.known; });
    expect(sums["calls"] == static_cast<double>(known), "totals of calls: ", sums["calls"], " for ", known);
    const double requests = sums["logins"] + sums["logouts"] + sums["requests"];
    expect(requests == static_cast<double>(journal_.requests.size()), "totals of requests: ", requests);
  }

  const Plan& plan_;
  const Journal& journal_;
  std::ostringstream wrong_;
};

/// A login or logout as it happened to a phone.
struct Happening {
  Time at = 0;
  std::size_t order = 0;
  UserId user;
  ClusterId cluster;
  enum class Kind { login, logout, all_out } kind = Kind::login;
  std::string phone;
};

}  // namespace

std::string violations(const Plan& plan, const Journal& journal) {
  return Inspector(plan, journal).inspect();
}

std::vector<Whereabouts> truth_at_end(const Plan& plan, const Journal& journal) {
  std::vector<Happening> happened;
  std::vector<Time> committed(journal.requests.size(), never);
  for (std::size_t i = 0; i < journal.spans.size(); ++i) {
    const SpanRow& span = journal.spans[i];
    const RequestRow& request = journal.requests[span.request.index()];
    if (span.stage == "commit" && request.kind == RequestRow::Kind::logout && request.code == 0 && span.end != never) {
      happened.push_back({span.end, i, request.user, request.cluster, Happening::Kind::logout, request.phone});
    }
    // A login that was cut off while it was committed has no further stage.
    if (span.stage == "rebuild") {
      happened.push_back({span.begin, i, request.user, request.cluster, Happening::Kind::login, request.phone});
    }
  }
  for (const LocationChangeRow& change : journal.location_changes) {
    if (change.kind != LocationChangeRow::Kind::automatic_logout) continue;
    happened.push_back({change.at, 0, change.user, change.cluster, Happening::Kind::all_out, {}});
  }
  std::stable_sort(happened.begin(), happened.end(), [](const Happening& a, const Happening& b) {
    return std::tuple(a.at, a.order) < std::tuple(b.at, b.order);
  });
  using Device = std::pair<ClusterId, std::string>;
  std::vector<std::vector<Device>> devices(plan.users.size());  // the one used last at the end
  for (std::size_t i = 0; i < plan.users.size(); ++i) {
    if (plan.users[i].logged_in) devices[i].emplace_back(plan.users[i].home, own_phone(UserId(i)));
  }
  for (const Happening& h : happened) {
    std::vector<Device>& mine = devices[h.user.index()];
    const bool alone = plan.clusters[h.cluster.index()].extension_mobility.service_parameters.multiple_login ==
                       em::MultipleLogin::auto_logout;
    switch (h.kind) {
      case Happening::Kind::login:
        if (alone) std::erase_if(mine, [&](const Device& d) { return d.first == h.cluster; });
        mine.emplace_back(h.cluster, h.phone);
        break;
      case Happening::Kind::logout:
        std::erase(mine, Device(h.cluster, h.phone));
        break;
      case Happening::Kind::all_out:
        std::erase_if(mine, [&](const Device& d) { return d.first == h.cluster; });
        break;
    }
  }
  std::vector<Whereabouts> truth;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    Whereabouts& user = truth.emplace_back();
    for (const Device& device : devices[i]) user.devices.push_back(device.first);
    user.cluster = user.devices.empty() ? plan.users[i].home : user.devices.back();
  }
  return truth;
}

}  // namespace roamsim::actors
