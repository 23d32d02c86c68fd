"""A foreign client reads and orders a meter that we serve, and says what it got as JSON.

Arguments: port, title, encryption key and authentication key in hex, security suite, and two local
times between which the load profile is read; then, if wanted, the invocation counter to begin with and
the work to do: `all`, or `state` for the state of the supply alone. Gurux is GPL-2: it runs here, in a
process of its own.
"""

import datetime
import json
import socket
import sys

from gurux_dlms import GXReplyData, GXByteBuffer, GXDateTime
from gurux_dlms.enums import Authentication, InterfaceType, Security, DataType
from gurux_dlms.objects import (
    GXDLMSClock,
    GXDLMSData,
    GXDLMSDisconnectControl,
    GXDLMSLimiter,
    GXDLMSProfileGeneric,
    GXDLMSRegister,
)
from gurux_dlms.objects.enums import SecuritySuite
from gurux_dlms.secure import GXDLMSSecureClient


class Meter:
    """One association over the TCP wrapper."""

    def __init__(self, port, title, encryption, authentication, suite, counter):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.blocks = 0
        client = GXDLMSSecureClient(
            True, 1, 1, Authentication.HIGH_GMAC, None, InterfaceType.WRAPPER
        )
        # What is longer comes in blocks.
        client.maxReceivePDUSize = 1024
        client.ciphering.security = Security.AUTHENTICATION_ENCRYPTION
        client.ciphering.securitySuite = SecuritySuite(suite)
        client.ciphering.systemTitle = title
        client.ciphering.blockCipherKey = encryption
        client.ciphering.authenticationKey = authentication
        client.ciphering.invocationCounter = counter
        self.client = client

    def exchange(self, frame, reply):
        """Sends one frame and reads until its answer is whole."""
        if not frame:
            return
        self.socket.sendall(bytes(frame))
        received = GXByteBuffer()
        notify = GXReplyData()
        while True:
            chunk = self.socket.recv(4096)
            if not chunk:
                raise ConnectionError("the meter closed the connection")
            received.set(chunk)
            if self.client.getData(received, reply, notify):
                break
        if reply.error:
            raise ValueError("error %s" % reply.error)

    def ask(self, frames):
        """Sends a request of one or more frames and collects all blocks of the answer."""
        reply = GXReplyData()
        for frame in frames if isinstance(frames, list) else [frames]:
            reply.clear()
            self.exchange(frame, reply)
            while reply.isMoreData():
                self.blocks += 1
                self.exchange(self.client.receiverReady(reply), reply)
        return reply

    def open(self):
        reply = self.ask(self.client.aarqRequest())
        self.client.parseAareResponse(reply.data)
        reply = self.ask(self.client.getApplicationAssociationRequest())
        self.client.parseApplicationAssociationResponse(reply.data)

    def read(self, item, index):
        reply = self.ask(self.client.read(item, index))
        item_type = item.getDataType(index)
        if item_type == DataType.NONE and reply.valueType != DataType.NONE:
            item.setDataType(index, reply.valueType)
        return self.client.updateValue(item, index, reply.value)

    def release(self):
        self.ask(self.client.releaseRequest())
        self.socket.close()


def utc(value):
    time = value.value if isinstance(value, GXDateTime) else value
    return int(time.timestamp())


def main():
    port, suite = int(sys.argv[1]), int(sys.argv[5])
    title, encryption, authentication = (bytes.fromhex(text) for text in sys.argv[2:5])
    start, end = (datetime.datetime.fromisoformat(text) for text in sys.argv[6:8])
    counter = int(sys.argv[8]) if len(sys.argv) > 8 else 1
    work = sys.argv[9] if len(sys.argv) > 9 else "all"
    meter = Meter(port, title, encryption, authentication, suite, counter)
    meter.open()
    said = {}
    control = GXDLMSDisconnectControl("0.0.96.3.10.255")
    if work == "state":
        said["state"] = int(meter.read(control, 3))
        said["connected"] = bool(meter.read(control, 2))
        meter.release()
        print(json.dumps(said))
        return
    reply = meter.ask(meter.client.getObjectsRequest())
    objects = meter.client.parseObjects(reply.data, True)
    said["objects"] = sorted([int(item.objectType), item.logicalName] for item in objects)
    for code in ("1.0.1.8.1.255", "1.0.32.7.0.255"):
        register = GXDLMSRegister(code)
        meter.read(register, 3)
        said[code] = meter.read(register, 2)
        said[code + " scaler"], said[code + " unit"] = register.scaler, int(register.unit)
    name = GXDLMSData("0.0.42.0.0.255")
    said["name"] = bytes(meter.read(name, 2)).decode()
    said["clock"] = utc(meter.read(GXDLMSClock("0.0.1.0.0.255"), 2))
    profile = GXDLMSProfileGeneric("1.0.99.1.0.255")
    meter.read(profile, 3)
    said["columns"] = [item[0].logicalName for item in profile.captureObjects]
    before = meter.blocks
    reply = meter.ask(meter.client.readRowsByRange(profile, start, end))
    rows = meter.client.updateValue(profile, 2, reply.value)
    said["blocks"] = meter.blocks - before
    said["rows"] = [[utc(row[0])] + [int(cell) for cell in row[1:]] for row in rows]
    said["before"] = int(meter.read(control, 3))
    meter.ask(control.remoteDisconnect(meter.client))
    said["after"] = int(meter.read(control, 3))
    said["mode"] = int(meter.read(control, 4))
    meter.ask(control.remoteReconnect(meter.client))
    said["released"] = int(meter.read(control, 3))
    limiter = GXDLMSLimiter("0.0.17.0.0.255")
    said["limit"] = int(meter.read(limiter, 3))
    meter.release()
    print(json.dumps(said))


main()
