#!/bin/sh
# The parts of the tests that pip cannot bring, on Debian 12 as root: LibreOffice 25.2 (backports; plain bookworm has 7.4,
# whose xlsx import does not know add-in functions), its Python bridge, poppler, Node, Chromium, Java, bash. On any other machine: install those
# by hand, and this script, finding them, does nothing.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }
office_is_new_enough() { have soffice && soffice --version 2>/dev/null | grep -qE 'LibreOffice (2[5-9]|[3-9][0-9])\.'; }
bridge_is_there() { /usr/bin/python3 -c 'import uno' >/dev/null 2>&1; }

wanted=""
have bash || wanted="$wanted bash"
have pdftoppm || wanted="$wanted poppler-utils"
have node || wanted="$wanted nodejs"
have npm || wanted="$wanted npm"
have chromium || have chromium-browser || have google-chrome || wanted="$wanted chromium"
have java || wanted="$wanted openjdk-17-jre-headless"
have fc-match || wanted="$wanted fontconfig"
python3 -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3-venv"
fc-match Calibri 2>/dev/null | grep -qi carlito || wanted="$wanted fonts-crosextra-carlito"
office=""
office_is_new_enough && bridge_is_there || office="libreoffice-calc-nogui python3-uno"
[ -z "$wanted$office" ] && exit 0

if ! have apt-get || [ "$(id -u)" != 0 ]; then
    echo "These parts are missing and need an administrator: LibreOffice 25.2 or newer with its Python bridge, poppler-utils, Node.js with npm, Chromium, Java 17, the Carlito font, bash." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
if [ -n "$office" ] && ! apt-cache policy libreoffice-calc-nogui | grep -q backports; then
    awk 'BEGIN { RS = "" } /bookworm-updates/ { print; exit }' /etc/apt/sources.list.d/debian.sources |
        sed -E 's/^Suites:.*/Suites: bookworm-backports/' >/etc/apt/sources.list.d/bookworm-backports.sources
fi
apt-get update -q >/dev/null
# shellcheck disable=SC2086  # lists of package names
[ -z "$wanted" ] || apt-get install -y -q --no-install-recommends $wanted >/dev/null
# shellcheck disable=SC2086
[ -z "$office" ] || apt-get install -y -q --no-install-recommends -t bookworm-backports $office >/dev/null
soffice --version
