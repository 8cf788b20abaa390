#!/bin/sh
# Regenerates all golden vectors with the pinned libraries, in virtual environments outside the repository. With arguments, such as
# authors:laprop or torch:adam optax:adam, only those of torch, optax, keras or authors that they name, with one environment alone.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
envs=${GOLDEN_ENVS:-${XDG_CACHE_HOME:-$HOME/.cache}/glissade-golden}
python=${PYTHON:-python3.11}
newer=${PYTHON312:-python3.12}

environment() {
  "${3:-$python}" -m venv "$envs/$1"
  "$envs/$1/bin/pip" install --quiet -r "$here/$2"
}

environment main requirements.txt
# Beside the main environment and without dependencies, so that nothing can pull in another torch.
"$envs/main/bin/pip" install --quiet --no-deps --upgrade --target "$envs/authors" -r "$here/requirements-authors.txt"
# What is no package, at the commit that its forms are taken from.
code_of() {
  if [ ! -d "$envs/$1" ]; then
    git clone --quiet "https://github.com/$2" "$envs/$1"
  fi
  git -C "$envs/$1" checkout --quiet "$3"
}
case " $* " in "  " | *" authors "* | *:muon* | *dion*) code_of dion microsoft/dion 0a059a4542e5aa74b40dcd1dce363836c7afcd48 ;; esac
case " $* " in "  " | *" authors "* | *:adamuon*) code_of adamuon Chongjie-Si/AdaMuon 369f0b3bd9d97f82bb8ba81664207ac513e233b0 ;; esac
case " $* " in "  " | *" authors "* | *:muon*) code_of keller KellerJordan/Muon 857d1adc159e098212f828d927460782d3da59e9 ;; esac
export PYTHONDONTWRITEBYTECODE=1 TF_CPP_MIN_LOG_LEVEL=3 DION="$envs/dion" ADAMUON="$envs/adamuon" MUON="$envs/keller"
if [ $# -gt 0 ]; then
  PYTHONPATH="$envs/authors" "$envs/main/bin/python" "$here/generate.py" "$@"
  exit
fi
environment addons requirements-addons.txt
environment curves requirements-curves.txt
environment shampoo requirements-shampoo.txt "$newer"
"$envs/main/bin/python" "$here/generate.py" torch optax keras nulls
"$envs/main/bin/python" "$here/plateau.py"
"$envs/main/bin/python" "$here/lbfgs.py"
"$envs/main/bin/python" "$here/minimisers.py"
"$envs/main/bin/python" "$here/loss_scale.py"
"$envs/main/bin/python" "$here/sparse_adam.py"
"$envs/main/bin/python" "$here/sophia.py"
"$envs/main/bin/python" "$here/halves.py"
"$envs/main/bin/python" "$here/quadratic_deep.py"
"$envs/main/bin/python" "$here/optimizer_states.py"
"$envs/main/bin/python" "$here/safetensors_file.py"
"$envs/main/bin/python" "$here/pages.py"
"$envs/curves/bin/python" "$here/curves.py"
PYTHONPATH="$envs/authors" "$envs/main/bin/python" "$here/generate.py" authors dion
"$envs/shampoo/bin/python" "$here/generate.py" shampoo
"$envs/addons/bin/python" "$here/generate.py" addons
