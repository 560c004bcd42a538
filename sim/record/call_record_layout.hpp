#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::record {

/// What a column of a call record holds, as the second line of a file says it.
enum class CallRecordType : std::uint8_t {
  integer,
  varchar_32,
  varchar_50,
  varchar_64,
  varchar_128,
  varchar_129,
  varchar_2048,
  uniqueidentifier
};

constexpr std::string_view name_of(CallRecordType type) {
  using enum CallRecordType;
  switch (type) {
    case integer:
      return "INTEGER";
    case varchar_32:
      return "VARCHAR(32)";
    case varchar_50:
      return "VARCHAR(50)";
    case varchar_64:
      return "VARCHAR(64)";
    case varchar_128:
      return "VARCHAR(128)";
    case varchar_129:
      return "VARCHAR(129)";
    case varchar_2048:
      return "VARCHAR(2048)";
    case uniqueidentifier:
      return "UNIQUEIDENTIFIER";
  }
  return "";
}

struct CallRecordColumn {
  std::string_view name;
  CallRecordType type;
};

namespace call_record {
using enum CallRecordType;

/// The columns of a call record file in their order: the 103 that the CAR guide's sample has, which is of the 8.x era;
/// later releases append more.
inline constexpr std::array<CallRecordColumn, 103> columns{{{"cdrRecordType", integer},
                                                            {"globalCallID_callManagerId", integer},
                                                            {"globalCallID_callId", integer},
                                                            {"origLegCallIdentifier", integer},
                                                            {"dateTimeOrigination", integer},
                                                            {"origNodeId", integer},
                                                            {"origSpan", integer},
                                                            {"origIpAddr", integer},
                                                            {"callingPartyNumber", varchar_50},
                                                            {"callingPartyUnicodeLoginUserID", varchar_128},
                                                            {"origCause_location", integer},
                                                            {"origCause_value", integer},
                                                            {"origPrecedenceLevel", integer},
                                                            {"origMediaTransportAddress_IP", integer},
                                                            {"origMediaTransportAddress_Port", integer},
                                                            {"origMediaCap_payloadCapability", integer},
                                                            {"origMediaCap_maxFramesPerPacket", integer},
                                                            {"origMediaCap_g723BitRate", integer},
                                                            {"origVideoCap_Codec", integer},
                                                            {"origVideoCap_Bandwidth", integer},
                                                            {"origVideoCap_Resolution", integer},
                                                            {"origVideoTransportAddress_IP", integer},
                                                            {"origVideoTransportAddress_Port", integer},
                                                            {"origRSVPAudioStat", varchar_64},
                                                            {"origRSVPVideoStat", varchar_64},
                                                            {"destLegIdentifier", integer},
                                                            {"destNodeId", integer},
                                                            {"destSpan", integer},
                                                            {"destIpAddr", integer},
                                                            {"originalCalledPartyNumber", varchar_50},
                                                            {"finalCalledPartyNumber", varchar_50},
                                                            {"finalCalledPartyUnicodeLoginUserID", varchar_128},
                                                            {"destCause_location", integer},
                                                            {"destCause_value", integer},
                                                            {"destPrecedenceLevel", integer},
                                                            {"destMediaTransportAddress_IP", integer},
                                                            {"destMediaTransportAddress_Port", integer},
                                                            {"destMediaCap_payloadCapability", integer},
                                                            {"destMediaCap_maxFramesPerPacket", integer},
                                                            {"destMediaCap_g723BitRate", integer},
                                                            {"destVideoCap_Codec", integer},
                                                            {"destVideoCap_Bandwidth", integer},
                                                            {"destVideoCap_Resolution", integer},
                                                            {"destVideoTransportAddress_IP", integer},
                                                            {"destVideoTransportAddress_Port", integer},
                                                            {"destRSVPAudioStat", varchar_64},
                                                            {"destRSVPVideoStat", varchar_64},
                                                            {"dateTimeConnect", integer},
                                                            {"dateTimeDisconnect", integer},
                                                            {"lastRedirectDn", varchar_50},
                                                            {"pkid", uniqueidentifier},
                                                            {"originalCalledPartyNumberPartition", varchar_50},
                                                            {"callingPartyNumberPartition", varchar_50},
                                                            {"finalCalledPartyNumberPartition", varchar_50},
                                                            {"lastRedirectDnPartition", varchar_50},
                                                            {"duration", integer},
                                                            {"origDeviceName", varchar_129},
                                                            {"destDeviceName", varchar_129},
                                                            {"origCallTerminationOnBehalfOf", integer},
                                                            {"destCallTerminationOnBehalfOf", integer},
                                                            {"origCalledPartyRedirectOnBehalfOf", integer},
                                                            {"lastRedirectRedirectOnBehalfOf", integer},
                                                            {"origCalledPartyRedirectReason", integer},
                                                            {"lastRedirectRedirectReason", integer},
                                                            {"destConversationId", integer},
                                                            {"globalCallId_ClusterID", varchar_50},
                                                            {"joinOnBehalfOf", integer},
                                                            {"comment", varchar_2048},
                                                            {"authCodeDescription", varchar_50},
                                                            {"authorizationLevel", integer},
                                                            {"clientMatterCode", varchar_32},
                                                            {"origDTMFMethod", integer},
                                                            {"destDTMFMethod", integer},
                                                            {"callSecuredStatus", integer},
                                                            {"origConversationId", integer},
                                                            {"origMediaCap_Bandwidth", integer},
                                                            {"destMediaCap_Bandwidth", integer},
                                                            {"authorizationCodeValue", varchar_32},
                                                            {"outpulsedCallingPartyNumber", varchar_50},
                                                            {"outpulsedCalledPartyNumber", varchar_50},
                                                            {"origIpv4v6Addr", varchar_64},
                                                            {"destIpv4v6Addr", varchar_64},
                                                            {"origVideoCap_Codec_Channel2", integer},
                                                            {"origVideoCap_Bandwidth_Channel2", integer},
                                                            {"origVideoCap_Resolution_Channel2", integer},
                                                            {"origVideoTransportAddress_IP_Channel2", integer},
                                                            {"origVideoTransportAddress_Port_Channel2", integer},
                                                            {"origVideoChannel_Role_Channel2", integer},
                                                            {"destVideoCap_Codec_Channel2", integer},
                                                            {"destVideoCap_Bandwidth_Channel2", integer},
                                                            {"destVideoCap_Resolution_Channel2", integer},
                                                            {"destVideoTransportAddress_IP_Channel2", integer},
                                                            {"destVideoTransportAddress_Port_Channel2", integer},
                                                            {"destVideoChannel_Role_Channel2", integer},
                                                            {"IncomingProtocolID", integer},
                                                            {"IncomingProtocolCallRef", varchar_32},
                                                            {"OutgoingProtocolID", integer},
                                                            {"OutgoingProtocolCallRef", varchar_32},
                                                            {"currentRoutingReason", integer},
                                                            {"origRoutingReason", integer},
                                                            {"lastRedirectingRoutingReason", integer},
                                                            {"huntPilotPartition", varchar_50},
                                                            {"huntPilotDN", varchar_50}}};

/// The place of a column, from 0; a name that is none does not compile.
consteval std::size_t place_of(std::string_view name) {
  std::size_t place = 0;
  while (columns.at(place).name != name) ++place;
  return place;
}

}  // namespace call_record

}  // namespace roamsim::record
