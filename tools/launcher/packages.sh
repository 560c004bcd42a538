# The Debian packages that building, running and testing need: finding what is missing, and installing it.

# There while an installation runs: one that broke off has unpacked files that prove nothing.
install_mark=$top/build/.installing

# find_missing KIND...: fills `missing` with the packages of these kinds that are not installed.
find_missing() {
  local package kind file
  missing=()
  while read -r package kind file; do
    [[ -n $package && $package != '#'* && " $* " == *" $kind "* ]] || continue
    [[ -e $file && ! -e $install_mark ]] || missing+=("$package")
  done <"$top/tools/launcher/packages.txt"
  return 0
}

install_packages() {
  local log=$top/build/log/install.log
  local -a quiet=(env DEBIAN_FRONTEND=noninteractive)
  note "installing ${#missing[@]} Debian packages: ${missing[*]}"
  : >"$log"
  [[ ! -e $install_mark ]] || "${quiet[@]}" dpkg --configure -a </dev/null 9>&- >>"$log" 2>&1
  : >"$install_mark"
  progress "reading the package lists"
  # A third-party source that does not answer must not stop what the others can give: installing decides.
  "${quiet[@]}" apt-get update </dev/null 9>&- >>"$log" 2>&1
  progress "downloading and installing"
  if ! "${quiet[@]}" apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" \
    </dev/null 9>&- >>"$log" 2>&1; then
    show_log "$log"
    fail 69 "apt-get could not install: ${missing[*]}"
  fi
  rm -f -- "$install_mark"
  progress_done
}

# need_packages KIND...: returns once all packages of these kinds are there, else ends with code 69.
need_packages() {
  find_missing "$@"
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    fail 69 "these Debian packages are missing, and there is no apt-get here to install them: ${missing[*]}"
  if (($(id -u) != 0)); then
    note "these Debian packages are missing, and only root can install them. Run this once:"
    printf "  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends %s'\n" "${missing[*]}" >&2
    exit 69
  fi
  ((lock_held)) || lock
  find_missing "$@" # another start may have installed them while this one waited for the lock
  ((${#missing[@]})) || return 0
  install_packages
  find_missing "$@"
  ((${#missing[@]} == 0)) ||
    fail 69 "installed, and yet without the expected files (tools/launcher/packages.txt): ${missing[*]}"
}
