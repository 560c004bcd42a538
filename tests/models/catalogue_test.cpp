#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "models/catalogue/documented_codes.hpp"
#include "models/catalogue/errors.hpp"

namespace roamsim::catalogue {
namespace {

TEST(Catalogue, EachCodeStandsOnce) {
  std::set<std::tuple<Layer, std::int32_t>> seen;
  for (const DocumentedCode& code : documented_codes()) {
    EXPECT_TRUE(seen.emplace(code.layer, code.code).second) << code.code;
    EXPECT_FALSE(code.shown.empty()) << code.code;
    EXPECT_FALSE(code.cause.empty()) << code.code;
  }
}

TEST(Catalogue, WhatNobodyDocumentsIsNotThere) {
  for (const int code : {13, 14, 15, 16, 17, 24, 34, 203, 206, 209, 214}) {
    EXPECT_TRUE(std::none_of(documented_codes().begin(), documented_codes().end(), [&](const DocumentedCode& entry) {
      return entry.code == code;
    })) << code;
  }
}

TEST(Catalogue, TheTextHasTheCodeOrIsShownAsAnother) {
  for (const DocumentedCode& code : documented_codes()) {
    if (code.code < 0) continue;
    const bool own = code.shown.ends_with("(" + std::to_string(code.code) + ")");
    const bool other = code.cause.find("shown as") != std::string_view::npos;
    EXPECT_NE(own, other) << code.code;
  }
}

TEST(Catalogue, TheModelsShowDocumentedTextsOnly) {
  for (const Error& error : errors) {
    if (error.shown.empty()) continue;
    EXPECT_TRUE(std::any_of(documented_codes().begin(), documented_codes().end(), [&](const DocumentedCode& code) {
      return code.code == error.code && code.shown == error.shown;
    })) << error.name;
    EXPECT_FALSE(error.remedy.empty()) << error.name;
  }
}

TEST(Catalogue, EveryRowOfTheGuideHasItsRemedy) {
  for (const int code : {201, 202, 26, 6, 22, 207, 208, 25, 205}) {
    const auto found = std::find_if(documented_codes().begin(), documented_codes().end(),
                                    [&](const DocumentedCode& entry) { return entry.code == code; });
    ASSERT_NE(found, documented_codes().end()) << code;
    EXPECT_FALSE(found->remedy.empty()) << code;
  }
}

}  // namespace
}  // namespace roamsim::catalogue
