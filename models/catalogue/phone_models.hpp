#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace roamsim::catalogue {

/// What a model of phones may support, under the names of the report "Unified CM Phone Feature List".
enum class PhoneFeature : std::uint8_t { extension_mobility, extension_mobility_cross_cluster, video };

/// Where a fact about a model comes from; `assumed`: no text at hand states it.
enum class FactSource : std::uint8_t {
  feature_configuration_guide,  ///< Cisco Feature Configuration Guide, Extension Mobility
  series_7800_guide,            ///< Cisco IP Phone 7800 Series administration guide and data sheet
  series_8800_guide,            ///< Cisco IP Phone 8800 Series administration guide and data sheet
  emcc_trace,                   ///< Cisco TAC's worked login by Extension Mobility Cross Cluster, on a 7821
  assumed
};

struct PhoneFact {
  bool holds = false;
  FactSource source = FactSource::assumed;
};

inline constexpr std::size_t phone_feature_count = 3;

/// A model of phones, with what it registers by and what it supports.
struct PhoneModel {
  std::string_view name;     ///< as in scenarios, e.g. "Cisco 8845"
  std::string_view product;  ///< the line of products it belongs to
  PhoneFact sip, sccp;
  std::array<PhoneFact, phone_feature_count> features;  ///< by PhoneFeature

  [[nodiscard]] constexpr const PhoneFact& fact(PhoneFeature feature) const {
    return features[static_cast<std::size_t>(feature)];
  }
};

inline constexpr std::array<PhoneFeature, phone_feature_count> phone_features{
    PhoneFeature::extension_mobility, PhoneFeature::extension_mobility_cross_cluster, PhoneFeature::video};

/// Every model that is known, each once, by product line.
std::span<const PhoneModel> phone_models();

/// The model with exactly this name, or null.
const PhoneModel* find_phone_model(std::string_view name);

/// As in the report, e.g. "Extension Mobility Cross Cluster".
std::string_view name_of(PhoneFeature feature);

/// The text in which the fact stands, or "assumed".
std::string_view name_of(FactSource source);

}  // namespace roamsim::catalogue
