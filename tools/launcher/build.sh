# Configuring and building a preset into build/PRESET.

program=$top/build/release/sim/cli/roamsim
built_stamp=$top/build/.built # content: what the build belongs to; time: when the build that is known good began

# Where and on what the tree is built. A folder that moved, or is shared with another system, is built anew.
identity() {
  local system='' line
  if [[ -r /etc/os-release ]]; then
    while read -r line; do [[ $line != VERSION_CODENAME=* && $line != ID=* ]] || system+=" $line"; done </etc/os-release
  fi
  printf -v "$1" '%s' "$top $HOSTTYPE$system"
}

# True if the built program is newer than everything it is made of; folders count, so that a file that is gone is noticed.
# A change of the installed packages counts too: then ninja looks at the system's headers and libraries. Not so for
# who may only run the program: nothing could be built.
program_is_current() {
  local belongs='' expected newer
  local -a inputs=("$top"/{models,sim,cmake,CMakeLists.txt,CMakePresets.json})
  [[ -x $program && -r $built_stamp ]] || return 1
  read -r belongs <"$built_stamp"
  identity expected
  [[ $belongs == "$expected" ]] || return 1
  [[ ! -w $built_stamp || ! -e /var/lib/dpkg/status ]] || inputs+=(/var/lib/dpkg/status)
  newer=$(find "${inputs[@]}" -newer "$built_stamp" -print -quit 2>/dev/null) && [[ -z $newer ]]
}

# As many as there are cores for this process and 1.5 GB of memory for each.
build_jobs() {
  local cores kilobytes limit file
  cores=$(nproc)
  kilobytes=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo 2>/dev/null)
  kilobytes=${kilobytes:-1572864}
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [[ -r $file ]] && read -r limit <"$file" && [[ $limit =~ ^[0-9]{1,18}$ ]] || continue
    ((limit / 1024 >= kilobytes)) || kilobytes=$((limit / 1024))
  done
  jobs=$((kilobytes / 1572864))
  ((jobs <= cores)) || jobs=$cores
  ((jobs >= 1)) || jobs=1
}

# configure PRESET WANT: WANT is `program` or `everything`. Tests and benchmarks are switched on by the first ./check
# and stay on: they add targets to the same build and recompile nothing, while ./roamsim alone never needs their packages.
configure() {
  local preset=$1 want=$2 dir=$top/build/$1 cache=$top/build/$1/CMakeCache.txt mark=$top/build/$1/.configured
  local log=$top/build/log/$1.log expected found='' home=''
  local -a settings=()
  identity expected
  if [[ -e $cache ]]; then
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")
    [[ ! -r $mark ]] || read -r found <"$mark"
    if [[ ! $home -ef $top || (-n $found && $found != "$expected") ]]; then
      note "build/$preset belongs to another place or system; building anew"
      rm -rf -- "$dir"
    fi
  fi
  if [[ $want == everything ]]; then
    settings=(-DROAMSIM_TESTS=ON -DROAMSIM_BENCHMARKS=ON)
  elif [[ ! -e $cache ]]; then
    settings=(-DROAMSIM_TESTS=OFF -DROAMSIM_BENCHMARKS=OFF)
  fi
  if [[ -e $cache && -r $mark && ! $top/CMakePresets.json -nt $mark ]] &&
    { [[ $want == program ]] || { grep -q '^ROAMSIM_TESTS:BOOL=ON' "$cache" && grep -q '^ROAMSIM_BENCHMARKS:BOOL=ON' "$cache"; }; }; then
    return 0
  fi
  progress "configuring $preset"
  if ! run_cmake_configure "$preset" "$log" "${settings[@]}"; then
    # A cache can name what is no longer there; one attempt without it tells that from a real error.
    [[ -e $cache ]] && configure_fresh "$preset" "$want" || {
      show_log "$log"
      fail 70 "configuring failed"
    }
  fi
  printf '%s\n' "$expected" >"$mark"
  progress_done
}

run_cmake_configure() {
  local preset=$1 log=$2
  shift 2
  cmake -S "$top" --preset "$preset" "$@" </dev/null >"$log" 2>&1
}

configure_fresh() {
  local switch=OFF
  [[ $2 == program ]] || switch=ON
  run_cmake_configure "$1" "$top/build/log/$1.log" --fresh -DROAMSIM_TESTS=$switch -DROAMSIM_BENCHMARKS=$switch
}

# Reads a build's output, keeps it in the log and shows how far it is.
follow_build() {
  local what=$1 log=$2 line
  while IFS= read -r line || [[ -n $line ]]; do
    printf '%s\n' "$line" >&8
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) && ${BASH_REMATCH[3]} != Re-* ]]; then
      if ((terminal)); then
        progress "building ${BASH_REMATCH[1]}/${BASH_REMATCH[2]}"
      else
        progress "building $what, ${BASH_REMATCH[2]} steps (log: $log)"
      fi
    fi
  done 8>"$log"
  progress_done
}

run_build() {
  local preset=$1 what=$2 log=$3
  shift 3
  NINJA_STATUS='[%f/%t] ' cmake --build "$top/build/$preset" -j "$jobs" "$@" </dev/null 2>&1 | follow_build "$what" "$log"
  return "${PIPESTATUS[0]}"
}

# build PRESET WANT: as for configure. Needs the lock. Ends with code 70 and the place of the log if it cannot.
build() {
  local preset=$1 want=$2 log=$top/build/log/$1-build.log start=$top/build/.building what=roamsim expected
  local -a target=(--target roamsim)
  if [[ $want == everything ]]; then
    what="$preset with its tests"
    target=()
  fi
  [[ $preset != tidy ]] || target+=(-- -k 0) # one look at the log should show every finding
  : >"$start"
  build_jobs
  configure "$preset" "$want"
  if ! run_build "$preset" "$what" "$log" "${target[@]}"; then
    # The build configures again by itself when a CMake file changed; that, too, can fail over an old cache.
    grep -q "rebuilding 'build.ninja'" "$log" && configure_fresh "$preset" "$want" &&
      run_build "$preset" "$what" "$log" "${target[@]}" || {
      show_log "$log"
      fail 70 "building $what failed"
    }
  fi
  if [[ $preset == release ]]; then
    identity expected
    printf '%s\n' "$expected" >"$built_stamp"
    touch -r "$start" -- "$built_stamp" # what changed while the build ran is built by the next start
  fi
}
