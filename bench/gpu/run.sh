#!/usr/bin/env bash
# On the machine with the GPU: unpacks what lies beside this file, measures, and writes OUT/gpu.txt. Usage: bash run.sh OUT [OPTIONS of main.mjs].
# As root it unpacks the Vulkan loader into / where there is none, so let it be a machine that is thrown away afterwards.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?usage: bash run.sh OUT}
shift
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar xJf "$here/run.tar.xz" -C "$work"

has() { [[ "$(ldconfig -p 2>/dev/null)" == *"$1"* ]]; }
libraries=usr/lib/x86_64-linux-gnu
if ! has libvulkan.so.1; then
  root=$work/loaders
  if [ "$(id -u)" = 0 ]; then root=/; else export LD_LIBRARY_PATH="$root/$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; fi
  for deb in "$here"/loaders/*.deb; do dpkg -x "$deb" "$root"; done
  if [ "$root" = / ]; then ldconfig; fi
fi
if ! has libX11.so.6; then
  for deb in "$here"/x/*.deb; do dpkg -x "$deb" "$work/x"; done
  export LD_LIBRARY_PATH="$work/x/$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
# Where the driver of NVIDIA is mounted, it is not where loaders look.
icd=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -f "$icd" ] && [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ]; then export VK_DRIVER_FILES=$icd; fi
vendor=/usr/local/nvidia/share/glvnd/egl_vendor.d/10_nvidia.json
if [ -f "$vendor" ]; then export __EGL_VENDOR_LIBRARY_FILENAMES=$vendor; fi
export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-$work}
"$work/node" "$work/repository/bench/gpu/main.mjs" --measure "$out/gpu.txt" "$@"
