#include "models/catalogue/phone_models.hpp"

#include <algorithm>

namespace roamsim::catalogue {
namespace {

constexpr PhoneFact by_guide{true, FactSource::feature_configuration_guide};
constexpr PhoneFact in_7800{true, FactSource::series_7800_guide};
constexpr PhoneFact not_in_7800{false, FactSource::series_7800_guide};
constexpr PhoneFact in_8800{true, FactSource::series_8800_guide};
constexpr PhoneFact not_in_8800{false, FactSource::series_8800_guide};
constexpr PhoneFact traced{true, FactSource::emcc_trace};
constexpr PhoneFact perhaps{true, FactSource::assumed};
constexpr PhoneFact hardly{false, FactSource::assumed};

constexpr std::string_view series_7800 = "Cisco IP Phone 7800 Series";
constexpr std::string_view series_8800 = "Cisco IP Phone 8800 Series";
constexpr std::string_view wireless = "Cisco Wireless IP Phone 8821";
constexpr std::string_view series_7900 = "Cisco Unified IP Phone 7900 Series";
constexpr std::string_view ata = "Cisco ATA 190 Series";
constexpr std::string_view communicator = "Cisco IP Communicator";

// An analog adapter has no display to sign in at. Cameras are told by the data sheets.
constexpr std::array<PhoneModel, 18> models{{
    {"Cisco 7811", series_7800, in_7800, not_in_7800, {{in_7800, perhaps, not_in_7800}}},
    {"Cisco 7821", series_7800, in_7800, not_in_7800, {{in_7800, traced, not_in_7800}}},
    {"Cisco 7841", series_7800, in_7800, not_in_7800, {{in_7800, perhaps, not_in_7800}}},
    {"Cisco 7861", series_7800, in_7800, not_in_7800, {{in_7800, perhaps, not_in_7800}}},
    {"Cisco 8811", series_8800, in_8800, not_in_8800, {{in_8800, perhaps, not_in_8800}}},
    {"Cisco 8841", series_8800, in_8800, not_in_8800, {{in_8800, perhaps, not_in_8800}}},
    {"Cisco 8845", series_8800, in_8800, not_in_8800, {{in_8800, perhaps, in_8800}}},
    {"Cisco 8851", series_8800, in_8800, not_in_8800, {{in_8800, perhaps, not_in_8800}}},
    {"Cisco 8861", series_8800, in_8800, not_in_8800, {{in_8800, perhaps, not_in_8800}}},
    {"Cisco 8865", series_8800, in_8800, not_in_8800, {{in_8800, perhaps, in_8800}}},
    {"Cisco 8821", wireless, perhaps, hardly, {{perhaps, hardly, hardly}}},
    {"Cisco 7905", series_7900, perhaps, perhaps, {{by_guide, hardly, hardly}}},
    {"Cisco 7942", series_7900, perhaps, perhaps, {{perhaps, perhaps, hardly}}},
    {"Cisco 7960", series_7900, perhaps, perhaps, {{by_guide, hardly, hardly}}},
    {"Cisco 7962", series_7900, perhaps, perhaps, {{perhaps, perhaps, hardly}}},
    {"Cisco 7975", series_7900, perhaps, perhaps, {{perhaps, perhaps, hardly}}},
    {"Cisco ATA 190", ata, perhaps, hardly, {{hardly, hardly, hardly}}},
    {"Cisco IP Communicator", communicator, perhaps, perhaps, {{perhaps, hardly, hardly}}},
}};

}  // namespace

std::span<const PhoneModel> phone_models() {
  return models;
}

const PhoneModel* find_phone_model(std::string_view name) {
  const auto* const found =
      std::find_if(models.begin(), models.end(), [&](const PhoneModel& model) { return model.name == name; });
  return found == models.end() ? nullptr : found;
}

std::string_view name_of(PhoneFeature feature) {
  switch (feature) {
    case PhoneFeature::extension_mobility:
      return "Extension Mobility";
    case PhoneFeature::extension_mobility_cross_cluster:
      return "Extension Mobility Cross Cluster";
    case PhoneFeature::video:
      return "Video";
  }
  return "";
}

std::string_view name_of(FactSource source) {
  switch (source) {
    case FactSource::feature_configuration_guide:
      return "Cisco Feature Configuration Guide, Extension Mobility";
    case FactSource::series_7800_guide:
      return "Cisco IP Phone 7800 Series administration guide and data sheet";
    case FactSource::series_8800_guide:
      return "Cisco IP Phone 8800 Series administration guide and data sheet";
    case FactSource::emcc_trace:
      return "Cisco TAC, Extension Mobility Cross Cluster: login on a 7821";
    case FactSource::assumed:
      return "assumed";
  }
  return "";
}

}  // namespace roamsim::catalogue
