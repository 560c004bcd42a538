#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

namespace roamsim::scenario {
namespace {

constexpr auto one_line = JsonWriter::Layout::one_line;
constexpr const char* guide = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility Roaming Across Clusters";
constexpr std::size_t most_profiles = 200;
constexpr std::size_t most_lines = 100;

ChoiceCodec<directory::Protocol> protocol() {
  return ChoiceCodec<directory::Protocol>({{directory::Protocol::sip, "SIP", "Session Initiation Protocol"},
                                           {directory::Protocol::sccp, "SCCP", "Skinny Client Control Protocol"}});
}

ChoiceCodec<directory::EmSetting> em_setting() {
  return ChoiceCodec<directory::EmSetting>(
      {{directory::EmSetting::enabled, "enabled", "users may log in on the phone"},
       {directory::EmSetting::disabled, "disabled", "a login there is refused with code 22"},
       {directory::EmSetting::unreadable, "unreadable", "the database has no value: a login is refused with code 20"}});
}

ChoiceCodec<directory::ServiceType> service_type() {
  return ChoiceCodec<directory::ServiceType>(
      {{directory::ServiceType::services, "services", "the Services button"},
       {directory::ServiceType::directories, "directories", "the Directories button"},
       {directory::ServiceType::messages, "messages", "the Messages button"}});
}

Object<directory::Line> line_keys() {
  using L = directory::Line;
  Object<L> keys(one_line);
  keys.require("dn", &L::dn, TextCodec(number_rule()), given("The directory number."));
  keys.add("label", &L::label, TextCodec(label_rule()), given("What the phone shows beside the line's button."));
  keys.add("partition", &L::partition, TextCodec(label_rule()), given("The partition of the number."));
  keys.add("calling_search_space", &L::calling_search_space, TextCodec(label_rule()),
           given("Which partitions can be called from the line."));
  return keys;
}

Object<directory::DeviceProfile> profile_keys() {
  using P = directory::DeviceProfile;
  Object<P> keys(one_line);
  keys.require("name", &P::name, TextCodec(label_rule()), given("The name of the device profile."));
  keys.add("model", &P::model, TextCodec(label_rule()),
           given("The model of phones that it matches; on others the phone's default device profile is loaded. Empty: "
                 "every model."));
  keys.add("protocol", &P::protocol, protocol(), given("The protocol of the phones it is for."));
  keys.add("user_locale", &P::user_locale, TextCodec(locale_rule()), given("Its locale; if left out, the user's."))
      .unless([](const P& profile) { return profile.user_locale.empty(); });
  keys.add("subscribed", &P::subscribed, BooleanCodec{},
           given("Whether it is subscribed to the Extension Mobility phone service."));
  keys.add("associated", &P::associated, BooleanCodec{},
           given("Whether it is among the controlled profiles of the user."));
  keys.add_list("lines", &P::lines, line_keys(), {1, most_lines}, given("Its lines; a profile has at least one."));
  return keys;
}

}  // namespace

ChoiceCodec<em::Mobility> mobility() {
  return ChoiceCodec<em::Mobility>(
      {{em::Mobility::em, "em", "Extension Mobility: logins in the home cluster only"},
       {em::Mobility::emcc, "emcc", "Extension Mobility Cross Cluster: elsewhere the phone registers back home"},
       {em::Mobility::roaming, "roaming", "Extension Mobility Roaming Across Clusters"}});
}

Object<directory::PhoneService> phone_service_keys() {
  using P = directory::PhoneService;
  Object<P> keys;
  keys.add("url", &P::url, TextCodec(url_rule()),
           documented("http://HOST:8080/emapp/EMAppServlet?device=#DEVICENAME#, perhaps with &loginType=DN, SP or UID. "
                      "HOST is an IPv4 address, an IPv6 address in brackets or a name; the id of a node means that "
                      "node, anything else the load balancer.",
                      guide));
  keys.add("backup_url", &P::backup_url, TextCodec(url_rule()),
           given("The URL of a second service, which users take where the node of the first does not answer."))
      .unless([](const P& service) { return service.backup_url.empty(); });
  keys.add("type", &P::type, service_type(), documented("The button under which the service stands.", guide));
  return keys;
}

Object<directory::TaskFlow> task_flow_keys() {
  using T = directory::TaskFlow;
  Object<T> keys(one_line);
  keys.add("services", &T::services, BooleanCodec{}, given("Extension Mobility is activated on its nodes."));
  keys.add("phone_service", &T::phone_service, BooleanCodec{}, given("The phone service is configured."));
  keys.add("device_profiles", &T::device_profiles, BooleanCodec{}, given("The users have device profiles."));
  keys.add("profile_association", &T::profile_association, BooleanCodec{},
           given("The device profiles are associated with their users."));
  keys.add("phone_subscription", &T::phone_subscription, BooleanCodec{},
           given("The phones are subscribed to the phone service."));
  keys.add("profile_subscription", &T::profile_subscription, BooleanCodec{},
           given("The device profiles are subscribed to the phone service."));
  keys.add("super_user_group", &T::super_user_group, BooleanCodec{},
           given("Those who may roam are in the group of super users."));
  return keys;
}

Object<directory::PhoneSettings> phone_keys() {
  using P = directory::PhoneSettings;
  Object<P> keys(one_line);
  keys.add("model", &P::model, TextCodec(label_rule()), given("The model of the phone."));
  keys.add("protocol", &P::protocol, protocol(), given("What it registers with."));
  keys.add("user_locale", &P::user_locale, TextCodec(locale_rule()), given("The locale of the phone."));
  keys.add("extension_mobility", &P::extension_mobility, em_setting(), given("\"Enable Extension Mobility\"."));
  keys.add("subscribed", &P::subscribed, BooleanCodec{},
           given("Whether the phone is subscribed to the Extension Mobility phone service."));
  keys.add("em_in_configuration", &P::em_in_configuration, BooleanCodec{},
           given("Whether its configuration has Extension Mobility whatever device profile is loaded."));
  keys.add("source_address", &P::source_address, TextCodec(address_rule()),
           given("Where its requests come from, if not from its own address."))
      .unless([](const P& phone) { return phone.source_address.empty(); });
  keys.add("proxy", &P::proxy, BooleanCodec{}, given("Whether its requests come by a proxy."));
  keys.add("emcc", &P::emcc, BooleanCodec{}, given("Whether its model supports Extension Mobility Cross Cluster."));
  return keys;
}

Object<directory::UserRecord> user_record_keys() {
  using U = directory::UserRecord;
  Object<U> keys;
  keys.add("pin", &U::pin, TextCodec(pin_rule()), given("The PIN, which the user knows."));
  keys.add("primary_extension", &U::primary_extension, TextCodec(number_rule()),
           given("What a sign-in by primary extension asks for; if left out, the number."))
      .unless([](const U& user) { return user.primary_extension.empty(); });
  keys.add("self_service_id", &U::self_service_id, TextCodec(label_rule()),
           given("What a sign-in by self-service user id asks for; empty: the number."));
  keys.add("user_locale", &U::user_locale, TextCodec(locale_rule()),
           given("The user's locale; if left out, that of any phone."))
      .unless([](const U& user) { return user.user_locale.empty(); });
  keys.add("emcc", &U::emcc, BooleanCodec{}, given("\"Enable Extension Mobility Cross Cluster\"."));
  keys.add_list("profiles", &U::profiles, profile_keys(), {0, most_profiles},
                given("The user's device profiles, in every cluster; if left out, one with the user's number on it."))
      .unless([](const U& user) { return user.profiles == U{}.profiles; });
  return keys;
}

Object<directory::UserPatch> user_patch_keys() {
  using U = directory::UserPatch;
  Object<U> keys;
  keys.add("present", &U::present, BooleanCodec{}, given("Whether there is a record of the user."));
  keys.add("pin", &U::pin, TextCodec(pin_rule()), given("The PIN that is right there."));
  keys.add("user_locale", &U::user_locale, TextCodec(locale_rule()), given("The user's locale."));
  keys.add("super_user", &U::super_user, BooleanCodec{},
           given("Whether the user is in the group Standard EM Roaming Across Clusters Super Users."));
  keys.add("home_cluster", &U::home_cluster, BooleanCodec{}, given("The flag \"Home Cluster\" of the user."));
  keys.add("emcc", &U::emcc, BooleanCodec{}, given("\"Enable Extension Mobility Cross Cluster\"."));
  keys.add("profile", &U::profile, TextCodec(label_rule()),
           given("Which device profile the next keys are about; if left out, all of the user."));
  keys.add("profile_present", &U::profile_present, BooleanCodec{}, given("Whether there is such a device profile."));
  keys.add("profile_associated", &U::profile_associated, BooleanCodec{},
           given("Whether it is among the controlled profiles of the user."));
  keys.add("profile_subscribed", &U::profile_subscribed, BooleanCodec{},
           given("Whether it is subscribed to the Extension Mobility phone service."));
  keys.add("profile_locale", &U::profile_locale, TextCodec(locale_rule()), given("Its locale."));
  return keys;
}

Object<directory::PhonePatch> phone_patch_keys() {
  using P = directory::PhonePatch;
  Object<P> keys;
  keys.add("extension_mobility", &P::extension_mobility, em_setting(), given("\"Enable Extension Mobility\"."));
  keys.add("subscribed", &P::subscribed, BooleanCodec{},
           given("Whether it is subscribed to the Extension Mobility phone service."));
  keys.add("em_in_configuration", &P::em_in_configuration, BooleanCodec{},
           given("Whether its configuration has Extension Mobility whatever device profile is loaded."));
  keys.add("user_locale", &P::user_locale, TextCodec(locale_rule()), given("The locale of the phone."));
  return keys;
}

Object<directory::ClusterPatch> cluster_patch_keys() {
  using C = directory::ClusterPatch;
  using T = directory::TaskFlowPatch;
  Object<T> steps(one_line);
  steps.add("services", &T::services, BooleanCodec{}, given("As of a cluster."));
  steps.add("phone_service", &T::phone_service, BooleanCodec{}, given("As of a cluster."));
  steps.add("device_profiles", &T::device_profiles, BooleanCodec{}, given("As of a cluster."));
  steps.add("profile_association", &T::profile_association, BooleanCodec{}, given("As of a cluster."));
  steps.add("phone_subscription", &T::phone_subscription, BooleanCodec{}, given("As of a cluster."));
  steps.add("profile_subscription", &T::profile_subscription, BooleanCodec{}, given("As of a cluster."));
  steps.add("super_user_group", &T::super_user_group, BooleanCodec{}, given("As of a cluster."));
  Object<C> keys;
  keys.add("phone_service_url", &C::url, TextCodec(url_rule()), given("The URL of the Extension Mobility service."));
  keys.add("synchronize_auto_profile", &C::synchronize_auto_profile, BooleanCodec{},
           given("\"Synchronization Between Auto Device Profile and Phone Configuration\"."));
  keys.add("set_up", &C::set_up, steps, given("Steps of the task flow that are done now, or undone."))
      .unless([](const C& patch) { return patch.set_up == T{}; });
  return keys;
}

}  // namespace roamsim::scenario
