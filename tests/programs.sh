#!/usr/bin/env bash
# Installs the programs that the tests start privately, where that may be done (root on Debian).
# Elsewhere the tests that need a missing program say so by name and are skipped; with CI=true they fail.
set -u
declare -A package=(
  [redis-server]=redis-server [initdb]=postgresql [chromium]=chromium [soffice]=libreoffice-calc
  [dovecot]=dovecot-imapd [postfix]=postfix
)
PATH="$PATH:/usr/sbin:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"
missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${package[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing what the tests start: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "Not installed, the tests that need them are skipped: ${missing[*]}"
echo "On Debian, as root: apt-get install ${missing[*]}"
exit 0
