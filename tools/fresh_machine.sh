#!/usr/bin/env bash
# Prove that `make run` and `make test` need nothing but Debian 12 with python3 and make.
#
# Usage (as root): tools/fresh_machine.sh [--worktree] [--keep] [FOLDER]
#   --worktree  try the files as they are here instead of the last commit
#   --keep      leave the empty machine in FOLDER (default: a new folder under /tmp) to look at
#
# Builds an empty Debian 12 with debootstrap and tries there, in this order:
#   1. a person without rights on the bare machine: must be told the one command to run, and nothing else happens
#   2. root: make test, make run
#   3. the person without rights again, now that the libraries are there: make test, make run
# The package sources, proxies and certificates of this machine are used in there too.
set -euo pipefail

# all mounts live in a namespace of our own: they end with this script, however it ends
if [ -z "${FRESH_MACHINE_INSIDE:-}" ]; then
    [ "$(id -u)" -eq 0 ] || { echo "please run as root: debootstrap and chroot need it" >&2; exit 2; }
    command -v debootstrap >/dev/null || { echo "please run: apt-get install -y debootstrap" >&2; exit 2; }
    FRESH_MACHINE_INSIDE=1 exec unshare --mount --propagation private "$0" "$@"
fi

source_root=$(cd "$(dirname "$0")/.." && pwd)
worktree='' keep='' machine=''
for argument in "$@"; do
    case $argument in
        --worktree) worktree=1 ;;
        --keep) keep=1 ;;
        -*) sed -n '4,6p' "$0" >&2; exit 2 ;;
        *) machine=$argument ;;
    esac
done
machine=${machine:-$(mktemp -d /tmp/fresh_machine.XXXXXX)}
mkdir -p "$machine"
machine=$(realpath "$machine")
chmod 755 "$machine" # the root folder of the machine: everybody in there passes through it
if [ -n "$(ls -A "$machine")" ]; then echo "$machine is not empty" >&2; exit 2; fi

clean_up() {
    umount "$machine/proc" 2>/dev/null || true
    if [ -z "$keep" ]; then rm -rf --one-file-system "$machine"; else echo "kept: $machine"; fi
}
trap clean_up EXIT

say() { echo; echo "######## $*"; }

build_machine() {
    local mirror
    mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 2>/dev/null |
        awk '$1 == "Debian" && $2 == "bookworm" { print $3; exit }')
    debootstrap --variant=minbase --include=python3,make,git,ca-certificates bookworm "$machine" ${mirror:+"$mirror"} >"$machine.log" ||
        { tail -5 "$machine.log"; return 1; }
    rm -f "$machine.log" "$machine"/var/lib/apt/lists/*Packages*
    mount -t proc proc "$machine/proc"
    chroot "$machine" useradd --create-home person
}

pass_settings_on() { # the way to the package registries, as this machine knows it
    cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
    if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$machine/etc/"; fi
    if [ -f /etc/ssl/certs/ca-certificates.crt ]; then cp -L /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/certs/"; fi
    if [ -f /etc/apt/sources.list.d/debian.sources ]; then
        cp /etc/apt/sources.list.d/debian.sources "$machine/etc/apt/sources.list.d/"
        rm -f "$machine/etc/apt/sources.list"
    elif [ -f /etc/apt/sources.list ]; then
        cp /etc/apt/sources.list "$machine/etc/apt/"
    fi
    apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-)' >"$machine/etc/apt/apt.conf.d/90host" || true
}

settings() { # the environment that belongs to the way out; folders of this machine mean nothing in there
    env -0 | grep -zE '^(PIP_(CERT|INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|PROXY|DEFAULT_TIMEOUT|RETRIES)|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|SSL_CERT_FILE|REQUESTS_CA_BUNDLE)=' || true
}

copy_project() { # FOLDER in the machine
    if [ -n "$worktree" ]; then
        mkdir -p "$machine$1"
        (cd "$source_root" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
            if [ -e "$file" ]; then printf '%s\0' "$file"; fi
        done | tar --null -T - -cf -) | tar -xf - -C "$machine$1" --no-same-owner
    else
        git clone --quiet --no-hardlinks "file://$source_root" "$machine$1"
    fi
}

as() { # USER FOLDER COMMAND...
    local user=$1 folder=$2 variables
    shift 2
    mapfile -d '' variables < <(settings)
    local home=/home/$user
    if [ "$user" = root ]; then home=/root; fi
    chroot "$machine" runuser -u "$user" -- env -i --chdir="$folder" "HOME=$home" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
        LANG=C.UTF-8 "${variables[@]}" "$@" </dev/null
}

failures=0
try() { # WORDS USER FOLDER COMMAND...
    local words=$1 started=$SECONDS result=ok
    shift
    say "$words: ${*:3} (as $1)"
    as "$@" || { result=FAILED; failures=$((failures + 1)); }
    echo "######## $result, $((SECONDS - started)) s: $words"
}

refused() { # the bare machine must say what to do, and leave nothing behind
    say "bare machine: make $1 (as person, no rights)"
    local answer
    if answer=$(as person /home/person/nianbao make "$1" 2>&1); then
        echo "$answer"; echo "######## FAILED: nothing was missing"; failures=$((failures + 1)); return
    fi
    echo "$answer"
    grep -q 'sudo apt-get install -y .*python3-venv' <<<"$answer" || { echo "######## FAILED: no command shown"; failures=$((failures + 1)); return; }
    echo "######## ok: it stopped and named the command"
}

say "building an empty Debian 12 in $machine"
build_machine
pass_settings_on
copy_project /root/nianbao
copy_project /home/person/nianbao
chroot "$machine" chown -R person: /home/person/nianbao
echo "Debian $(cat "$machine/etc/debian_version"), $(chroot "$machine" python3 --version), $(chroot "$machine" dpkg -l | grep -c ^ii) packages"

refused run
refused test
try "fresh machine" root /root/nianbao make test
try "after the test" root /root/nianbao make run
try "second start" root /root/nianbao python3 tools/setup_env.py run
try "libraries there, no rights" person /home/person/nianbao make run
try "libraries there, no rights" person /home/person/nianbao make test

say "$failures failed"
[ "$failures" -eq 0 ]
