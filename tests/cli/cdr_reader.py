"""Reads files of call records as somebody would who knows the layout only: names and types of the CAR guide's sample.

Nothing here is taken from the program. What does not keep to the layout raises ValueError.
"""

import csv
import datetime
import io
import re
import uuid

INTERVALS = range(60, 86401, 60)

# Name of a group of columns, and the type of each of them, in the order of the sample.
LAYOUT = """
cdrRecordType globalCallID_callManagerId globalCallID_callId origLegCallIdentifier dateTimeOrigination origNodeId origSpan origIpAddr: INTEGER
callingPartyNumber: VARCHAR(50)
callingPartyUnicodeLoginUserID: VARCHAR(128)
origCause_location origCause_value origPrecedenceLevel origMediaTransportAddress_IP origMediaTransportAddress_Port origMediaCap_payloadCapability origMediaCap_maxFramesPerPacket origMediaCap_g723BitRate origVideoCap_Codec origVideoCap_Bandwidth origVideoCap_Resolution origVideoTransportAddress_IP origVideoTransportAddress_Port: INTEGER
origRSVPAudioStat origRSVPVideoStat: VARCHAR(64)
destLegIdentifier destNodeId destSpan destIpAddr: INTEGER
originalCalledPartyNumber finalCalledPartyNumber: VARCHAR(50)
finalCalledPartyUnicodeLoginUserID: VARCHAR(128)
destCause_location destCause_value destPrecedenceLevel destMediaTransportAddress_IP destMediaTransportAddress_Port destMediaCap_payloadCapability destMediaCap_maxFramesPerPacket destMediaCap_g723BitRate destVideoCap_Codec destVideoCap_Bandwidth destVideoCap_Resolution destVideoTransportAddress_IP destVideoTransportAddress_Port: INTEGER
destRSVPAudioStat destRSVPVideoStat: VARCHAR(64)
dateTimeConnect dateTimeDisconnect: INTEGER
lastRedirectDn: VARCHAR(50)
pkid: UNIQUEIDENTIFIER
originalCalledPartyNumberPartition callingPartyNumberPartition finalCalledPartyNumberPartition lastRedirectDnPartition: VARCHAR(50)
duration: INTEGER
origDeviceName destDeviceName: VARCHAR(129)
origCallTerminationOnBehalfOf destCallTerminationOnBehalfOf origCalledPartyRedirectOnBehalfOf lastRedirectRedirectOnBehalfOf origCalledPartyRedirectReason lastRedirectRedirectReason destConversationId: INTEGER
globalCallId_ClusterID: VARCHAR(50)
joinOnBehalfOf: INTEGER
comment: VARCHAR(2048)
authCodeDescription: VARCHAR(50)
authorizationLevel: INTEGER
clientMatterCode: VARCHAR(32)
origDTMFMethod destDTMFMethod callSecuredStatus origConversationId origMediaCap_Bandwidth destMediaCap_Bandwidth: INTEGER
authorizationCodeValue: VARCHAR(32)
outpulsedCallingPartyNumber outpulsedCalledPartyNumber: VARCHAR(50)
origIpv4v6Addr destIpv4v6Addr: VARCHAR(64)
origVideoCap_Codec_Channel2 origVideoCap_Bandwidth_Channel2 origVideoCap_Resolution_Channel2 origVideoTransportAddress_IP_Channel2 origVideoTransportAddress_Port_Channel2 origVideoChannel_Role_Channel2: INTEGER
destVideoCap_Codec_Channel2 destVideoCap_Bandwidth_Channel2 destVideoCap_Resolution_Channel2 destVideoTransportAddress_IP_Channel2 destVideoTransportAddress_Port_Channel2 destVideoChannel_Role_Channel2: INTEGER
IncomingProtocolID: INTEGER
IncomingProtocolCallRef: VARCHAR(32)
OutgoingProtocolID: INTEGER
OutgoingProtocolCallRef: VARCHAR(32)
currentRoutingReason origRoutingReason lastRedirectingRoutingReason: INTEGER
huntPilotPartition huntPilotDN: VARCHAR(50)
"""
COLUMNS = [(name, kind.strip()) for line in LAYOUT.strip().splitlines() for names, _, kind in [line.partition(":")] for name in names.split()]
Q850 = {0, 1, 3, 16, 17, 18, 19, 25, 27, 38, 41, 42, 47, 102}


def require(condition, what):
    if not condition:
        raise ValueError(what)


def value_of(name, kind, cell, quoted):
    """One field, checked against its type."""
    if kind == "INTEGER":
        require(not quoted and re.fullmatch(r"-?\d+", cell), f"{name}: {cell!r} is no INTEGER")
        require(-2**31 <= int(cell) < 2**31, f"{name}: {cell} needs more than 32 bits")
        return int(cell)
    require(quoted, f"{name}: the text {cell!r} is not quoted")
    if kind == "UNIQUEIDENTIFIER":
        require(str(uuid.UUID(cell)) == cell and uuid.UUID(cell).variant == uuid.RFC_4122, f"{name}: {cell!r} is no UUID")
        return cell
    require(len(cell) <= int(kind[8:-1]), f"{name}: {cell!r} is longer than {kind}")
    require(not re.search(r"[\x00-\x1f\x7f]", cell), f"{name}: control characters in {cell!r}")
    require(not re.match(r"[=@-]|\+(?![\d*#-]+$)", cell), f"{name}: {cell!r} is a formula to a spreadsheet")
    return cell


def records_of(text):
    """The records of a file's text as dictionaries."""
    require(text.endswith("\n") and "\r" not in text, "lines end with a line feed")
    lines = text.split("\n")[:-1]
    require(len(lines) > 2, "a file has two heading lines and records")
    require(lines[0] == ",".join(f'"{name}"' for name, _ in COLUMNS), "the names are others")
    require(lines[1] == ",".join(kind for _, kind in COLUMNS), "the types are others")
    for line in lines[2:]:
        cells = next(csv.reader(io.StringIO(line), strict=True))
        raw = re.findall(r'(?:^|,)("(?:[^"]|"")*"|[^",]*)', line)
        require(len(cells) == len(raw) == len(COLUMNS), f"{len(cells)} fields")
        yield {name: value_of(name, kind, cell, piece.startswith('"')) for (name, kind), cell, piece in zip(COLUMNS, cells, raw)}


def check_record(record):
    """What holds for every record, whatever the run was."""
    require(record["cdrRecordType"] == 1, "an end-call record has type 1")
    require(record["globalCallID_callId"] >= 1 and record["globalCallID_callManagerId"] >= 1, "numbers start at 1")
    require(record["dateTimeDisconnect"] >= record["dateTimeOrigination"], "it ended before it began")
    require(record["origCause_value"] in Q850 and record["destCause_value"] in Q850, "a cause that Q.850 does not have")
    connect = record["dateTimeConnect"]
    if connect == 0:
        require(record["duration"] == 0, "talked without an answer")
        require(record["destCause_value"] != 0, "neither answered nor failed")
    else:
        require(record["dateTimeOrigination"] <= connect <= record["dateTimeDisconnect"], "answered at another time")
        require(record["dateTimeDisconnect"] - connect - record["duration"] in (0, 1), "the duration is another")
    require(record["origDeviceName"] != "", "it came from nowhere")


def read(folder, interval=60):
    """All records of the files in a folder, by cluster, checked; an interval is in seconds."""
    require(interval in INTERVALS, "no such interval")
    found = {}
    keys, calls, sequences, places = set(), set(), {}, set()
    for path in sorted(folder.iterdir()):
        name = re.fullmatch(r"cdr_([A-Za-z0-9%.-]+)_(\d\d+)_(\d{12})_([1-9]\d*)", path.name)
        require(name, f"{path.name} is no name of such a file")
        cluster, node, date, sequence = name[1], int(name[2]), name[3], int(name[4])
        begin = int(datetime.datetime.strptime(date, "%Y%m%d%H%M").replace(tzinfo=datetime.timezone.utc).timestamp())
        require(begin % interval == 0, f"{path.name}: no interval begins then")
        require((cluster, node, begin) not in places, f"{path.name}: two files of one interval")
        places.add((cluster, node, begin))
        sequences.setdefault(cluster, {})[sequence] = (begin, node)
        for record in records_of(path.read_text(encoding="utf-8")):
            check_record(record)
            require(begin <= record["dateTimeDisconnect"] < begin + interval, f"{path.name}: ended in another interval")
            require(record["globalCallID_callManagerId"] == node, f"{path.name}: of another node")
            key = (cluster, record["globalCallID_callId"])
            require(key not in calls and record["pkid"] not in keys, f"{path.name}: the same key twice")
            calls.add(key)
            keys.add(record["pkid"])
            found.setdefault(record["globalCallId_ClusterID"], []).append(record)
    for cluster, numbers in sequences.items():
        require(sorted(numbers) == list(range(1, len(numbers) + 1)), f"{cluster}: files are missing")
        require([numbers[n] for n in sorted(numbers)] == sorted(numbers.values()), f"{cluster}: the files are in another order")
    return found
