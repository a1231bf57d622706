# shellcheck shell=bash
#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
# Root filesystems from Debian packages. The machine's own apt fetches them, from the sources, through the proxies
# and with the keys and passwords it is configured with, but keeps its state in the work folder; dpkg then installs
# them inside the new root, which needs no network.

readonly debian_release=12

# apt_set_up WORK: makes the apt configuration that apt_in uses, and fetches the package lists.
apt_set_up() {
  local work=$1 candidate
  mkdir -p "$work/apt/state/lists/partial" "$work/apt/none"
  {
    apt-config dump | grep '^Acquire::'
    cat <<-CONF
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "$work/apt/none";
		Dir::Etc::preferences "$work/apt/preferences";
		Dir::Etc::preferencesparts "$work/apt/none";
		Dir::State "$work/apt/state";
		Dir::State::status "$work/apt/status";
		Dir::Cache "$work/apt";
		Acquire::Languages "none";
		APT::Architecture "$(dpkg --print-architecture)";
		APT::Architectures { "$(dpkg --print-architecture)"; };
		APT::Install-Recommends "false";
		APT::Get::Assume-Yes "true";
		APT::Sandbox::User "root";
		CONF
  } >"$work/apt/apt.conf"
  # Only Debian's own packages: another source's nginx would need another configuration.
  printf '%s\n' 'Package: *' 'Pin: release o=Debian' 'Pin-Priority: 500' '' \
    'Package: *' 'Pin: release *' 'Pin-Priority: -1' >"$work/apt/preferences"
  : >"$work/apt/status"
  APT_CONFIG=$work/apt/apt.conf apt-get -qq update ||
    die "package lists: apt-get update failed; check the sources under /etc/apt"
  candidate=$(APT_CONFIG=$work/apt/apt.conf apt-cache show --no-all-versions base-files 2>/dev/null |
    sed -n 's/^Version: //p')
  [[ $candidate == "$debian_release".* || $candidate == "$debian_release"[!0-9]* ]] ||
    die "packages: apt offers Debian ${candidate:-(none)}, the images need Debian $debian_release;" \
      "add its sources under /etc/apt"
}

# apt_get WORK DIR STATUS ARGUMENT…: apt-get for the root whose dpkg status file is STATUS, fetching into DIR.
apt_get() {
  local work=$1 dir=$2 status=$3
  shift 3
  mkdir -p "$dir/partial"
  APT_CONFIG=$work/apt/apt.conf apt-get -qq -o Debug::NoLocking=true -o Dir::Cache::archives="$dir" \
    -o Dir::Cache::pkgcache= -o Dir::State::status="$status" "$@"
}

# in_root ROOT COMMAND…: runs a command in there, with /proc and /dev, without a network. The mounts and every
# process it leaves behind end with it, however it ends.
in_root() {
  local root=$1
  shift
  # shellcheck disable=SC2016  # expanded by the inner shell
  unshare --mount --pid --fork --kill-child --net --ipc --uts sh -euc '
    root=$1; shift
    mkdir -p "$root/proc" "$root/dev"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    hostname localhost
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      DEBCONF_NONINTERACTIVE_SEEN=true SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" chroot "$root" "$@"' sh "$root" "$@"
}

# make_base WORK ROOT: a minimal Debian in the empty folder ROOT: the essential packages, nothing else.
make_base() {
  local work=$1 root=$2 debs=$1/debs-base dir deb name essential
  mapfile -t essential < <(APT_CONFIG=$work/apt/apt.conf apt-cache dumpavail |
    awk '/^Package: /{name=$2} /^Essential: yes/{print name}' | sort -u)
  apt_get "$work" "$debs" "$work/apt/status" --download-only install "${essential[@]}" usr-is-merged
  newest_package "$debs"
  # Debian 12 has /bin, /sbin and /lib in /usr; its packages expect these links to be there.
  for dir in bin sbin lib; do
    mkdir -p "$root/usr/$dir"
    ln -s "usr/$dir" "$root/$dir"
  done
  if [[ $(dpkg --print-architecture) == amd64 ]]; then
    mkdir -p "$root/usr/lib64"
    ln -s usr/lib64 "$root/lib64"
  fi
  mkdir -p "$root/var/lib/dpkg/info" "$root/debs"
  : >"$root/var/lib/dpkg/status"
  # Unpacked first so that dpkg can run in there, then installed by it.
  for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --keep-directory-symlink
  done
  printf 'root:x:0:0:root:/root:/bin/bash\n' >"$root/etc/passwd"
  printf 'root:x:0:\nmail:x:8:\nutmp:x:43:\n' >"$root/etc/group"
  ln -s mawk "$root/usr/bin/awk"
  slim_rules "$root"
  cp "$debs"/*.deb "$root/debs"
  no_services "$root"
  for name in base-passwd base-files ''; do
    in_root "$root" sh -c "dpkg --force-depends --force-unsafe-io --install /debs/${name:+${name}_}*.deb"
  done
}

# install_packages WORK IMAGE ROOT: installs $packages, with $provided taken as there.
# shellcheck disable=SC2154  # packages and provided: read_recipe
install_packages() {
  local work=$1 root=$3 debs=$1/debs-$2
  if ((${#provided[@]})); then make_provided "$root"; fi
  apt_get "$work" "$debs" "$root/var/lib/dpkg/status" --download-only install "${packages[@]}"
  newest_package "$debs"
  mkdir "$root/debs"
  cp "$debs"/*.deb "$root/debs"
  no_services "$root"
  in_root "$root" sh -c 'dpkg --force-depends --force-unsafe-io --unpack /debs/*.deb'
  in_root "$root" dpkg --force-unsafe-io --configure -a
}

# make_provided ROOT: installs an empty package for each of $provided, so that dpkg's records stay consistent.
make_provided() {
  local root=$1 tree name
  mkdir "$root/provided"
  for name in "${provided[@]}"; do
    tree=$(mktemp -d)
    mkdir "$tree/DEBIAN"
    cat >"$tree/DEBIAN/control" <<-CONTROL
	Package: $name
	Version: 99
	Architecture: $(dpkg --print-architecture)
	Multi-Arch: allowed
	Maintainer: the Gantry authors
	Description: empty, this image does without
	CONTROL
    dpkg-deb --root-owner-group --build "$tree" "$root/provided/$name.deb"
    rm -r "$tree"
  done
  in_root "$root" sh -c 'dpkg --install /provided/*.deb'
  rm -r "$root/provided"
}

# extract_files WORK IMAGE ROOT PACKAGE PATH…: puts single files of a package in place.
extract_files() {
  local work=$1 root=$3 package=$4 debs=$1/extract-$2-$4 path
  shift 4
  mkdir -p "$debs"
  (cd "$debs" && apt_get "$work" "$debs" "$work/apt/status" download "$package")
  newest_package "$debs"
  for path in "$@"; do
    dpkg-deb --fsys-tarfile "$debs/$package"_*.deb | tar -x -C "$root" --keep-directory-symlink "./$path"
  done
}

# newest_package DIR: moves SOURCE_DATE_EPOCH on to the day the newest of these packages was made. No file of the
# image is younger, so that the same packages give the same layer.
newest_package() {
  local deb made
  for deb in "$1"/*.deb; do
    # A package is an ar archive; its first member's date is at bytes 24 to 35.
    made=$(head -c 36 "$deb" | tail -c 12)
    made=${made%% *}
    if ((made > SOURCE_DATE_EPOCH)); then SOURCE_DATE_EPOCH=$made; fi
  done
  export SOURCE_DATE_EPOCH
}

# slim_rules ROOT: dpkg leaves out what nobody reads in a container. Copyright notices stay.
slim_rules() {
  mkdir -p "$1/etc/dpkg/dpkg.cfg.d"
  cat >"$1/etc/dpkg/dpkg.cfg.d/slim" <<-'RULES'
	path-exclude /usr/share/doc/*
	path-include /usr/share/doc/*/copyright
	path-exclude /usr/share/man/*
	path-exclude /usr/share/info/*
	path-exclude /usr/share/locale/*
	path-exclude /usr/share/lintian/*
	RULES
}

# no_services ROOT: installing a package starts nothing.
no_services() {
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod 755 "$1/usr/sbin/policy-rc.d"
}

# clean ROOT: removes what installing left behind.
clean() {
  local root=$1 dir
  rm -rf "$root/debs" "$root/usr/sbin/policy-rc.d" "$root"/var/lib/dpkg/*-old \
    "$root/etc/passwd.org" "$root"/etc/{passwd,group,shadow,gshadow,subuid,subgid}-
  rm -rf "$root"/var/lib/dpkg/{available,lock,lock-frontend,triggers/Lock} "$root"/var/cache/debconf/*-old
  rm -f "$root/var/cache/ldconfig/aux-cache"
  for dir in usr/share/{man,info,locale,lintian} tmp var/tmp run; do
    if [[ -d $root/$dir ]]; then find "$root/$dir" -mindepth 1 -delete; fi
  done
  if [[ -d $root/usr/share/doc ]]; then
    find "$root/usr/share/doc" -mindepth 2 ! -name copyright ! -type d -delete
    find "$root/usr/share/doc" -mindepth 1 -type d -empty -delete
  fi
  if [[ -d $root/var/log ]]; then find "$root/var/log" -type f -delete; fi
}
