#include "sim/actors/call_router.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace roamsim::actors {

using calls::Decision;
using calls::Entry;
using calls::Reason;

CallRouter::CallRouter(Context& context, Trunks& trunks)
    : context_(context),
      trunks_(trunks),
      talking_(context.world.plan.users.size()),
      loads_(context.world.plan.clusters.size()) {
  const Plan& plan = context.world.plan;
  for (const ClusterPlan& cluster : plan.clusters) {
    std::vector<calls::NumberPattern>& own = patterns_.emplace_back();
    // A pattern that is none was reported when the scenario was checked.
    for (const calls::RoutePattern& route : cluster.calls.route_patterns) {
      if (const auto pattern = calls::NumberPattern::parse(route.pattern)) own.push_back(*pattern);
    }
  }
  for (const UserNumbers& numbers : plan.user_numbers) {
    if (!numbers.pstn.empty()) by_pstn_number_.emplace_back(calls::digits_of(numbers.pstn), numbers.user);
  }
  std::sort(by_pstn_number_.begin(), by_pstn_number_.end());
}

Duration CallRouter::step(CallSetup& setup, CallTrail* trail) {
  if (setup.followed && !setup.over()) {
    const bool lost = std::any_of(setup.path.begin(), setup.path.end(), [this](const Passed& passed) {
      return passed.cluster.valid() && !context_.world.clusters[passed.cluster.index()].serving;
    });
    if (lost) {
      if (setup.holds_next()) trunks_.give_back(setup.at(), setup.next);
      return end(setup, Reason::cluster_lost, 0);
    }
  }
  switch (setup.stage) {
    case Stage::dial:
      return dial(setup, trail);
    case Stage::arrive:
      return arrive(setup, trail);
    case Stage::route:
      return route(setup);
    case Stage::send:
      return send(setup, trail);
    case Stage::reach:
      return reach(setup, trail);
    case Stage::repeat:
      return repeat(setup, trail);
    case Stage::give_up:
      return give_up(setup, trail);
    case Stage::pstn:
      return from_pstn(setup, trail);
    case Stage::over:
      return 0;
  }
  return 0;
}

PhoneId CallRouter::phone_of(UserId user, ClusterId cluster) const {
  const World& world = context_.world;
  for (PhoneId phone = world.sessions.first_device(user); phone.valid(); phone = world.sessions.next_device(phone)) {
    const ClusterId serving = world.serving_cluster(phone);
    const bool meant = !cluster.valid() || serving == cluster;
    if (!meant || world.registered[phone.index()] == 0) continue;
    // One that is registered over the network may be out of reach already.
    if (!world.away_from_home(phone) || context_.engine.topology().path_on(world.directory.cluster_of(phone), serving))
      return phone;
  }
  return {};
}

void CallRouter::prefetch(UserId user) const {
  context_.world.prefetch(user);
  talking_.prefetch(user.index());
}

Duration CallRouter::way_to(PhoneId phone) const {
  if (!phone.valid() || !context_.world.away_from_home(phone)) return 0;
  return context_.engine.latency(context_.world.serving_cluster(phone), context_.world.directory.cluster_of(phone));
}

Duration CallRouter::way_back(const CallSetup& setup) const {
  Duration way = way_to(setup.calling);
  for (std::size_t i = 1; i < setup.path.size(); ++i) {
    if (setup.path[i].by_trunk) way += context_.engine.latency(setup.path[i - 1].cluster, setup.path[i].cluster);
  }
  return way;
}

void CallRouter::occupy(CallSetup& setup, UserId user) {
  if (!setup.lasts) return;
  ++talking_.at(user.index());
  setup.occupied[setup.occupied[0].valid() ? 1 : 0] = user;
}

void CallRouter::set_free(std::array<UserId, 2>& users) {
  for (UserId& user : users) {
    if (user.valid()) --talking_.at(user.index());
    user = UserId{};
  }
}

Duration CallRouter::end(CallSetup& setup, Reason reason, Duration after) {
  setup.reason = reason;
  setup.stage = Stage::over;
  return after;
}

Duration CallRouter::dial(CallSetup& setup, CallTrail* trail) {
  if (!setup.asks) {
    setup.calling = phone_of(setup.from, ClusterId{});
    if (!setup.calling.valid()) return end(setup, Reason::caller_unregistered, 0);
    setup.origin = context_.world.serving_cluster(setup.calling);
    if (talking_[setup.from.index()] > 0) return end(setup, Reason::caller_in_a_call, 0);
    occupy(setup, setup.from);
  }
  enter(setup, setup.origin, Entry::phone, trail);
  return way_to(setup.calling);
}

NodeId CallRouter::node_of(ClusterId cluster, PhoneId phone) const {
  const World& world = context_.world;
  const NodeId first = world.first_node[cluster.index()];
  const NodeId past = world.first_node[cluster.index() + 1];
  if (phone.valid()) {
    const NodeId node = world.registered_at[phone.index()];
    if (node.valid() && node >= first && node < past) return node;
  }
  for (NodeId node = first; node < past; ++node.value) {
    if (world.nodes[node.index()].call_processing) return node;
  }
  return first;
}

void CallRouter::hand_to_phone(CallSetup& setup) {
  // The caller's node processes a call within its cluster; what came from elsewhere is its phone's node's.
  if (setup.path.size() < 2) return;
  Passed& here = setup.path.back();
  const NodeId node = node_of(here.cluster, setup.called);
  if (!setup.asks && node != here.node) {
    context_.journal.counters.add(here.node, record::Counter::calls_attempted, setup.arrived, -1);
    context_.journal.counters.add(node, record::Counter::calls_attempted, setup.arrived, 1);
  }
  here.node = node;
}

void CallRouter::enter(CallSetup& setup, ClusterId cluster, Entry entry, CallTrail* trail) {
  const bool by_trunk = entry == Entry::trunk;
  const NodeId node = node_of(cluster, entry == Entry::phone ? setup.calling : PhoneId{});
  const Time now = context_.scheduler.now();
  setup.path.push_back({cluster, node, by_trunk, by_trunk && !setup.asks, false});
  setup.arrived = now;
  if (!setup.asks) context_.journal.counters.add(node, record::Counter::calls_attempted, now, 1);
  setup.entry = entry;
  setup.stage = Stage::arrive;
  if (trail != nullptr) trail->entered(setup);
}

std::optional<Reason> CallRouter::cluster_limit(ClusterId cluster) {
  const calls::Parameters& own = parameters(cluster);
  if (!own.max_calls && !own.calls_per_second) return std::nullopt;
  Load& load = loads_[cluster.index()];
  if (own.max_calls && load.calls >= *own.max_calls) return Reason::cluster_full;
  if (own.calls_per_second && !load.rate.pass(context_.scheduler.now(), *own.calls_per_second)) {
    return Reason::cluster_rate;
  }
  ++load.calls;
  return std::nullopt;
}

Duration CallRouter::arrive(CallSetup& setup, CallTrail* trail) {
  Passed& here = setup.path.back();
  if (!setup.asks && !here.counted) {
    if (const std::optional<Reason> limit = cluster_limit(here.cluster)) {
      setup.reason = *limit;
      // One that only passes the call on is not the only way.
      const bool passes = setup.entry == Entry::trunk && setup.target != here.cluster;
      return passes ? unwind(setup, trail) : end(setup, *limit, way_back(setup));
    }
    here.counted = parameters(here.cluster).max_calls || parameters(here.cluster).calls_per_second;
  }
  const Duration analysis = parameters(here.cluster).digit_analysis;
  // What only passes on its way to the cluster routed to is sent on by its route string.
  if (setup.entry == Entry::trunk && setup.target != here.cluster) {
    setup.stage = Stage::send;
    return analysis;
  }
  setup.stage = Stage::route;
  if (setup.entry != Entry::phone || !setup.followed) return analysis;
  const Decision decision = decide(parameters(here.cluster), here.cluster, setup.entry, facts(setup));
  return decision.waits ? analysis + parameters(here.cluster).inter_digit_timer : analysis;
}

Duration CallRouter::route(CallSetup& setup) {
  const ClusterId here = setup.at();
  const Decision decision = decide(parameters(here), here, setup.entry, facts(setup));
  switch (decision.next) {
    case Decision::Next::deliver:
      setup.target = here;
      return deliver(setup);
    case Decision::Next::cluster:
      setup.target = decision.to;
      setup.decided = setup.path.size() - 1;
      setup.decided_as = setup.entry;
      setup.attempt = 0;
      setup.stage = Stage::send;
      return 0;
    case Decision::Next::pstn:
      setup.stage = Stage::pstn;
      return parameters(here).pstn_set_up;
    case Decision::Next::refuse:
      break;
  }
  return end(setup, decision.reason, way_back(setup));
}

Duration CallRouter::deliver(CallSetup& setup) {
  const ClusterId here = setup.at();
  const calls::Parameters& own = parameters(here);
  setup.called = phone_of(setup.to, here);
  if (setup.called.valid()) {
    const Duration to_caller = way_back(setup) + 2 * way_to(setup.called);
    const bool busy = !setup.asks && talking_[setup.to.index()] >= own.busy_trigger;
    if (busy) return end(setup, Reason::user_busy, to_caller);
    hand_to_phone(setup);
    occupy(setup, setup.to);
    if (!setup.answers) return end(setup, Reason::nobody_answers, to_caller + own.no_answer_timeout);
    return end(setup, setup.used_pstn ? Reason::answered_over_pstn : Reason::answered, to_caller);
  }
  const UserNumbers* numbers = numbers_of(setup.to);
  if (numbers == nullptr || numbers->forward_unregistered.empty()) {
    return end(setup, why_unregistered(setup), way_back(setup));
  }
  const std::uint32_t most = own.max_forward_unregistered_hops;
  if ((most > 0 && setup.forwards >= most) || setup.hops >= own.max_forwards) {
    return end(setup, Reason::too_many_forwards, way_back(setup));
  }
  ++setup.forwards;
  ++setup.hops;
  setup.number = numbers->forward_unregistered;
  setup.to = context_.world.directory.user_with_dn(setup.number);
  setup.entry = Entry::forward;
  setup.stage = Stage::route;
  return own.digit_analysis;
}

Reason CallRouter::why_unregistered(const CallSetup& setup) const {
  const World& world = context_.world;
  const ClusterId here = setup.at();
  for (PhoneId phone = world.sessions.first_device(setup.to); phone.valid();
       phone = world.sessions.next_device(phone)) {
    const bool restarts = world.busy[phone.index()] == Busy::logging_in;
    if (restarts && world.serving_cluster(phone) == here) return Reason::phone_restarting;
  }
  const bool left = setup.path.size() > 1 && world.truth(setup.to) != here;
  return left ? Reason::user_has_left : Reason::phone_unregistered;
}

Duration CallRouter::send(CallSetup& setup, CallTrail* trail) {
  const ClusterId here = setup.at();
  const bool decides = setup.path.size() - 1 == setup.decided;
  setup.invites = 0;
  if (setup.hops >= parameters(here).max_forwards) return end(setup, Reason::too_many_forwards, way_back(setup));
  const ClusterId next = trunks_.next_hop(here, setup.target, decides ? setup.attempt : 0);
  const bool first = !decides || setup.attempt == 0;
  if (!next.valid()) {
    if (first) setup.reason = Reason::no_trunk;
    return decides ? try_pstn(setup) : unwind(setup, trail);
  }
  setup.next = next;
  if (!trunks_.has_sip_route(here, setup.target)) {
    setup.reason = Reason::no_sip_route_pattern;
    return decides ? try_pstn(setup) : unwind(setup, trail);
  }
  std::optional<Reason> obstacle;
  if (!trunks_.in_service(here, next)) {
    obstacle = Reason::options_out_of_service;
  } else if (!setup.asks) {
    obstacle = trunks_.take(here, next);
  }
  if (obstacle) {
    setup.reason = *obstacle;
    if (trail != nullptr) trail->failed(setup);
    if (!decides) return unwind(setup, trail);
    ++setup.attempt;
    return 0;
  }
  setup.invited = context_.scheduler.now();
  setup.stage = Stage::reach;
  const Duration way = context_.engine.latency(here, next);
  if (trail != nullptr) trail->invited(setup, way, !trunks_.answers(here, next) && !trunks_.refuses(here, next));
  return way;
}

Duration CallRouter::reach(CallSetup& setup, CallTrail* trail) {
  const ClusterId here = setup.at();
  const calls::Parameters& own = parameters(here);
  const Duration way = context_.engine.latency(here, setup.next);
  if (trunks_.answers(here, setup.next)) {
    ++setup.hops;
    enter(setup, setup.next, Entry::trunk, trail);
    return 0;
  }
  if (trunks_.refuses(here, setup.next)) {
    setup.reason = Reason::connection_refused;
    setup.stage = Stage::give_up;
    return way;
  }
  // Timer B runs from the first INVITE, which left when the digits were analysed.
  setup.reason = Reason::invite_timed_out;
  if (!setup.followed) {
    setup.stage = Stage::give_up;
    return std::max<Duration>(own.trunk_timeout - way, 0);
  }
  // Each further INVITE after twice the time of the one before, until the timer ends it.
  ++setup.invites;
  const Duration after = own.trying_timer * ((Duration{1} << std::min(setup.invites, 30U)) - 1);
  const bool again = after + way < own.trunk_timeout;
  setup.stage = again ? Stage::repeat : Stage::give_up;
  return std::max<Duration>(setup.invited + (again ? after : own.trunk_timeout) - context_.scheduler.now(), 0);
}

Duration CallRouter::repeat(CallSetup& setup, CallTrail* trail) {
  const ClusterId here = setup.at();
  const Duration way = context_.engine.latency(here, setup.next);
  if (trail != nullptr) trail->invited(setup, way, !trunks_.answers(here, setup.next));
  setup.stage = Stage::reach;
  return way;
}

Duration CallRouter::give_up(CallSetup& setup, CallTrail* trail) {
  const bool decides = setup.path.size() - 1 == setup.decided;
  if (setup.holds_next()) trunks_.give_back(setup.at(), setup.next);
  if (trail != nullptr) trail->failed(setup);
  if (!decides) return unwind(setup, trail);
  ++setup.attempt;
  setup.stage = Stage::send;
  return 0;
}

Duration CallRouter::unwind(CallSetup& setup, CallTrail* trail) {
  Duration back = 0;
  if (trail != nullptr) trail->turned_back(setup);
  while (setup.path.size() - 1 > setup.decided) {
    const std::size_t last = setup.path.size() - 1;
    back += context_.engine.latency(setup.path[last - 1].cluster, setup.path[last].cluster);
    release_last(setup.path);
    --setup.hops;
  }
  setup.entry = setup.decided_as;
  ++setup.attempt;
  setup.stage = Stage::send;
  return back;
}

Duration CallRouter::try_pstn(CallSetup& setup) {
  const UserNumbers* numbers = numbers_of(setup.to);
  const bool may = setup.entry == Entry::phone || setup.entry == Entry::forward;
  if (numbers == nullptr || numbers->pstn.empty() || !may || setup.used_pstn) {
    return end(setup, setup.reason, way_back(setup));
  }
  const std::string dialled = std::exchange(setup.number, numbers->pstn);
  calls::NumberFacts known;
  add_pstn_facts(setup, known);
  if (!known.pstn_pattern || !known.pstn_allowed) {
    setup.number = dialled;
    return end(setup, setup.reason, way_back(setup));
  }
  setup.stage = Stage::pstn;
  return parameters(setup.at()).pstn_set_up;
}

Duration CallRouter::from_pstn(CallSetup& setup, CallTrail* trail) {
  setup.used_pstn = true;
  setup.path.push_back({});
  if (trail != nullptr) trail->entered(setup);
  const UserId user = user_with_pstn_number(setup.number);
  if (!user.valid()) {
    setup.target = ClusterId{};
    return end(setup, Reason::answered_over_pstn, way_back(setup));
  }
  const ClusterId gateway = context_.world.plan.users.home(user.index());
  if (!context_.world.clusters[gateway.index()].serving) {
    return end(setup, Reason::pstn_destination_dead, way_back(setup));
  }
  setup.to = user;
  setup.number = context_.world.plan.users[user.index()].dn;
  enter(setup, gateway, Entry::gateway, trail);
  return 0;
}

void CallRouter::release_last(CallPath& path) {
  const Passed last = path.back();
  path.pop_back();
  if (last.channel) trunks_.give_back(path.back().cluster, last.cluster);
  if (last.counted) --loads_[last.cluster.index()].calls;
}

calls::NumberFacts CallRouter::facts(const CallSetup& setup) const {
  const World& world = context_.world;
  const ClusterId here = setup.at();
  calls::NumberFacts facts;
  if (setup.to.valid()) {
    facts.learned = world.route(here, setup.to);
    // A super user's profile, with the number on it, stands in every cluster that has one (A8).
    facts.local_pattern = world.plan.users.home(setup.to.index()) == here || world.has_profile(setup.to, here) ||
                          phone_of(setup.to, here).valid();
  }
  if (!parameters(here).calling_search_spaces.empty() && setup.to.valid()) {
    facts.local_allowed = may_call(setup, partition_at(here, setup.to));
    facts.learned_allowed = may_call(setup, calls::learned_partition);
  }
  if (!setup.followed && setup.entry == Entry::phone) return facts;
  facts.longer = setup.entry == Entry::phone && longer_number_known(setup);
  add_pstn_facts(setup, facts);
  return facts;
}

void CallRouter::add_pstn_facts(const CallSetup& setup, calls::NumberFacts& facts) const {
  const ClusterId here = setup.at();
  const std::string digits = calls::digits_of(setup.number);
  double closest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < patterns_[here.index()].size(); ++i) {
    using Match = calls::NumberPattern::Match;
    const calls::NumberPattern& pattern = patterns_[here.index()][i];
    const calls::RoutePattern& rule = parameters(here).route_patterns[i];
    const Match match = pattern.match(digits);
    if (match == Match::no) continue;
    const bool allowed = may_call(setup, rule.partition);
    if (allowed && match != Match::yes && !rule.urgent) facts.longer = true;
    if (match == Match::not_yet) continue;
    // One that the caller may use goes before any that it may not.
    const bool better = allowed ? !facts.pstn_pattern || !facts.pstn_allowed || pattern.numbers_matched() < closest
                                : !facts.pstn_pattern;
    if (!better) continue;
    facts.pstn_pattern = true;
    facts.pstn_allowed = allowed;
    facts.pstn_waits = match == Match::yes_and_longer && !rule.urgent;
    closest = pattern.numbers_matched();
  }
}

bool CallRouter::may_call(const CallSetup& setup, const std::string& partition) const {
  if (setup.entry != Entry::phone || partition.empty() || !setup.calling.valid()) return true;
  const World& world = context_.world;
  const ClusterId here = setup.at();
  const auto& profiles = world.configuration.user(here, setup.from).profiles;
  const std::size_t index = world.sessions.profile_of(setup.calling);
  if (index >= profiles.size() || profiles[index].lines.empty()) return true;
  const std::string& name = profiles[index].lines.front().calling_search_space;
  const auto& spaces = parameters(here).calling_search_spaces;
  if (spaces.empty() || name.empty()) return true;
  const auto space = std::find_if(spaces.begin(), spaces.end(), [&](const auto& one) { return one.name == name; });
  return space != spaces.end() &&
         std::find(space->partitions.begin(), space->partitions.end(), partition) != space->partitions.end();
}

const std::string& CallRouter::partition_at(ClusterId cluster, UserId user) const {
  static const std::string none;
  const std::string_view dn = context_.world.plan.users.dn(user.index());
  for (const directory::DeviceProfile& profile : context_.world.configuration.user(cluster, user).profiles) {
    for (const directory::Line& line : profile.lines) {
      if (line.dn == dn) return line.partition;
    }
  }
  return none;
}

bool CallRouter::longer_number_known(const CallSetup& setup) const {
  const World& world = context_.world;
  bool known = false;
  world.directory.for_longer_numbers(setup.number, [&](UserId user) {
    known = known || world.knows(setup.at(), user) || world.has_profile(user, setup.at());
  });
  return known;
}

const UserNumbers* CallRouter::numbers_of(UserId user) const {
  const std::vector<UserNumbers>& all = context_.world.plan.user_numbers;
  const auto found = std::lower_bound(all.begin(), all.end(), user,
                                      [](const UserNumbers& numbers, UserId id) { return numbers.user < id; });
  return user.valid() && found != all.end() && found->user == user ? &*found : nullptr;
}

UserId CallRouter::user_with_pstn_number(const std::string& number) const {
  const std::string digits = calls::digits_of(number);
  const auto found =
      std::lower_bound(by_pstn_number_.begin(), by_pstn_number_.end(), digits,
                       [](const auto& entry, const std::string& wanted) { return entry.first < wanted; });
  return found != by_pstn_number_.end() && found->first == digits ? found->second : UserId{};
}

}  // namespace roamsim::actors
