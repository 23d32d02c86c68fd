import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.security.spec.*;
import java.util.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

// Java 17 or later.
public class Verify {
    /** key: whsec_... or whpk_...; body: the bytes as they came. True if one signature is right and fresh. */
    static boolean verify(String key, String id, String timestamp, String signatures, byte[] body, long now)
            throws GeneralSecurityException {
        if (!timestamp.matches("\\d{1,18}") || Math.abs(now - Long.parseLong(timestamp)) > 300) return false;
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        boolean shared = key.startsWith("whsec_");
        byte[] raw = Base64.getDecoder().decode(key.substring(shared ? 6 : 5));
        for (String one : signatures.split(" ")) {
            String[] parts = one.split(",", 2);
            if (parts.length < 2 || !parts[0].equals(shared ? "v1" : "v1a")) continue;
            byte[] value;
            try { value = Base64.getDecoder().decode(parts[1]); } catch (IllegalArgumentException e) { continue; }
            if (shared) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(raw, "HmacSHA256"));
                if (MessageDigest.isEqual(mac.doFinal(signed), value)) return true;
            } else if (value.length == 64) {
                Signature check = Signature.getInstance("Ed25519");
                check.initVerify(publicKey(raw));
                check.update(signed);
                if (check.verify(value)) return true;
            }
        }
        return false;
    }

    static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        byte[] y = new byte[32];
        for (int i = 0; i < 32; i++) y[i] = raw[31 - i];
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    public static void main(String[] a) throws Exception {  // key id timestamp signatures now < body
        boolean ok = verify(a[0], a[1], a[2], a[3], System.in.readAllBytes(), Long.parseLong(a[4]));
        System.out.println(ok ? "right" : "wrong");
    }
}
