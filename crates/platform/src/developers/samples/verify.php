<?php
// $key: whsec_... or whpk_...; $body: the text as it came. True if one signature is right and fresh.
function verify(string $key, string $id, string $timestamp, string $signatures, string $body, ?int $now = null): bool
{
    if (!ctype_digit($timestamp) || abs(($now ?? time()) - (int) $timestamp) > 300) {
        return false;
    }
    $signed = "$id.$timestamp.$body";
    $shared = str_starts_with($key, 'whsec_');
    $raw = base64_decode(substr($key, $shared ? 6 : 5));
    foreach (explode(' ', $signatures) as $one) {
        [$version, $text] = explode(',', $one, 2) + [1 => ''];
        $value = base64_decode($text);
        if ($shared && $version === 'v1') {
            if (hash_equals(hash_hmac('sha256', $signed, $raw, true), $value)) {
                return true;
            }
        } elseif (!$shared && $version === 'v1a' && strlen($value) === 64) {
            if (sodium_crypto_sign_verify_detached($value, $signed, $raw)) {
                return true;
            }
        }
    }
    return false;
}

if (PHP_SAPI === 'cli') {  // key id timestamp signatures now < body
    [, $key, $id, $timestamp, $signatures, $now] = $argv;
    $body = stream_get_contents(STDIN);
    echo verify($key, $id, $timestamp, $signatures, $body, (int) $now) ? "right\n" : "wrong\n";
}
