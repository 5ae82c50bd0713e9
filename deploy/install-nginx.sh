#!/usr/bin/env bash
# Installs nginx for the test of deploy/nginx where it is missing: by apt-get as root, else says the command.
set -euo pipefail
if command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing nginx for the hosting tests"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light >/dev/null
  exit 0
fi
echo "the hosting tests need nginx; run: sudo apt-get install -y nginx-light" >&2
exit 1
