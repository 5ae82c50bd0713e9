#!/usr/bin/env bash
# Installs Chromium for the browser tests where it is missing: by apt-get as root, else says the command.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing Chromium for the browser tests"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
  exit 0
fi
echo "the browser tests need Chromium; run: sudo apt-get install -y chromium fonts-noto-cjk" >&2
exit 1
