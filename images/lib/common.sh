# shellcheck shell=bash
#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
# What images/build, images/push and images/list share: messages, and reading recipes.

images_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly images_dir

# In build order: the image others are made from comes first, then what takes longest.
readonly all_images=(base wordpress mysql busybox nginx redis rsyslog routing proxy)

default_cache=${GANTRY_CACHE:-/var/cache/gantry}/images
# The scripts that source this file use it.
# shellcheck disable=SC2034
readonly default_cache

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# need TOOL=PACKAGE…: stops unless every tool is installed.
need() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null ||
      die "${pair%%=*} is not installed; on Debian: apt-get install ${pair#*=}"
  done
}

# read_recipe IMAGE: sets what images/IMAGE/recipe says, and the defaults of what it leaves out.
# All of these are read by the scripts that source this file.
# shellcheck disable=SC2034
read_recipe() {
  local file=$images_dir/$1/recipe
  [[ -f $file ]] || die "$1: no such image; there are: ${all_images[*]}"
  tags=()          # NAME:TAG…, the first is the main one
  from=base        # the image whose layer is beneath, or "scratch"
  packages=()      # Debian packages to install, with what they depend on
  provided=()      # packages that count as installed: dependencies this image does without
  extract=()       # "PACKAGE PATH…": single files taken from a package that is not installed
  setup_shell=(/bin/sh)
  payload=''       # a path that the file given by --agent gets, in a layer of its own
  config='{}'      # the image's configuration, as JSON
  # shellcheck source=/dev/null
  source "$file"
}

# each_image FUNCTION: calls it once for each image, with its recipe read.
for_each_image() {
  local image
  for image in "${all_images[@]}"; do
    read_recipe "$image"
    "$1" "$image"
  done
}
