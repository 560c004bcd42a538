#include <cstdint>

#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr const char* emcc_chapter = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility Cross Cluster";
constexpr const char* login_trace =
    "Cisco TAC document 214535, annotated trace of one login (11.5, phone 7821, laboratory LAN)";

constexpr std::size_t most_ids = 100'000;
constexpr std::uint32_t most_devices = 1'000'000;
constexpr std::int64_t largest_file = 1'000'000'000;

/// An array of ids, perhaps of none.
class IdsCodec {
 public:
  IdsCodec(const TextRule& rule, KeyType type) : id_(rule, type) {}

  bool read(Reader& reader, const Node& node, std::vector<std::string>& value) const {
    if (!node.is(NodeKind::array)) return reader.refuse(node, "an array");
    if (node.children.size() > most_ids) {
      return reader.refuse_found(node, "an array of " + std::to_string(node.children.size()),
                                 "at most " + std::to_string(most_ids) + " items");
    }
    value.assign(node.children.size(), {});
    bool ok = true;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Reader::Inside inside(reader, i);
      ok = id_.read(reader, node.children[i], value[i]) && ok;
    }
    return ok;
  }
  void write(JsonWriter& writer, const std::vector<std::string>& value) const {
    writer.begin_array(JsonWriter::Layout::one_line);
    for (const std::string& id : value) id_.write(writer, id);
    writer.end_array();
  }
  void describe(Key& key) const {
    Key id;
    id.text = key.text;
    id_.describe(id);
    key.type = KeyType::array;
    key.least = "0";
    key.most = std::to_string(most_ids);
    key.children.push_back(std::move(id));
  }

 private:
  TextCodec id_;
};

IdsCodec clusters_listed() {
  return {cluster_id_rule(), KeyType::cluster};
}

IdsCodec devices_listed() {
  return {device_name_rule(), KeyType::text};
}

CountCodec base_devices() {
  return count(0, most_devices, "devices");
}

Object<em::EmccParameters> parameter_keys() {
  using P = em::EmccParameters;
  Object<P> keys;
  keys.add(
      "remote_cluster_update_interval", &P::remote_cluster_update_interval, duration(15 * minute, 10'080 * minute),
      documented("\"Remote Cluster Update Interval\": how often the cluster finds out which of its remote clusters "
                 "are up; in between it believes what it found last.",
                 emcc_chapter));
  keys.add(
      "service", &P::service, duration(0, 1 * hour),
      measured("What the Extension Mobility service of the visited cluster does itself on a login: 261 ms less the "
               "two questions to the home cluster.",
               login_trace));
  keys.add(
      "needs_user_record", &P::needs_user_record, BooleanCodec{},
      documented("Whether users from elsewhere must have a record in the cluster that they visit; one who has none "
                 "is refused with 23. False: as the text of code 23 can be read, to have one at home is enough.",
                 "Cisco Feature Configuration Guide 12.5(1), table of the types of Extension Mobility: user "
                 "information is kept in all clusters"));
  keys.add("check_user", &P::check_user, duration(0, 1 * hour),
           measured("The cluster looks whether it is the home of a user.", login_trace));
  keys.add("home_login", &P::home_login, duration(0, 1 * hour),
           measured("The home cluster checks and records a login or a logout.", login_trace));
  keys.add("response_timeout", &P::response_timeout, duration(100 * millisecond, 1 * hour),
           assumed("How long the visited cluster waits for the answer of a remote one."));
  keys.add("maximum_login_time", &P::maximum_login_time, duration(0, 168 * hour),
           documented("\"Inter-cluster Maximum Login Time\" of the home cluster: after so long an EMCC login ends; 0: "
                      "never.",
                      login_trace));
  keys.add("registration_refresh", &P::registration_refresh, duration(1 * second, 1 * hour),
           measured("How often a phone that is registered over the network renews that; where its home does not answer "
                    "then, it returns to the cluster where it stands.",
                    login_trace));
  keys.add("message_bytes", &P::message_bytes, size(0, 1'000'000),
           assumed("The size of a question or an answer between two clusters, and of those between a phone and its "
                   "home."));
  keys.add("trust_list_bytes", &P::trust_list_bytes, size(0, largest_file),
           measured("The size of the phone's trust list, which it fetches from the home cluster.", login_trace));
  keys.add("configuration_bytes", &P::configuration_bytes, size(0, largest_file),
           measured("The size of the phone's configuration.", login_trace));
  keys.add("softkey_bytes", &P::softkey_bytes, size(0, largest_file),
           measured("The size of the phone's softkey file.", login_trace));
  return keys;
}

}  // namespace

Object<ClusterEmccSpec> emcc_keys() {
  using E = ClusterEmccSpec;
  Object<E> keys;
  keys.add("remote_clusters", &E::remote_clusters, clusters_listed(),
           given("The remote clusters, in the order in which they are asked for a user; if left out, all others."));
  keys.add("accepts", &E::accepts, BooleanCodec{}, given("Whether its users may log in elsewhere by EMCC."));
  keys.add("base_devices", &E::base_devices, base_devices(),
           assumed("EMCC base devices, one of which each login of a user elsewhere holds."));
  keys.add("tftp_servers", &E::tftp_servers, BooleanCodec{}, given("Whether the EMCC TFTP servers are configured."));
  keys.add_list("foreign_devices", &E::foreign_devices, TextCodec(device_name_rule()), {0, most_ids},
                given("Device records that bear the names of phones of other clusters."))
      .unless([](const E& emcc) { return emcc.foreign_devices.empty(); });
  keys.embed(&E::parameters, parameter_keys());
  return keys;
}

Object<EmccPatchSpec> emcc_patch_keys() {
  using E = EmccPatchSpec;
  Object<E> keys(JsonWriter::Layout::one_line);
  keys.add("remote_clusters", &E::remote_clusters, clusters_listed(), given("As of a cluster."));
  keys.add("accepts", &E::accepts, BooleanCodec{}, given("As of a cluster."));
  keys.add("base_devices", &E::base_devices, base_devices(), given("As of a cluster."));
  keys.add("tftp_servers", &E::tftp_servers, BooleanCodec{}, given("As of a cluster."));
  keys.add("foreign_devices", &E::foreign_devices, devices_listed(), given("As of a cluster."));
  return keys;
}

}  // namespace roamsim::scenario
