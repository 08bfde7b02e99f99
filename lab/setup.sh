#!/usr/bin/env bash
# Installs what the lab needs from Debian or Ubuntu, as root; quick when it is there, and says what to install where it can't.
set -euo pipefail
need=(buildah containerd containernetworking-plugins debootstrap gcc iproute2 libc6-dev maven openssl runc socat util-linux)
command -v javac > /dev/null || need+=(openjdk-17-jdk-headless)
command -v go > /dev/null || need+=(golang-go)
command -v curl > /dev/null || need+=(curl)
command -v mvn > /dev/null && need=("${need[@]/maven/}")
missing=()
for package in "${need[@]}"; do
  [ -z "$package" ] || [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "the lab needs: apt-get install ${missing[*]}" >&2
  exit 0 # what needs none of them still works; what does names it
fi
echo "installing for the lab: ${missing[*]}" >&2
apt-get -qq update
# A service's own start is of no use: the lab starts what it needs.
DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" > /dev/null
