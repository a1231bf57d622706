# shellcheck shell=bash
#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
# Layers and images. An image is written as one tar file that is an OCI image layout (what skopeo and newer engines
# read) and, by its manifest.json, what `docker load` of any age reads; both parts name the same blobs.

# snapshot ROOT: one line for each file of the root, which changes when the file does. /dev and /proc belong to
# whoever runs the container.
snapshot() {
  (cd "$1" && find . -mindepth 1 \( -path ./dev -o -path ./proc -o -path ./sys \) -prune -o \
    \( -type d -printf '%p\t%y %m %U:%G\n' -o -printf '%p\t%y %m %U:%G %s %T@ %l\n' \) | LC_ALL=C sort)
}

# write_layer ROOT BEFORE STEM KEY: packs what differs from the snapshot BEFORE (an empty file: everything) as
# STEM.tar.gz, and describes it in STEM.json.
write_layer() {
  local root=$1 before=$2 stem=$3 key=$4 after=$3.after gone path
  snapshot "$root" >"$after"
  # A removed file is an empty one called .wh.NAME in the layer.
  LC_ALL=C comm -23 <(cut -f 1 "$before" | LC_ALL=C sort) <(cut -f 1 "$after" | LC_ALL=C sort) >"$stem.gone"
  while IFS= read -r gone; do
    path=$root/${gone%/*}
    if [[ -d $path && ! -L $path ]]; then : >"$path/.wh.${gone##*/}"; fi
  done <"$stem.gone"
  snapshot "$root" >"$after"
  LC_ALL=C comm -13 "$before" "$after" | cut -f 1 >"$stem.changed"
  if [[ ! -s $before ]]; then
    mkdir -p "$root"/{dev,proc,sys}
    printf './%s\n' dev proc sys >>"$stem.changed"
  fi
  tar -c -C "$root" --no-recursion --verbatim-files-from --no-unquote --sort=name --numeric-owner --format=gnu \
    --mtime="@$SOURCE_DATE_EPOCH" --clamp-mtime -T "$stem.changed" -f "$stem.tar"
  gzip -n -c "$stem.tar" >"$stem.tar.gz"
  jq -n --arg key "$key" --arg diff "sha256:$(hash_file "$stem.tar")" \
    --arg digest "sha256:$(hash_file "$stem.tar.gz")" --argjson size "$(stat -c %s "$stem.tar.gz")" \
    --argjson created "$SOURCE_DATE_EPOCH" \
    '{key: $key, diff: $diff, digest: $digest, size: $size, created: $created}' >"$stem.json"
  rm "$stem.tar" "$after" "$stem.gone" "$stem.changed"
}

# write_image ARCHIVE WORK STEM…: writes an image of these layers, lowest first, with $tags and $config.
# shellcheck disable=SC2154  # tags and config: read_recipe
write_image() {
  local archive=$1 dir=$2/oci-$RANDOM$RANDOM stem layers config_json config_digest manifest_json architecture
  shift 2
  local blobs=$dir/blobs/sha256
  mkdir -p "$blobs"
  # Not hard links: those that images of the same base make and remove beside this are changes of the file for tar.
  for stem in "$@"; do
    ln -s "$(realpath "$stem.tar.gz")" "$blobs/$(jq -r '.digest | ltrimstr("sha256:")' "$stem.json")"
  done
  layers=$(jq -s . "${@/%/.json}")
  architecture=$(dpkg --print-architecture)
  config_json=$(jq -cnS --argjson layers "$layers" --argjson config "$config" --arg architecture "$architecture" '
    ($layers | map(.created) | max | todate) as $created |
    {
      created: $created, architecture: $architecture, os: "linux",
      config: ({Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]} * $config),
      rootfs: {type: "layers", diff_ids: ($layers | map(.diff))},
      history: ($layers | map({created: (.created | todate), created_by: "images/build"}))
    }')
  config_digest=$(add_blob "$blobs" "$config_json")
  manifest_json=$(jq -cnS --argjson layers "$layers" --arg digest "sha256:$config_digest" \
    --argjson size "${#config_json}" '
    {
      schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $digest, size: $size},
      layers: ($layers | map({mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest, size}))
    }')
  add_blob "$blobs" "$manifest_json" >"$dir/digest"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$dir/oci-layout"
  jq -cn --arg digest "sha256:$(<"$dir/digest")" --argjson size "${#manifest_json}" '
    {
      schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
      manifests: ($ARGS.positional | map({
        mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest, size: $size,
        annotations: {
          "org.opencontainers.image.ref.name": (split(":") | last),
          "io.containerd.image.name": ((if contains("/") then "docker.io/" else "docker.io/library/" end) + .)
        }
      }))
    }' --args "${tags[@]}" >"$dir/index.json"
  jq -cn --argjson layers "$layers" --arg config "blobs/sha256/$config_digest" '
    [{
      Config: $config, RepoTags: $ARGS.positional,
      Layers: ($layers | map("blobs/sha256/" + (.digest | ltrimstr("sha256:"))))
    }]' --args "${tags[@]}" >"$dir/manifest.json"
  rm "$dir/digest"
  tar -c -h -C "$dir" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -f "$archive.new" \
    oci-layout index.json manifest.json blobs
  mv "$archive.new" "$archive"
  rm -r "$dir"
}

# add_blob BLOBS TEXT: keeps the text as a blob and prints its hash.
add_blob() {
  local hash
  hash=$(printf '%s' "$2" | sha256sum)
  hash=${hash%% *}
  printf '%s' "$2" >"$1/$hash"
  printf '%s' "$hash"
}

hash_file() {
  local sum
  sum=$(sha256sum <"$1")
  printf '%s' "${sum%% *}"
}
