# Installs the packages that are given as arguments, as root, without starting the services that come with them.
set -e
export DEBIAN_FRONTEND=noninteractive

restore() {
    rm -f $created
    # Once the package is there, the folders are its own.
    [ -e /etc/postgresql-common/createcluster.conf ] || rmdir $folders 2>/dev/null || true
}
created= folders=
trap restore EXIT
trap 'exit 1' HUP INT TERM

# Debian asks this program whether a new service may start. Where the machine has one, that is its owner's decision.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    created=$policy
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

# Without this, Debian's PostgreSQL comes with a cluster that starts whenever the machine does.
for folder in /etc/postgresql-common /etc/postgresql-common/createcluster.d; do
    [ -d "$folder" ] && continue
    mkdir "$folder"
    folders="$folder $folders"
done
setting=/etc/postgresql-common/createcluster.d/fin-infra-tests.conf
created="$created $setting"
echo 'create_main_cluster = false' >"$setting"

apt-get update -q
apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 "$@"
