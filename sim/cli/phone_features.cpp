#include "sim/cli/phone_features.hpp"

#include <algorithm>
#include <span>

namespace roamsim::cli {

namespace {

constexpr std::string_view unknown = "unknown";

std::string_view name_of(directory::Protocol protocol) {
  switch (protocol) {
    case directory::Protocol::sip:
      return "SIP";
    case directory::Protocol::sccp:
      return "SCCP";
  }
  return unknown;
}

/// Writes the rows of phones that are alike.
class Listing {
 public:
  explicit Listing(const PhoneFeatureChoice& choice)
      : product_(choice.product),
        features_(choice.features.empty() ? std::span<const catalogue::PhoneFeature>(catalogue::phone_features)
                                          : std::span<const catalogue::PhoneFeature>(choice.features)) {}

  void add(const std::string& cluster, const std::string& phone, std::uint64_t count,
           const directory::PhoneSettings& settings) {
    const catalogue::PhoneModel* model = catalogue::find_phone_model(settings.model);
    const std::string_view product = model == nullptr ? unknown : model->product;
    if (count == 0) return;
    if (!product_.empty() && !same_name(product_, settings.model) && !same_name(product_, product)) return;
    for (const catalogue::PhoneFeature feature : features_) {
      PhoneFeatureRow row;
      row.cluster = cluster;
      row.phone = phone;
      row.count = count;
      row.product = product;
      row.model = settings.model;
      row.protocol = name_of(settings.protocol);
      row.feature = catalogue::name_of(feature);
      row.supported = model == nullptr ? unknown : model->fact(feature).holds ? "yes" : "no";
      if (model != nullptr) row.source = catalogue::name_of(model->fact(feature).source);
      rows_.push_back(std::move(row));
    }
  }

  std::vector<PhoneFeatureRow> take() { return std::move(rows_); }

 private:
  const std::string& product_;
  std::span<const catalogue::PhoneFeature> features_;
  std::vector<PhoneFeatureRow> rows_;
};

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<PhoneFeatureRow> phone_features(const Plan& plan, const PhoneFeatureChoice& choice) {
  std::vector<std::uint64_t> own(plan.clusters.size(), 0);
  for (const UserPlan& user : plan.users) ++own[user.home.index()];
  std::vector<std::vector<const PhonePlan*>> named(plan.clusters.size());
  for (const PhonePlan& phone : plan.phones) named[phone.cluster.index()].push_back(&phone);
  Listing listing(choice);
  for (std::size_t i = 0; i < plan.clusters.size(); ++i) {
    const ClusterPlan& cluster = plan.clusters[i];
    listing.add(cluster.name, "own", own[i], cluster.phone);
    listing.add(cluster.name, "spare", cluster.spare_phones, cluster.phone);
    for (const PhonePlan* phone : named[i]) listing.add(cluster.name, phone->name, 1, phone->settings);
  }
  return listing.take();
}

std::vector<std::string> products_of(const Plan& plan) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  for (const catalogue::PhoneModel& model : catalogue::phone_models()) add(model.name);
  for (const catalogue::PhoneModel& model : catalogue::phone_models()) add(model.product);
  const std::string* last = nullptr;
  const auto add_model = [&](const directory::PhoneSettings& settings) {
    if (last == nullptr || *last != settings.model) add(settings.model);
    last = &settings.model;
  };
  for (const ClusterPlan& cluster : plan.clusters) add_model(cluster.phone);
  for (const PhonePlan& phone : plan.phones) add_model(phone.settings);
  return names;
}

}  // namespace roamsim::cli
