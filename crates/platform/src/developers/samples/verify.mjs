import { createHmac, createPublicKey, timingSafeEqual, verify as check } from 'node:crypto';
import { readFileSync } from 'node:fs';

// key: whsec_... or whpk_...; body: a Buffer as it came. True if one signature is right and fresh.
export function verify(key, id, timestamp, signatures, body, now = Date.now() / 1000) {
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return false;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const shared = key.startsWith('whsec_');
  const raw = Buffer.from(key.slice(shared ? 6 : 5), 'base64');
  return signatures.split(' ').some(one => {
    const [version, text = ''] = one.split(',');
    const value = Buffer.from(text, 'base64');
    if (shared) {
      const right = createHmac('sha256', raw).update(signed).digest();
      return version === 'v1' && value.length === right.length && timingSafeEqual(value, right);
    }
    if (version !== 'v1a' || value.length !== 64) return false;
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
    return check(null, signed, createPublicKey({ key: jwk, format: 'jwk' }), value);
  });
}

if (process.argv[1]?.endsWith('verify.mjs')) {  // key id timestamp signatures now < body
  const [key, id, timestamp, signatures, now] = process.argv.slice(2);
  const ok = verify(key, id, timestamp, signatures, readFileSync(0), Number(now));
  console.log(ok ? 'right' : 'wrong');
}
