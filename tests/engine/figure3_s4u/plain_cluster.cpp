#include "tests/engine/figure3_s4u/plain_cluster.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/core/random/stream.hpp"

namespace roamsim::figure3 {

namespace s4u = simgrid::s4u;

void PlainWorld::note(const std::string& what) {
  facts.add(what, std::llround(s4u::Engine::get_clock() * 1e9));
}

void sleep(Duration duration) {
  s4u::this_actor::sleep_for(to_seconds(duration));
}

void compute(Duration work) {
  s4u::this_actor::execute(static_cast<double>(work));
}

PlainCluster::PlainCluster(PlainWorld& world, std::size_t self, s4u::Host* host)
    : world_(world),
      self_(self),
      host_(host),
      held_(world.plan.clusters.size()),
      offered_(world.plan.clusters.size(), Counts(world.plan.clusters.size(), 0)),
      open_request_(world.plan.clusters.size(), 0) {
  for (std::size_t user = 0; user < world.plan.users.size(); ++user) {
    const UserPlan& who = world.plan.users[user];
    if (!who.logged_in) continue;
    held_[who.home.index()].push_back({true, user, who.home.index(), 0, {}});
    if (who.home.index() == self) logged_in_.insert(user);
  }
  registered_ = logged_in_;
  applied_ = counts();
}

s4u::Mailbox* PlainCluster::mailbox(const std::string& purpose, std::size_t of) const {
  return s4u::Mailbox::by_name(purpose + " " + world_.plan.clusters[of].name);
}

void PlainCluster::start(int life) {
  serving_ = true;
  database_ = s4u::Mutex::create();
  writer_ = s4u::Mutex::create();
  std::fill(open_request_.begin(), open_request_.end(), 0);
  s4u::Actor::create("ILS agent", host_, [this] { agent(); });
  s4u::Actor::create("ILS interval", host_, [this, life] { poll(life); });
  s4u::Actor::create("call processing", host_, [this] { answer_calls(); });
}

void PlainCluster::power_off() {
  serving_ = false;
  host_->turn_off();
  for (const std::size_t user : registered_)
    world_.note(phone(std::string(world_.plan.users[user].name), plan().name, false));
  registered_.clear();
}

void PlainCluster::register_phones() {
  for (const std::size_t user : logged_in_) {
    if (registered_.insert(user).second)
      world_.note(phone(std::string(world_.plan.users[user].name), plan().name, true));
  }
}

// --- Extension Mobility

void PlainCluster::log_in(std::size_t user) {
  const em::Parameters& times = plan().extension_mobility;
  const std::string name(world_.plan.users[user].name);
  sleep(times.services_list);
  world_.note(name + " through services_list");
  sleep(times.sign_in_page);
  world_.note(name + " through sign_in_page");
  sleep(times.typing);
  world_.note(name + " through typing");
  s4u::Actor::create("EM service", host_, [this, user] { serve_login(user); })->join();
  s4u::Actor::create("phone", host_, [this, user] { restart_phone(user); })->join();
}

void PlainCluster::serve_login(std::size_t user) {
  const em::Parameters& times = plan().extension_mobility;
  const std::string name(world_.plan.users[user].name);
  sleep(times.service);
  world_.note(name + " through service");
  sleep(times.commit);
  world_.note(name + " through commit");
  logged_in_.insert(user);
  issue({true, user, self_, ++world_.epochs[user], committed(name, "login", plan().name)});
  compute(times.rebuild);
  world_.note(name + " through rebuild");
}

void PlainCluster::restart_phone(std::size_t user) {
  const em::Parameters& times = plan().extension_mobility;
  const std::string name(world_.plan.users[user].name);
  sleep(times.restart);
  world_.note(name + " through restart");
  sleep(times.configuration);
  world_.note(name + " through configuration");
  sleep(times.registration);
  world_.note(name + " through registration");
  if (logged_in_.count(user) != 0 && registered_.insert(user).second) world_.note(phone(name, plan().name, true));
}

// --- ILS

void PlainCluster::agent() {
  s4u::Mailbox* box = mailbox("ILS", self_);
  box->set_receiver(s4u::Actor::self());
  for (std::size_t peer = 0; peer < world_.clusters.size(); ++peer) {
    if (peer != self_) send(peer, {Message::Kind::notice, self_, true, counts(), {}, {}}, 0);
  }
  while (true) take(*box->get_unique<Message>());
}

void PlainCluster::poll(int life) {
  random::Stream stream(random::derive(world_.plan.seed, plan().name, "ils.interval.phase"),
                        static_cast<std::uint64_t>(life));
  sleep(static_cast<Duration>(stream.below(static_cast<std::uint64_t>(plan().ils.interval))));
  while (true) {
    for (std::size_t peer = 0; peer < world_.clusters.size(); ++peer) {
      if (peer != self_) ask(peer);
    }
    sleep(plan().ils.interval);
  }
}

void PlainCluster::send(std::size_t to, Message message, std::uint64_t bytes) {
  if (!world_.clusters[to]->serving_) return;
  mailbox("ILS", to)->put_init(new Message(std::move(message)), bytes)->detach();
}

void PlainCluster::take(const Message& message) {
  const std::size_t from = message.from;
  switch (message.kind) {
    case Message::Kind::notice:
      offered_[from] = message.has;
      if (message.greeting) send(from, {Message::Kind::notice, self_, false, counts(), {}, {}}, 0);
      ask_where_more_is_offered();
      return;
    case Message::Kind::request: {
      Message batch{Message::Kind::batch, self_, false, {}, std::vector<std::vector<Change>>(held_.size()),
                    message.has};
      std::uint64_t records = 0;
      for (std::size_t origin = 0; origin < held_.size(); ++origin) {
        for (std::size_t i = message.has[origin]; i < held_[origin].size(); ++i, ++records) {
          batch.changes[origin].push_back(held_[origin][i]);
        }
      }
      // What is no batch is small: its bytes do not count.
      const ils::Parameters& sizes = plan().ils;
      send(from, std::move(batch), records == 0 ? 0 : sizes.bytes_per_message + records * sizes.bytes_per_record);
      return;
    }
    case Message::Kind::batch:
      if (std::all_of(message.changes.begin(), message.changes.end(), [](const auto& some) { return some.empty(); })) {
        open_request_[from] = 0;
        ask_where_more_is_offered();
      } else {
        s4u::Actor::create("ILS database", host_, [this, message] { store(message); });
      }
      return;
  }
}

void PlainCluster::store(const Message& batch) {
  database_->lock();
  compute(plan().ils.batch_processing);
  database_->unlock();
  std::vector<Change> fresh;
  for (std::size_t origin = 0; origin < held_.size(); ++origin) {
    for (std::size_t i = 0; i < batch.changes[origin].size(); ++i) {
      if (batch.first[origin] + i < held_[origin].size()) continue;
      fresh.push_back(batch.changes[origin][i]);
      held_[origin].push_back(fresh.back());
      world_.note(fresh.back().name + " received at " + plan().name);
    }
  }
  open_request_[batch.from] = 0;
  ask_where_more_is_offered();
  if (fresh.empty()) return;
  tell_all_but(batch.from);
  writer_->lock();
  sleep(static_cast<Duration>(fresh.size()) * second / plan().ils.records_written_per_second);
  writer_->unlock();
  sleep(plan().ils.replication);
  for (const Change& change : fresh) learn(change);
}

void PlainCluster::issue(const Change& change) {
  world_.note(change.name);
  held_[self_].push_back(change);
  ++applied_[self_];
  tell_all_but(self_);
}

void PlainCluster::learn(const Change& change) {
  world_.note(change.name + " applied at " + plan().name);
  ++applied_[change.cluster];
  if (!change.login || logged_in_.erase(change.user) == 0) return;
  // The user has logged in elsewhere since.
  const std::string name(world_.plan.users[change.user].name);
  if (registered_.erase(change.user) != 0) world_.note(phone(name, plan().name, false));
  const auto here = std::find_if(held_[self_].rbegin(), held_[self_].rend(),
                                 [&](const Change& own) { return own.login && own.user == change.user; });
  issue({false, change.user, self_, here->epoch, committed(name, "automatic logout", plan().name)});
}

void PlainCluster::tell_all_but(std::size_t except) {
  for (std::size_t peer = 0; peer < world_.clusters.size(); ++peer) {
    if (peer != self_ && peer != except) send(peer, {Message::Kind::notice, self_, false, counts(), {}, {}}, 0);
  }
}

void PlainCluster::ask(std::size_t peer) {
  if (open_request_[peer] != 0) return;
  const int number = open_request_[peer] = ++requests_;
  send(peer, {Message::Kind::request, self_, false, counts(), {}, {}}, 0);
  s4u::Actor::create("ILS timeout", host_, [this, peer, number] {
    sleep(plan().ils.request_timeout);
    if (open_request_[peer] == number) open_request_[peer] = 0;
  });
}

void PlainCluster::ask_where_more_is_offered() {
  Counts expected = counts();
  const auto add = [&](const Counts& more) {
    for (std::size_t i = 0; i < more.size(); ++i) expected[i] = std::max(expected[i], more[i]);
  };
  for (std::size_t peer = 0; peer < offered_.size(); ++peer) {
    if (open_request_[peer] != 0) add(offered_[peer]);
  }
  for (std::size_t peer = 0; peer < offered_.size(); ++peer) {
    const Counts before = expected;
    add(offered_[peer]);
    if (expected != before && open_request_[peer] == 0) ask(peer);
  }
}

Counts PlainCluster::counts() const {
  Counts counts;
  for (const auto& changes : held_) counts.push_back(changes.size());
  return counts;
}

// --- Calls

std::size_t PlainCluster::route(std::size_t user) const {
  std::set<int> ended;
  std::pair<int, std::size_t> newest{-1, world_.plan.users[user].home.index()};
  for (const bool logins : {false, true}) {
    for (std::size_t origin = 0; origin < held_.size(); ++origin) {
      for (std::size_t i = 0; i < applied_[origin]; ++i) {
        const Change& change = held_[origin][i];
        if (change.user != user || change.login != logins) continue;
        if (!logins) ended.insert(change.epoch);
        if (logins && ended.count(change.epoch) == 0) newest = std::max(newest, {change.epoch, change.cluster});
      }
    }
  }
  return newest.second;
}

void PlainCluster::call(std::size_t number, std::size_t callee) {
  const calls::Parameters& times = plan().calls;
  const std::size_t target = route(callee);
  sleep(times.digit_analysis);
  std::string outcome = registered_.count(callee) != 0 ? "connected" : "phone_unregistered";
  if (target != self_) {
    s4u::Mailbox* answer_to = mailbox("call " + std::to_string(number), self_);
    if (world_.clusters[target]->serving_) {
      mailbox("calls", target)->put_init(new Invite{callee, self_, answer_to}, 0)->detach();
    }
    try {
      outcome = *answer_to->get_unique<std::string>(to_seconds(times.trunk_timeout));
    } catch (const simgrid::TimeoutException&) {
      outcome = "trunk_dead";
    }
  }
  world_.note(call_ended(number, outcome, plan().name, world_.plan.clusters[target].name));
}

void PlainCluster::answer_calls() {
  s4u::Mailbox* box = mailbox("calls", self_);
  box->set_receiver(s4u::Actor::self());
  while (true) {
    const Invite invite = *box->get_unique<Invite>();
    s4u::Actor::create("call", host_, [this, invite] {
      const bool elsewhere = route(invite.callee) != self_;
      const std::string outcome = registered_.count(invite.callee) != 0 ? "connected"
                                  : elsewhere                           ? "stale_route"
                                                                        : "phone_unregistered";
      sleep(plan().calls.digit_analysis);
      invite.answer_to->put(new std::string(outcome), 0);
    });
  }
}

}  // namespace roamsim::figure3
