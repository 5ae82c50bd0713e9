#!/usr/bin/env bash
# Installs accounts, folders and units of a machine; as root: deploy/install-units.sh night|desk|witness
#   night    the machine that publishes (and the accounts and folders that it shares with the desk)
#   desk     the same, and the desk's own unit
#   witness  a witness, on another host
# Enables and starts nothing. DESTDIR=FOLDER installs into a folder, for a look. Run it again after an upgrade.
set -euo pipefail
cd "$(dirname "$0")"
root=${DESTDIR:-}
case ${1:-} in
  night) accounts=yangguang; units=(yangguang.* yangguang-alert.* yangguang-backup.* yangguang-status.*) ;;
  desk) accounts=yangguang; units=(yangguang-desk.*) ;;
  witness) accounts=yangguang-witness; units=(yangguang-witness.*) ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "${0##*/}" >&2; exit 2 ;;
esac
place() { install -D -m 0644 "$1" "$root$2"; }

place "sysusers.d/$accounts.conf" "/etc/sysusers.d/$accounts.conf"
place "tmpfiles.d/$accounts.conf" "/etc/tmpfiles.d/$accounts.conf"
version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
for unit in "${units[@]}"; do
  for file in systemd/$unit; do
    [ -e "$file" ] || { echo "there is no $file" >&2; exit 1; }
    place "$file" "/etc/systemd/system/${file#systemd/}"
    old=systemd-before-244/${file#systemd/}.d
    if [ -d "$old" ] && [ "${SYSTEMD_VERSION:-${version:-999}}" -lt 244 ]; then
      place "$old/before-244.conf" "/etc/systemd/system/${old#systemd-before-244/}/before-244.conf"
    fi
  done
done
systemd-sysusers ${root:+--root="$root"} "$root/etc/sysusers.d/$accounts.conf"
systemd-tmpfiles --create ${root:+--root="$root"} "$root/etc/tmpfiles.d/$accounts.conf"
if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
