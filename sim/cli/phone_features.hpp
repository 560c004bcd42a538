#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue/phone_models.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::cli {

/// Phones of one cluster that are alike, and what the catalogue says of a feature on their model.
struct PhoneFeatureRow {
  std::string cluster;
  std::string phone;  ///< a device name, or "own" or "spare" for phones without a name
  std::uint64_t count = 0;
  std::string product;  ///< "unknown" if the catalogue does not know the model
  std::string model;
  std::string protocol;
  std::string feature;
  std::string supported;  ///< "yes", "no" or "unknown"
  std::string source;     ///< of the fact; empty where there is none
};

/// What a report is about; empty or absent: everything.
struct PhoneFeatureChoice {
  std::string product;  ///< a model or a line of products, whatever its case
  std::vector<catalogue::PhoneFeature> features;
};

/// The phones of a scenario with what their models support: by cluster the users' own phones and the spare ones by
/// count, then those with names; each by feature.
std::vector<PhoneFeatureRow> phone_features(const Plan& plan, const PhoneFeatureChoice& choice);

/// The models and lines of products that a report may be about: those of the catalogue, then models of the scenario
/// that it does not know.
std::vector<std::string> products_of(const Plan& plan);

/// Whether two names are the same but for the case of ASCII letters.
bool same_name(std::string_view a, std::string_view b);

}  // namespace roamsim::cli
