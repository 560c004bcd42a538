# Sourced by ./roamsim and ./check, which set `me`; not a program. Sets `top`, the physical path of the tree.
# Nothing here is exported and nothing changes the caller's folder: file arguments stay valid.

top=$(CDPATH='' cd -P -- "${BASH_SOURCE[0]%/*}/../.." && pwd -P) || exit 70
lock_held=0

source "$top/tools/launcher/say.sh"
source "$top/tools/launcher/packages.sh"
source "$top/tools/launcher/build.sh"

# Installing and building go one at a time. Descriptor 9 stays open in compilers on purpose:
# a launcher that is killed leaves them behind, and the tree is theirs until they are done.
lock() {
  mkdir -p -- "$top/build/log" 2>/dev/null && { exec 9>"$top/build/.lock"; } 2>/dev/null ||
    fail 70 "cannot write to $top/build, where the program is built"
  if ! flock -n 9; then
    note "another build of this tree is running; waiting for it"
    flock 9 || fail 70 "cannot lock $top/build/.lock"
  fi
  lock_held=1
}

unlock() {
  if ((lock_held)); then
    exec 9>&-
    lock_held=0
  fi
}

# The program's own handling takes over at exec; until then an interrupt ends with the usual codes.
trap 'progress_done; exit 130' INT
trap 'progress_done; exit 143' TERM
