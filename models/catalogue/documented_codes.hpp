#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace roamsim::catalogue {

/// Which part of the product ends a request with a code.
enum class Layer : std::uint8_t {
  application,  ///< Cisco Extension Mobility Application (EMApp), which the phone talks to
  service,      ///< Cisco Extension Mobility (EMService), behind it
  web           ///< Tomcat and IP Phone Services: the phone never reaches Extension Mobility
};

/// A code, or a text without one, that the vendor documents. What is not in the table is undocumented, and no model may
/// show it.
struct DocumentedCode {
  Layer layer;
  std::int32_t code;       ///< negative: a text without a code
  std::string_view shown;  ///< on the phone
  std::string_view cause;
  std::string_view remedy;  ///< of the feature guide; empty where it has none
};

/// By layer, then by code. Sources: the feature guide's chapter on troubleshooting, and the error code tables of the
/// Feature Configuration Guide 12.5(1) for Extension Mobility Cross Cluster.
std::span<const DocumentedCode> documented_codes();

std::string_view name_of(Layer layer);

}  // namespace roamsim::catalogue
