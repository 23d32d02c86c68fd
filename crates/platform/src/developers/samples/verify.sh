#!/bin/sh
# verify.sh KEY ID TIMESTAMP SIGNATURES NOW < body. Needs OpenSSL 3. KEY: whsec_... or whpk_...
key=$1 id=$2 timestamp=$3 signatures=$4 now=$5
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
wrong() { echo wrong; exit 0; }
case $timestamp in ''|*[!0-9]*) wrong ;; esac
age=$((now - timestamp))
[ "${age#-}" -le 300 ] || wrong
{ printf '%s.%s.' "$id" "$timestamp"; cat; } > "$folder/signed"
for one in $signatures; do
  case $key,$one in
    whsec_*,v1,*)
      hex=$(printf %s "${key#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
      right=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary < "$folder/signed" | openssl base64 -A)
      [ "v1,$right" = "$one" ] && { echo right; exit 0; } ;;
    whpk_*,v1a,*)
      # The 12 bytes before the key say that it is Ed25519.
      { printf '\060\052\060\005\006\003\053\145\160\003\041\000'
        printf %s "${key#whpk_}" | openssl base64 -d -A; } > "$folder/key"
      printf %s "${one#v1a,}" | openssl base64 -d -A > "$folder/signature"
      openssl pkeyutl -verify -pubin -keyform DER -inkey "$folder/key" -rawin -in "$folder/signed" \
        -sigfile "$folder/signature" >/dev/null 2>&1 && { echo right; exit 0; } ;;
  esac
done
wrong
