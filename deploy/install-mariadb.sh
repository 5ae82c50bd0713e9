#!/usr/bin/env bash
# Installs MariaDB's server program (no service) for the drill where it is missing: by apt-get as root, else says the command.
set -euo pipefail
if command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ]; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing MariaDB for the tests of the sources"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    mariadb-server-core mariadb-client-core >/dev/null
  exit 0
fi
echo "these tests need MariaDB; run: sudo apt-get install -y mariadb-server-core mariadb-client-core" >&2
exit 1
