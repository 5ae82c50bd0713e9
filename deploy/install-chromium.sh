#!/usr/bin/env bash
# Installs what is missing of Chromium for the browser tests: by apt-get as root, else says the command.
set -euo pipefail
has() { command -v "$1" >/dev/null; }
can_install() { has apt-get && [ "$(id -u)" = 0 ]; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

if ! has chromium && ! has chromium-browser && ! has google-chrome; then
  if ! can_install; then
    echo "the browser tests need Chromium; run: sudo apt-get install -y chromium chromium-headless-shell fonts-noto-cjk" >&2
    exit 1
  fi
  echo "installing Chromium for the browser tests"
  apt-get update -qq
  install chromium fonts-noto-cjk
fi
# The same browser without windows makes the tests three times as fast; they run without it, too.
if has chromium && ! has chromium-headless-shell && can_install; then
  install chromium-headless-shell 2>/dev/null || { apt-get update -qq && install chromium-headless-shell; } 2>/dev/null ||
    echo "chromium-headless-shell is not to be had here; the browser tests take longer without it"
fi
