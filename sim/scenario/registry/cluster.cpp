#include <cstdint>

#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

namespace roamsim::scenario {
namespace {

constexpr auto one_line = JsonWriter::Layout::one_line;
constexpr std::int64_t fastest_line = 1'000'000'000'000;

ChoiceCodec<Joins> joins() {
  return ChoiceCodec<Joins>({{Joins::start, "start", "configured before the run starts"},
                             {Joins::timeline, "timeline", "configured by an ils_join of the timeline"}});
}

Object<BlockedPatternSpec> blocked_pattern_keys() {
  using B = BlockedPatternSpec;
  Object<B> keys(one_line);
  keys.add("number", &B::number, TextCodec(number_rule()), given("The number that is blocked; not with prefix."));
  keys.add("prefix", &B::prefix, TextCodec(number_rule()), given("What the blocked numbers begin with."));
  keys.add("cluster", &B::cluster, cluster_reference(),
           given("Whose numbers are blocked: the home of a user, or where the user is logged in; if left out, any "
                 "other cluster's."));
  return keys;
}

Object<ClusterIlsSpec> cluster_ils_keys() {
  using C = ClusterIlsSpec;
  Object<C> keys;
  keys.add("role", &C::role, ils_role(), given("The cluster's place in the ILS network."));
  keys.add("hub", &C::hub, cluster_reference(),
           given("The hub that a spoke belongs to, or that a hub registers with; a hub that names none registers with "
                 "the first one."));
  keys.add("joins", &C::joins, joins(), given("When the cluster is configured for ILS."));
  keys.add_list(
          "blocked_learned_patterns", &C::blocked_learned_patterns, blocked_pattern_keys(), {0, 10'000},
          given("\"Block Learned Numbers and Patterns\": what the cluster does not route by though it has learned "
                "it; other clusters are not told."))
      .unless([](const C& ils) { return ils.blocked_learned_patterns.empty(); });
  keys.embed(&C::parameters, ils_keys());
  return keys;
}

Object<NodeSpec> node_keys() {
  using N = NodeSpec;
  Object<N> keys(one_line);
  keys.require("id", &N::name, TextCodec(cluster_id_rule()),
               given("The node's name, unique in the file; the first node is the publisher."));
  keys.add("cores", &N::cores, count(1, 1024, "cores"), assumed("Processor cores that the node's work shares."));
  keys.add("services", &N::services, NamesCodec(feature_service_rule()),
           given("The feature services that are activated; if left out, call_processing, tftp and extension_mobility, "
                 "and on the publisher ils, which runs nowhere else."));
  return keys;
}

PhoneSpec phone_like_the_others(const ClusterSpec& cluster) {
  PhoneSpec phone;
  phone.settings = cluster.phone;
  return phone;
}

constexpr std::uint64_t most_clusters_of_a_pattern = 10'000;
constexpr std::uint64_t most_links_of_a_pattern = 100'000;
constexpr std::uint64_t most_users_of_a_pattern = 2'000'000;
constexpr std::uint64_t largest_first = 1'000'000'000;

CountCodec first_number() {
  return count(0, largest_first, "number");
}

Object<UserExceptionSpec> user_exception_keys() {
  using E = UserExceptionSpec;
  Object<E> keys(one_line);
  keys.require("cluster", &E::clusters, clusters_selected(), given("The clusters that have the user so."));
  keys.embed(&E::patch, user_patch_keys());
  return keys;
}

Object<PhoneSpec> named_phone_keys() {
  using P = PhoneSpec;
  Object<P> keys(one_line);
  keys.add("count", &P::count, count(1, most_users_of_a_pattern, "phones"),
           given("So many phones; {n} in the id is each one's number."));
  keys.add("first", &P::first, first_number(), given("The number of the pattern's first phone."))
      .unless([](const P& p) { return !p.count.has_value(); });
  keys.require("id", &P::id, TextCodec(bulk_device_name_rule()), given("The device name, unique in the file."));
  keys.embed(&P::settings, phone_keys());
  return keys;
}

Object<UserSpec> user_keys() {
  using U = UserSpec;
  Object<U> keys(one_line);
  keys.add("template", &U::from_template, TextCodec(user_id_rule()),
           given("The template of templates.users that says what is left out here."))
      .not_written();
  keys.add("count", &U::count, count(1, most_users_of_a_pattern, "users"),
           given("So many users; {n} in id and number is each one's number, {cluster} and {cluster.n} those of the "
                 "cluster."));
  keys.add("first", &U::first, first_number(), given("The number of the pattern's first user.")).unless([](const U& u) {
    return !u.count.has_value();
  });
  keys.require("id", &U::id, TextCodec(bulk_user_id_rule()), given("The user id, unique in the file."));
  keys.require("dn", &U::dn, TextCodec(bulk_number_rule()), given("The user's directory number, as dialled."));
  keys.add("super_user", &U::super_user, BooleanCodec{}, given("Whether the user may log in on a roaming cluster."));
  keys.add("logged_in", &U::logged_in, BooleanCodec{},
           given("Whether the user starts logged in, on a phone of the home cluster."));
  keys.add("mobility", &U::mobility, mobility(), given("How the user may log in away from home."));
  keys.add("advertised", &U::advertised, BooleanCodec{},
           given(
               "Whether the number is made known to other clusters one by one over ILS. If not, their dial plans send "
               "calls to it to the home cluster: the user takes no room for learned objects, is no super user and logs "
               "in at home only."))
      .unless([](const U& user) { return user.advertised; });
  keys.add("pstn_number", &U::pstn_number, TextCodec(optional_bulk_number_rule()),
           given("The user's number in the public network, advertised as PSTN failover; empty: none."))
      .unless([](const U& user) { return user.pstn_number.empty(); });
  keys.add("forward_unregistered", &U::forward_unregistered, TextCodec(optional_bulk_number_rule()),
           given("\"Call Forward Unregistered\": where calls go while no phone is registered with the number in the "
                 "cluster that has them; empty: nowhere."))
      .unless([](const U& user) { return user.forward_unregistered.empty(); });
  keys.embed(&U::record, user_record_keys());
  keys.add_list("elsewhere", &U::exceptions, user_exception_keys(), {0, 10'000},
                given("Clusters that have the user otherwise, by what the product would accept."))
      .unless([](const U& user) { return user.exceptions.empty(); });
  keys.add_list("groups", &U::groups, TextCodec(cluster_id_rule()), {0, 1'000},
                given("Names of groups that the user is in, for selectors."))
      .unless([](const U& user) { return user.groups.empty(); });
  return keys;
}

Object<LinkSpec> link_keys() {
  using L = LinkSpec;
  Object<L> keys(one_line);
  keys.add("count", &L::count, count(1, most_links_of_a_pattern, "lines"),
           given("So many lines; {n} in the ids is each one's number."))
      .not_written();
  keys.add("first", &L::first, first_number(), given("The number of the pattern's first line.")).not_written();
  keys.require("between", &L::between, ClusterPairCodec{}, given("The two clusters that the line joins."));
  keys.add("bandwidth", &L::bandwidth, line_bandwidth(), assumed("What all flows over the line share."));
  keys.add("latency", &L::latency, duration(0, longest_latency), assumed("One way, from end to end."));
  return keys;
}

}  // namespace

QuantityCodec line_bandwidth() {
  return bit_rate(1'000, fastest_line);
}

Object<AccessLinkPlan> access_keys() {
  using A = AccessLinkPlan;
  Object<A> keys(one_line);
  keys.add("bandwidth", &A::bandwidth, line_bandwidth(), assumed("What all flows over the line share."));
  keys.add("latency", &A::latency, duration(0, longest_latency), assumed("One way, from the cluster to the cloud."));
  return keys;
}

Object<NetworkSpec> network_keys() {
  using N = NetworkSpec;
  Object<N> keys;
  keys.add("lan_latency", &N::lan_latency, duration(0, 1 * second),
           assumed("One way, between two nodes or phones of one cluster.",
                   "a cluster's nodes may be at most 80 ms apart, there and back"));
  keys.add("access", &N::access, access_keys(),
           given("The line of each cluster to the provider's cloud, unless the cluster says otherwise."))
      .not_written();
  keys.add("transport", &N::transport, transport_keys(), given("What loss on a line does to what crosses it."));
  keys.add_list("links", &N::links, link_keys(), {0, 100'000},
                given("Lines between two clusters that these use in place of the cloud."));
  return keys;
}

Object<ClusterSpec> cluster_keys() {
  using C = ClusterSpec;
  Object<C> keys;
  keys.add("template", &C::from_template, TextCodec(cluster_id_rule()),
           given("The template of templates.clusters that says what is left out here."))
      .not_written();
  keys.add("count", &C::count, count(1, most_clusters_of_a_pattern, "clusters"),
           given("So many clusters; {n} in any of their strings is each one's number, {cluster} its id."))
      .not_written();
  keys.add("first", &C::first, first_number(), given("The number of the pattern's first cluster.")).not_written();
  keys.require("id", &C::id, TextCodec(cluster_id_rule()), given("The cluster's id, unique in the file."));
  keys.add("version", &C::version, TextCodec(version_rule()), given("The software release."));
  keys.add_list("nodes", &C::nodes, node_keys(), {0, 100},
                given("The servers; if left out, a publisher \"ID-pub\" and a subscriber \"ID-sub1\"."));
  keys.add("phone_service", &C::phone_service, phone_service_keys(),
           given("The Extension Mobility phone service of the cluster."));
  keys.add("synchronize_auto_profile", &C::synchronize_auto_profile, BooleanCodec{},
           assumed("\"Synchronization Between Auto Device Profile and Phone Configuration\": whether a phone has its "
                   "services again after a logout.",
                   "the guide names the parameter; no text states the default"));
  keys.add("set_up", &C::set_up, task_flow_keys(), given("Which steps of the guide's task flow were done."));
  keys.add("phone", &C::phone, phone_keys(), given("What the phones are like that are not among \"phones\"."));
  keys.add_list<PhoneSpec>("phones", &C::phones, named_phone_keys(), {0, 1'000'000}, phone_like_the_others,
                           given("Phones with names and settings of their own; they start as \"phone\" says."))
      .unless([](const C& cluster) { return cluster.phones.empty(); });
  keys.add("phones_from", &C::phones_from, TextCodec(file_name_rule()),
           given(
               "A table (CSV, RFC 4180) whose rows are further phones. Its first row names the columns: id, and any of "
               "model, protocol, user_locale, extension_mobility and subscribed. Relative to this file's folder."))
      .not_written();
  keys.add("spare_phones", &C::spare_phones, count(0, 1'000'000, "phones"),
           assumed("Phones that allow Extension Mobility and belong to nobody."));
  keys.add("access", &C::access, access_keys(), given("The line of the cluster to the provider's cloud."));
  keys.add("ils", &C::ils, cluster_ils_keys(), given("The cluster in the Intercluster Lookup Service."));
  keys.add("extension_mobility", &C::extension_mobility, extension_mobility_keys(),
           given("Extension Mobility in the cluster."));
  keys.add("emcc", &C::emcc, emcc_keys(), given("Extension Mobility Cross Cluster in the cluster."));
  keys.add("calls", &C::calls, call_keys(), given("Call routing in the cluster."));
  keys.add("recovery", &C::recovery, recovery_keys(), given("How the cluster comes back after an outage."));
  keys.add_list("groups", &C::groups, TextCodec(cluster_id_rule()), {0, 1'000},
                given("Names of groups that the cluster is in, for selectors."))
      .unless([](const C& cluster) { return cluster.groups.empty(); });
  keys.add_list("users", &C::users, user_keys(), {0, 2'000'000}, given("The users whose home the cluster is."));
  keys.add(
          "users_from", &C::users_from, TextCodec(file_name_rule()),
          given("A table (CSV, RFC 4180) whose rows are further users. Its first row names the columns: id and dn, and "
                "any of super_user, logged_in, pin, user_locale, mobility, and profile and model, which are the name "
                "and the model of a device profile with the user's number. Relative to this file's folder."))
      .not_written();
  return keys;
}

Object<TemplatesSpec> template_keys() {
  using T = TemplatesSpec;
  Object<T> keys;
  keys.add_list(
      "clusters", &T::clusters, cluster_keys().requiring_only("id"), {0, 10'000},
      given("What clusters with this id as their template start from: any key of a cluster, and a template to "
            "start from in turn."));
  keys.add_list("users", &T::users, user_keys().requiring_only("id"), {0, 10'000},
                given("What users with this id as their template start from."));
  return keys;
}

}  // namespace roamsim::scenario
