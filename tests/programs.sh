#!/usr/bin/env bash
# Installs the programs that the tests start privately, where that may be done (root on Debian).
# Elsewhere the tests that need a missing program say so by name and are skipped; with CI=true they fail.
set -u
declare -A package=(
  [redis-server]=redis-server [initdb]=postgresql [chromium]=chromium [soffice]=libreoffice-calc
  [dovecot]=dovecot-imapd [postfix]=postfix [node]=nodejs [npm]=npm
)
here=$(cd "$(dirname "$0")" && pwd)
# ical.js reads our calendars as Thunderbird does; the lock names its version and checksum.
fetch_icaljs() {
  [ -d "$here/icaljs/node_modules/ical.js" ] || ! command -v npm >/dev/null 2>&1 ||
    (cd "$here/icaljs" && npm ci --silent --no-audit --no-fund >/dev/null 2>&1) ||
    echo "ical.js could not be fetched, its tests are skipped."
}
PATH="$PATH:/usr/sbin:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"
missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${package[$program]}")
done
PATH="$PATH:/sbin" ldconfig -p 2>/dev/null | grep -q 'libical\.so\.3' || missing+=(libical3)
[ ${#missing[@]} -eq 0 ] && { fetch_icaljs; exit 0; }
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing what the tests start: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && { fetch_icaljs; exit 0; }
fi
echo "Not installed, the tests that need them are skipped: ${missing[*]}"
echo "On Debian, as root: apt-get install ${missing[*]}"
fetch_icaljs
exit 0
