#include "models/catalogue/phone_models.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "models/directory/settings.hpp"

namespace roamsim::catalogue {
namespace {

TEST(PhoneModels, EachStandsOnceAndIsFoundByItsName) {
  std::set<std::string_view> seen;
  for (const PhoneModel& model : phone_models()) {
    EXPECT_TRUE(seen.insert(model.name).second) << model.name;
    EXPECT_EQ(find_phone_model(model.name), &model) << model.name;
    EXPECT_FALSE(model.product.empty()) << model.name;
    EXPECT_TRUE(model.sip.holds || model.sccp.holds) << model.name << " registers by neither protocol";
  }
  EXPECT_EQ(find_phone_model("Cisco 8846"), nullptr);
  EXPECT_EQ(find_phone_model("cisco 8845"), nullptr) << "exactly";
  EXPECT_EQ(find_phone_model(""), nullptr);
}

TEST(PhoneModels, ThePhoneOfEveryScenarioIsOneThatUsersLogInOn) {
  const directory::PhoneSettings phone;
  const PhoneModel* model = find_phone_model(phone.model);
  ASSERT_NE(model, nullptr) << phone.model;
  EXPECT_TRUE(model->fact(PhoneFeature::extension_mobility).holds);
  EXPECT_TRUE((phone.protocol == directory::Protocol::sip ? model->sip : model->sccp).holds);
  EXPECT_TRUE(model->fact(PhoneFeature::extension_mobility_cross_cluster).holds) << "phone.emcc says so";
}

TEST(PhoneModels, WhoRoamsAcrossClustersByEmccHasExtensionMobilityAtAll) {
  for (const PhoneModel& model : phone_models()) {
    if (model.fact(PhoneFeature::extension_mobility_cross_cluster).holds) {
      EXPECT_TRUE(model.fact(PhoneFeature::extension_mobility).holds) << model.name;
    }
  }
}

TEST(PhoneModels, WhatIsKnownOfSome) {
  const auto supports = [](std::string_view name, PhoneFeature feature) {
    const PhoneModel* model = find_phone_model(name);
    return model != nullptr && model->fact(feature).holds;
  };
  EXPECT_FALSE(supports("Cisco ATA 190", PhoneFeature::extension_mobility));
  EXPECT_TRUE(supports("Cisco 7821", PhoneFeature::extension_mobility_cross_cluster));
  EXPECT_EQ(find_phone_model("Cisco 7821")->fact(PhoneFeature::extension_mobility_cross_cluster).source,
            FactSource::emcc_trace);
  EXPECT_TRUE(supports("Cisco 8845", PhoneFeature::video));
  EXPECT_FALSE(supports("Cisco 8841", PhoneFeature::video)) << "no camera";
}

TEST(PhoneModels, FeaturesAndSourcesHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const PhoneFeature feature : phone_features) EXPECT_TRUE(names.insert(name_of(feature)).second);
  for (const FactSource source : {FactSource::feature_configuration_guide, FactSource::series_7800_guide,
                                  FactSource::series_8800_guide, FactSource::emcc_trace, FactSource::assumed}) {
    EXPECT_TRUE(names.insert(name_of(source)).second);
  }
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace roamsim::catalogue
