import base64, hashlib, hmac, sys, time

def verify(key, id, timestamp, signatures, body, now=None):
    """key: whsec_... or whpk_...; body: bytes as they came. True if one signature is right and fresh."""
    if not timestamp.isdigit() or abs((now or time.time()) - int(timestamp)) > 300:
        return False
    signed = id.encode() + b"." + timestamp.encode() + b"." + body
    version, raw = ("v1", key[6:]) if key.startswith("whsec_") else ("v1a", key[5:])
    raw = base64.b64decode(raw)
    for one in signatures.split(" "):
        kind, _, value = one.partition(",")
        if kind != version:
            continue
        if version == "v1":
            right = base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
            if hmac.compare_digest(right, value):
                return True
        else:  # pip install cryptography
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
            try:
                Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(value), signed)
                return True
            except (InvalidSignature, ValueError):
                pass
    return False

if __name__ == "__main__":  # key id timestamp signatures now < body
    key, id, timestamp, signatures, now = sys.argv[1:]
    ok = verify(key, id, timestamp, signatures, sys.stdin.buffer.read(), int(now))
    print("right" if ok else "wrong")
