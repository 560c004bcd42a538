#include "sim/actors/administrator.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "sim/actors/pins.hpp"
#include "sim/actors/timeline_words.hpp"

namespace roamsim::actors {

using record::EventRow;

void Administrator::note(EventRow::Kind kind, ClusterId cluster, std::string detail) {
  context_.say(LogLevel::info, Component::scenario, "{}: {}", context_.name(cluster), detail);
  context_.journal.events.push_back({context_.scheduler.now(), kind, cluster, {}, std::move(detail)});
}

bool Administrator::possible(ClusterId cluster, const std::string& what) {
  if (context_.world.nodes[machines_.first(cluster).index()].tomcat) return true;
  note(EventRow::Kind::administration_refused, cluster, what);
  return false;
}

void Administrator::act(const Configure& configure) {
  std::visit([this](const auto& what) { change(what); }, context_.world.plan.changes[configure.change]);
  context_.world.changes.everything();
}

void Administrator::change(const ConfigureUser& user) {
  if (!possible(user.cluster, fmt::format("user {}", context_.name(user.user)))) return;
  directory::UserRecord& record = context_.world.configuration.change(user.cluster, user.user);
  const bool was_super_user = record.super_user;
  const std::string pin = record.pin;
  apply(user.patch, record);
  pin_changed(context_, user.cluster, user.user, pin);
  note(EventRow::Kind::configured, user.cluster, fmt::format("user {}", context_.name(user.user)));
  // The guide: making a user a super user starts a synchronisation whatever the number's own ILS setting is.
  if (was_super_user == record.super_user || context_.world.plan.users[user.user.index()].home != user.cluster) return;
  ils_.announce(user.cluster, ils_.issue(user.cluster, {ils::Update::Kind::user_changed, user.user, {}}));
}

void Administrator::change(const ConfigurePhone& phone) {
  const PhoneId id = context_.world.directory.named_phone(phone.phone);
  const std::string name = context_.world.directory.device_name(id);
  if (!possible(context_.world.directory.cluster_of(id), "phone " + name)) return;
  apply(phone.patch, context_.world.configuration.change_named_phone(phone.phone));
  note(EventRow::Kind::configured, context_.world.directory.cluster_of(id), "phone " + name);
}

void Administrator::change(const ConfigureCluster& cluster) {
  if (!possible(cluster.cluster, "cluster")) return;
  apply(cluster.patch, context_.world.configuration.change(cluster.cluster));
  apply(cluster.service_parameters, context_.world.service_parameters[cluster.cluster.index()]);
  apply(cluster.emcc, context_.world.emcc[cluster.cluster.index()]);
  machines_.configured(cluster.cluster);
  note(EventRow::Kind::configured, cluster.cluster, "cluster");
}

void Administrator::act(const ActivateService& activate) {
  const NodeId node(machines_.first(activate.cluster).value + activate.node);
  if (!possible(activate.cluster, std::string(name_of(activate.service)))) return;
  context_.world.activated_services[node.index()].set(activate.service, activate.active);
  machines_.configured(activate.cluster);
  std::string detail(name_of(activate.service));
  detail += activate.active ? " activated on " : " deactivated on ";
  detail += context_.world.plan.clusters[activate.cluster.index()].nodes[activate.node].name;
  note(EventRow::Kind::configured, activate.cluster, std::move(detail));
}

void Administrator::act(const LogOutEverybody& everybody) {
  if (!possible(everybody.cluster, "log out everybody")) return;
  note(EventRow::Kind::everybody_logged_out, everybody.cluster, {});
  sessions_.log_out_everybody(everybody.cluster);
}

}  // namespace roamsim::actors
