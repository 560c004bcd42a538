#include "sim/cli/run_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "models/call_routing/outcome.hpp"
#include "sim/cli/page.hpp"
#include "sim/cli/throttling_summary.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/text.hpp"
#include "sim/record/event_kinds.hpp"

namespace roamsim::cli {

namespace {

using core::format_date;
using core::format_duration;
using core::printable;
using record::LocationChangeRow;

constexpr std::size_t rows_shown = 40;

class Summary {
 public:
  Summary(const Plan& plan, const record::Journal& journal, const Painter& paint)
      : plan_(plan), journal_(journal), paint_(paint), page_(paint) {}

  std::string text() {
    head();
    faults();
    location_changes();
    failed_requests();
    storms();
    calls();
    call_figures();
    left_out();
    news();
    ils_costs();
    expectations();
    return page_.take();
  }

 private:
  [[nodiscard]] std::string cluster(ClusterId id) const { return printable(plan_.clusters[id.index()].name); }
  [[nodiscard]] std::string user(UserId id) const { return printable(plan_.users[id.index()].name); }

  void head() {
    const auto with_role = [&](ils::Role role) {
      return std::count_if(plan_.clusters.begin(), plan_.clusters.end(),
                           [&](const ClusterPlan& c) { return c.membership.role == role; });
    };
    const auto super_users =
        std::count_if(plan_.users.begin(), plan_.users.end(), [](const UserPlan& u) { return u.super_user; });
    page_.line("{}", paint_(Colour::bold, printable(plan_.title)));
    page_.line(
        "{} clusters: {} hubs, {} spokes, {} standalone; {} users, {} of them super users; {} simulated, seed {}",
        plan_.clusters.size(), with_role(ils::Role::hub), with_role(ils::Role::spoke), with_role(ils::Role::standalone),
        plan_.users.size(), super_users, format_duration(plan_.duration), plan_.seed);
  }

  void faults() {
    if (journal_.events.empty()) return;
    page_.title("Faults and repairs");
    for (std::size_t i = 0; i < std::min(rows_shown, journal_.events.size()); ++i) fault(journal_.events[i]);
    more(journal_.events.size());
  }

  void fault(const record::EventRow& event) {
    const record::EventKind& kind = record::description_of(event.kind);
    std::string words(kind.words);
    if (kind.phase == record::EventPhase::begins) words = paint_(Colour::red, words);
    if (kind.phase == record::EventPhase::ends) words = paint_(Colour::green, words);
    const std::string thing = thing_of(event, kind.thing);
    page_.line("  {:>12}  {}{}{}", format_date(event.at), thing, thing.empty() ? "" : " ", words);
  }

  [[nodiscard]] std::string thing_of(const record::EventRow& event, record::EventThing thing) const {
    const std::string detail = printable(event.detail);
    using Thing = record::EventThing;
    switch (thing) {
      case Thing::access:
        return fmt::format("line of {} to the cloud", cluster(event.cluster));
      case Thing::degraded_access:
        return fmt::format("line of {} to the cloud ({})", cluster(event.cluster), detail);
      case Thing::line:
        return "line between " + ends(event.link);
      case Thing::degraded_line:
        return fmt::format("line between {} ({})", ends(event.link), detail);
      case Thing::partition:
        return fmt::format("partition ({})", detail);
      case Thing::node:
        return fmt::format("node {} of {}", detail, cluster(event.cluster));
      case Thing::synchronization:
        if (!event.cluster.valid()) return "Super User Synchronization Tool";
        [[fallthrough]];
      case Thing::cluster:
      case Thing::ils:
        return detail.empty() ? cluster(event.cluster) : fmt::format("{} ({})", cluster(event.cluster), detail);
      case Thing::service:
      case Thing::replication:
      case Thing::clock:
      case Thing::authentication:
      case Thing::administration:
        break;
    }
    return detail.empty() ? cluster(event.cluster) : fmt::format("{}: {}", cluster(event.cluster), detail);
  }

  [[nodiscard]] std::string ends(LinkId id) const {
    const DirectLinkPlan& link = plan_.links[id.index()];
    return fmt::format("{} and {}", cluster(link.a), cluster(link.b));
  }

  void location_changes() {
    if (journal_.location_changes.empty()) return;
    page_.title("Location changes");
    const std::size_t shown = std::min(rows_shown, journal_.location_changes.size());
    convergence_ = journal_.convergence.of_first(shown);
    for (std::size_t i = 0; i < shown; ++i) location_change(i);
    more(journal_.location_changes.size());
  }

  void location_change(std::size_t index) {
    const LocationChangeRow& change = journal_.location_changes[index];
    std::string_view what = "logged in at";
    if (change.kind == LocationChangeRow::Kind::logout) what = "logged out at";
    if (change.kind == LocationChangeRow::Kind::automatic_logout) what = "was logged out at";
    page_.line("  {:>12}  {} {} {}", format_date(change.at), user(change.user), what, cluster(change.cluster));
    const record::TableSet kept = plan_.record.tables;
    if (change.request.valid() && kept.has(record::Table::spans)) stages(change);
    if (change.kind != LocationChangeRow::Kind::automatic_logout && kept.has(record::Table::convergence)) {
      convergence(index, change);
    }
  }

  void stages(const LocationChangeRow& change) {
    std::string spans;
    for (const record::SpanRow& span : journal_.spans) {
      if (span.request != change.request || span.end == never) continue;
      fmt::format_to(std::back_inserter(spans), "{}{} {}", spans.empty() ? "" : ", ", span.stage,
                     format_duration(span.end - span.begin));
    }
    page_.line("{:16}{} {}", "", paint_(Colour::dim, "stages:"), spans);
  }

  void convergence(std::size_t index, const LocationChangeRow& change) {
    std::vector<record::ConvergenceRow> rows;
    for (const record::ConvergenceRow& row : convergence_[index]) {
      if (row.cluster != change.cluster) rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.applied < b.applied; });
    std::string known;
    for (const record::ConvergenceRow& row : rows) {
      known += known.empty() ? "" : "; ";
      if (row.applied == never) {
        fmt::format_to(std::back_inserter(known), "{} not before the end", cluster(row.cluster));
      } else {
        fmt::format_to(std::back_inserter(known), "{} after {} (received {})", cluster(row.cluster),
                       format_duration(row.applied - change.at), format_duration(row.received - change.at));
      }
    }
    const std::size_t others = plan_.clusters.size() - 1;
    if (rows.size() < others) {
      fmt::format_to(std::back_inserter(known), "{}{} of {} other clusters never heard of it",
                     known.empty() ? "" : "; ", others - rows.size(), others);
    }
    page_.line("{:16}{} {}", "", paint_(Colour::dim, "right at:"), known);
  }

  /// How slow news may be at the most, and what keeps clusters from the truth for good.
  void news() {
    for (const record::ScalarRow& scalar : journal_.scalars) {
      if (scalar.name == "convergence.bound") {
        page_.line("\nwhere nothing fails and nothing queues, a change is known everywhere within {:.6g} s",
                   scalar.value);
      }
      if (scalar.name == "routes.prevented.first_learned") {
        page_.line("{} users are routed wrong for good by first_learned", scalar.value);
      }
      if (scalar.name == "routes.prevented.wall_clock") {
        page_.line("{} users are routed wrong for good by the clocks of their clusters", scalar.value);
      }
      if (scalar.name == "routes.prevented.outside_the_network") {
        page_.line("{} users have been where the ILS network does not reach", scalar.value);
      }
    }
  }

  /// What ILS costs the clusters through which most of it goes.
  void ils_costs() {
    constexpr std::size_t clusters_shown = 5;
    std::map<std::string_view, std::map<std::string_view, double>> costs;
    for (const ClusterPlan& known : plan_.clusters) costs[known.name];
    for (const record::ScalarRow& scalar : journal_.scalars) {
      const auto of = costs.find(scalar.entity);
      if (of != costs.end()) of->second[scalar.name] = scalar.value;
    }
    std::vector<std::pair<double, std::string_view>> busiest;
    for (auto& [name, cost] : costs) {
      const double bytes = cost["ils.sent.bytes"] + cost["ils.received.bytes"];
      if (cost["ils.sent.batches"] > 0 || cost["ils.received.records"] > 0) busiest.emplace_back(-bytes, name);
    }
    if (busiest.empty()) return;
    std::sort(busiest.begin(), busiest.end());
    page_.title("ILS");
    for (std::size_t i = 0; i < std::min(clusters_shown, busiest.size()); ++i) {
      auto& cost = costs[busiest[i].second];
      page_.line(
          "  {:<12}  {:.3g} kB sent and received, {} batches sent, at most {:.4g} records written a second, writer "
          "busy "
          "{:.2g} %, line {:.2g} %, {} of {} synchronisations late",
          printable(busiest[i].second), -busiest[i].first * 1e-3, cost["ils.sent.batches"],
          cost["ils.writer.records_per_second.max"], 100 * cost["ils.writer.busy"], 100 * cost["ils.line.busy"],
          cost["ils.synchronisations.late"], cost["ils.synchronisations"]);
    }
    if (busiest.size() > clusters_shown) {
      page_.line("  and {} more clusters, see the scalars", busiest.size() - clusters_shown);
    }
  }

  void storms() {
    const std::vector<std::string> lines = throttling_lines(journal_);
    if (!lines.empty()) page_.title("Logins under load");
    for (const std::string& line : lines) page_.line("  {}", line);
  }

  void failed_requests() {
    std::size_t refused = 0;
    for (const record::RequestRow& request : journal_.requests) {
      if (request.code == 0) continue;
      if (refused == 0) page_.title("Refused");
      if (++refused > rows_shown) continue;
      page_.line("  {:>12}  {} of {} at {}: {}", format_date(request.begin),
                 request.kind == record::RequestRow::Kind::login ? "login" : "logout", user(request.user),
                 cluster(request.cluster), request.text().empty() ? "no free phone" : printable(request.text()));
    }
    more(refused);
  }

  void calls() {
    if (journal_.calls.empty()) return;
    page_.title("Calls");
    for (std::size_t i = 0; i < std::min(rows_shown, journal_.calls.size()); ++i) call(journal_.calls[i]);
    more(journal_.calls.size());
  }

  void call(const record::CallRow& call) {
    std::string outcome = "unknown at the end of the run";
    if (call.known && call.outcome == calls::Outcome::connected) {
      outcome = paint_(Colour::green, "reached " + (call.target.valid() ? cluster(call.target) : "the PSTN"));
    } else if (call.known) {
      outcome = paint_(Colour::red, calls::name_of(call.outcome));
      if (call.target.valid()) outcome += ", sent to " + cluster(call.target);
    }
    const std::string from = call.origin.valid() ? " from " + cluster(call.origin) : std::string();
    page_.line("  {:>12}  {} -> {}{}: {}{}", format_date(call.at), user(call.from), printable(call.dialled), from,
               outcome, call.known ? ", after " + format_duration(call.end - call.at) : std::string());
  }

  /// What the background and the probes found, and what outages cost; from scalars, which are there if it was.
  void call_figures() {
    double offered = 0;
    for (const record::ScalarRow& scalar : journal_.scalars) {
      if (scalar.name == "traffic.offered") offered = scalar.value;
    }
    bool any = false;
    const auto title = [&] {
      if (!any) page_.title("Call figures");
      any = true;
    };
    for (const record::ScalarRow& scalar : journal_.scalars) {
      const std::string_view name = scalar.name;
      if (name.starts_with("traffic.") && scalar.value > 0) {
        title();
        page_.line("  background, {}: {:.0f}{}", name.substr(8), scalar.value,
                   name == "traffic.offered" ? "" : fmt::format(" ({:.3g} %)", 100 * scalar.value / offered));
      } else if (name.starts_with("call_delays.")) {
        title();
        page_.line("  post-dial delay, connected, {}: {:.3g} s", name.substr(name.rfind('.') + 1), scalar.value);
      } else if (name == "outage.calls_lost") {
        title();
        const std::string lost = fmt::format("{:.0f} calls lost", scalar.value);
        page_.line("  {} while {}", scalar.value > 0 ? paint_(Colour::red, lost) : lost, printable(scalar.entity));
      } else if (name.starts_with("probes.") && (name.ends_with(".share_reached") || name.ends_with("_reachable"))) {
        title();
        page_.line("  {}: {:.4f}", printable(name), scalar.value);
      }
    }
  }

  void expectations() {
    if (journal_.expectations.empty()) return;
    const auto met = std::count_if(journal_.expectations.begin(), journal_.expectations.end(),
                                   [](const record::ExpectationRow& e) { return e.met; });
    page_.title("Expectations");
    for (const record::ExpectationRow& expectation : journal_.expectations) {
      const std::string verdict = !expectation.judged ? paint_(Colour::yellow, "not judged")
                                  : expectation.met   ? paint_(Colour::green, "met   ")
                                                      : paint_(Colour::red, "FAILED");
      page_.line("  {} {}: {}{}", verdict, printable(expectation.text), printable(expectation.found),
                 distance(expectation));
    }
    const auto not_judged = std::count_if(journal_.expectations.begin(), journal_.expectations.end(),
                                          [](const record::ExpectationRow& e) { return !e.judged; });
    page_.line("  {} of {} met{}", met, journal_.expectations.size(),
               not_judged == 0 ? std::string() : fmt::format(", {} not judged", not_judged));
  }

  /// By how much an expectation was missed, and when.
  static std::string distance(const record::ExpectationRow& expectation) {
    if (expectation.met || !expectation.missed_by) return {};
    std::string text = fmt::format("; missed by {:.6g} {}", *expectation.missed_by, printable(expectation.unit));
    if (expectation.at != never) text += " at " + format_date(expectation.at);
    return text;
  }

  /// What a timeline that waits for events did not come to.
  void left_out() {
    for (const record::ScalarRow& scalar : journal_.scalars) {
      if (scalar.value == 0) continue;
      if (scalar.name == "timeline.not_reached")
        page_.line("{}", paint_(Colour::red, fmt::format("{} actions of the timeline wait for events that did not come",
                                                         scalar.value)));
      if (scalar.name == "timeline.outages_left_out")
        page_.line("{}", paint_(Colour::red, fmt::format("{} outages left out: the thing was out of service already",
                                                         scalar.value)));
    }
  }

  void more(std::size_t total) {
    if (total > rows_shown) page_.line("  and {} more in results.sqlite", total - rows_shown);
  }

  const Plan& plan_;
  const record::Journal& journal_;
  std::vector<std::vector<record::ConvergenceRow>> convergence_;  ///< of the location changes shown
  const Painter& paint_;
  Page page_;
};

}  // namespace

std::string run_summary(const Plan& plan, const record::Journal& journal, const Painter& paint) {
  return Summary(plan, journal, paint).text();
}

bool all_met(const record::Journal& journal) {
  return std::all_of(journal.expectations.begin(), journal.expectations.end(),
                     [](const record::ExpectationRow& e) { return e.met || !e.judged; });
}

}  // namespace roamsim::cli
