#include "sim/actors/login_facts.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace roamsim::actors {
namespace {

using directory::EmSetting;
using directory::LoginType;

/// What the user has to type to be found.
std::string_view identity(const UserPlan& user, const directory::UserRecord& record, LoginType type) {
  switch (type) {
    case LoginType::primary_extension:
      return record.primary_extension.empty() ? user.dn : record.primary_extension;
    case LoginType::self_service_id:
      return record.self_service_id.empty() ? user.dn : record.self_service_id;
    case LoginType::user_id:
    case LoginType::invalid:
      break;
  }
  return user.name;
}

bool can_be_typed(std::string_view text, const em::ServiceParameters& parameters) {
  return parameters.alphanumeric_user_id ||
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// How many users the cluster has with this primary extension.
std::size_t users_with_extension(const World& world, ClusterId cluster, std::string_view extension) {
  const std::vector<directory::UserRecord>& records = world.plan.user_records;
  const bool numbers_only = std::all_of(records.begin(), records.end(), [](const directory::UserRecord& record) {
    return record.primary_extension.empty();
  });
  if (numbers_only) return world.directory.users_with_dn(extension);
  std::size_t found = 0;
  for (std::size_t i = 0; i < world.plan.users.size(); ++i) {
    const directory::UserRecord& record = world.configuration.user(cluster, UserId(i));
    if (record.present && identity(world.plan.users[i], record, LoginType::primary_extension) == extension) ++found;
  }
  return found;
}

/// The user id and the PIN.
void set_credentials(const World& world, const Attempt& attempt, em::LoginFacts& facts) {
  const UserPlan& user = world.plan.users[attempt.user.index()];
  const directory::UserRecord& record = world.configuration.user(attempt.cluster, attempt.user);
  const LoginType type = world.configuration.cluster(attempt.cluster).url.login_type;
  const Typed typed = typed_by(world, attempt, attempt.cluster);
  facts.blank = typed.user_id.empty() || typed.pin.empty();
  facts.several_users =
      type == LoginType::primary_extension && users_with_extension(world, attempt.cluster, typed.user_id) > 1;
  const bool known = record.present && world.knows(attempt.cluster, attempt.user) && (facts.at_home || user.advertised);
  facts.user_known = known && typed.right && (facts.at_home || user.mobility == em::Mobility::roaming);
  facts.pin_right = world.accepts_pin(attempt.cluster, attempt.user, typed.pin);
}

void set_source(const World& world, const Attempt& attempt, em::LoginFacts& facts) {
  const em::ServiceParameters& parameters = world.service_parameters[attempt.cluster.index()];
  if (!parameters.validate_ip_address) return;
  const directory::PhoneSettings& phone = world.phone(attempt.phone);
  const std::vector<std::string>& trusted = parameters.trusted_addresses;
  facts.proxy_allowed = !phone.proxy || parameters.allow_proxy;
  facts.address_trusted =
      phone.source_address.empty() || std::find(trusted.begin(), trusted.end(), phone.source_address) != trusted.end();
}

}  // namespace

Typed typed_by(const World& world, const Attempt& attempt, ClusterId records) {
  const UserPlan& user = world.plan.users[attempt.user.index()];
  const LoginType type = world.configuration.cluster(attempt.cluster).url.login_type;
  const std::string_view right = identity(user, world.configuration.user(records, attempt.user), type);
  Typed typed{right, world.configuration.user(user.home, attempt.user).pin, true};
  if (attempt.details != no_details) {
    const LoginDetails& details = world.plan.login_details[attempt.details];
    if (details.user_id) typed.user_id = *details.user_id;
    if (details.pin) typed.pin = *details.pin;
  }
  const bool typable =
      type != LoginType::user_id || can_be_typed(typed.user_id, world.service_parameters[attempt.cluster.index()]);
  typed.right = typed.user_id == right && typable;
  return typed;
}

em::LoginFacts facts_of_way_in(const World& world, const Attempt& attempt) {
  const NodeState& node = world.nodes[attempt.node.index()];
  const directory::PhoneServiceUrl& url = world.configuration.cluster(attempt.cluster).url;
  em::LoginFacts facts;
  facts.tomcat = node.tomcat;
  facts.phone_services = node.ip_phone_services;
  facts.em_item = world.has_em_item(attempt.phone);
  facts.em_application = node.extension_mobility_application;
  facts.device_name = url.device_name;
  facts.login_type_valid = url.login_type != LoginType::invalid;
  facts.em_service = node.extension_mobility;
  return facts;
}

em::LoginFacts login_facts(const World& world, const Attempt& attempt) {
  const UserPlan& user = world.plan.users[attempt.user.index()];
  const directory::ClusterSettings& cluster = world.configuration.cluster(attempt.cluster);
  const directory::PhoneSettings& phone = world.phone(attempt.phone);
  em::LoginFacts facts = facts_of_way_in(world, attempt);
  facts.at_home = user.home == attempt.cluster;
  set_credentials(world, attempt, facts);
  set_source(world, attempt, facts);
  facts.roaming_supported = cluster.roaming_supported;
  facts.super_user =
      world.configuration.user(attempt.cluster, attempt.user).super_user && cluster.set_up.super_user_group;
  facts.profile = !world.profiles_of(attempt.user, attempt.cluster).empty();
  facts.em_flag_readable = phone.extension_mobility != EmSetting::unreadable;
  facts.em_enabled = phone.extension_mobility != EmSetting::disabled;
  facts.phone_in_use = world.sessions.user_of(attempt.phone).valid();
  facts.devices_here = world.devices_served_by(attempt.user, attempt.cluster).size();
  facts.multiple_login = world.service_parameters[attempt.cluster.index()].multiple_login;
  return facts;
}

std::optional<std::uint8_t> chosen_profile(const World& world, const Attempt& attempt, ClusterId records) {
  const std::vector<std::uint8_t> choice = world.profiles_of(attempt.user, records);
  if (choice.empty()) return std::nullopt;
  if (attempt.details == no_details) return choice.front();
  const LoginDetails& details = world.plan.login_details[attempt.details];
  const auto& profiles = world.configuration.user(records, attempt.user).profiles;
  const auto meant = std::find_if(choice.begin(), choice.end(), [&](std::uint8_t profile) {
    return details.profile && profiles[profile].name == *details.profile;
  });
  return meant == choice.end() ? choice.front() : *meant;
}

bool changes_locale(const World& world, const Attempt& attempt, ClusterId records, std::uint8_t profile) {
  const directory::UserRecord& record = world.configuration.user(records, attempt.user);
  const std::string& own = profile < record.profiles.size() && !record.profiles[profile].user_locale.empty()
                               ? record.profiles[profile].user_locale
                               : record.user_locale;
  return !own.empty() && own != world.phone(attempt.phone).user_locale;
}

}  // namespace roamsim::actors
